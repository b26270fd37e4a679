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


async def set_objective_state(
    session: AsyncSession,
    *,
    actor: Actor,
    objective_id: int,
    to: LifeState,
    now: datetime,
    why: str = "",
) -> FoundObjective:
    """Close, cancel or reopen an objective; nothing when it has that state already.

    What ended counts no longer, its key results with it, and stays in the history.

    Raises:
        NotFoundError: it is gone, or its cycle is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    await lock_objective(session, objective_id=objective_id)
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_cycle_open(found.cycle)
    row = await session.get_one(ObjectiveRow, objective_id)
    subject = Subject(row.workspace_id, objective_id)
    await _write(session, row, subject, found=found, to=to, change=change)
    return await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)


async def set_key_result_state(
    session: AsyncSession,
    *,
    actor: Actor,
    key_result_id: int,
    to: LifeState,
    now: datetime,
    why: str = "",
) -> FoundKeyResult:
    """Close, cancel or reopen a key result; nothing when it has that state already.

    Raises:
        NotFoundError: it is gone, or its cycle or objective is over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `weight`: nothing that is left in the objective would count; or with
            `change_why`: the OKRs are locked and no reason is given.
    """
    change = Change(actor, now, why)
    await lock_objective_of(session, key_result_id=key_result_id)
    found = await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )
    require_editable(found.cycle, found.objective)
    if to is not LifeState.ACTIVE:
        others = [one for one in live_key_results(found.objective) if one.id != key_result_id]
        check_weights([one.weight for one in others])
    row = await session.get_one(KeyResultRow, key_result_id)
    subject = Subject(row.workspace_id, row.objective_id, key_result_id)
    await _write(session, row, subject, found=found, to=to, change=change)
    return await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
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
