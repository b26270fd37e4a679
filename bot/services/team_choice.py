"""Finds the team a person means: the one they named, this channel's, or their only one."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.errors import NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.person import Standing
from bot.okr.team import Team
from bot.okr.text import list_and
from bot.services.teams import find_team_in_channel, get_team
from bot.services.visible_teams import find_teams_of

NO_TEAM = "There is no team in this channel, and you are in none. Ask a lead to add you to theirs."
OR_SET_UP = " Or set one up here: type setup after the command."
_DIRECT = "D"
"""The first letter of the ids of direct messages (docs.slack.dev: Conversations API)."""


async def get_meant_team(
    session: AsyncSession,
    *,
    actor: Actor,
    act: Act,
    channel_id: str | None,
    team_id: int | None = None,
) -> Team:
    """Return the team that a person means.

    Raises:
        NotFoundError: it is gone or not visible, or it is not clear which one is meant.
        NotAllowedError: the actor may see it, but not do this.
    """
    if team_id is not None:
        return await get_team(session, actor=actor, act=act, team_id=team_id)
    here = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    if here is not None:
        return await get_team(session, actor=actor, act=act, team_id=here.id)
    teams = await find_teams_of(session, actor=actor)
    if len(teams) == 1:
        return await get_team(session, actor=actor, act=act, team_id=teams[0].id)
    if not teams:
        raise NotFoundError(no_team(actor, channel_id))
    names = list_and([team.name for team in teams])
    raise NotFoundError(
        f"You are in several teams: {names}. Do this in the channel of one of them."
    )


def no_team(actor: Actor, channel_id: str | None) -> str:
    """Say what to do where there is no team, for somebody who is in none."""
    is_channel = channel_id is not None and not channel_id.startswith(_DIRECT)
    return NO_TEAM + OR_SET_UP if is_channel and actor.standing is Standing.MEMBER else NO_TEAM
