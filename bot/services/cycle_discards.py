"""Discarding a plan: it gives its name back, is kept whole to be read, and can be taken back."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, ShelvingRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState, discarded_name, today_in
from bot.okr.errors import ConflictError
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.services.cycle_making import require_nothing_planned, require_planned
from bot.services.cycle_messages import touch_planning
from bot.services.cycle_starts import look_anew
from bot.services.cycles import find_active_cycle, get_cycle, lock_cycles
from bot.services.okr_rows import lock_whole_cycle
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team

NOT_DISCARDED = "{name} is not a discarded plan. Close this and open the team's cycles again."
PLANNED_ANEW = "{name} was planned anew since, so this plan can only be read. Nothing was changed."


async def discard_plan(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, now: datetime
) -> Cycle:
    """Discard a plan, so that the team can begin another one; doing it again changes nothing.

    Its drafts and ideas stay with it, and work that was made from them stays work. What was set
    aside for it stays on the shelf, can be undone as before, and counts for the cycle that runs.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: the cycle has begun, or is over.
    """
    team, cycle = await _lock(session, actor, team_id, team_cycle_id)
    if cycle.state is CycleState.DISCARDED:
        return cycle
    require_planned(cycle)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    row.discarded_from_id = row.cycle_id
    row.cycle_id = await _keep_discarded_cycle(session, team, cycle, now)
    row.state, row.discarded_at, row.discarded_by_id = CycleState.DISCARDED, now, actor.person_id
    await session.flush()
    running = await find_active_cycle(session, team_id=team_id)
    await session.execute(
        update(ShelvingRow)
        .where(ShelvingRow.team_id == team_id, ShelvingRow.team_cycle_id == team_cycle_id)
        .values(team_cycle_id=running.id if running else None)
    )
    await _touch(session, team_id)
    return await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)


async def take_back_plan(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int
) -> Cycle:
    """Go on with a plan that was discarded, as it was; doing it again changes nothing.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: the team plans another one, or had the same one since, or it has begun.
    """
    _, cycle = await _lock(session, actor, team_id, team_cycle_id)
    if cycle.state is CycleState.PLANNING:
        return cycle
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    if cycle.state is not CycleState.DISCARDED or row.discarded_from_id is None:
        raise ConflictError(NOT_DISCARDED.format(name=cycle.name))
    await require_nothing_planned(session, team_id=team_id)
    again = await session.scalar(
        select(CycleRow.name)
        .join(TeamCycleRow, TeamCycleRow.cycle_id == CycleRow.id)
        .where(TeamCycleRow.team_id == team_id, CycleRow.id == row.discarded_from_id)
    )
    if again is not None:
        raise ConflictError(PLANNED_ANEW.format(name=again))
    row.cycle_id, row.state = row.discarded_from_id, CycleState.PLANNING
    row.discarded_from_id = row.discarded_at = row.discarded_by_id = None
    await session.flush()
    await _touch(session, team_id)
    return await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)


async def _lock(
    session: AsyncSession, actor: Actor, team_id: int, team_cycle_id: int
) -> tuple[Team, Cycle]:
    """Make others wait who plan, begin, discard or write drafts, and see what they have done."""
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    await lock_cycles(session, workspace_id=team.workspace_id)
    await lock_whole_cycle(session, team_cycle_id=team_cycle_id)
    return team, await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)


async def _keep_discarded_cycle(
    session: AsyncSession, team: Team, cycle: Cycle, now: datetime
) -> int:
    """Write a cycle of the plan's own: the name it had is free again, for its team and others."""
    names = await session.scalars(
        select(CycleRow.name).where(CycleRow.workspace_id == team.workspace_id)
    )
    name = discarded_name(cycle.name, today_in(team.zone, now), taken=frozenset(names))
    row = CycleRow(
        workspace_id=team.workspace_id, name=name, starts_on=cycle.starts_on, ends_on=cycle.ends_on
    )
    session.add(row)
    await session.flush()
    return row.id


async def _touch(session: AsyncSession, team_id: int) -> None:
    """Work may have lost or found its place, and the end of a cycle says what is planned."""
    await touch_planning(session, team_id=team_id)
    await touch_prompt(session, team_id=team_id)
    await look_anew(session, team_id=team_id)
