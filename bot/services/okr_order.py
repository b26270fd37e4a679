"""The order of objectives and key results: moving changes the position, never the number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, RevisionAct
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.permissions import Act, Actor
from bot.services.cycle_messages import touch_okrs
from bot.services.okr_rows import (
    lock_cycle_of,
    lock_objective_of,
    require_editable,
)
from bot.services.okrs import get_key_result, get_objective, load_objectives
from bot.services.revisions import Change, Subject, record_act


async def move_objective(
    session: AsyncSession, *, actor: Actor, objective_id: int, is_up: bool, now: datetime
) -> bool:
    """Move an objective past its live neighbour; False when it is the first or the last.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    await lock_cycle_of(session, objective_id=objective_id)
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    objectives = live_objectives(await load_objectives(session, team_cycle_id=found.cycle.id))
    subject = Subject(actor.workspace_id, objective_id)
    is_moved = await _swap(
        session, objectives, objective_id, subject, is_up=is_up, change=Change(actor, now)
    )
    if is_moved:
        await touch_okrs(session, cycle=found.cycle)
    return is_moved


async def move_key_result(
    session: AsyncSession, *, actor: Actor, key_result_id: int, is_up: bool, now: datetime
) -> bool:
    """Move a key result past its live neighbour; False when it is the first or the last.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    await lock_objective_of(session, key_result_id=key_result_id)
    found = await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )
    require_editable(found.cycle, found.objective, found.key_result)
    subject = Subject(actor.workspace_id, found.objective.id, key_result_id)
    is_moved = await _swap(
        session,
        live_key_results(found.objective),
        key_result_id,
        subject,
        is_up=is_up,
        change=Change(actor, now),
    )
    if is_moved:
        await touch_okrs(session, cycle=found.cycle)
    return is_moved


async def _swap(
    session: AsyncSession,
    row: Sequence[Objective] | Sequence[KeyResult],
    moved_id: int,
    subject: Subject,
    *,
    is_up: bool,
    change: Change,
) -> bool:
    """Exchange positions with the neighbour.

    Written without the version, so that a form that somebody has open is still good.
    """
    ids = [one.id for one in row]
    here = ids.index(moved_id)
    there = here - 1 if is_up else here + 1
    if not 0 <= there < len(ids):
        return False
    table = ObjectiveRow if subject.key_result_id is None else KeyResultRow
    for index, position in ((here, row[there].position), (there, row[here].position)):
        await session.execute(
            update(table)
            .where(table.workspace_id == subject.workspace_id, table.id == ids[index])
            .values(position=position)
        )
    record_act(
        session,
        subject,
        change=change,
        act=RevisionAct.CHANGED,
        field="position",
        old=str(row[here].position),
        new=str(row[there].position),
    )
    await session.flush()
    return True
