"""Closing, cancelling and reopening objectives and key results: numbers and check-ins stay."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, RevisionAct
from bot.okr.cycle import CycleState
from bot.okr.key_result import LifeState
from bot.okr.objective import check_weights, live_key_results
from bot.okr.permissions import Act, Actor
from bot.services.cycle_messages import touch_okrs
from bot.services.okr_locks import may_take_back, require_why
from bot.services.okr_rows import (
    lock_objective,
    lock_objective_of,
    require_cycle_open,
    require_editable,
)
from bot.services.okrs import FoundKeyResult, FoundObjective, get_key_result, get_objective
from bot.services.revisions import Change, Subject, record_act

ACTS = {
    LifeState.ACTIVE: RevisionAct.REOPENED,
    LifeState.CLOSED: RevisionAct.CLOSED,
    LifeState.CANCELLED: RevisionAct.CANCELLED,
}


async def close_objective(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime, why: str = ""
) -> FoundObjective:
    """Close an objective: it and its key results count no longer and stay in the history.

    Raises:
        NotFoundError: it is gone, or its cycle is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_objective(session, objective_id, to=LifeState.CLOSED, change=change)


async def cancel_objective(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime, why: str = ""
) -> FoundObjective:
    """Cancel an objective: as closing, for what is not wanted any more.

    Raises:
        NotFoundError: it is gone, or its cycle is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_objective(session, objective_id, to=LifeState.CANCELLED, change=change)


async def reopen_objective(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime, why: str = ""
) -> FoundObjective:
    """Let an objective count again, and the key results that were live in it.

    Raises:
        NotFoundError: it is gone, or its cycle is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_objective(session, objective_id, to=LifeState.ACTIVE, change=change)


async def close_key_result(
    session: AsyncSession, *, actor: Actor, key_result_id: int, now: datetime, why: str = ""
) -> FoundKeyResult:
    """Close a key result: it counts no longer and stays in the history.

    Raises:
        NotFoundError: it is gone, or its cycle or objective is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `weight`: nothing that is left in the objective would count; or with
            `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_key_result(session, key_result_id, to=LifeState.CLOSED, change=change)


async def cancel_key_result(
    session: AsyncSession, *, actor: Actor, key_result_id: int, now: datetime, why: str = ""
) -> FoundKeyResult:
    """Cancel a key result: as closing, for what is not wanted any more.

    Raises:
        NotFoundError: it is gone, or its cycle or objective is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `weight`: nothing that is left in the objective would count; or with
            `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_key_result(session, key_result_id, to=LifeState.CANCELLED, change=change)


async def reopen_key_result(
    session: AsyncSession, *, actor: Actor, key_result_id: int, now: datetime, why: str = ""
) -> FoundKeyResult:
    """Let a key result count again.

    Raises:
        NotFoundError: it is gone, or its cycle or objective is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    return await _end_key_result(session, key_result_id, to=LifeState.ACTIVE, change=change)


async def _end_objective(
    session: AsyncSession, objective_id: int, *, to: LifeState, change: Change
) -> FoundObjective:
    """Change the state of an objective; nothing when it has that state already."""
    await lock_objective(session, objective_id=objective_id)
    found = await get_objective(
        session, actor=change.actor, act=Act.EDIT_OKRS, objective_id=objective_id
    )
    require_cycle_open(found.cycle)
    row = await session.get_one(ObjectiveRow, objective_id)
    subject = Subject(row.workspace_id, objective_id)
    await _write(session, row, subject, found=found, to=to, change=change)
    return await get_objective(
        session, actor=change.actor, act=Act.EDIT_OKRS, objective_id=objective_id
    )


async def _end_key_result(
    session: AsyncSession, key_result_id: int, *, to: LifeState, change: Change
) -> FoundKeyResult:
    """Change the state of a key result; nothing when it has that state already."""
    await lock_objective_of(session, key_result_id=key_result_id)
    found = await get_key_result(
        session, actor=change.actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )
    require_editable(found.cycle, found.objective)
    if to is not LifeState.ACTIVE:
        others = [one for one in live_key_results(found.objective) if one.id != key_result_id]
        check_weights([one.weight for one in others])
    row = await session.get_one(KeyResultRow, key_result_id)
    subject = Subject(row.workspace_id, row.objective_id, key_result_id)
    await _write(session, row, subject, found=found, to=to, change=change)
    return await get_key_result(
        session, actor=change.actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )


async def _write(
    session: AsyncSession,
    row: ObjectiveRow | KeyResultRow,
    subject: Subject,
    *,
    found: FoundObjective | FoundKeyResult,
    to: LifeState,
    change: Change,
) -> None:
    if row.state is to:
        return
    if not (to is LifeState.ACTIVE and await _takes_back(session, found, change)):
        require_why(found.cycle, change)
    record_act(
        session,
        subject,
        change=change,
        act=ACTS[to],
        field="state",
        old=row.state.value,
        new=to.value,
    )
    row.state = to
    is_begun = found.cycle.state is CycleState.ACTIVE
    if to is LifeState.ACTIVE and is_begun and row.activated_at is None:
        row.activated_at = change.now  # it was taken out of the plan before the cycle began
    await session.flush()
    await touch_okrs(session, cycle=found.cycle)


async def _takes_back(
    session: AsyncSession, found: FoundObjective | FoundKeyResult, change: Change
) -> bool:
    return await may_take_back(
        session,
        actor=change.actor,
        one=found.key_result if isinstance(found, FoundKeyResult) else found.objective,
        objective_id=found.objective.id,
        now=change.now,
    )
