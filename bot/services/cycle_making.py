"""A team's cycles as they are listed, and planning the next one."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState, today_in, validate_cycle
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.okr.team_cycles import TeamCycles
from bot.services.cycle_messages import owe_planning_opened, touch_planning
from bot.services.cycles import (
    cycle_of,
    find_planned_cycle,
    get_cycle,
    keep_cycle,
    lock_cycles,
)
from bot.services.members import find_access
from bot.services.origins import load_origins
from bot.services.planned_shares import load_planned_shares
from bot.services.shelf import load_present_counts
from bot.services.teams import get_team


async def load_cycles(
    session: AsyncSession, *, actor: Actor, team_id: int, act: Act = Act.READ
) -> TeamCycles:
    """Return a team's cycles.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    team = await get_team(session, actor=actor, act=act, team_id=team_id)
    rows = await session.execute(
        select(TeamCycleRow, CycleRow)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(TeamCycleRow.team_id == team_id)
        .order_by(CycleRow.starts_on.desc(), TeamCycleRow.id.desc())
    )
    access = await find_access(session, actor=actor, team_id=team_id)
    cycles = tuple(cycle_of(*found) for found in rows)
    is_member = may(actor, Act.READ_SHARES, access)
    running = next((one for one in cycles if one.state is CycleState.ACTIVE), None)
    shares = None
    if is_member and running is not None:
        _, _, shares = await load_planned_shares(
            session, actor=actor, team_id=team_id, team_cycle_id=running.id, act=act
        )
    return TeamCycles(
        team,
        cycles,
        may_plan=may(actor, Act.EDIT_OKRS, access),
        shelf=await load_present_counts(session, team_id=team_id) if is_member else None,
        origins=await load_origins(session, team_id=team_id) if is_member else {},
        planned_shares=shares,
    )


async def plan_cycle(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Cycle:
    """Begin to plan a cycle, and tell the channel once; what runs goes on.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: the team is planning one already.
        FormError: with the fields `name`, `starts_on`, `ends_on`.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    clean = _check_dates(team, name, starts_on, ends_on, now)
    await lock_cycles(session, workspace_id=team.workspace_id)
    await require_nothing_planned(session, team_id=team_id)
    await _check_name(session, team, clean, starts_on, ends_on)
    row = await keep_cycle(session, team=team, name=clean, starts_on=starts_on, ends_on=ends_on)
    team_cycle = TeamCycleRow(
        workspace_id=team.workspace_id,
        team_id=team.id,
        cycle_id=row.id,
        state=CycleState.PLANNING,
    )
    session.add(team_cycle)
    await session.flush()
    await owe_planning_opened(session, team_cycle=team_cycle, actor=actor, now=now)
    return cycle_of(team_cycle, row)


async def change_planned_cycle(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    team_cycle_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Cycle:
    """Give a planned cycle another name or other dates.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: it has begun meanwhile.
        FormError: with the fields `name`, `starts_on`, `ends_on`.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    clean = _check_dates(team, name, starts_on, ends_on, now)
    await lock_cycles(session, workspace_id=team.workspace_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    require_planned(cycle)
    team_cycle = await session.get_one(TeamCycleRow, team_cycle_id)
    row = await session.get_one(CycleRow, team_cycle.cycle_id)
    if clean != row.name:
        await _check_name(session, team, clean, starts_on, ends_on)
        row = await keep_cycle(session, team=team, name=clean, starts_on=starts_on, ends_on=ends_on)
        team_cycle.cycle_id = row.id
    elif (row.starts_on, row.ends_on) != (starts_on, ends_on):
        await _check_unshared(session, row)
        row.starts_on, row.ends_on = starts_on, ends_on
    await session.flush()
    await touch_planning(session, team_id=team_id)
    return cycle_of(team_cycle, row)


async def require_nothing_planned(session: AsyncSession, *, team_id: int) -> None:
    """Refuse a second plan beside the one there is.

    Raises:
        ConflictError: the team is planning a cycle already.
    """
    planned = await find_planned_cycle(session, team_id=team_id)
    if planned is not None:
        raise ConflictError(
            f"{planned.name} is being planned already. Close this and open its plan;"
            " nothing was changed."
        )


def require_planned(cycle: Cycle) -> None:
    """Refuse what can only be done while a cycle is planned.

    Raises:
        ConflictError: it has begun, is over, or was discarded.
    """
    if cycle.state is not CycleState.PLANNING:
        words = {
            CycleState.ACTIVE: "has begun already",
            CycleState.DISCARDED: "is not planned any more",
        }
        word = words.get(cycle.state, "is over")
        raise ConflictError(f"{cycle.name} {word}. Close this and open the team's cycles again.")


def _check_dates(team: Team, name: str, starts_on: date, ends_on: date, now: datetime) -> str:
    clean = validate_cycle(name, starts_on, ends_on)
    if ends_on <= today_in(team.zone, now):
        sentence = "That cycle would be over already. Choose a later last day."
        raise FormError({"ends_on": sentence})
    return clean


async def _check_name(
    session: AsyncSession, team: Team, name: str, starts_on: date, ends_on: date
) -> None:
    """Refuse a name that means other dates in this workspace, or that the team has used."""
    row = await session.scalar(
        select(CycleRow).where(CycleRow.workspace_id == team.workspace_id, CycleRow.name == name)
    )
    if row is None:
        return
    if (row.starts_on, row.ends_on) != (starts_on, ends_on):
        raise FormError({"name": _other_dates(row)})
    is_used = await session.scalar(
        select(TeamCycleRow.id).where(
            TeamCycleRow.team_id == team.id, TeamCycleRow.cycle_id == row.id
        )
    )
    if is_used is not None:
        raise FormError({"name": f"The team has had {name} already. Choose another name."})


async def _check_unshared(session: AsyncSession, row: CycleRow) -> None:
    """Refuse other dates for a name that other teams use, too."""
    uses = await session.scalar(select(func.count()).where(TeamCycleRow.cycle_id == row.id))
    if uses != 1:
        raise FormError({"name": _other_dates(row)})


def _other_dates(row: CycleRow) -> str:
    first, last = (f"{day.day} {day:%b %Y}" for day in (row.starts_on, row.ends_on))
    return f"{row.name} is {first} to {last} in this workspace. Use those or another name."
