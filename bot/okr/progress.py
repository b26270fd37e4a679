"""How far a key result is, how far it should be by now, and what is still needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from bot.okr.check_in import CheckIn, has_value, last_value
from bot.okr.cycle import Cycle, elapsed_fraction, today_in
from bot.okr.key_result import MOVES, KeyResult, KeyResultKind

PACE_FROM = Fraction(1, 4)
"""The part of a cycle that passes before anybody is measured against a line."""

_LOOK_BACK = timedelta(weeks=4)


class KeepStanding(StrEnum):
    """Where a value to keep stands towards its bound."""

    HOLDING = "holding"
    OUTSIDE = "outside"
    PAST_FLOOR = "past_floor"


@dataclass(frozen=True, slots=True)
class Pace:
    """What an increase or decrease needs each week, against what the last weeks gave.

    Args:
        needed_per_week: rounded to two figures; above 0 until the aim is reached.
        recent_per_week: above 0 means towards the aim; None before there is a week to look at.
        recent_weeks: how many whole weeks that looks back on, 1 to 4; None with it.
    """

    needed_per_week: Decimal
    recent_per_week: Decimal | None
    recent_weeks: int | None


def progress(key_result: KeyResult, check_in: CheckIn | None) -> Fraction | None:
    """Compute progress from a check-in.

    Args:
        check_in: the last one that has a value.

    Returns:
        0 to 1; None for a keep, and while a start, an aim or a value is missing.
    """
    if check_in is None or not has_value(check_in):
        return None
    if key_result.kind is KeyResultKind.MILESTONES:
        return _weight_done(key_result, check_in.ticks)
    if check_in.value is None:
        return None
    if key_result.kind is KeyResultKind.YES_NO:
        return _clamp(Fraction(check_in.value))
    return _way_done(key_result, check_in.value)


def percent(part: Fraction) -> int:
    """Round to whole percents for reading, and say 0 or 100 only where it is exact."""
    if part in {0, 1}:
        return int(part) * 100
    return min(max(round(part * 100), 1), 99)


def is_reached(key_result: KeyResult, check_in: CheckIn | None) -> bool:
    """Tell whether the aim is reached, also without a measured start; never for a keep."""
    done = progress(key_result, check_in)
    if done is not None:
        return done == 1
    if check_in is None or check_in.value is None or key_result.target is None:
        return False
    if key_result.kind is KeyResultKind.INCREASE:
        return check_in.value >= key_result.target
    return key_result.kind is KeyResultKind.DECREASE and check_in.value <= key_result.target


def keep_standing(key_result: KeyResult, check_in: CheckIn | None) -> KeepStanding | None:
    """Say whether a value to keep is inside its bound; None for other kinds or without a value."""
    if check_in is None or check_in.value is None or key_result.target is None:
        return None
    value, bound, floor = check_in.value, key_result.target, key_result.floor
    if key_result.kind is KeyResultKind.KEEP_AT_LEAST:
        is_inside, is_past = value >= bound, floor is not None and value < floor
    elif key_result.kind is KeyResultKind.KEEP_AT_MOST:
        is_inside, is_past = value <= bound, floor is not None and value > floor
    else:
        return None
    if is_inside:
        return KeepStanding.HOLDING
    return KeepStanding.PAST_FLOOR if is_past else KeepStanding.OUTSIDE


def expected_progress(
    key_result: KeyResult, first_known: CheckIn | None, *, cycle: Cycle, day: date, zone: str
) -> Fraction | None:
    """Say how far a key result should be on a day.

    A line runs from the progress at the first known value to 1 at the cycle's end, through the
    phased targets. Milestones are expected by their due dates only.

    Args:
        first_known: the first check-in that has a value.
        zone: IANA name of the team's zone, in which dates are read.

    Returns:
        0 to 1; None for a keep and for yes/no, before a quarter of the cycle has passed, and while
        there is nothing to draw a line from.
    """
    if elapsed_fraction(cycle, day) < PACE_FROM:
        return None
    if key_result.kind is KeyResultKind.MILESTONES:
        return _weight_due(key_result, day)
    first_progress = progress(key_result, first_known)
    if key_result.kind not in MOVES or first_known is None or first_progress is None:
        return None
    first_day = min(max(today_in(zone, first_known.at), cycle.starts_on), cycle.ends_on)
    return _on_line([(first_day, first_progress), *_phases(key_result, first_day, cycle)], day)


def pace_of(
    key_result: KeyResult, history: Sequence[CheckIn], *, cycle: Cycle, day: date, zone: str
) -> Pace | None:
    """Say what an increase or decrease needs each week, and what the last weeks gave.

    With less than a week left all of it is needed in that week.

    Args:
        history: its check-ins, oldest first.

    Returns:
        None for other kinds, without a value or an aim, once it is reached, and after the end.
    """
    last = last_value(history)
    if key_result.kind not in MOVES or last is None or last.value is None:
        return None
    if key_result.target is None or is_reached(key_result, last) or day > cycle.ends_on:
        return None
    weeks_left = max(Fraction((cycle.ends_on - day).days, 7), Fraction(1))
    needed = _towards_aim(key_result, last.value, key_result.target) / weeks_left
    recent = _recent_gain(key_result, history, day=day, zone=zone)
    if recent is None:
        return Pace(_two_figures(needed), None, None)
    gain, weeks = recent
    return Pace(_two_figures(needed), _two_figures(gain / weeks), int(weeks))


def _weight_done(key_result: KeyResult, ticks: frozenset[int]) -> Fraction | None:
    total = sum(milestone.weight for milestone in key_result.milestones)
    done = sum(m.weight for m in key_result.milestones if m.id in ticks)
    return Fraction(done, total) if total else None


def _weight_due(key_result: KeyResult, day: date) -> Fraction | None:
    """Add up what should be done; a milestone has all of its due day."""
    if not any(milestone.due_on for milestone in key_result.milestones):
        return None
    due = frozenset(m.id for m in key_result.milestones if m.due_on and m.due_on < day)
    return _weight_done(key_result, due)


def _way_done(key_result: KeyResult, value: Decimal) -> Fraction | None:
    start, target = key_result.start, key_result.target
    if key_result.kind not in MOVES or start is None or target is None:
        return None
    return _clamp((Fraction(value) - Fraction(start)) / (Fraction(target) - Fraction(start)))


def _clamp(part: Fraction) -> Fraction:
    return min(max(part, Fraction(0)), Fraction(1))


def _phases(key_result: KeyResult, first_day: date, cycle: Cycle) -> list[tuple[date, Fraction]]:
    """List where the line bends after its first day, and where it ends."""
    bends = (
        (phased_target.on, _way_done(key_result, phased_target.value))
        for phased_target in key_result.phased_targets
        if first_day < phased_target.on < cycle.ends_on
    )
    return [*((on, part) for on, part in bends if part is not None), (cycle.ends_on, Fraction(1))]


def _on_line(points: Sequence[tuple[date, Fraction]], day: date) -> Fraction:
    """Read a line through points in order of date; flat before the first and after the last."""
    if day <= points[0][0]:
        return points[0][1]
    for (from_day, from_part), (to_day, to_part) in pairwise(points):
        if day < to_day:
            passed = Fraction((day - from_day).days, (to_day - from_day).days)
            return from_part + (to_part - from_part) * passed
    return points[-1][1]


def _recent_gain(
    key_result: KeyResult, history: Sequence[CheckIn], *, day: date, zone: str
) -> tuple[Fraction, Fraction] | None:
    """Measure the way of the last four weeks, or of the time since the first value."""
    known = [
        (today_in(zone, check_in.at), check_in.value)
        for check_in in history
        if check_in.value is not None
    ]
    four_weeks_ago = day - _LOOK_BACK
    before = [(four_weeks_ago, value) for on, value in known if on <= four_weeks_ago]
    from_day, from_value = before[-1] if before else known[0]
    weeks = Fraction((day - from_day).days, 7)
    return (_towards_aim(key_result, from_value, known[-1][1]), weeks) if weeks >= 1 else None


def _towards_aim(key_result: KeyResult, from_value: Decimal, to_value: Decimal) -> Fraction:
    way = Fraction(to_value) - Fraction(from_value)
    return way if key_result.kind is KeyResultKind.INCREASE else -way


def _two_figures(value: Fraction) -> Decimal:
    """Round to two figures, but never away whole units: 0.86, 1.5, 117."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    exponent = min(exact.adjusted() - 1, 0) if exact else 0
    return exact.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)
