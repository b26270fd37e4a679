"""Who reads a team's recaps from outside: people and channels, within what they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import FollowerRow, PersonRow
from bot.okr.errors import FormError
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.services.members import find_access
from bot.services.teams import get_team

MOST = 20
"""A recap is written for those who read it; a list of hundreds would be a broadcast."""

TOO_MANY = f"At most {MOST} can follow a team. Take some away."
CANNOT_SEE = "They cannot see this team, so they cannot follow it: {name}."
PRIVATE_TEAM = (
    "This team's channel is private, so other channels cannot follow it. Take them away here."
)
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


def _check_channels(team: Team, channel_ids: Collection[str]) -> None:
    if channel_ids and team.is_private:
        raise FormError({"channels": PRIVATE_TEAM})
    if team.channel_id in channel_ids:
        raise FormError({"channels": OWN_CHANNEL})


async def _check_people(session: AsyncSession, team: Team, person_ids: Collection[int]) -> None:
    for person_id in person_ids:
        if not await may_follow(session, team_id=team.id, person_id=person_id):
            name = await session.scalar(select(PersonRow.name).where(PersonRow.id == person_id))
            raise FormError({"people": CANNOT_SEE.format(name=name or "somebody")})


async def may_follow(session: AsyncSession, *, team_id: int, person_id: int) -> bool:
    """Tell whether a person may see a team, and so follow it."""
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
