"""A team's schedule as the rules of cadence read it."""

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
        NotFoundError: the team has no schedule.
    """
    row = await session.scalar(select(ScheduleRow).where(ScheduleRow.team_id == team_id))
    if row is None:
        raise NotFoundError(NOT_FOUND)
    return schedule_of(row, await load_pauses(session, team_id=team_id))


async def load_pauses(session: AsyncSession, *, team_id: int) -> tuple[PauseRow, ...]:
    """Return the dates on which a team does not meet, the earliest first."""
    rows = await session.scalars(
        select(PauseRow)
        .where(PauseRow.team_id == team_id)
        .order_by(PauseRow.starts_on, PauseRow.id)
    )
    return tuple(rows)


def schedule_of(row: ScheduleRow, pauses: Iterable[PauseRow]) -> Schedule:
    """Return the value of a schedule's row and its pauses."""
    return Schedule(
        weekday=row.weekday,
        at=row.local_time,
        zone=row.zone,
        anchor_on=row.anchor_on,
        interval_weeks=row.interval_weeks,
        duration=timedelta(minutes=row.duration_minutes),
        prompt_notice=timedelta(minutes=row.prompt_notice_minutes),
        reminder_notice=timedelta(minutes=row.reminder_notice_minutes),
        pauses=tuple(Pause(one.starts_on, one.ends_on, one.reason) for one in pauses),
    )
