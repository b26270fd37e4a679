"""A cycle that is over as it is read, and taking its closing back."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import TeamCycleRow
from bot.okr.check_in import last_value
from bot.okr.cycle import Cycle, CycleState
from bot.okr.cycle_closing import CycleRecord
from bot.okr.errors import ConflictError
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.services.cycle_messages import touch_cycle_closed
from bot.services.cycle_starts import look_anew
from bot.services.cycles import find_active_cycle, get_cycle, lock_cycles
from bot.services.members import find_access
from bot.services.okrs import load_check_ins, load_objectives
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team

REOPEN_WITHIN = timedelta(days=7)
TOO_LATE = "{name} was closed more than 7 days ago, so it stays closed. Nothing was changed."
NOT_CLOSED = "{name} is not closed. Close this and open the team's cycles again."


async def load_record(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, now: datetime
) -> CycleRecord:
    """Return one of a team's cycles with its objectives, scores and words.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
    """
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    record = await load_record_of(session, team=team, team_cycle_id=team_cycle_id, now=now)
    access = await find_access(session, actor=actor, team_id=team_id)
    if may(actor, Act.EDIT_OKRS, access):
        return replace(record, may_take_back=record.cycle.state is CycleState.DISCARDED)
    return replace(record, reopen_until=None)


async def load_record_of(
    session: AsyncSession, *, team: Team, team_cycle_id: int, now: datetime
) -> CycleRecord:
    """Return a cycle as a lead sees it; who may see it was asked before.

    Raises:
        NotFoundError: the team has no such cycle.
    """
    cycle = await get_cycle(session, team_id=team.id, team_cycle_id=team_cycle_id)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    objectives = await load_objectives(session, team_cycle_id=team_cycle_id)
    ids = [one.id for objective in objectives for one in objective.key_results]
    histories = await load_check_ins(session, key_result_ids=ids)
    lasts = {one: last_value(history) for one, history in histories.items()}
    return CycleRecord(
        team=team,
        cycle=cycle,
        objectives=objectives,
        last_values={one: last for one, last in lasts.items() if last is not None},
        learned=row.learned,
        notes=row.notes,
        closed_at=row.closed_at,
        reopen_until=_reopen_until(row, now),
    )


async def reopen_cycle(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, now: datetime
) -> Cycle:
    """Take the closing of a cycle back, for 7 days.

    It runs again, unless another one has begun meanwhile: then only its scores can be changed.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: it is not closed, or was closed more than 7 days ago.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    await lock_cycles(session, workspace_id=team.workspace_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    row = await session.scalar(
        select(TeamCycleRow)
        .where(TeamCycleRow.id == team_cycle_id)
        .execution_options(populate_existing=True)
    )
    if row is None or row.state is not CycleState.CLOSED:
        raise ConflictError(NOT_CLOSED.format(name=cycle.name))
    if _reopen_until(row, now) is None:
        raise ConflictError(TOO_LATE.format(name=cycle.name))
    is_other_active = await find_active_cycle(session, team_id=team_id) is not None
    row.state = CycleState.CLOSING if is_other_active else CycleState.ACTIVE
    row.closed_at = None
    await session.flush()
    await touch_cycle_closed(session, team_cycle=row)
    await touch_prompt(session, team_id=team_id)
    await look_anew(session, team_id=team_id)
    return await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)


def _reopen_until(row: TeamCycleRow, now: datetime) -> datetime | None:
    if row.state is not CycleState.CLOSED or row.closed_at is None:
        return None
    until = row.closed_at + REOPEN_WITHIN
    return until if now <= until else None
