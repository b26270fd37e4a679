"""A team's cycles as they are listed, and starting another one."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState, validate_cycle
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.okr.team_cycles import TeamCycles
from bot.services.archives import archive_untouched
from bot.services.cycles import cycle_of, find_active_cycle, lock_cycles, start_cycle
from bot.services.members import find_access
from bot.services.posted_messages import touch_prompt
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
    return TeamCycles(
        team,
        cycles,
        may_start=may(actor, Act.EDIT_OKRS, access),
        shelf=await load_present_counts(session, team_id=team_id) if is_member else None,
    )


async def start_another_cycle(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    seen_id: int | None,
    name: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Cycle:
    """Start a cycle at once and close the active one, whose objectives stay in it.

    Args:
        seen_id: the active cycle when the form was opened; None when there was none.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: another lead started one in between.
        FormError: with the fields `name`, `starts_on`, `ends_on`.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    clean = validate_cycle(name, starts_on, ends_on)
    await lock_cycles(session, workspace_id=team.workspace_id)
    active = await find_active_cycle(session, team_id=team_id)
    if active and active.id != seen_id:
        raise ConflictError(
            f"Another lead has just started {active.name}. Close this to see it;"
            " nothing was changed."
        )
    await _check_name(session, team, clean, starts_on, ends_on)
    await close_active_cycle(session, team_id=team_id, now=now)
    started = await start_cycle(
        session, team=team, name=clean, starts_on=starts_on, ends_on=ends_on, now=now
    )
    await archive_untouched(session, team_id=team_id, now=now)
    await touch_prompt(session, team_id=team_id)
    return started


async def close_active_cycle(session: AsyncSession, *, team_id: int, now: datetime) -> None:
    """Close the cycle that runs, if there is one; its objectives stay as they are."""
    rows = await session.scalars(
        select(TeamCycleRow).where(
            TeamCycleRow.team_id == team_id, TeamCycleRow.state == CycleState.ACTIVE
        )
    )
    for row in rows:
        row.state = CycleState.CLOSED
        row.closed_at = now
    # The index allows one active cycle a team, so this one is written before the next.
    await session.flush()


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
        first, last = (f"{day.day} {day:%b %Y}" for day in (row.starts_on, row.ends_on))
        raise FormError(
            {"name": f"{name} is {first} to {last} in this workspace. Use those or another name."}
        )
    is_used = await session.scalar(
        select(TeamCycleRow.id).where(
            TeamCycleRow.team_id == team.id, TeamCycleRow.cycle_id == row.id
        )
    )
    if is_used is not None:
        raise FormError({"name": f"The team has had {name} already. Choose another name."})
