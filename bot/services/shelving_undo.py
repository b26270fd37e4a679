"""Takes an act of setting aside back: exactly what it moved, and nothing that changed since."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlacementRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.fresh_start import BroughtBack
from bot.okr.permissions import NOT_FOUND, Act, Actor, may
from bot.okr.work_item import PlacedHow, WorkState
from bot.services.members import find_access
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team

NOT_YOURS = "Only who set this aside or a lead can undo it. You can bring work back one by one."
UNDONE = "This was undone already."
TOO_OLD = (
    "This was set aside more than 7 days ago. Nothing was undone;"
    " bring work back from the shelf one by one instead."
)
NAMED = 3
"""So many titles of what changed since are told; the rest is a number."""


async def undo_shelving(
    session: AsyncSession, *, actor: Actor, shelving_id: int, now: datetime
) -> BroughtBack:
    """Give back the state, place, key result and sentences that work had before it was set aside.

    Raises:
        NotFoundError: there is no such act, or the actor may not see its team.
        NotAllowedError: somebody else did it, and the actor is no lead.
        ConflictError: it was undone before, or is older than 7 days.
    """
    act = await _get_act(session, actor, shelving_id)
    team = await get_team(session, actor=actor, act=Act.PLACE, team_id=act.team_id)
    await _check(session, actor, act, now)
    act.undone_at = now
    await session.flush()
    await _record(session, actor, act, now)
    changed = await _changed(session, act)
    await _restore(session, act)
    await touch_prompt(session, team_id=team.id)
    of_act = ShelvingItemRow.shelving_id == act.id
    count = await session.scalar(select(func.count()).where(of_act)) or 0
    return BroughtBack(team, count - len(changed), changed[:NAMED], len(changed))


async def _get_act(session: AsyncSession, actor: Actor, shelving_id: int) -> ShelvingRow:
    act = await session.scalar(
        select(ShelvingRow)
        .where(ShelvingRow.workspace_id == actor.workspace_id, ShelvingRow.id == shelving_id)
        .with_for_update()
    )
    if act is None:
        raise NotFoundError(NOT_FOUND)
    return act


async def _check(session: AsyncSession, actor: Actor, act: ShelvingRow, now: datetime) -> None:
    access = await find_access(session, actor=actor, team_id=act.team_id)
    if act.person_id != actor.person_id and not may(actor, Act.START_FRESH, access):
        raise NotAllowedError(NOT_YOURS)
    if act.undone_at is not None:
        raise ConflictError(UNDONE)
    if act.undo_until < now:
        raise ConflictError(TOO_OLD)


def is_untouched() -> ColumnElement[bool]:
    """Return the condition on a work item and its item of an act: nothing changed since."""
    return and_(
        WorkItemRow.id == ShelvingItemRow.work_item_id,
        WorkItemRow.version == ShelvingItemRow.version_after,
        WorkItemRow.state == WorkState.SHELVED,
    )


def _newest_record() -> ColumnElement[bool]:
    newest = (
        select(func.max(PlacementRow.id))
        .where(PlacementRow.work_item_id == WorkItemRow.id)
        .correlate(WorkItemRow)
        .scalar_subquery()
    )
    return and_(PlacementRow.work_item_id == WorkItemRow.id, PlacementRow.id == newest)


async def _record(session: AsyncSession, actor: Actor, act: ShelvingRow, now: datetime) -> None:
    """Append the record of each move back: the newest one of what is untouched, turned round."""
    record: dict[str, Any] = {
        "workspace_id": PlacementRow.workspace_id,
        "work_item_id": PlacementRow.work_item_id,
        "from_state": PlacementRow.to_state,
        "to_state": PlacementRow.from_state,
        "from_place": PlacementRow.to_place,
        "to_place": PlacementRow.from_place,
        "from_key_result_id": PlacementRow.key_result_id,
        "key_result_id": PlacementRow.from_key_result_id,
        "from_hypothesis": PlacementRow.hypothesis,
        "hypothesis": PlacementRow.from_hypothesis,
        "from_reason": PlacementRow.reason,
        "reason": PlacementRow.from_reason,
        "how": literal(PlacedHow.UNDONE, PlacementRow.how.type),
        "person_id": literal(actor.person_id, PlacementRow.person_id.type),
        "at": literal(now, PlacementRow.at.type),
        "undoes_id": PlacementRow.id,
    }
    rows = (
        select(*record.values())
        .join(WorkItemRow, _newest_record())
        .join(ShelvingItemRow, is_untouched())
        .where(ShelvingItemRow.shelving_id == act.id)
        .order_by(PlacementRow.id)
        .with_for_update(of=WorkItemRow)
    )
    await session.execute(insert(PlacementRow).from_select(list(record), rows))


async def _changed(session: AsyncSession, act: ShelvingRow) -> tuple[str, ...]:
    """Return the titles of what is not restored, the oldest first."""
    rows = await session.scalars(
        select(WorkItemRow.title)
        .join(ShelvingItemRow, ShelvingItemRow.work_item_id == WorkItemRow.id)
        .where(ShelvingItemRow.shelving_id == act.id, ~is_untouched())
        .order_by(WorkItemRow.source_created_at, WorkItemRow.id)
    )
    return tuple(rows)


async def _restore(session: AsyncSession, act: ShelvingRow) -> None:
    """Make each untouched work item what the record just appended says."""
    await session.execute(
        update(WorkItemRow)
        .where(
            ShelvingItemRow.shelving_id == act.id,
            is_untouched(),
            _newest_record(),
            PlacementRow.how == PlacedHow.UNDONE,
        )
        .values(
            state=PlacementRow.to_state,
            place=PlacementRow.to_place,
            key_result_id=PlacementRow.key_result_id,
            hypothesis=PlacementRow.hypothesis,
            anyway_reason=PlacementRow.reason,
            ended_at=None,
            version=WorkItemRow.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
