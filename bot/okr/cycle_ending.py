"""When a cycle's end is near or past: whom to ask, when, and what to say instead of a prompt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.okr.cycle import Cycle
from bot.okr.team import Team

ASKED_BEFORE = timedelta(days=14)
ENDED_LINES = 2
"""So often the channel is told, then nothing is said until a cycle runs."""

_FIRST_HOUR, _LAST_HOUR = 8, 18


@dataclass(frozen=True, slots=True)
class CycleEnding:
    """What a lead is asked, or a channel is told, about the end of a cycle.

    Args:
        next_name: of the cycle that would come next, or of the one that is planned.
        planned: the cycle that is being planned already.
    """

    team: Team
    cycle: Cycle
    next_name: str
    planned: Cycle | None


def ask_instant(
    ends_on: date, now: datetime, *, zone: str, working_days: Collection[int]
) -> datetime:
    """Return when to ask somebody about a cycle's end: two weeks before it, or at once when later.

    Args:
        zone: IANA name of the person's zone; they are asked between 8 and 18 o'clock there.
        working_days: ISO weekday numbers; none counts as all.
    """
    local = ZoneInfo(zone)
    first = datetime.combine(ends_on - ASKED_BEFORE, time(_FIRST_HOUR), local)
    at = max(first, now.astimezone(local))
    if at.hour >= _LAST_HOUR:
        at = datetime.combine(at.date() + timedelta(days=1), time(_FIRST_HOUR), local)
    while working_days and at.isoweekday() not in working_days:
        at = datetime.combine(at.date() + timedelta(days=1), time(_FIRST_HOUR), local)
    if at.hour < _FIRST_HOUR:
        at = datetime.combine(at.date(), time(_FIRST_HOUR), local)
    return at.astimezone(now.tzinfo)
