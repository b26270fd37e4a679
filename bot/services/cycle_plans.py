"""A plan as it is shown: its OKRs, where they were copied from, and what runs beside it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, KeyResultRow, MembershipRow, ObjectiveRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState, today_in
from bot.okr.cycle_plan import CyclePlan
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective
from bot.okr.permissions import Act, Actor, may
from bot.services.cycle_making import require_planned
from bot.services.cycles import NEVER_BEGUN, cycle_of, find_active_cycle, get_cycle
from bot.services.idea_counts import count_ideas
from bot.services.members import find_access
from bot.services.okrs import load_objectives
from bot.services.teams import get_team


async def load_plan(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    team_cycle_id: int,
    now: datetime,
    act: Act = Act.READ,
) -> CyclePlan:
    """Return a planned cycle as an actor sees it.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
        ConflictError: the cycle has begun, or is over.
    """
    team = await get_team(session, actor=actor, act=act, team_id=team_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    require_planned(cycle)
    objectives = await load_objectives(session, team_cycle_id=team_cycle_id)
    members = await session.scalar(
        select(func.count()).select_from(MembershipRow).where(MembershipRow.team_id == team_id)
    )
    access = await find_access(session, actor=actor, team_id=team_id)
    return CyclePlan(
        team=team,
        cycle=cycle,
        objectives=objectives,
        originals=await _originals(session, objectives),
        running=await find_active_cycle(session, team_id=team_id),
        source=await find_source(session, team_id=team_id),
        member_count=members or 0,
        today=today_in(team.zone, now),
        may_edit=may(actor, Act.EDIT_OKRS, access),
        is_member=may(actor, Act.PLAN, access),
        idea_counts=await count_ideas(
            session, key_result_ids=[one.id for each in objectives for one in each.key_results]
        ),
    )


async def find_source(session: AsyncSession, *, team_id: int) -> Cycle | None:
    """Return the cycle whose OKRs may be copied: the one that runs, else the last one."""
    rows = await session.execute(
        select(TeamCycleRow, CycleRow)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(TeamCycleRow.team_id == team_id, TeamCycleRow.state.not_in(NEVER_BEGUN))
        .order_by(CycleRow.starts_on.desc(), TeamCycleRow.id.desc())
    )
    cycles = [cycle_of(*found) for found in rows]
    running = next((one for one in cycles if one.state is CycleState.ACTIVE), None)
    return running or next(iter(cycles), None)


async def _originals(
    session: AsyncSession, objectives: Collection[Objective]
) -> dict[int, KeyResult]:
    """Return the key results that some were copied from, by id."""
    ids = {one.copied_from_id for objective in objectives for one in objective.key_results}
    cycles = await session.scalars(
        select(ObjectiveRow.team_cycle_id)
        .join(KeyResultRow, KeyResultRow.objective_id == ObjectiveRow.id)
        .where(KeyResultRow.id.in_([one for one in ids if one is not None]))
        .distinct()
    )
    return {
        key_result.id: key_result
        for team_cycle_id in cycles.all()
        for objective in await load_objectives(session, team_cycle_id=team_cycle_id)
        for key_result in objective.key_results
        if key_result.id in ids
    }
