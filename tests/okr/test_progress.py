"""How far a key result is, should be, and what it needs."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.check_in import CheckIn
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.progress import (
    KeepStanding,
    Pace,
    expected_progress,
    is_reached,
    keep_standing,
    pace_of,
    percent,
    progress,
)
from tests.okr.builders import (
    ENDS_ON,
    STARTS_ON,
    ZONE,
    Number,
    a_check_in,
    a_cycle,
    a_key_result,
    a_milestone,
    a_phased_target,
    instant,
)

INCREASE, DECREASE = KeyResultKind.INCREASE, KeyResultKind.DECREASE
AT_LEAST, AT_MOST = KeyResultKind.KEEP_AT_LEAST, KeyResultKind.KEEP_AT_MOST
YES_NO = a_key_result(kind=KeyResultKind.YES_NO, start=None, target=None)
STEPS = a_key_result(
    kind=KeyResultKind.MILESTONES,
    milestones=[
        a_milestone(1, weight=1, due_on=date(2026, 10, 20)),
        a_milestone(2, weight=3, due_on=date(2026, 11, 20)),
        a_milestone(3, weight=4),
    ],
)
values = st.decimals(-1000, 1000, allow_nan=False, places=3)
days = st.integers(0, (ENDS_ON - STARTS_ON).days).map(lambda n: STARTS_ON + timedelta(days=n))


def expected(key_result: KeyResult, first_known: CheckIn | None, day: date) -> Fraction | None:
    return expected_progress(key_result, first_known, cycle=a_cycle(), day=day, zone=ZONE)


@pytest.mark.parametrize(
    ("kind", "start", "target", "value", "done"),
    [
        (INCREASE, 61, 72, 66, Fraction(5, 11)),
        (INCREASE, 61, 72, 61, 0),
        (INCREASE, 61, 72, 72, 1),
        (INCREASE, 61, 72, 50, 0),
        (INCREASE, 61, 72, 90, 1),
        (INCREASE, -10, 10, 0, Fraction(1, 2)),
        (INCREASE, "0.1", "0.3", "0.2", Fraction(1, 2)),
        (DECREASE, 19, 10, 17, Fraction(2, 9)),
        (DECREASE, 19, 10, 25, 0),
        (DECREASE, 19, 10, 3, 1),
        (INCREASE, None, 72, 66, None),
        (INCREASE, 61, None, 66, None),
        (INCREASE, 61, 72, None, None),
        (AT_LEAST, 61, 72, 66, None),
        (AT_MOST, 61, 72, 66, None),
        (KeyResultKind.YES_NO, None, None, 0, 0),
        (KeyResultKind.YES_NO, None, None, 1, 1),
        (KeyResultKind.YES_NO, None, None, None, None),
        (KeyResultKind.MILESTONES, None, None, 0, None),
    ],
)
def test_progress_by_kind(
    kind: KeyResultKind, start: Number, target: Number, value: Number, done: Fraction | None
) -> None:
    key_result = a_key_result(kind=kind, start=start, target=target)
    assert progress(key_result, a_check_in(value)) == done


def test_there_is_no_progress_without_a_check_in() -> None:
    assert progress(a_key_result(), None) is None


@pytest.mark.parametrize(
    ("ticks", "done"), [([], 0), ([1], Fraction(1, 8)), ([1, 3], Fraction(5, 8)), ([1, 2, 3], 1)]
)
def test_milestones_count_by_weight(ticks: list[int], done: Fraction) -> None:
    assert progress(STEPS, a_check_in(0, ticks=ticks)) == done


def test_a_milestone_that_was_taken_out_does_not_count() -> None:
    assert progress(STEPS, a_check_in(None, ticks=[1, 99])) == Fraction(1, 8)


def test_ticks_say_nothing_about_a_number() -> None:
    assert progress(a_key_result(), a_check_in(None, ticks=[1])) is None
    assert progress(YES_NO, a_check_in(None, ticks=[1])) is None


@given(start=values, target=values, value=values, kind=st.sampled_from([INCREASE, DECREASE]))
def test_progress_is_clamped(
    start: Decimal, target: Decimal, value: Decimal, kind: KeyResultKind
) -> None:
    if start == target:
        target += 1
    done = progress(a_key_result(kind=kind, start=start, target=target), a_check_in(value))
    assert done is not None
    assert 0 <= done <= 1


@given(start=values, way=st.decimals("0.001", 500, places=3), first=values, second=values)
def test_more_is_never_less_progress(
    start: Decimal, way: Decimal, first: Decimal, second: Decimal
) -> None:
    key_result = a_key_result(start=start, target=start + way)
    low, high = (progress(key_result, a_check_in(value)) for value in sorted([first, second]))
    assert low is not None
    assert high is not None
    assert low <= high


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Fraction(0), 0),
        (Fraction(1), 100),
        (Fraction(999, 1000), 99),
        (Fraction(1, 1000), 1),
        (Fraction(2, 3), 67),
    ],
)
def test_only_the_whole_is_a_hundred_percent(part: Fraction, shown: int) -> None:
    assert percent(part) == shown


@pytest.mark.parametrize(
    ("kind", "start", "target", "value", "reached"),
    [
        (INCREASE, 61, 72, 72, True),
        (INCREASE, 61, 72, "71.999999", False),
        (INCREASE, None, 72, 72, True),
        (INCREASE, None, 72, 71, False),
        (DECREASE, None, 10, 10, True),
        (DECREASE, None, 10, 11, False),
        (DECREASE, None, None, 11, False),
        (DECREASE, None, 10, None, False),
        (AT_LEAST, None, 10, 11, False),
        (AT_MOST, None, 10, 9, False),
        (KeyResultKind.YES_NO, None, None, 1, True),
        (KeyResultKind.YES_NO, None, None, 0, False),
    ],
)
def test_an_aim_is_reached(
    kind: KeyResultKind, start: Number, target: Number, value: Number, *, reached: bool
) -> None:
    key_result = a_key_result(kind=kind, start=start, target=target)
    assert is_reached(key_result, a_check_in(value)) is reached
    assert not is_reached(key_result, None)


@pytest.mark.parametrize(
    ("kind", "value", "floor", "standing"),
    [
        (AT_LEAST, 99, 95, KeepStanding.HOLDING),
        (AT_LEAST, 98, 95, KeepStanding.OUTSIDE),
        (AT_LEAST, 95, 95, KeepStanding.OUTSIDE),
        (AT_LEAST, "94.9", 95, KeepStanding.PAST_FLOOR),
        (AT_LEAST, 5, None, KeepStanding.OUTSIDE),
        (AT_MOST, 99, 105, KeepStanding.HOLDING),
        (AT_MOST, 100, 105, KeepStanding.OUTSIDE),
        (AT_MOST, 105, 105, KeepStanding.OUTSIDE),
        (AT_MOST, 106, 105, KeepStanding.PAST_FLOOR),
        (AT_MOST, 500, None, KeepStanding.OUTSIDE),
        (AT_MOST, None, None, None),
        (INCREASE, 99, 95, None),
    ],
)
def test_a_keep_holds_or_is_outside_or_past_the_floor(
    kind: KeyResultKind, value: Number, floor: Number, standing: KeepStanding | None
) -> None:
    key_result = a_key_result(kind=kind, start=None, target=99, floor=floor)
    assert keep_standing(key_result, a_check_in(value)) is standing


def test_a_keep_without_a_limit_or_a_check_in_says_nothing() -> None:
    assert keep_standing(a_key_result(kind=AT_MOST), None) is None
    assert keep_standing(a_key_result(kind=AT_MOST, target=None), a_check_in(5)) is None


@pytest.mark.parametrize(
    ("day", "done"),
    [
        (date(2026, 10, 23), None),  # 22 of 91 days: not yet a quarter
        (date(2026, 10, 24), Fraction(23, 91)),
        (date(2026, 11, 30), Fraction(60, 91)),
        (ENDS_ON, 1),
        (date(2027, 2, 1), 1),
    ],
)
def test_the_line_runs_from_the_first_value_to_the_end(day: date, done: Fraction | None) -> None:
    assert expected(a_key_result(), a_check_in(0, at=instant(10, 1)), day) == done


def test_the_line_starts_where_the_first_value_was() -> None:
    first_known = a_check_in(40, at=instant(11, 1))
    assert expected(a_key_result(), first_known, date(2026, 10, 28)) == Fraction(2, 5)
    assert expected(a_key_result(), first_known, date(2026, 11, 1)) == Fraction(2, 5)
    assert expected(a_key_result(), first_known, date(2026, 12, 1)) == Fraction(7, 10)


def test_a_value_from_before_the_cycle_counts_from_its_first_day() -> None:
    early, on_time = (a_check_in(0, at=instant(*day)) for day in ((9, 1), (10, 1)))
    day = date(2026, 11, 15)
    assert expected(a_key_result(), early, day) == expected(a_key_result(), on_time, day)


def test_dates_are_read_in_the_teams_zone() -> None:
    late_at_night = a_check_in(0, at=instant(10, 31, hour=23))
    midday = a_check_in(0, at=instant(11, 1, hour=12))
    day = date(2026, 11, 20)
    assert expected(a_key_result(), late_at_night, day) == expected(a_key_result(), midday, day)


def test_a_value_from_the_last_day_expects_nothing_more() -> None:
    first_known = a_check_in(40, at=instant(12, 31))
    assert expected(a_key_result(), first_known, ENDS_ON) == Fraction(2, 5)
    assert expected(a_key_result(), first_known, date(2027, 1, 1)) == 1


@pytest.mark.parametrize(
    ("day", "done"),
    [
        (date(2026, 10, 26), Fraction(1, 12)),
        (date(2026, 10, 31), Fraction(1, 10)),
        (date(2026, 11, 15), Fraction(3, 10)),
        (date(2026, 11, 30), Fraction(1, 2)),
        (ENDS_ON, 1),
    ],
)
def test_the_line_bends_at_phased_targets(day: date, done: Fraction) -> None:
    key_result = a_key_result(
        phased_targets=[
            a_phased_target(date(2026, 10, 1), 99),  # not after the first value
            a_phased_target(date(2026, 10, 31), 10),
            a_phased_target(date(2026, 11, 30), 50),
            a_phased_target(ENDS_ON, 60),  # the end belongs to the aim
        ]
    )
    assert expected(key_result, a_check_in(0, at=instant(10, 1)), day) == done


@given(first_day=days, first=st.integers(0, 100), earlier=days, later=days)
def test_the_line_never_falls(first_day: date, first: int, earlier: date, later: date) -> None:
    first_known = a_check_in(first, at=instant(first_day.month, first_day.day))
    earlier, later = sorted([earlier, later])
    low, high = (expected(a_key_result(), first_known, day) for day in (earlier, later))
    assert high is None or 0 <= high <= 1
    assert low is None or high is None or low <= high


@pytest.mark.parametrize(
    "key_result",
    [
        a_key_result(kind=AT_LEAST),
        a_key_result(kind=AT_MOST),
        YES_NO,
        a_key_result(start=None),
        a_key_result(target=None),
    ],
)
def test_some_are_never_held_against_a_line(key_result: KeyResult) -> None:
    assert expected(key_result, a_check_in(1), date(2026, 12, 1)) is None


def test_there_is_no_line_without_a_value() -> None:
    assert expected(a_key_result(), None, date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    ("day", "done"),
    [
        (date(2026, 10, 21), None),  # due, but not yet a quarter of the cycle
        (date(2026, 11, 20), Fraction(1, 8)),  # a thing has all of its due day
        (date(2026, 11, 21), Fraction(1, 2)),
        (ENDS_ON, Fraction(1, 2)),
    ],
)
def test_milestones_are_expected_by_their_due_dates(day: date, done: Fraction | None) -> None:
    assert expected(STEPS, None, day) == done


def test_milestones_without_due_dates_are_never_late() -> None:
    key_result = a_key_result(kind=KeyResultKind.MILESTONES, milestones=[a_milestone(1)])
    assert expected(key_result, None, date(2026, 12, 1)) is None


def pace(key_result: KeyResult, *history: CheckIn, day: date) -> Pace | None:
    return pace_of(key_result, history, cycle=a_cycle(), day=day, zone=ZONE)


def test_what_is_needed_stands_against_what_the_last_four_weeks_gave() -> None:
    build_time = a_key_result(kind=DECREASE, start=19, target=10)
    history = [
        a_check_in(23, at=instant(10, 2)),
        a_check_in(None, at=instant(10, 5)),
        a_check_in(19, at=instant(10, 12)),
        a_check_in(18, at=instant(10, 26)),
        a_check_in(17, at=instant(11, 9)),
    ]
    assert pace(build_time, *history, day=date(2026, 11, 12)) == Pace(
        Decimal("1.0"), Decimal("0.50"), 4
    )


def test_less_than_four_weeks_are_said_as_what_they_are() -> None:
    history = [a_check_in(10, at=instant(10, 8)), a_check_in(20, at=instant(10, 25))]
    assert pace(a_key_result(), *history, day=date(2026, 10, 26)) == Pace(
        Decimal("8.5"), Decimal("3.9"), 2
    )


def test_the_first_week_has_nothing_to_look_back_on() -> None:
    history = [a_check_in(10, at=instant(10, 8)), a_check_in(20, at=instant(10, 12))]
    assert pace(a_key_result(), *history, day=date(2026, 10, 14)) == Pace(
        Decimal("7.2"), None, None
    )


def test_a_step_back_is_below_zero_and_standing_still_is_zero() -> None:
    for value, recent in ((5, "-1.3"), (10, "0")):
        history = [a_check_in(10, at=instant(10, 8)), a_check_in(value, at=instant(11, 5))]
        found = pace(a_key_result(), *history, day=date(2026, 11, 5))
        assert found is not None
        assert found.recent_per_week == Decimal(recent)


@pytest.mark.parametrize(
    ("day", "needed"),
    [(date(2026, 12, 17), "25"), (date(2026, 12, 24), "50"), (date(2026, 12, 30), "50")],
)
def test_the_last_week_needs_all_that_is_left(day: date, needed: str) -> None:
    found = pace(a_key_result(), a_check_in(50), day=day)
    assert found is not None
    assert found.needed_per_week == Decimal(needed)


def test_whole_units_are_never_rounded_away() -> None:
    found = pace(a_key_result(target=12345), a_check_in(0), day=date(2026, 12, 24))
    assert found is not None
    assert found.needed_per_week == Decimal(12345)


@pytest.mark.parametrize(
    ("key_result", "history", "day"),
    [
        (a_key_result(kind=AT_LEAST), [a_check_in(5)], date(2026, 11, 1)),
        (STEPS, [a_check_in(1, ticks=[1])], date(2026, 11, 1)),
        (a_key_result(), [], date(2026, 11, 1)),
        (a_key_result(), [a_check_in(None)], date(2026, 11, 1)),
        (a_key_result(), [a_check_in(None, ticks=[1])], date(2026, 11, 1)),
        (a_key_result(target=None), [a_check_in(5)], date(2026, 11, 1)),
        (a_key_result(), [a_check_in(100)], date(2026, 11, 1)),
        (a_key_result(), [a_check_in(5)], date(2027, 1, 1)),
    ],
)
def test_some_have_no_pace(key_result: KeyResult, history: list[CheckIn], day: date) -> None:
    assert pace(key_result, *history, day=day) is None
