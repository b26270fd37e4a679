"""How a key result stands: the worst of what applies, and how old that knowledge is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.okr.check_in import CheckIn, first_value, last_confidence, last_value
from bot.okr.cycle import Cycle, today_in
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.progress import KeepStanding, expected_progress, is_reached, keep_standing, progress

BEHIND = Fraction(1, 4)
"""How far behind its line a key result may be before its pace is a risk."""


class Health(StrEnum):
    """How a key result or an objective stands; holding is the word for a keep that is well."""

    ACHIEVED = "achieved"
    HOLDING = "holding"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


class Reason(StrEnum):
    """What speaks against a key result."""

    CONFIDENCE = "confidence"
    PACE = "pace"
    KEEP = "keep"
    DUE_DATE = "due_date"


class Age(StrEnum):
    """How current the knowledge about a key result is."""

    NONE = "none"
    FRESH = "fresh"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The health of a key result and why.

    Args:
        health: None while nothing is known to judge by.
        reasons: what speaks against it, the worst first; empty when it is well.
        disagrees: confidence says on track and pace says behind, so people are asked.
    """

    health: Health | None
    reasons: tuple[Reason, ...]
    disagrees: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the last check-in is, in calendar days; None without one."""

    age: Age
    days: int | None


_UNKNOWN = 2
_RANKS = {
    Health.OFF_TRACK: 0,
    Health.AT_RISK: 1,
    # Between them stands what is old or was never said: it may be anything.
    Health.ON_TRACK: _UNKNOWN + 1,
    Health.HOLDING: _UNKNOWN + 2,
    Health.ACHIEVED: _UNKNOWN + 3,
}
_RISKS = frozenset({Health.AT_RISK, Health.OFF_TRACK})
_CONFIDENCE_LIMITS = {Commitment.COMMITTED: (3, 6), Commitment.ASPIRATIONAL: (2, 4)}
"""The highest confidence that is off track, and the highest that is at risk."""

_KEEPS = {
    KeepStanding.HOLDING: Health.HOLDING,
    KeepStanding.OUTSIDE: Health.AT_RISK,
    KeepStanding.PAST_FLOOR: Health.OFF_TRACK,
}


def health_of(
    key_result: KeyResult,
    commitment: Commitment,
    history: Sequence[CheckIn],
    *,
    cycle: Cycle,
    day: date,
    zone: str,
) -> Assessment:
    """Judge a key result by the worst of confidence, pace, keep and due dates.

    Reaching the aim of an increase, a decrease, milestones or yes/no is achieved whatever else.

    Args:
        history: its check-ins, oldest first.
        zone: IANA name of the team's zone.
    """
    last = last_value(history)
    if is_reached(key_result, last):
        return Assessment(Health.ACHIEVED, (), disagrees=False)
    signals = {
        Reason.CONFIDENCE: _by_confidence(last_confidence(history), commitment),
        Reason.KEEP: _by_keep(keep_standing(key_result, last)),
        Reason.PACE: _by_pace(
            progress(key_result, last),
            expected_progress(key_result, first_value(history), cycle=cycle, day=day, zone=zone),
        ),
        Reason.DUE_DATE: _by_due_date(key_result, last, day),
    }
    return _worst_of({reason: health for reason, health in signals.items() if health})


def freshness_of(
    key_result: KeyResult,
    history: Sequence[CheckIn],
    *,
    interval_weeks: int,
    day: date,
    zone: str,
) -> Freshness:
    """Say whether the last check-in is older than one and a half rhythms.

    Args:
        interval_weeks: weeks from one meeting to the next; a rhythm is so many meetings.
    """
    if not history:
        return Freshness(Age.NONE, None)
    days = max((day - today_in(zone, history[-1].at)).days, 0)
    rhythm = key_result.rhythm * interval_weeks * 7
    return Freshness(Age.OLD if days * 2 > rhythm * 3 else Age.FRESH, days)


def objective_health(key_results: Iterable[Health | None]) -> Health | None:
    """Take the worst of an objective's live key results; None while none is known."""
    known = [health for health in key_results if health]
    return min(known, key=_RANKS.__getitem__, default=None)


def worse_of(health: Health | None, freshness: Freshness) -> int:
    """Rank by the worse of health and freshness: sorting by it puts the worst first."""
    by_health = _RANKS[health] if health else _UNKNOWN
    return by_health if freshness.age is Age.FRESH else min(by_health, _UNKNOWN)


def _by_confidence(confidence: int | None, commitment: Commitment) -> Health | None:
    if confidence is None:
        return None
    off_track, at_risk = _CONFIDENCE_LIMITS[commitment]
    if confidence <= off_track:
        return Health.OFF_TRACK
    return Health.AT_RISK if confidence <= at_risk else Health.ON_TRACK


def _by_keep(standing: KeepStanding | None) -> Health | None:
    return _KEEPS[standing] if standing else None


def _by_pace(done: Fraction | None, expected: Fraction | None) -> Health | None:
    """Judge by the line; pace alone is never worse than at risk."""
    if done is None or expected is None:
        return None
    return Health.AT_RISK if expected - done > BEHIND else Health.ON_TRACK


def _by_due_date(key_result: KeyResult, last: CheckIn | None, day: date) -> Health | None:
    """Look for a due date that has passed undone; a thing has all of its due day."""
    days = [key_result.due_on]
    if key_result.kind is KeyResultKind.MILESTONES:
        ticks = last.ticks if last else frozenset()
        days += [m.due_on for m in key_result.milestones if m.id not in ticks]
    return Health.AT_RISK if any(due_on and due_on < day for due_on in days) else None


def _worst_of(signals: dict[Reason, Health]) -> Assessment:
    by_severity = sorted(signals.items(), key=lambda item: _RANKS[item[1]])
    health = objective_health(signals.values())
    if health is Health.ON_TRACK and Reason.KEEP in signals:
        health = Health.HOLDING
    return Assessment(
        health=health,
        reasons=tuple(reason for reason, level in by_severity if level in _RISKS),
        disagrees=signals.get(Reason.CONFIDENCE) is Health.ON_TRACK
        and signals.get(Reason.PACE) is Health.AT_RISK,
    )
