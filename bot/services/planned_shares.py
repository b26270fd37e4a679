"""The shares of work that a team plans for what no objective asks for; for the team alone."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import TeamCycleRow
from bot.okr.cycle import Cycle
from bot.okr.permissions import Act, Actor
from bot.okr.planned_shares import PlannedShares, check_shares
from bot.okr.team import Team
from bot.services.cycles import get_cycle
from bot.services.okr_rows import require_cycle_open
from bot.services.teams import get_team
from bot.services.work_items import load_team_work


async def load_planned_shares(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, act: Act
) -> tuple[Team, Cycle, PlannedShares]:
    """Return what a team plans to spend in a cycle, beside its work in play as it is.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    team = await get_team(session, actor=actor, act=act, team_id=team_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    work = await load_team_work(session, team=team)
    shares = PlannedShares(
        row.planned_health_share, row.planned_upkeep_share, work.in_play_by_place
    )
    return team, cycle, shares


async def plan_shares(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    team_cycle_id: int,
    health: int | None,
    upkeep: int | None,
) -> None:
    """Plan shares for a cycle; None takes a plan back.

    Raises:
        NotFoundError: the team or the cycle is gone or over, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with the field `upkeep`.
    """
    await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    require_cycle_open(await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id))
    check_shares(health, upkeep)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    row.planned_health_share, row.planned_upkeep_share = health, upkeep
    await session.flush()
