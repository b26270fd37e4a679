"""How a team's work met its key results in the cycle that runs; for the team alone."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, PlacementRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import Cycle
from bot.okr.origin import Link, Origin, count_origins
from bot.okr.work_item import Place, WorkState
from bot.services.cycles import find_active_cycle

NOT_YET = datetime.max.replace(tzinfo=UTC)


async def load_origins(session: AsyncSession, *, team_id: int) -> Mapping[Origin, int]:
    """Count how the work of this cycle, in play or done, met its key results.

    Who may see it was asked before.
    """
    cycle = await find_active_cycle(session, team_id=team_id)
    if cycle is None:
        return {}
    first_locked_at = await _first_lock(session, cycle)
    rows = await session.execute(
        select(WorkItemRow, PlacementRow, ObjectiveRow.activated_at)
        .join(KeyResultRow, KeyResultRow.id == WorkItemRow.key_result_id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(PlacementRow, PlacementRow.work_item_id == WorkItemRow.id)
        .where(
            ObjectiveRow.team_cycle_id == cycle.id,
            WorkItemRow.team_id == team_id,
            WorkItemRow.place == Place.KEY_RESULT,
            WorkItemRow.state.in_([WorkState.OPEN, WorkState.DONE]),
            or_(WorkItemRow.started_at.is_not(None), WorkItemRow.owner_id.is_not(None)),
            PlacementRow.key_result_id == WorkItemRow.key_result_id,
            PlacementRow.from_key_result_id.is_distinct_from(PlacementRow.key_result_id),
            PlacementRow.to_state == WorkState.OPEN,
            PlacementRow.undoes_id.is_(None),
        )
        .order_by(PlacementRow.id)
    )
    # The last act that brought it there counts.
    links = {
        item.id: Link(
            created_at=item.source_created_at,
            linked_at=placement.at,
            how=placement.how,
            would_have_thought=placement.would_have_thought,
            objective_activated_at=activated_at,
            first_locked_at=first_locked_at,
        )
        for item, placement, activated_at in rows
    }
    return count_origins(links.values())


async def _first_lock(session: AsyncSession, cycle: Cycle) -> datetime | None:
    """Return when the OKRs of a team's first cycle were locked; None in a later one."""
    first_id = await session.scalar(
        select(func.min(TeamCycleRow.id)).where(TeamCycleRow.team_id == cycle.team_id)
    )
    return (cycle.locked_at or NOT_YET) if first_id == cycle.id else None
