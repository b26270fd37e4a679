"""Where key results and objectives stand."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.okr.check_in import CheckIn, CheckInSource
from bot.okr.health import Age, Freshness, Health, Reason
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.progress import KeepStanding
from bot.okr.standing import KeyResultStanding, Moment, key_result_standing, objective_standing
from bot.okr.work_item import WorkItem
from bot.views.standing import short_state
from tests.okr.builders import (
    ZONE,
    a_check_in,
    a_cycle,
    a_key_result,
    a_work_item,
    an_objective,
    instant,
)

NOW = instant(11, 10)


def stand(
    key_result: KeyResult,
    *history: CheckIn,
    work: tuple[WorkItem, ...] = (),
    last_worked: datetime | None = None,
    updated_since: datetime | None = None,
    interval_weeks: int = 1,
    now: datetime = NOW,
) -> KeyResultStanding:
    moment = Moment(a_cycle(), ZONE, interval_weeks, updated_since, now)
    return key_result_standing(
        key_result,
        Commitment.COMMITTED,
        history,
        work=work,
        last_worked=last_worked,
        moment=moment,
    )


def test_a_standing_holds_all_that_a_row_shows() -> None:
    work = (a_work_item(key_result_id=11),)
    history = [
        a_check_in(61, id=1, at=instant(10, 1), confidence=7),
        a_check_in(62, id=2, at=instant(11, 2), confidence=6),
        a_check_in(None, id=3, at=instant(11, 9), confidence=5),
    ]
    key_result = a_key_result(start=61, target=72)
    standing = stand(key_result, *history, work=work)
    assert standing == KeyResultStanding(
        key_result=key_result,
        last=history[2],
        previous=history[1],
        value=Decimal(62),
        confidence=5,
        confidence_change=-1,
        health=Health.AT_RISK,
        reasons=(Reason.CONFIDENCE, Reason.PACE),
        freshness=Freshness(Age.FRESH, 1),
        keep=None,
        progress=Fraction(1, 11),
        disagrees=False,
        stuck=None,
        work=work,
        weeks_without_work=0,
        is_updated=True,
        health_then=Health.AT_RISK,
    )


def test_without_check_ins_a_standing_knows_nothing() -> None:
    standing = stand(a_key_result())
    assert (standing.last, standing.previous, standing.value) == (None, None, None)
    assert (standing.health, standing.progress, standing.is_updated) == (None, None, False)
    assert standing.freshness.age is Age.NONE


def test_a_keep_says_whether_it_holds() -> None:
    standing = stand(a_key_result(kind=KeyResultKind.KEEP_AT_MOST, target=5), a_check_in(4))
    assert standing.keep is KeepStanding.HOLDING


@pytest.mark.parametrize(
    ("history", "owner", "who"),
    [
        ([], "Ana", None),
        ([a_check_in(1)], "Ana", None),
        ([a_check_in(1, is_stuck=True, author="Ben")], "Ana", "Ben"),
        ([a_check_in(1, is_stuck=True, author=None)], "Ana", "Ana"),
        ([a_check_in(1, is_stuck=True, author=None)], None, "someone"),
        ([a_check_in(1, is_stuck=True), a_check_in(2)], "Ana", None),
        (
            [
                a_check_in(1, is_stuck=True, author="Ben"),
                a_check_in(1, source=CheckInSource.NO_CHANGE),
                a_check_in(2, source=CheckInSource.API),
            ],
            "Ana",
            "Ben",
        ),
    ],
)
def test_a_person_is_stuck_until_a_person_says_otherwise(
    history: list[CheckIn], owner: str | None, who: str | None
) -> None:
    assert stand(a_key_result(owner=owner), *history).stuck == who


@pytest.mark.parametrize(
    ("activated_at", "last_worked", "now", "weeks"),
    [
        (None, None, instant(10, 1), 0),
        (None, None, instant(10, 7), 0),
        (None, None, instant(10, 8), 1),
        (instant(9, 1), None, instant(10, 8), 1),  # not from before the cycle
        (instant(10, 15), None, instant(11, 6), 3),
        (instant(10, 1), instant(10, 20), instant(11, 10), 3),
        (instant(10, 25), instant(10, 20), instant(11, 10), 2),
        (instant(10, 1), instant(11, 20), instant(11, 10), 0),
        (None, None, instant(9, 1), 0),
    ],
)
def test_weeks_without_work_count_from_the_last_work(
    activated_at: datetime | None, last_worked: datetime | None, now: datetime, weeks: int
) -> None:
    key_result = a_key_result(activated_at=activated_at)
    assert stand(key_result, last_worked=last_worked, now=now).weeks_without_work == weeks
    work = (a_work_item(key_result_id=11),)
    assert stand(key_result, last_worked=last_worked, now=now, work=work).weeks_without_work == 0


@pytest.mark.parametrize(
    ("rhythm", "interval_weeks", "updated_since", "checked_in", "expected"),
    [
        (1, 1, instant(11, 3, 10), instant(11, 3, 10), True),
        (1, 1, instant(11, 3, 10), instant(11, 3, 9), False),
        (2, 1, instant(11, 3, 10), instant(10, 27, 10), True),
        (2, 1, instant(11, 3, 10), instant(10, 27, 9), False),
        (1, 2, None, instant(10, 27), True),
        (1, 2, None, instant(10, 26), False),
        (1, 1, None, instant(11, 3), True),
    ],
)
def test_a_check_in_counts_for_its_rhythm(
    rhythm: int,
    interval_weeks: int,
    updated_since: datetime | None,
    checked_in: datetime,
    *,
    expected: bool,
) -> None:
    standing = stand(
        a_key_result(rhythm=rhythm),
        a_check_in(1, at=checked_in),
        updated_since=updated_since,
        interval_weeks=interval_weeks,
    )
    assert standing.is_updated is expected


def test_an_objective_is_put_together_from_its_key_results() -> None:
    first, second = (a_key_result(id=1, label="1.1"), a_key_result(id=2, label="1.2", weight=3))
    objective = an_objective(first, second)
    standings = (
        stand(first, a_check_in(100, confidence=9)),
        stand(second, a_check_in(60, confidence=5)),
    )
    standing = objective_standing(objective, standings)
    assert standing.key_results == standings
    assert standing.progress == Fraction(7, 10)
    assert standing.health is Health.AT_RISK


def test_health_then_is_not_that_of_a_pace_which_came_later() -> None:
    key_result = a_key_result(start=61, target=72)
    check_in = a_check_in(66, id=1, at=instant(11, 9), confidence=7)
    standing = stand(key_result, check_in, now=instant(12, 15))
    assert (standing.health_then, standing.health) == (Health.ON_TRACK, Health.AT_RISK)
    assert standing.freshness.age is Age.OLD
    assert short_state(standing) == "36 days old, was on track, now at risk"
