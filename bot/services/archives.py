"""Puts away what nobody has touched on the shelf for two cycles; it can still be brought back."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import TeamCycleRow, WorkItemRow
from bot.okr.shelf import archived_before
from bot.okr.work_item import WorkState


async def archive_untouched(session: AsyncSession, *, team_id: int, now: datetime) -> int:
    """Archive what lies untouched on a team's shelf for two whole cycles; return how many.

    To be called when a cycle has begun. Doing it again changes nothing.

    Args:
        now: cycles that begin later do not count yet.
    """
    begun = await session.scalars(
        select(TeamCycleRow.activated_at).where(
            TeamCycleRow.team_id == team_id, TeamCycleRow.activated_at <= now
        )
    )
    before = archived_before([instant for instant in begun if instant is not None])
    if before is None:
        return 0
    archived = await session.execute(
        update(WorkItemRow)
        .where(
            WorkItemRow.team_id == team_id,
            WorkItemRow.state == WorkState.SHELVED,
            func.coalesce(WorkItemRow.ended_at, WorkItemRow.created_at) < before,
        )
        .values(state=WorkState.ARCHIVED, version=WorkItemRow.version + 1)
        .returning(WorkItemRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(archived.all())
