"""Teams as they are found by channel and by id."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ScheduleRow, TeamRow
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.services.members import require_act


async def find_team_in_channel(
    session: AsyncSession, *, workspace_id: int, channel_id: str | None
) -> Team | None:
    """Return the team whose home a channel is."""
    in_channel = _teams().where(
        TeamRow.workspace_id == workspace_id, TeamRow.channel_id == channel_id
    )
    found = (await session.execute(in_channel)).one_or_none()
    return team_of(*found) if found else None


async def get_team(session: AsyncSession, *, actor: Actor, act: Act, team_id: int) -> Team:
    """Return a team with which an actor may do something.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    await require_act(session, actor=actor, act=act, team_id=team_id)
    return team_of(*(await session.execute(_teams().where(TeamRow.id == team_id))).one())


async def find_team(session: AsyncSession, *, team_id: int) -> Team | None:
    """Return a team; who may see it was asked before."""
    found = (await session.execute(_teams().where(TeamRow.id == team_id))).one_or_none()
    return team_of(*found) if found else None


def team_of(row: TeamRow, zone: str) -> Team:
    """Return the value of a team's row; the zone is that of its schedule."""
    return Team(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        name=row.name,
        channel_id=row.channel_id,
        zone=zone,
        is_private=row.is_private,
        is_externally_shared=row.is_externally_shared,
        is_external_allowed=row.is_external_allowed,
        version=row.version,
    )


def _teams() -> Select[TeamRow, str]:
    return select(TeamRow, ScheduleRow.zone).join(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
