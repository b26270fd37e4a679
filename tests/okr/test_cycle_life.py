"""Copies, aims, plans, and when a lead is asked about the end."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.okr.cycle import CycleState
from bot.okr.cycle_closing import ScoreEntry, Suggestion, first_entry, read_scores, score_of
from bot.okr.cycle_copy import asks_about_aim, copy_of
from bot.okr.cycle_ending import ask_instant
from bot.okr.cycle_plan import CyclePlan, can_begin
from bot.okr.errors import FormError
from bot.okr.key_result import KeyResultKind, LifeState
from bot.okr.okr_input import MilestoneInput
from bot.okr.team_cycles import TeamCycles, next_cycle
from tests.okr.builders import (
    a_check_in,
    a_cycle,
    a_key_result,
    a_milestone,
    a_phased_target,
    a_team,
    an_objective,
)

PLANNED = replace(a_cycle(), id=2, name="Q1 2027", state=CycleState.PLANNING)


@pytest.mark.parametrize(
    ("terms", "value", "start", "target"),
    [
        ({"start": 61, "target": 72}, 66, 66, 72),
        ({"start": 61, "target": 72}, None, None, 72),
        ({"start": 61, "target": 72}, 72, 72, None),
        ({"start": 61, "target": 72}, 80, 80, None),
        ({"start": 61, "target": None}, 66, 66, None),
        ({"kind": KeyResultKind.DECREASE, "start": 10, "target": 4}, 6, 6, 4),
        ({"kind": KeyResultKind.DECREASE, "start": 10, "target": 4}, 4, 4, None),
        ({"kind": KeyResultKind.KEEP_AT_MOST, "start": None, "target": 5}, 4, None, 5),
        ({"kind": KeyResultKind.YES_NO, "start": None, "target": None}, 1, None, None),
    ],
)
def test_a_copy_starts_where_the_number_stands(
    terms: dict[str, Any], value: int | None, start: int | None, target: int | None
) -> None:
    last = None if value is None else a_check_in(value)
    copied = copy_of(a_key_result(**terms), last)
    assert (copied.start, copied.target) == (start, target)


def test_a_copy_leaves_dates_and_steps_that_are_done() -> None:
    key_result = a_key_result(
        kind=KeyResultKind.MILESTONES,
        due_on=date(2026, 12, 1),
        milestones=[a_milestone(1, 2), a_milestone(2, 3, date(2026, 11, 1))],
        phased_targets=[a_phased_target(date(2026, 11, 1), 10)],
    )
    copied = copy_of(key_result, a_check_in(2, ticks=[1]))
    assert copied.milestones == (MilestoneInput("Step 2", 3),)
    assert (copied.due_on, copied.phased_targets) == (None, ())
    assert (copied.now, copied.confidence) == (None, None)


def test_an_aim_is_asked_about_until_it_is_changed() -> None:
    original = a_key_result(id=5, target=72)
    copied = replace(a_key_result(id=9, target=72), copied_from_id=5)
    assert asks_about_aim(copied, {5: original})
    assert not asks_about_aim(replace(copied, target=Decimal(80)), {5: original})
    assert not asks_about_aim(replace(copied, target=None), {5: original})
    assert not asks_about_aim(replace(copied, copied_from_id=None), {5: original})


def test_a_plan_begins_with_an_objective_that_has_a_key_result() -> None:
    out = LifeState.CANCELLED
    assert can_begin((an_objective(a_key_result()),))
    assert not can_begin(())
    assert not can_begin((an_objective(),))
    assert not can_begin((an_objective(a_key_result(state=out)),))
    assert not can_begin((an_objective(a_key_result(), state=out),))


def plan(**terms: Any) -> CyclePlan:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle": PLANNED,
        "objectives": (),
        "originals": {},
        "running": a_cycle(),
        "source": a_cycle(),
        "member_count": 5,
        "today": date(2026, 12, 31),
        "may_edit": True,
    }
    return CyclePlan(**(known | terms))


def test_what_runs_blocks_until_its_last_day_is_over() -> None:
    assert plan().blocking == a_cycle()
    assert plan(today=date(2027, 1, 1)).blocking is None
    assert plan(running=None).blocking is None


def test_advice_counts_what_would_begin() -> None:
    many = tuple(an_objective(id=one, number=one) for one in range(1, 5))
    gone = an_objective(id=9, number=9, state=LifeState.CANCELLED)
    assert plan(objectives=(*many[:3], gone)).hints == ()
    assert "There are 4 objectives." in plan(objectives=many).hints[0]


def test_the_next_cycle_comes_after_all_that_there_were() -> None:
    team = a_team()
    closed = replace(a_cycle(), state=CycleState.CLOSED)

    def following(*cycles: Any, on: str = "2026-11-09") -> str:
        now = datetime.fromisoformat(f"{on}T09:00Z")
        return next_cycle(TeamCycles(team, cycles, may_plan=True), now)[0]

    assert following() == "Q4 2026"
    assert following(on="2026-12-03") == "Q4 2026"
    assert following(on="2026-12-04") == "Q1 2027"
    assert following(a_cycle()) == "Q1 2027"
    assert following(closed) == "Q1 2027"
    assert following(replace(PLANNED, ends_on=date(2027, 3, 31)), a_cycle()) == "Q2 2027"
    assert following(a_cycle(), on="2027-08-01") == "Q3 2027"
    discarded = replace(PLANNED, ends_on=date(2027, 3, 31), state=CycleState.DISCARDED)
    assert following(discarded, a_cycle()) == "Q1 2027"


@pytest.mark.parametrize(
    ("now", "days", "at"),
    [
        # Two weeks before 31 Dec 2026 is Thursday 17 Dec; 8:00 in Berlin is 7:00 UTC.
        ("2026-11-09T09:00Z", "12345", "2026-12-17T07:00Z"),
        ("2026-12-17T07:00Z", "12345", "2026-12-17T07:00Z"),
        ("2026-12-18T09:00Z", "12345", "2026-12-18T09:00Z"),
        ("2026-12-18T17:00Z", "12345", "2026-12-21T07:00Z"),
        ("2026-12-18T05:00Z", "12345", "2026-12-18T07:00Z"),
        ("2026-12-19T09:00Z", "12345", "2026-12-21T07:00Z"),
        ("2026-11-09T09:00Z", "1", "2026-12-21T07:00Z"),
        ("2026-12-19T09:00Z", "", "2026-12-19T09:00Z"),
    ],
)
def test_a_lead_is_asked_two_weeks_before_in_working_hours(now: str, days: str, at: str) -> None:
    found = ask_instant(
        date(2026, 12, 31),
        datetime.fromisoformat(now),
        zone="Europe/Berlin",
        working_days=frozenset(map(int, days)),
    )
    assert found == datetime.fromisoformat(at)


def suggestion(suggested: str | None, **terms: Any) -> Suggestion:
    key_result = replace(a_key_result(id=7), **terms)
    return Suggestion(
        objective=an_objective(key_result),
        key_result=key_result,
        last=None,
        score=None if suggested is None else Decimal(suggested),
        expected=Decimal(1),
        is_early=False,
    )


@pytest.mark.parametrize(
    ("suggested", "score", "note", "read"),
    [
        ("0.7", "0.7", "", "0.7"),
        ("0.7", "0.70", "", "0.7"),
        ("0.7", "0.5", "Half of it was luck", "0.5"),
        ("0.7", "", "Nobody measured it", None),
        (None, "0.5", "", "0.5"),
        (None, "", "", None),
    ],
)
def test_scores_are_read(suggested: str | None, score: str, note: str, read: str | None) -> None:
    entries = {7: ScoreEntry(score, note)}
    found = read_scores([suggestion(suggested)], entries, locale="en-GB")
    assert found == {7: None if read is None else Decimal(read)}


@pytest.mark.parametrize(
    ("score", "note", "fields"),
    [
        ("0.5", " ", {"note:7": "Say in a few words why it is not 0.7."}),
        ("", "", {"note:7": "Say in a few words why it is not 0.7."}),
        ("2", "", {"score:7": "Enter a score from 0 to 1, such as 0.7."}),
    ],
)
def test_a_score_that_differs_needs_a_note(score: str, note: str, fields: dict[str, str]) -> None:
    with pytest.raises(FormError) as refusal:
        read_scores([suggestion("0.7")], {7: ScoreEntry(score, note)}, locale="en-GB")
    assert refusal.value.fields == fields


def test_the_form_begins_with_what_is_suggested_or_was_given_before() -> None:
    assert first_entry([suggestion("0.7")], learned="", notes="").scores[7].score == "0.7"
    assert first_entry([suggestion(None)], learned="", notes="").scores[7].score == ""
    given = suggestion("0.7", score=Decimal("0.4"), score_note="Luck")
    assert first_entry([given], learned="L", notes="N").scores[7] == ScoreEntry("0.4", "Luck")
    with pytest.raises(FormError):
        read_scores([suggestion("0.7")], {}, locale="en-GB")


def test_only_live_objectives_have_a_score() -> None:
    scored = replace(a_key_result(), score=Decimal("0.4"))
    assert score_of(an_objective(scored)) == Decimal("0.4")
    assert score_of(an_objective(scored, state=LifeState.CANCELLED)) is None
