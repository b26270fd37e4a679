"""Says once in a team's channel that meetings are not held; the line stands in for the prompt."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, RoundRow, ScheduleRow
from bot.okr.cadence import break_begins_on, find_next_held_meeting, meeting_on
from bot.okr.errors import ConflictError
from bot.services.called_off import MEETING_ON
from bot.services.obstacles import find_obstacle
from bot.services.outbox import enqueue
from bot.services.round_placing import PlacedRound
from bot.services.schedules import get_schedule

IS_HELD = "The meeting is held after all."


@dataclass(frozen=True, slots=True)
class NoMeeting:
    """A meeting that is not held.

    Args:
        reason: empty where nobody gave one.
        next_on: when the team meets again; None when not within ten years.
    """

    on: date
    reason: str
    next_on: date | None


async def owe_no_meeting(
    session: AsyncSession, *, schedule: ScheduleRow, placed: PlacedRound, now: datetime
) -> None:
    """Owe the channel a line about a skipped meeting, once for all that are skipped in a row.

    Nothing is said where no prompt would have come.
    """
    if not schedule.is_prompt_on or await find_obstacle(session, team_id=schedule.team_id):
        return
    row = placed.row
    rules = await get_schedule(session, team_id=schedule.team_id)
    # By its week, so that a meeting moved to another day meanwhile does not make another break.
    year, week, _ = break_begins_on(rules, placed.meeting).isocalendar()
    await enqueue(
        session,
        workspace_id=row.workspace_id,
        key=f"no_meeting:{row.team_id}:{year}-W{week:02d}",
        kind=MessageKind.NO_MEETING,
        team_id=row.team_id,
        round_id=row.id,
        details={MEETING_ON: placed.meeting.on.isoformat()},
        now=now,
        not_after=row.meeting_ends_at,
    )


async def load_no_meeting(session: AsyncSession, *, round_id: int, now: datetime) -> NoMeeting:
    """Return what there is to say about a skipped meeting.

    Raises:
        ConflictError: the meeting is held after all, or OKRs may not be posted there any more.
    """
    row = await session.get_one(RoundRow, round_id)
    if obstacle := await find_obstacle(session, team_id=row.team_id):
        raise ConflictError(obstacle)
    schedule = await get_schedule(session, team_id=row.team_id)
    meeting = meeting_on(schedule, row.meeting_on)
    if meeting is None or meeting.paused is None:
        raise ConflictError(IS_HELD)
    held = find_next_held_meeting(schedule, now)
    return NoMeeting(meeting.on, meeting.paused, held.on if held else None)
