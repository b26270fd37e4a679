"""Cycles: the first quarter is there by itself, others are planned."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, TeamCycleRow, WorkspaceRow
from bot.okr.cycle import Cycle, CycleState, quarter_of, today_in
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.okr.team import Team

NO_CYCLE = "No cycle is running. A lead plans the next one: type “cycle” after the command."

NEVER_BEGUN = (CycleState.PLANNING, CycleState.DISCARDED)


async def find_active_cycle(session: AsyncSession, *, team_id: int) -> Cycle | None:
    """Return a team's active cycle; its id is that of the team's life in it."""
    return (await find_active_cycles(session, team_ids=[team_id])).get(team_id)


async def find_active_cycles(
    session: AsyncSession, *, team_ids: Collection[int]
) -> dict[int, Cycle]:
    """Return the active cycles of teams by the team's id; a team without one is left out."""
    rows = await session.execute(
        select(TeamCycleRow, CycleRow)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(TeamCycleRow.team_id.in_(team_ids), TeamCycleRow.state == CycleState.ACTIVE)
    )
    return {team_cycle.team_id: cycle_of(team_cycle, cycle) for team_cycle, cycle in rows}


async def find_cycle_at(session: AsyncSession, *, team_id: int, at: datetime) -> Cycle | None:
    """Return the cycle that a team was in at an instant, whatever became of it since."""
    found = (
        await session.execute(
            select(TeamCycleRow, CycleRow)
            .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
            .where(TeamCycleRow.team_id == team_id, TeamCycleRow.activated_at <= at)
            .order_by(TeamCycleRow.activated_at.desc(), TeamCycleRow.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return cycle_of(*found) if found else None


async def get_cycle(session: AsyncSession, *, team_id: int, team_cycle_id: int) -> Cycle:
    """Return one of a team's cycles as it stands now.

    Raises:
        NotFoundError: the team has no such cycle.
    """
    found = (
        await session.execute(
            select(TeamCycleRow, CycleRow)
            .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
            .where(TeamCycleRow.team_id == team_id, TeamCycleRow.id == team_cycle_id)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return cycle_of(*found)


async def ensure_active_cycle(session: AsyncSession, *, team: Team, now: datetime) -> Cycle:
    """Return a team's active cycle; a team that never had one starts with the present quarter.

    Raises:
        NotFoundError: the last one was closed, and the next has not begun.
    """
    found = await find_active_cycle(session, team_id=team.id)
    if found:
        return found
    if await session.scalar(select(TeamCycleRow.id).where(TeamCycleRow.team_id == team.id)):
        raise NotFoundError(NO_CYCLE)
    name, starts_on, ends_on = quarter_of(today_in(team.zone, now))
    return await start_cycle(
        session, team=team, name=name, starts_on=starts_on, ends_on=ends_on, now=now
    )


async def ensure_first_cycle(session: AsyncSession, *, team: Team, now: datetime) -> None:
    """Start the present quarter for a team that never had a cycle."""
    if not await session.scalar(select(TeamCycleRow.id).where(TeamCycleRow.team_id == team.id)):
        await ensure_active_cycle(session, team=team, now=now)


async def start_cycle(
    session: AsyncSession,
    *,
    team: Team,
    name: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Cycle:
    """Make a team's cycle and activate it at once; both dates are inclusive.

    A cycle belongs to the workspace, so teams that name the same one share it. A cycle of the
    team that somebody else started in the same moment is returned instead.
    """
    await lock_cycles(session, workspace_id=team.workspace_id)
    found = await find_active_cycle(session, team_id=team.id)
    if found:
        return found
    row = await keep_cycle(session, team=team, name=name, starts_on=starts_on, ends_on=ends_on)
    team_cycle = TeamCycleRow(
        workspace_id=team.workspace_id,
        team_id=team.id,
        cycle_id=row.id,
        state=CycleState.ACTIVE,
        activated_at=now,
    )
    session.add(team_cycle)
    await session.flush()
    return cycle_of(team_cycle, row)


async def keep_cycle(
    session: AsyncSession, *, team: Team, name: str, starts_on: date, ends_on: date
) -> CycleRow:
    """Return the workspace's cycle of a name, making it when there is none; cycles are locked."""
    row = await session.scalar(
        select(CycleRow).where(CycleRow.workspace_id == team.workspace_id, CycleRow.name == name)
    )
    if row is None:
        row = CycleRow(
            workspace_id=team.workspace_id, name=name, starts_on=starts_on, ends_on=ends_on
        )
        session.add(row)
        await session.flush()
    return row


async def find_planned_cycle(session: AsyncSession, *, team_id: int) -> Cycle | None:
    """Return the cycle that a team is planning."""
    found = (
        await session.execute(
            select(TeamCycleRow, CycleRow)
            .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
            .where(TeamCycleRow.team_id == team_id, TeamCycleRow.state == CycleState.PLANNING)
        )
    ).one_or_none()
    return cycle_of(*found) if found else None


async def get_cycle_to_edit(
    session: AsyncSession, *, team: Team, team_cycle_id: int | None, now: datetime
) -> Cycle:
    """Return the cycle that is meant: the one named, else the active one, else the planned one.

    Raises:
        NotFoundError: the team has no such cycle, or neither an active nor a planned one.
    """
    if team_cycle_id is not None:
        return await get_cycle(session, team_id=team.id, team_cycle_id=team_cycle_id)
    if await find_active_cycle(session, team_id=team.id) is None:
        planned = await find_planned_cycle(session, team_id=team.id)
        if planned is not None:
            return planned
    return await ensure_active_cycle(session, team=team, now=now)


async def lock_cycles(session: AsyncSession, *, workspace_id: int) -> None:
    """Make others who start a cycle wait, since teams share cycles.

    SQLite has one writer anyway.
    """
    await session.execute(
        select(WorkspaceRow.id)
        .where(WorkspaceRow.id == workspace_id)
        .with_for_update(key_share=True)
    )


def cycle_of(team_cycle: TeamCycleRow, cycle: CycleRow) -> Cycle:
    """Return the value of a team's life in a cycle."""
    return Cycle(
        id=team_cycle.id,
        team_id=team_cycle.team_id,
        name=cycle.name,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        state=team_cycle.state,
        activated_at=team_cycle.activated_at,
        locked_at=team_cycle.locked_at,
    )
