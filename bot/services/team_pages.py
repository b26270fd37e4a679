"""Teams as one person sees them: one, their own, or all they may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.errors import NotFoundError
from bot.okr.overview import TeamList, TeamPage
from bot.okr.permissions import Act, Actor, TeamAccess, may
from bot.okr.team import Team
from bot.services.followers import is_following
from bot.services.members import require_act
from bot.services.objective_links import load_links
from bot.services.teams import find_team_in_channel, get_team
from bot.services.visible_teams import find_visible_teams
from bot.services.weeks import load_weeks

PER_PAGE = 8
NO_TEAM_THERE = "That channel has no team, or you cannot see it. Add me there and set one up."


async def get_team_page(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> TeamPage:
    """Return a team as an actor sees it.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
    """
    access = await require_act(session, actor=actor, act=Act.READ, team_id=team_id)
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    return await _page(session, actor, team, access, now)


async def get_channel_page(
    session: AsyncSession, *, actor: Actor, channel_id: str, now: datetime
) -> TeamPage:
    """Return the team of a channel; what is hidden is answered like what does not exist.

    Raises:
        NotFoundError: the channel has no team, or the actor may not see it.
    """
    page = await find_channel_page(session, actor=actor, channel_id=channel_id, now=now)
    if page is None:
        raise NotFoundError(NO_TEAM_THERE)
    return page


async def find_channel_page(
    session: AsyncSession, *, actor: Actor, channel_id: str | None, now: datetime
) -> TeamPage | None:
    """Return the team of a channel, unless there is none or the actor may not see it."""
    team = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    visible = await find_visible_teams(session, actor=actor)
    for found, access in visible:
        if team is not None and found.id == team.id:
            return await _page(session, actor, found, access, now)
    return None


async def find_own_pages(
    session: AsyncSession, *, actor: Actor, now: datetime
) -> tuple[TeamPage, ...]:
    """Return the teams that an actor is a member of and may see, by name."""
    visible = await find_visible_teams(session, actor=actor)
    own = [(team, access) for team, access in visible if access.role is not None]
    return await _pages(session, actor, own, now)


async def list_teams(session: AsyncSession, *, actor: Actor, page: int, now: datetime) -> TeamList:
    """Return one page of the teams that an actor may see; a page that is gone gives the last."""
    visible = await find_visible_teams(session, actor=actor)
    page_count = max(-(-len(visible) // PER_PAGE), 1)
    page = min(max(page, 0), page_count - 1)
    shown = visible[page * PER_PAGE : (page + 1) * PER_PAGE]
    return TeamList(await _pages(session, actor, shown, now), page, page_count)


async def _page(
    session: AsyncSession, actor: Actor, team: Team, access: TeamAccess, now: datetime
) -> TeamPage:
    [page] = await _pages(session, actor, [(team, access)], now)
    is_followed = await is_following(session, actor=actor, team_id=team.id)
    page = replace(page, is_followed=is_followed)
    if page.week is None:
        return page
    objectives = [standing.objective for standing in page.week.objectives]
    links = await load_links(session, actor=actor, objectives=objectives)
    return replace(page, links=links)


async def _pages(
    session: AsyncSession,
    actor: Actor,
    teams: Sequence[tuple[Team, TeamAccess]],
    now: datetime,
) -> tuple[TeamPage, ...]:
    weeks = await load_weeks(session, team_ids=[team.id for team, _ in teams], now=now)
    return tuple(
        TeamPage(
            team=team,
            week=weeks.get(team.id),
            acts=frozenset(act for act in Act if may(actor, act, access)),
        )
        for team, access in teams
    )
