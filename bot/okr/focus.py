"""What a team talks about first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.okr.health import Age, Health, Reason, worse_of
from bot.okr.standing import KeyResultStanding

MAX_LINES = 3
FALL = -2
"""How far confidence falls before it is talked about; a step of one is noise."""


class FocusReason(StrEnum):
    """Why a key result is talked about first, the most urgent first."""

    STUCK = "stuck"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    CONFIDENCE_FELL = "confidence_fell"
    NO_WORK = "no_work"
    DISAGREES = "disagrees"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Focus:
    """One line of what to talk about; the standing holds the names and numbers for it."""

    standing: KeyResultStanding
    reason: FocusReason


_URGENCY = {reason: urgency for urgency, reason in enumerate(FocusReason)}


def choose_focus(standings: Sequence[KeyResultStanding]) -> tuple[Focus, ...]:
    """Choose at most three key results to talk about first, the worst first.

    Args:
        standings: in the fixed order, which decides between equals.
    """
    return rank_focus(standings)[:MAX_LINES]


def rank_focus(standings: Sequence[KeyResultStanding]) -> tuple[Focus, ...]:
    """List every key result that asks for talk, the worst first; equals keep their order."""
    lines = [
        Focus(standing, reason)
        for standing in standings
        if (reason := focus_reason(standing)) is not None
    ]
    return tuple(sorted(lines, key=_urgency))


def focus_reason(standing: KeyResultStanding) -> FocusReason | None:
    """Find the most urgent thing to say about a key result; what is achieved needs no talk."""
    if standing.health is Health.ACHIEVED:
        return None
    applies = {
        FocusReason.STUCK: standing.stuck is not None,
        FocusReason.OFF_TRACK: standing.health is Health.OFF_TRACK,
        FocusReason.AT_RISK: standing.health is Health.AT_RISK and not _is_only_behind(standing),
        FocusReason.CONFIDENCE_FELL: _has_fallen(standing),
        FocusReason.NO_WORK: _lacks_work(standing),
        FocusReason.DISAGREES: standing.disagrees,
        FocusReason.OUTDATED: standing.freshness.age is not Age.FRESH,
    }
    return next((reason for reason in FocusReason if applies[reason]), None)


def _is_only_behind(standing: KeyResultStanding) -> bool:
    """Tell whether only the pace speaks against it: then the question is what people see."""
    return standing.disagrees and standing.reasons == (Reason.PACE,)


def _has_fallen(standing: KeyResultStanding) -> bool:
    """Tell whether confidence has just fallen; an old fall was talked about."""
    change = standing.confidence_change
    return change is not None and change <= FALL and standing.freshness.age is Age.FRESH


def _lacks_work(standing: KeyResultStanding) -> bool:
    """Tell whether nobody has worked on it for a week; what holds needs no work."""
    is_idle = standing.expects_work and standing.weeks_without_work > 0
    return is_idle and standing.health is not Health.HOLDING


def _urgency(focus: Focus) -> tuple[int, int, int]:
    standing = focus.standing
    return (
        _URGENCY[focus.reason],
        worse_of(standing.health, standing.freshness),
        -standing.weeks_without_work,
    )
