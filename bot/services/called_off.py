"""Weeks whose meeting was called off in the channel: no prompt comes there by itself."""

from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState, RoundRow
from bot.okr.cadence import held_meetings_after
from bot.services.schedules import get_schedule

CALLED_OFF = "The channel was told that there is no meeting, so the prompt did not come by itself."
MEETING_ON = "meeting_on"
"""In the details of the line: the day of the meeting that it is about."""

SAID = (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT)
"""What the channel reads already, or may."""

_RECENT = 20

Week: TypeAlias = tuple[int, int]


def week_of(day: date) -> Week:
    """Return the year and the number of a day's week; the channel gets one prompt in each."""
    return day.isocalendar()[:2]


async def find_called_off(session: AsyncSession, *, team_id: int) -> frozenset[Week]:
    """Return the weeks of which the channel was told lately that there is no meeting."""
    found = await session.scalars(
        select(OutboxRow.details)
        .where(
            OutboxRow.team_id == team_id,
            OutboxRow.kind == MessageKind.NO_MEETING,
            OutboxRow.state.in_(SAID),
        )
        .order_by(OutboxRow.id.desc())
        .limit(_RECENT)
    )
    days = (details.get(MEETING_ON) for details in found)
    return frozenset(week_of(date.fromisoformat(day)) for day in days if day)


async def is_prompt_called_off(session: AsyncSession, *, team_id: int, now: datetime) -> bool:
    """Tell whether the next meeting is held after all, of which the channel read the contrary.

    Raises:
        NotFoundError: the team has no schedule.
    """
    schedule = await get_schedule(session, team_id=team_id)
    meeting = next(held_meetings_after(schedule, now), None)
    if meeting is None or week_of(meeting.on) not in await find_called_off(
        session, team_id=team_id
    ):
        return False
    prompted_at = await session.scalar(
        select(RoundRow.prompted_at).where(
            RoundRow.team_id == team_id, RoundRow.meeting_on == meeting.on
        )
    )
    return prompted_at is None
