"""Moves of work from one place to another: each appends a record that is never changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlacementRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.permissions import Actor
from bot.okr.placing import Placed
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.posted_messages import touch_prompt
from bot.services.shelf_door import find_shelf_cycle
from bot.services.work_items import work_item_of

UNDO_SHELVING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Move:
    """What a work item becomes, and what the person said."""

    state: WorkState
    place: Place | None
    how: PlacedHow
    key_result_id: int | None = None
    hypothesis: str = ""
    reason: str = ""
    would_have_thought: bool | None = None
    undoes_id: int | None = None


async def move_row(
    session: AsyncSession, *, actor: Actor, row: WorkItemRow, move: Move, now: datetime
) -> Placed:
    """Move a work item and append the record of it."""
    record = PlacementRow(
        workspace_id=row.workspace_id,
        work_item_id=row.id,
        from_state=row.state,
        to_state=move.state,
        from_place=row.place,
        to_place=move.place,
        from_key_result_id=row.key_result_id,
        key_result_id=move.key_result_id,
        from_hypothesis=row.hypothesis,
        hypothesis=move.hypothesis,
        from_reason=row.anyway_reason,
        reason=move.reason,
        would_have_thought=move.would_have_thought,
        how=move.how,
        person_id=actor.person_id,
        at=now,
        undoes_id=move.undoes_id,
    )
    session.add(record)
    row.state, row.place, row.key_result_id = move.state, move.place, move.key_result_id
    row.hypothesis, row.anyway_reason = move.hypothesis, move.reason
    row.ended_at = None if move.state is WorkState.OPEN else now
    await session.flush()
    if move.state is WorkState.SHELVED and move.how is not PlacedHow.UNDONE:
        await _record_shelving(session, record, row, now)
    await touch_prompt(session, team_id=row.team_id)
    return Placed(record.id, work_item_of(row, None))


async def _record_shelving(
    session: AsyncSession, record: PlacementRow, row: WorkItemRow, now: datetime
) -> None:
    """Keep the act that set one work item aside, as a whole shelf of them would be kept."""
    cycle = await find_shelf_cycle(session, team_id=row.team_id)
    shelving = ShelvingRow(
        workspace_id=row.workspace_id,
        team_id=row.team_id,
        team_cycle_id=cycle.id if cycle else None,
        person_id=record.person_id,
        at=now,
        undo_until=now + UNDO_SHELVING,
    )
    session.add(shelving)
    await session.flush()
    session.add(
        ShelvingItemRow(
            workspace_id=row.workspace_id,
            shelving_id=shelving.id,
            work_item_id=row.id,
            state_before=record.from_state,
            place_before=record.from_place,
            version_after=row.version,
        )
    )
    await session.flush()
