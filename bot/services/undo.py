"""Takes a move of work back, once, by the person who made it, if nothing changed since."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IdeaRow, PlacementRow, PlanRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.okr.placing import Placed
from bot.okr.text import shorten
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.cycles import find_active_cycle
from bot.services.moves import Move, move_row
from bot.services.work_items import get_work_row

NOT_YOURS = "Only who did this can undo it. You can place it again instead."
UNDONE = "This was undone already."
TOO_OLD = "It has been on the shelf for more than 7 days. Nothing was undone."


async def undo_placement(
    session: AsyncSession, *, actor: Actor, placement_id: int, now: datetime
) -> Placed:
    """Take a move back, by appending one that restores what was before.

    A plan that is undone is dropped, since the work did not exist before it; so is what an idea
    became, which is an idea again.

    Raises:
        NotFoundError: there is no such record, or the actor may not see its team.
        NotAllowedError: somebody else made the move.
        ConflictError: it was undone before, changed since, or is too old.
    """
    placement = await session.scalar(
        select(PlacementRow).where(
            PlacementRow.workspace_id == actor.workspace_id, PlacementRow.id == placement_id
        )
    )
    if placement is None:
        raise NotFoundError(NOT_FOUND)
    row, _ = await get_work_row(
        session, actor=actor, act=Act.PLACE, work_item_id=placement.work_item_id
    )
    await _check_undo(session, actor, placement, row, now)
    if placement.how is PlacedHow.PLANNED:
        await session.execute(delete(PlanRow).where(PlanRow.work_item_id == row.id))
        row.started_at = None
    row.anyway_team_cycle_id = await _anyway_cycle_before(session, placement, row)
    if placement.how is PlacedHow.IDEA:
        await session.execute(
            update(IdeaRow).where(IdeaRow.work_item_id == row.id).values(work_item_id=None)
        )
    is_new = placement.how in {PlacedHow.PLANNED, PlacedHow.IDEA}
    move = Move(
        state=WorkState.DROPPED if is_new else placement.from_state,
        place=placement.from_place,
        how=PlacedHow.UNDONE,
        key_result_id=placement.from_key_result_id,
        hypothesis=placement.from_hypothesis,
        reason=placement.from_reason,
        undoes_id=placement.id,
    )
    return await move_row(session, actor=actor, row=row, move=move, now=now)


async def _check_undo(
    session: AsyncSession, actor: Actor, placement: PlacementRow, row: WorkItemRow, now: datetime
) -> None:
    if placement.person_id != actor.person_id:
        raise NotAllowedError(NOT_YOURS)
    undone = await session.scalar(
        select(PlacementRow.id).where(PlacementRow.undoes_id == placement.id)
    )
    if undone is not None or placement.how is PlacedHow.UNDONE:
        raise ConflictError(UNDONE)
    newest = await session.scalar(
        select(func.max(PlacementRow.id)).where(PlacementRow.work_item_id == row.id)
    )
    if newest != placement.id or _stands(row) != _became(placement):
        title = shorten(row.title, 60)
        raise ConflictError(f"“{title}” was changed since. Nothing was undone.")
    if placement.to_state is WorkState.SHELVED:
        await _take_from_shelf(session, row, now)


def _stands(row: WorkItemRow) -> tuple[WorkState, Place | None, int | None]:
    return row.state, row.place, row.key_result_id


def _became(placement: PlacementRow) -> tuple[WorkState, Place | None, int | None]:
    return placement.to_state, placement.to_place, placement.key_result_id


async def _take_from_shelf(session: AsyncSession, row: WorkItemRow, now: datetime) -> None:
    """Mark the shelving of one work item as undone, while it may be.

    What was set aside together with others is taken back together: that act stays.

    Raises:
        ConflictError: the work item lay on the shelf for too long.
    """
    shelving = await session.scalar(
        select(ShelvingRow)
        .join(ShelvingItemRow, ShelvingItemRow.shelving_id == ShelvingRow.id)
        .where(ShelvingItemRow.work_item_id == row.id, ShelvingRow.undone_at.is_(None))
        .order_by(ShelvingRow.id.desc())
        .limit(1)
    )
    if shelving is None or shelving.undo_until < now:
        raise ConflictError(TOO_OLD)
    together = select(func.count()).where(ShelvingItemRow.shelving_id == shelving.id)
    if await session.scalar(together) == 1:
        shelving.undone_at = now


async def _anyway_cycle_before(
    session: AsyncSession, placement: PlacementRow, row: WorkItemRow
) -> int | None:
    """Return the cycle in which *anyway* was said, if that place is restored and still holds."""
    if placement.from_place is not Place.ANYWAY:
        return None
    if placement.to_state is WorkState.DONE:
        return row.anyway_team_cycle_id
    said_at = await session.scalar(
        select(func.max(PlacementRow.at)).where(
            PlacementRow.work_item_id == row.id,
            PlacementRow.id < placement.id,
            PlacementRow.to_place == Place.ANYWAY,
            PlacementRow.to_state == WorkState.OPEN,
            PlacementRow.undoes_id.is_(None),
        )
    )
    cycle = await find_active_cycle(session, team_id=row.team_id)
    if cycle is None or said_at is None or cycle.activated_at is None:
        return None
    return cycle.id if said_at >= cycle.activated_at else None
