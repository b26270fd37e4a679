"""A team's week as the prompt shows it."""

from datetime import datetime
from typing import Any

import pytest

from bot.okr.focus import FocusReason
from bot.okr.key_result import LifeState
from bot.okr.objective import Commitment
from bot.okr.week import Week, review_week
from bot.okr.work_item import Place, WorkState
from tests.okr.builders import (
    a_check_in,
    a_cycle,
    a_key_result,
    a_team,
    a_work_item,
    an_objective,
    instant,
)

NOW = instant(11, 10)
COMPLETION = a_key_result(id=11, label="1.1")
PAGE_LOAD = a_key_result(id=12, label="1.2", title="Page load")
CANCELLED = a_key_result(id=13, label="1.3", state=LifeState.CANCELLED)
DAYS = a_key_result(id=21, label="2.1", title="Days to first order")
BUYERS = an_objective(PAGE_LOAD, COMPLETION, CANCELLED)
MERCHANTS = an_objective(DAYS, id=2, number=2, commitment=Commitment.ASPIRATIONAL)
CLOSED = an_objective(a_key_result(id=31, label="3.1"), id=3, number=3, state=LifeState.CLOSED)
WELL = {
    11: [a_check_in(60, confidence=8, at=instant(11, 9))],
    12: [a_check_in(60, confidence=8, at=instant(11, 9))],
    21: [a_check_in(60, confidence=8, at=instant(11, 9))],
}
WORK = [a_work_item(id=n, key_result_id=n) for n in (11, 12, 21)]


def review(**terms: Any) -> Week:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle": a_cycle(),
        "objectives": [MERCHANTS, CLOSED, BUYERS],
        "check_ins": WELL,
        "work_items": WORK,
        "planned": (),
        "anyway_this_cycle": (),
        "last_worked": {},
        "meeting": None,
        "interval_weeks": 1,
        "updated_since": instant(11, 3, 10),
        "now": NOW,
    }
    return review_week(**(known | terms))


def test_only_what_is_live_is_shown_in_its_fixed_order() -> None:
    week = review()
    labels = [standing.key_result.label for standing in week.key_results]
    assert labels == ["1.1", "1.2", "2.1"]
    assert [standing.objective for standing in week.objectives] == [BUYERS, MERCHANTS]
    assert (week.week_number, week.week_count) == (6, 13)


def test_a_week_where_all_is_well_is_quiet() -> None:
    week = review()
    assert (week.updated, week.due) == (3, 3)
    assert week.focus == ()
    assert week.is_quiet
    assert week.every_key_result_has_work


def test_work_without_a_place_breaks_the_quiet() -> None:
    week = review(work_items=[*WORK, a_work_item(id=99)])
    assert not week.is_quiet
    assert week.every_key_result_has_work


def test_a_key_result_without_work_is_talked_about() -> None:
    week = review(work_items=WORK[:2], last_worked={21: instant(10, 20)})
    assert not week.every_key_result_has_work
    assert [(f.standing.key_result, f.reason) for f in week.focus] == [(DAYS, FocusReason.NO_WORK)]
    assert week.focus[0].standing.weeks_without_work == 3


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({}, False),
        ({"work_items": [a_work_item(id=99)]}, False),
        ({"work_items": [a_work_item(id=99, place=Place.UPKEEP)]}, True),
        ({"last_worked": {21: instant(10, 20)}}, True),
        ({"updated_since": instant(11, 3, 10)}, True),
    ],
)
def test_a_team_that_begins_is_not_asked_for_work_before_it_placed_any(
    terms: dict[str, Any], expected: bool
) -> None:
    begins: dict[str, Any] = {"work_items": [], "updated_since": None}
    week = review(**(begins | terms))
    assert {standing.expects_work for standing in week.key_results} == {expected}
    assert any(focus.reason is FocusReason.NO_WORK for focus in week.focus) is expected


def test_a_team_that_begins_has_no_quiet_week() -> None:
    week = review(work_items=[], updated_since=None)
    assert week.focus == ()
    assert not week.is_quiet


def test_a_team_without_key_results_is_not_quiet_but_new() -> None:
    week = review(objectives=[], work_items=[])
    assert not week.is_quiet
    assert not week.every_key_result_has_work
    assert (week.updated, week.due) == (0, 0)


def test_commitment_decides_what_confidence_means() -> None:
    fives = {n: [a_check_in(60, confidence=5, at=instant(11, 9))] for n in (11, 12, 21)}
    talked_about = [focus.standing.key_result for focus in review(check_ins=fives).focus]
    assert talked_about == [COMPLETION, PAGE_LOAD]


def test_a_key_result_without_check_ins_is_not_updated() -> None:
    week = review(check_ins={11: WELL[11], 12: [a_check_in(60, at=instant(11, 3, 9))]})
    assert (week.updated, week.due) == (1, 3)
    assert [focus.reason for focus in week.focus] == [FocusReason.OUTDATED]


def test_work_in_play_is_counted_by_the_place_that_holds() -> None:
    in_play: list[tuple[dict[str, Any], datetime]] = [
        ({"id": 1, "place": Place.UPKEEP}, instant(10, 1)),
        ({"id": 2, "place": Place.ANYWAY}, instant(10, 1)),
        ({"id": 3, "place": Place.ANYWAY}, instant(10, 3)),
        ({"id": 4, "key_result_id": 13}, instant(10, 2)),
        ({"id": 5, "key_result_id": 11}, instant(10, 1)),
        ({"id": 6, "started_at": None}, instant(10, 1)),
        ({"id": 7, "started_at": None}, instant(10, 1)),
        ({"id": 8, "state": WorkState.SHELVED}, instant(10, 1)),
    ]
    items = [a_work_item(**terms, created_at=created_at) for terms, created_at in in_play]
    week = review(work_items=items, planned={7}, anyway_this_cycle={2})
    assert [item.id for item in week.unplaced] == [7, 4, 3]
    assert week.in_play_by_place == {
        Place.UPKEEP: 1,
        Place.ANYWAY: 1,
        Place.KEY_RESULT: 1,
        None: 3,
    }
    assert [item.id for item in week.key_results[0].work] == [5]
    assert [standing.work for standing in week.key_results[1:]] == [(), ()]


@pytest.mark.parametrize(
    ("updated_since", "activated_at", "expected"),
    [
        (None, instant(10, 1), False),
        (instant(10, 1), instant(10, 2), False),
        (instant(11, 3), instant(10, 2), True),
        (instant(11, 3), None, True),
    ],
)
def test_a_team_has_met_once_a_meeting_of_this_cycle_is_over(
    updated_since: datetime | None, activated_at: datetime | None, *, expected: bool
) -> None:
    week = review(updated_since=updated_since, cycle=a_cycle(activated_at=activated_at))
    assert week.has_met is expected
