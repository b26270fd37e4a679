"""How a key result stands, and how old that knowledge is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.check_in import CheckIn, CheckInSource
from bot.okr.health import (
    Age,
    Assessment,
    Freshness,
    Health,
    Reason,
    freshness_of,
    health_of,
    objective_health,
    worse_of,
)
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.objective import Commitment
from tests.okr.builders import (
    ZONE,
    a_check_in,
    a_cycle,
    a_key_result,
    a_milestone,
    instant,
)

COMMITTED, ASPIRATIONAL = Commitment.COMMITTED, Commitment.ASPIRATIONAL
EARLY, LATE = date(2026, 10, 15), date(2026, 11, 30)
FRESH, OLD = Freshness(Age.FRESH, 1), Freshness(Age.OLD, 12)
LIMIT = a_key_result(kind=KeyResultKind.KEEP_AT_MOST, target=5, floor=8)
STEPS = a_key_result(
    kind=KeyResultKind.MILESTONES,
    milestones=[a_milestone(1, due_on=date(2026, 10, 10)), a_milestone(2)],
)
ON_TRACK = Assessment(Health.ON_TRACK, (), disagrees=False)


def assess(
    key_result: KeyResult,
    *history: CheckIn,
    commitment: Commitment = COMMITTED,
    day: date = EARLY,
) -> Assessment:
    return health_of(key_result, commitment, history, cycle=a_cycle(), day=day, zone=ZONE)


@pytest.mark.parametrize(
    ("commitment", "off_track", "at_risk", "on_track"),
    [(COMMITTED, range(1, 4), range(4, 7), range(7, 11)), (ASPIRATIONAL, (1, 2), (3, 4), (5, 10))],
)
def test_confidence_is_read_by_commitment(
    commitment: Commitment, off_track: range, at_risk: range, on_track: range
) -> None:
    expected = {
        Health.OFF_TRACK: (off_track, (Reason.CONFIDENCE,)),
        Health.AT_RISK: (at_risk, (Reason.CONFIDENCE,)),
        Health.ON_TRACK: (on_track, ()),
    }
    for health, (confidences, reasons) in expected.items():
        for confidence in confidences:
            check_in = a_check_in(0, confidence=confidence)
            found = assess(a_key_result(), check_in, commitment=commitment)
            assert found == Assessment(health, reasons, disagrees=False)


def test_nothing_known_is_no_health() -> None:
    nothing = Assessment(None, (), disagrees=False)
    assert assess(a_key_result()) == nothing
    of_a_source = a_check_in(5, confidence=None, source=CheckInSource.API)
    assert assess(a_key_result(), of_a_source) == nothing


@pytest.mark.parametrize(
    ("key_result", "check_in"),
    [
        (a_key_result(due_on=date(2026, 10, 2)), a_check_in(100, confidence=1)),
        (a_key_result(kind=KeyResultKind.DECREASE, start=9, target=5), a_check_in(4, confidence=1)),
        (a_key_result(kind=KeyResultKind.YES_NO), a_check_in(1, confidence=2)),
        (STEPS, a_check_in(2, ticks=[1, 2], confidence=None)),
    ],
)
def test_reaching_the_aim_is_achieved_whatever_else(
    key_result: KeyResult, check_in: CheckIn
) -> None:
    assert assess(key_result, check_in, day=LATE) == Assessment(
        Health.ACHIEVED, (), disagrees=False
    )


def test_confidence_stays_known_when_a_source_writes_the_value() -> None:
    history = [
        a_check_in(10, confidence=5),
        a_check_in(20, confidence=None, source=CheckInSource.API),
    ]
    assert assess(a_key_result(), *history).reasons == (Reason.CONFIDENCE,)


@pytest.mark.parametrize(
    ("value", "confidence", "day", "found"),
    [
        # 60 of 91 days have passed on LATE: 65.9 % is expected, and 25 points less is no risk yet.
        (41, 8, LATE, ON_TRACK),
        ("40.9", 8, LATE, Assessment(Health.AT_RISK, (Reason.PACE,), disagrees=True)),
        (0, 8, EARLY, ON_TRACK),
        (0, None, LATE, Assessment(Health.AT_RISK, (Reason.PACE,), disagrees=False)),
        (41, None, LATE, ON_TRACK),
        (
            0,
            5,
            LATE,
            Assessment(Health.AT_RISK, (Reason.CONFIDENCE, Reason.PACE), disagrees=False),
        ),
        (
            0,
            3,
            LATE,
            Assessment(Health.OFF_TRACK, (Reason.CONFIDENCE, Reason.PACE), disagrees=False),
        ),
    ],
)
def test_pace_is_a_risk_and_never_worse(
    value: int | str, confidence: int | None, day: date, found: Assessment
) -> None:
    first = a_check_in(0, confidence=None)
    assert assess(a_key_result(), first, a_check_in(value, confidence=confidence), day=day) == found


@pytest.mark.parametrize(
    ("value", "confidence", "health", "reasons"),
    [
        (5, 8, Health.HOLDING, ()),
        (5, None, Health.HOLDING, ()),
        (5, 5, Health.AT_RISK, (Reason.CONFIDENCE,)),
        (6, 8, Health.AT_RISK, (Reason.KEEP,)),
        (9, 8, Health.OFF_TRACK, (Reason.KEEP,)),
        (9, 5, Health.OFF_TRACK, (Reason.KEEP, Reason.CONFIDENCE)),
        (None, 8, Health.ON_TRACK, ()),
    ],
)
def test_a_keep_holds_or_is_a_risk_or_off_track(
    value: int | None, confidence: int | None, health: Health, reasons: tuple[Reason, ...]
) -> None:
    found = assess(LIMIT, a_check_in(value, confidence=confidence), day=LATE)
    assert found == Assessment(health, reasons, disagrees=False)


@pytest.mark.parametrize(
    ("day", "reasons"), [(date(2026, 10, 10), ()), (date(2026, 10, 11), (Reason.DUE_DATE,))]
)
def test_a_due_date_that_has_passed_is_a_risk(day: date, reasons: tuple[Reason, ...]) -> None:
    decision = a_key_result(kind=KeyResultKind.YES_NO, due_on=date(2026, 10, 10))
    assert assess(decision, a_check_in(0, confidence=9), day=day).reasons == reasons
    assert assess(decision, day=day).reasons == reasons
    assert assess(STEPS, a_check_in(0, confidence=9), day=day).reasons == reasons
    assert assess(STEPS, day=day).reasons == reasons


def test_a_step_that_was_ticked_is_not_late() -> None:
    assert assess(STEPS, a_check_in(1, ticks=[1], confidence=9)) == ON_TRACK


@given(value=st.integers(-10, 110), confidence=st.integers(1, 10), days=st.integers(0, 91))
def test_more_confidence_is_never_worse(value: int, confidence: int, days: int) -> None:
    day = date(2026, 10, 1) + timedelta(days=days)
    healths = [
        assess(a_key_result(), a_check_in(0), a_check_in(value, confidence=c), day=day).health
        for c in (confidence, min(confidence + 1, 10))
    ]
    lower, higher = (worse_of(health, FRESH) for health in healths)
    assert lower <= higher


@pytest.mark.parametrize(
    ("rhythm", "interval_weeks", "last_fresh_day"),
    [(1, 1, 10), (2, 1, 21), (4, 1, 42), (1, 2, 21), (2, 2, 42), (1, 4, 42)],
)
def test_old_is_more_than_one_and_a_half_rhythms(
    rhythm: int, interval_weeks: int, last_fresh_day: int
) -> None:
    key_result = a_key_result(rhythm=rhythm)
    for days, age in ((last_fresh_day, Age.FRESH), (last_fresh_day + 1, Age.OLD)):
        freshness = freshness_of(
            key_result,
            [a_check_in(1, at=instant(9, 1)), a_check_in(2, at=instant(10, 1))],
            interval_weeks=interval_weeks,
            day=date(2026, 10, 1) + timedelta(days=days),
            zone=ZONE,
        )
        assert freshness == Freshness(age, days)


def test_age_is_counted_in_the_teams_days() -> None:
    late = [a_check_in(1, at=instant(10, 1, hour=23))]
    for zone, days in (("UTC", 4), (ZONE, 3)):
        freshness = freshness_of(
            a_key_result(), late, interval_weeks=1, day=date(2026, 10, 5), zone=zone
        )
        assert freshness.days == days


def test_no_check_in_is_neither_fresh_nor_old() -> None:
    freshness = freshness_of(a_key_result(), [], interval_weeks=1, day=EARLY, zone=ZONE)
    assert freshness == Freshness(Age.NONE, None)


def test_a_check_in_from_ahead_is_new() -> None:
    freshness = freshness_of(
        a_key_result(), [a_check_in(1, at=instant(12, 1))], interval_weeks=1, day=EARLY, zone=ZONE
    )
    assert freshness == Freshness(Age.FRESH, 0)


@pytest.mark.parametrize(
    ("healths", "worst"),
    [
        ([], None),
        ([None, None], None),
        ([None, Health.ON_TRACK], Health.ON_TRACK),
        ([Health.ACHIEVED, Health.HOLDING], Health.HOLDING),
        ([Health.HOLDING, Health.ON_TRACK], Health.ON_TRACK),
        ([Health.AT_RISK, Health.ON_TRACK], Health.AT_RISK),
        ([Health.AT_RISK, Health.OFF_TRACK, Health.ACHIEVED], Health.OFF_TRACK),
    ],
)
def test_an_objective_is_as_well_as_its_worst_key_result(
    healths: list[Health | None], worst: Health | None
) -> None:
    assert objective_health(healths) is worst


def test_lists_sort_by_the_worse_of_health_and_freshness() -> None:
    unknown = Freshness(Age.NONE, None)
    rows = [
        (Health.ACHIEVED, FRESH),
        (Health.HOLDING, FRESH),
        (Health.ON_TRACK, FRESH),
        (Health.ON_TRACK, OLD),
        (None, unknown),
        (None, FRESH),
        (Health.AT_RISK, FRESH),
        (Health.OFF_TRACK, OLD),
    ]
    by_rank = sorted(rows, key=lambda row: worse_of(*row))
    assert by_rank == [rows[7], rows[6], rows[3], rows[4], rows[5], rows[2], rows[1], rows[0]]


def test_health_reads_exact_values() -> None:
    a_third = a_key_result(start=0, target=3)
    check_in = a_check_in(Decimal("0.999999"), confidence=8)
    assert assess(a_third, check_in, day=date(2026, 10, 31)).health is Health.ON_TRACK
