"""A team's schedule as the rules of cadence read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PauseRow, ScheduleRow
from bot.holiday_calendars import calendar_of
from bot.okr.cadence import Pause, Schedule
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND


async def get_schedule(session: AsyncSession, *, team_id: int) -> Schedule:
    """Return when a team meets.

    Raises:
        NotFoundError: the team has no schedule.
    """
    found = (await load_schedules(session, team_ids=[team_id])).get(team_id)
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found


async def load_schedules(
    session: AsyncSession, *, team_ids: Collection[int]
) -> dict[int, Schedule]:
    """Return when teams meet, by the team's id."""
    pauses: dict[int, list[PauseRow]] = defaultdict(list)
    for pause in await session.scalars(
        select(PauseRow)
        .where(PauseRow.team_id.in_(team_ids))
        .order_by(PauseRow.starts_on, PauseRow.id)
    ):
        pauses[pause.team_id].append(pause)
    rows = await session.scalars(select(ScheduleRow).where(ScheduleRow.team_id.in_(team_ids)))
    return {row.team_id: schedule_of(row, pauses[row.team_id]) for row in rows}


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
        holidays=calendar_of(row.holiday_calendar),
    )
