"""People as they are remembered, and what they may see of a team."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ChannelMemberRow, MembershipRow, PersonRow, TeamRow
from bot.okr.errors import NotFoundError
from bot.okr.permissions import Act, Actor, TeamAccess, may, require
from bot.okr.person import Member, Person, Role
from bot.okr.profile import Profile

NO_SUCH_TEAM = "That team is gone, or you cannot see it. Run the command again in its channel."


async def find_person(
    session: AsyncSession, *, workspace_id: int, slack_user_id: str
) -> tuple[Person, datetime] | None:
    """Return a remembered person and when Slack was last asked about them."""
    row = await session.scalar(
        select(PersonRow).where(
            PersonRow.workspace_id == workspace_id, PersonRow.slack_user_id == slack_user_id
        )
    )
    return (person_of(row), row.refreshed_at) if row else None


async def remember_person(
    session: AsyncSession, *, workspace_id: int, profile: Profile, now: datetime
) -> Person:
    """Keep what Slack says about a person; a zone that Slack does not give stays as it was."""
    row = await session.scalar(
        select(PersonRow).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.slack_user_id == profile.slack_user_id,
        )
    )
    if row is None:
        row = PersonRow(workspace_id=workspace_id, slack_user_id=profile.slack_user_id, zone="UTC")
        session.add(row)
    row.name = profile.name[:200]
    row.zone = profile.zone or row.zone
    row.locale = profile.locale[:16]
    row.standing = profile.standing
    row.refreshed_at = now
    await session.flush()
    return person_of(row)


async def find_access(session: AsyncSession, *, actor: Actor, team_id: int) -> TeamAccess:
    """Return what decides an actor's rights in a team.

    Raises:
        NotFoundError: no such team in the actor's workspace.
    """
    team = await session.scalar(
        select(TeamRow).where(TeamRow.workspace_id == actor.workspace_id, TeamRow.id == team_id)
    )
    if team is None:
        raise NotFoundError(NO_SUCH_TEAM)
    role = await session.scalar(
        select(MembershipRow.role).where(
            MembershipRow.team_id == team_id, MembershipRow.person_id == actor.person_id
        )
    )
    presence = await session.scalar(
        select(ChannelMemberRow.id).where(
            ChannelMemberRow.team_id == team_id, ChannelMemberRow.person_id == actor.person_id
        )
    )
    return TeamAccess(
        workspace_id=team.workspace_id,
        team_id=team.id,
        is_private=team.is_private,
        is_in_channel=presence is not None,
        role=role,
    )


async def is_in_a_team(session: AsyncSession, *, actor: Actor) -> bool:
    """Tell whether an actor is a member of any team."""
    found = await session.scalar(
        select(MembershipRow.id)
        .where(
            MembershipRow.workspace_id == actor.workspace_id,
            MembershipRow.person_id == actor.person_id,
        )
        .limit(1)
    )
    return found is not None


async def require_act(session: AsyncSession, *, actor: Actor, act: Act, team_id: int) -> TeamAccess:
    """Check that an actor may do something in a team.

    Raises:
        NotFoundError: the team is gone, or the actor may not even see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    access = await find_access(session, actor=actor, team_id=team_id)
    if not may(actor, act, access):
        require(actor, act, access, leads=await _lead_names(session, team_id))
    return access


async def find_members(session: AsyncSession, *, team_id: int) -> tuple[Member, ...]:
    """Return a team's members by name."""
    rows = await session.execute(
        select(PersonRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.team_id == team_id)
        .order_by(PersonRow.name, PersonRow.id)
    )
    return tuple(Member(person_of(row), role) for row, role in rows)


async def make_member(
    session: AsyncSession,
    *,
    workspace_id: int,
    team_id: int,
    person_ids: Iterable[int],
    now: datetime,
    role: Role = Role.MEMBER,
) -> None:
    """Make people members of a team; those who are already keep their role."""
    known = set(
        await session.scalars(
            select(MembershipRow.person_id).where(MembershipRow.team_id == team_id)
        )
    )
    for person_id in dict.fromkeys(person_ids):
        if person_id not in known:
            session.add(
                MembershipRow(
                    workspace_id=workspace_id,
                    team_id=team_id,
                    person_id=person_id,
                    role=role,
                    joined_at=now,
                )
            )
    await session.flush()


async def set_channel_members(
    session: AsyncSession, *, workspace_id: int, team_id: int, person_ids: Iterable[int]
) -> None:
    """Remember who is in a team's channel, and nobody else."""
    wanted = set(person_ids)
    rows = await session.scalars(
        select(ChannelMemberRow).where(ChannelMemberRow.team_id == team_id)
    )
    present = {row.person_id: row for row in rows}
    for person_id, row in present.items():
        if person_id not in wanted:
            await session.delete(row)
    for person_id in wanted - present.keys():
        session.add(
            ChannelMemberRow(workspace_id=workspace_id, team_id=team_id, person_id=person_id)
        )
    await session.flush()


async def _lead_names(session: AsyncSession, team_id: int) -> list[str]:
    members = await find_members(session, team_id=team_id)
    return [member.person.name for member in members if member.role is Role.LEAD]


def person_of(row: PersonRow) -> Person:
    """Return the value of a person's row."""
    return Person(
        id=row.id,
        workspace_id=row.workspace_id,
        slack_user_id=row.slack_user_id,
        name=row.name,
        zone=row.zone,
        locale=row.locale,
        standing=row.standing,
    )
