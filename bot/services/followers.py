"""Who reads a team's recaps from outside: people and channels, within what they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import FollowerRow, MessageKind, PersonRow, RoundRow, TeamRow
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.services.members import find_access
from bot.services.outbox import enqueue
from bot.services.teams import get_team

MOST = 20
"""A recap is written for those who read it; a list of hundreds would be a broadcast."""

TOO_MANY = f"At most {MOST} can follow a team. Take some away."
CANNOT_SEE = "They cannot see this team, so they cannot follow it: {name}."
PRIVATE_TEAM = (
    "This team's channel is private, so other channels cannot follow it. Take them away here."
)
FOLLOWS_NO_MORE = "They follow this team no more, or may not see it any more."
OWN_CHANNEL = "The recap is in that channel already. Choose another one."


@dataclass(frozen=True, slots=True)
class Followers:
    """Who follows a team.

    Args:
        slack_user_ids: of people. channel_ids: of channels.
    """

    team: Team
    slack_user_ids: tuple[str, ...]
    channel_ids: tuple[str, ...]


async def load_followers(session: AsyncSession, *, actor: Actor, team_id: int) -> Followers:
    """Return who follows a team, for those who decide it.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_SETTINGS, team_id=team_id)
    rows = await session.execute(
        select(PersonRow.slack_user_id, FollowerRow.channel_id)
        .select_from(FollowerRow)
        .outerjoin(PersonRow, PersonRow.id == FollowerRow.person_id)
        .where(FollowerRow.team_id == team_id)
        .order_by(FollowerRow.id)
    )
    found = rows.all()
    return Followers(
        team=team,
        slack_user_ids=tuple(one for one, _ in found if one),
        channel_ids=tuple(one for _, one in found if one),
    )


async def save_followers(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    person_ids: Collection[int],
    channel_ids: Collection[str],
    now: datetime,
) -> Followers:
    """Let exactly these people and channels follow a team.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with `people` or `channels`: too many, or somebody who may not see the team.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_SETTINGS, team_id=team_id)
    _check_channels(team, channel_ids)
    if len(person_ids) + len(channel_ids) > MOST:
        raise FormError({"people": TOO_MANY})
    await _check_people(session, team, person_ids)
    await session.execute(
        delete(FollowerRow).where(
            FollowerRow.team_id == team_id,
            or_(
                and_(FollowerRow.person_id.is_not(None), FollowerRow.person_id.not_in(person_ids)),
                and_(
                    FollowerRow.channel_id.is_not(None), FollowerRow.channel_id.not_in(channel_ids)
                ),
            ),
        )
    )
    for person_id in person_ids:
        await _insert(session, team, actor, now, person_id=person_id)
    for channel_id in channel_ids:
        await _insert(session, team, actor, now, channel_id=channel_id)
    return await load_followers(session, actor=actor, team_id=team_id)


async def is_following(session: AsyncSession, *, actor: Actor, team_id: int) -> bool:
    """Tell whether a person follows a team."""
    found = await session.scalar(select(FollowerRow.id).where(_is_own(actor, team_id)))
    return found is not None


async def follow(session: AsyncSession, *, actor: Actor, team_id: int, now: datetime) -> Team:
    """Let a person follow a team that they may see, and return it.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
    """
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    await _insert(session, team, actor, now, person_id=actor.person_id)
    return team


async def unfollow(session: AsyncSession, *, actor: Actor, team_id: int) -> Team:
    """Let a person follow a team no more, and return it.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
    """
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    await session.execute(delete(FollowerRow).where(_is_own(actor, team_id)))
    return team


async def owe_followers(
    session: AsyncSession, row: RoundRow, *, now: datetime, not_after: datetime
) -> None:
    """Owe a meeting's recap to each follower; who may see it is asked when it is sent."""
    followers = await session.scalars(select(FollowerRow).where(FollowerRow.team_id == row.team_id))
    for one in followers:
        await enqueue(
            session,
            workspace_id=row.workspace_id,
            key=f"recap:{row.team_id}:{row.number}:for:{one.id}",
            kind=MessageKind.FOLLOWED_RECAP,
            team_id=row.team_id,
            round_id=row.id,
            person_id=one.person_id,
            channel_id=one.channel_id,
            details={"follower_id": one.id},
            now=now,
            not_after=not_after,
        )


async def require_follower(session: AsyncSession, *, follower_id: int) -> None:
    """Refuse to tell a follower who follows no more, or who may not see the team any more.

    Raises:
        ConflictError: that is so.
    """
    row = await session.get(FollowerRow, follower_id)
    team = await session.get(TeamRow, row.team_id) if row else None
    if row is None or team is None:
        raise ConflictError(FOLLOWS_NO_MORE)
    if row.person_id is None:
        if team.is_private:
            raise ConflictError(FOLLOWS_NO_MORE)
    elif not await _may_read(session, team.id, row.person_id):
        raise ConflictError(FOLLOWS_NO_MORE)


def _check_channels(team: Team, channel_ids: Collection[str]) -> None:
    if channel_ids and team.is_private:
        raise FormError({"channels": PRIVATE_TEAM})
    if team.channel_id in channel_ids:
        raise FormError({"channels": OWN_CHANNEL})


async def _check_people(session: AsyncSession, team: Team, person_ids: Collection[int]) -> None:
    for person_id in person_ids:
        if not await _may_read(session, team.id, person_id):
            name = await session.scalar(select(PersonRow.name).where(PersonRow.id == person_id))
            raise FormError({"people": CANNOT_SEE.format(name=name or "somebody")})


async def _may_read(session: AsyncSession, team_id: int, person_id: int) -> bool:
    person = await session.get(PersonRow, person_id)
    if person is None:
        return False
    actor = Actor(person.id, person.workspace_id, person.standing)
    return may(actor, Act.READ, await find_access(session, actor=actor, team_id=team_id))


async def _insert(
    session: AsyncSession,
    team: Team,
    actor: Actor,
    now: datetime,
    *,
    person_id: int | None = None,
    channel_id: str | None = None,
) -> None:
    await session.execute(
        insert_if_absent(session, FollowerRow).values(
            workspace_id=team.workspace_id,
            team_id=team.id,
            person_id=person_id,
            channel_id=channel_id,
            added_by_id=actor.person_id,
            at=now,
        )
    )


def _is_own(actor: Actor, team_id: int) -> ColumnElement[bool]:
    return and_(FollowerRow.team_id == team_id, FollowerRow.person_id == actor.person_id)
