"""Sets work aside in one act, whatever its number: whole tables of statements, no row in Python."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlacementRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.permissions import Actor
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.moves import UNDO_SHELVING
from bot.services.shelf_door import find_shelf_cycle

_NOT_LOADED = {"synchronize_session": False}
"""The rows are written in the database alone; a session that holds one would not see it."""


async def shelve_where(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    condition: ColumnElement[bool],
    now: datetime,
) -> tuple[ShelvingRow, int]:
    """Set aside every work item of a team that meets a condition; return the act and how many."""
    cycle = await find_shelf_cycle(session, team_id=team_id)
    act = ShelvingRow(
        workspace_id=actor.workspace_id,
        team_id=team_id,
        team_cycle_id=cycle.id if cycle else None,
        person_id=actor.person_id,
        at=now,
        undo_until=now + UNDO_SHELVING,
    )
    session.add(act)
    await session.flush()
    await _keep_what_was(session, act, condition)
    count = await session.scalar(select(func.count()).where(ShelvingItemRow.shelving_id == act.id))
    await _record(session, act)
    await session.execute(
        update(WorkItemRow)
        .where(WorkItemRow.id.in_(_items_of(act)))
        .values(
            state=WorkState.SHELVED,
            place=None,
            key_result_id=None,
            hypothesis="",
            anyway_reason="",
            ended_at=now,
            version=WorkItemRow.version + 1,
        )
        .execution_options(**_NOT_LOADED)
    )
    return act, count or 0


async def _keep_what_was(
    session: AsyncSession, act: ShelvingRow, condition: ColumnElement[bool]
) -> None:
    """Write the items of the act, their rows locked: what changes meanwhile waits, or is seen."""
    before: dict[str, Any] = {
        "workspace_id": WorkItemRow.workspace_id,
        "shelving_id": literal(act.id),
        "work_item_id": WorkItemRow.id,
        "state_before": WorkItemRow.state,
        "place_before": WorkItemRow.place,
        "version_after": WorkItemRow.version + 1,
    }
    rows = select(*before.values()).where(condition).order_by(WorkItemRow.id).with_for_update()
    await session.execute(insert(ShelvingItemRow).from_select(list(before), rows))


async def _record(session: AsyncSession, act: ShelvingRow) -> None:
    """Append a record of each move, as a single move does."""
    nothing: ColumnElement[Place | None] = literal(None, PlacementRow.to_place.type)
    record: dict[str, Any] = {
        "workspace_id": WorkItemRow.workspace_id,
        "work_item_id": WorkItemRow.id,
        "from_state": WorkItemRow.state,
        "to_state": literal(WorkState.SHELVED, PlacementRow.to_state.type),
        "from_place": WorkItemRow.place,
        "to_place": nothing,
        "from_key_result_id": WorkItemRow.key_result_id,
        "from_hypothesis": WorkItemRow.hypothesis,
        "hypothesis": literal(""),
        "from_reason": WorkItemRow.anyway_reason,
        "reason": literal(""),
        "how": literal(PlacedHow.PLACED, PlacementRow.how.type),
        "person_id": literal(act.person_id, PlacementRow.person_id.type),
        "at": literal(act.at, PlacementRow.at.type),
    }
    rows = select(*record.values()).where(WorkItemRow.id.in_(_items_of(act)))
    await session.execute(insert(PlacementRow).from_select(list(record), rows))


def _items_of(act: ShelvingRow) -> Select[Any]:
    return select(ShelvingItemRow.work_item_id).where(ShelvingItemRow.shelving_id == act.id)
