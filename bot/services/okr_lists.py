"""The list from which leads edit OKRs."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MembershipRow, PersonRow
from bot.okr.okr_form import OkrList
from bot.okr.permissions import Act, Actor
from bot.services.cycles import get_cycle_to_edit
from bot.services.okrs import load_objectives
from bot.services.teams import get_team


async def load_okr_list(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    now: datetime,
    team_cycle_id: int | None = None,
) -> OkrList:
    """Return a team's OKRs for editing: of the cycle named, else of the active or planned one.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    cycle = await get_cycle_to_edit(session, team=team, team_cycle_id=team_cycle_id, now=now)
    members = await session.scalar(
        select(func.count()).select_from(MembershipRow).where(MembershipRow.team_id == team_id)
    )
    objectives = await load_objectives(session, team_cycle_id=cycle.id)
    return OkrList(team, cycle, objectives, members or 0)


async def find_slack_id(session: AsyncSession, *, person_id: int | None) -> str:
    """Return the Slack id of a person, or nothing."""
    if person_id is None:
        return ""
    found = await session.scalar(select(PersonRow.slack_user_id).where(PersonRow.id == person_id))
    return found or ""
