"""When teams meet, as it is stored."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PauseRow, ScheduleRow
from bot.okr.cadence import Pause, Schedule
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND


async def get_schedule(session: AsyncSession, *, team_id: int) -> Schedule:
    """Return when a team meets.

    Raises:
        NotFoundError: there is no such team.
    """
    row = await session.scalar(select(ScheduleRow).where(ScheduleRow.team_id == team_id))
    if row is None:
        raise NotFoundError(NOT_FOUND)
    pauses = await session.scalars(
        select(PauseRow).where(PauseRow.team_id == team_id).order_by(PauseRow.starts_on)
    )
    return schedule_of(row, pauses)


def schedule_of(row: ScheduleRow, pauses: Iterable[PauseRow]) -> Schedule:
    """Return the value of a schedule's row."""
    return Schedule(
        weekday=row.weekday,
        at=row.local_time,
        zone=row.zone,
        anchor_on=row.anchor_on,
        interval_weeks=row.interval_weeks,
        duration=timedelta(minutes=row.duration_minutes),
        prompt_notice=timedelta(minutes=row.prompt_notice_minutes),
        reminder_notice=timedelta(minutes=row.reminder_notice_minutes),
        pauses=tuple(Pause(pause.starts_on, pause.ends_on, pause.reason) for pause in pauses),
    )
