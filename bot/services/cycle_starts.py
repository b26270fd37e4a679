"""The beginning of a planned cycle: from then on its OKRs are live, and changes ask why."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    KeyResultRow,
    ObjectiveRow,
    RevisionAct,
    ScheduleRow,
    TeamCycleRow,
    WorkItemRow,
)
from bot.okr.cycle import Cycle, CycleState, today_in
from bot.okr.cycle_plan import NOTHING_PLANNED, can_begin
from bot.okr.errors import ConflictError
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.archives import archive_untouched
from bot.services.cycle_making import require_planned
from bot.services.cycle_messages import touch_planning
from bot.services.cycles import find_active_cycle, get_cycle, lock_cycles
from bot.services.moves import Move, move_row
from bot.services.okr_rows import lock_whole_cycle
from bot.services.okrs import load_objectives
from bot.services.posted_messages import touch_prompt
from bot.services.revisions import Change, Subject, record_act
from bot.services.teams import get_team


async def begin_cycle(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, now: datetime
) -> Cycle:
    """Begin a planned cycle; one that is over and was not closed then waits for its scores.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: it has begun already, nothing is planned, or another one still runs.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    await lock_cycles(session, workspace_id=team.workspace_id)
    await lock_whole_cycle(session, team_cycle_id=team_cycle_id)
    require_planned(await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id))
    objectives = live_objectives(await load_objectives(session, team_cycle_id=team_cycle_id))
    if not can_begin(objectives):
        raise ConflictError(NOTHING_PLANNED)
    await _end_running(session, team, now)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    row.state, row.activated_at, row.locked_at = CycleState.ACTIVE, now, now
    await session.flush()
    change = Change(actor, now)
    for objective in objectives:
        await _activate(session, objective, change)
    await _carry_work(session, team_cycle_id=team_cycle_id, change=change)
    await archive_untouched(session, team_id=team_id, now=now)
    await touch_planning(session, team_id=team_id)
    await touch_prompt(session, team_id=team_id)
    await look_anew(session, team_id=team_id)
    return await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)


async def look_anew(session: AsyncSession, *, team_id: int) -> None:
    """Have the team's next prompt thought over: it depends on the cycle that runs."""
    await session.execute(
        update(ScheduleRow)
        .where(ScheduleRow.team_id == team_id)
        .values(next_due_at=None)
        .execution_options(synchronize_session=False)
    )


async def _end_running(session: AsyncSession, team: Team, now: datetime) -> None:
    running = await find_active_cycle(session, team_id=team.id)
    if running is None:
        return
    if running.ends_on >= today_in(team.zone, now):
        until = f"{running.ends_on.day} {running.ends_on:%b}"
        raise ConflictError(f"{running.name} is still running until {until}. Close it first.")
    row = await session.get_one(TeamCycleRow, running.id)
    row.state = CycleState.CLOSING
    # The index allows one active cycle a team, so this one is written before the next.
    await session.flush()


async def _activate(session: AsyncSession, objective: Objective, change: Change) -> None:
    """Let an objective and its live key results count from now on."""
    workspace_id = change.actor.workspace_id
    row = await session.get_one(ObjectiveRow, objective.id)
    row.activated_at = change.now
    _record(session, Subject(workspace_id, objective.id), change)
    for key_result in live_key_results(objective):
        key_row = await session.get_one(KeyResultRow, key_result.id)
        key_row.activated_at = change.now
        _record(session, Subject(workspace_id, objective.id, key_result.id), change)
    await session.flush()


def _record(session: AsyncSession, subject: Subject, change: Change) -> None:
    record_act(
        session,
        subject,
        change=change,
        act=RevisionAct.ACTIVATED,
        field="state",
        old=None,
        new=CycleState.ACTIVE.value,
    )


async def _carry_work(session: AsyncSession, *, team_cycle_id: int, change: Change) -> None:
    """Bring open work over from the key results that were copied with theirs."""
    rows = await session.execute(
        select(WorkItemRow, KeyResultRow.id)
        .join(KeyResultRow, KeyResultRow.copied_from_id == WorkItemRow.key_result_id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .where(
            ObjectiveRow.team_cycle_id == team_cycle_id,
            KeyResultRow.activated_at == change.now,
            KeyResultRow.brings_work,
            KeyResultRow.workspace_id == change.actor.workspace_id,
            WorkItemRow.workspace_id == change.actor.workspace_id,
            WorkItemRow.state == WorkState.OPEN,
        )
        .order_by(WorkItemRow.id)
        .with_for_update(of=WorkItemRow)
    )
    for row, key_result_id in rows.all():
        move = Move(
            state=WorkState.OPEN,
            place=Place.KEY_RESULT,
            how=PlacedHow.CARRIED,
            key_result_id=key_result_id,
            hypothesis=row.hypothesis,
        )
        await move_row(session, actor=change.actor, row=row, move=move, now=change.now)
