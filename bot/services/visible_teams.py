"""The teams of a workspace that a person may see, found with a fixed number of queries."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ChannelMemberRow, MembershipRow, ScheduleRow, TeamRow
from bot.okr.permissions import Act, Actor, TeamAccess, may
from bot.okr.team import Team
from bot.services.teams import team_of


async def find_visible_teams(
    session: AsyncSession, *, actor: Actor
) -> tuple[tuple[Team, TeamAccess], ...]:
    """Return every team that an actor may read, by name, with what decides their rights in it."""
    rows = await session.execute(
        select(TeamRow, ScheduleRow.zone, MembershipRow.role, ChannelMemberRow.id)
        .join(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
        .outerjoin(
            MembershipRow,
            (MembershipRow.team_id == TeamRow.id) & (MembershipRow.person_id == actor.person_id),
        )
        .outerjoin(
            ChannelMemberRow,
            (ChannelMemberRow.team_id == TeamRow.id)
            & (ChannelMemberRow.person_id == actor.person_id),
        )
        .where(TeamRow.workspace_id == actor.workspace_id)
        .order_by(TeamRow.name, TeamRow.id)
    )
    found = [
        (
            team_of(team, zone),
            TeamAccess(
                workspace_id=team.workspace_id,
                team_id=team.id,
                is_private=team.is_private,
                is_in_channel=presence is not None,
                role=role,
            ),
        )
        for team, zone, role, presence in rows
    ]
    return tuple((team, access) for team, access in found if may(actor, Act.READ, access))


async def find_teams_of(session: AsyncSession, *, actor: Actor) -> tuple[Team, ...]:
    """Return the teams that an actor is a member of and may see, by name."""
    visible = await find_visible_teams(session, actor=actor)
    return tuple(team for team, access in visible if access.role is not None)
