"""Work items: what the team does or wants to do."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, WorkItemRow
from bot.okr.work_item import WorkItem, WorkState


async def load_work_items(
    session: AsyncSession,
    *,
    team_id: int,
    states: Collection[WorkState] = (WorkState.OPEN,),
) -> tuple[WorkItem, ...]:
    """Return a team's work items in some states, the oldest first."""
    rows = await session.execute(
        select(WorkItemRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == WorkItemRow.owner_id)
        .where(WorkItemRow.team_id == team_id, WorkItemRow.state.in_(states))
        .order_by(WorkItemRow.source_created_at, WorkItemRow.id)
    )
    return tuple(work_item_of(row, owner) for row, owner in rows)


def work_item_of(row: WorkItemRow, owner: str | None) -> WorkItem:
    """Return the value of a work item's row."""
    return WorkItem(
        id=row.id,
        team_id=row.team_id,
        title=row.title,
        link=row.link,
        owner_id=row.owner_id,
        owner=owner,
        source=row.source,
        external_id=row.external_id,
        created_at=row.source_created_at,
        started_at=row.started_at,
        state=row.state,
        place=row.place,
        key_result_id=row.key_result_id,
        hypothesis=row.hypothesis,
        anyway_reason=row.anyway_reason,
        version=row.version,
    )
