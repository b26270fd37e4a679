"""A channel's life as it touches the team at home in it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import (
    ChannelMemberRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.okr.profile import Channel
from bot.services.lost_channels import note_channel_lost
from bot.services.members import set_channel_members
from bot.services.opened_homes import touch_homes
from bot.services.outbox import enqueue
from bot.services.people import ensure_people, find_person_ids

WELCOME_WITHIN = timedelta(days=1)
"""A welcome that comes later than this would surprise."""

_NOT_SENT = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)


async def greet_channel(
    session: AsyncSession,
    *,
    workspace_id: int,
    channel_id: str,
    event_id: str,
    inviter_id: int | None,
    now: datetime,
) -> bool:
    """Say once in a channel without a team what the bot will do; False when it was said before.

    Args:
        event_id: of the bot's coming; each time it is added it says it again.
    """
    if await _team_in(session, workspace_id, channel_id) is not None:
        return False
    return await enqueue(
        session,
        workspace_id=workspace_id,
        key=f"welcome:{channel_id}:{event_id}",
        kind=MessageKind.WELCOME,
        channel_id=channel_id,
        details={"inviter_id": inviter_id},
        now=now,
        not_after=now + WELCOME_WITHIN,
    )


async def join_channel(
    session: AsyncSession, *, workspace_id: int, channel_id: str, slack_user_id: str
) -> bool:
    """Note that a person came into a team's channel; False when no team is at home there."""
    team_id = await _team_in(session, workspace_id, channel_id)
    if team_id is None:
        return False
    people = await ensure_people(session, workspace_id=workspace_id, slack_user_ids=[slack_user_id])
    await session.execute(
        insert_if_absent(session, ChannelMemberRow).values(
            workspace_id=workspace_id, team_id=team_id, person_id=people[slack_user_id]
        )
    )
    return True


async def is_presence_unknown(
    session: AsyncSession, *, workspace_id: int, channel_id: str, person_id: int
) -> bool:
    """Tell whether a private team's channel is not yet known to hold a person who acts in it."""
    noted = select(ChannelMemberRow.team_id).where(ChannelMemberRow.person_id == person_id)
    team_id = await session.scalar(
        select(TeamRow.id).where(
            TeamRow.workspace_id == workspace_id,
            TeamRow.channel_id == channel_id,
            TeamRow.is_private,
            TeamRow.id.not_in(noted),
        )
    )
    return team_id is not None


async def leave_channel(
    session: AsyncSession, *, workspace_id: int, channel_id: str, slack_user_id: str
) -> None:
    """Note that a person left a team's channel; a private team is then hidden from them."""
    team_id = await _team_in(session, workspace_id, channel_id)
    people = await find_person_ids(
        session, workspace_id=workspace_id, slack_user_ids=[slack_user_id]
    )
    await session.execute(
        delete(ChannelMemberRow).where(
            ChannelMemberRow.team_id == team_id,
            ChannelMemberRow.person_id == people.get(slack_user_id),
        )
    )
    if team_id is not None:
        await touch_homes(session, team_id=team_id)


async def refresh_channel(
    session: AsyncSession, *, workspace_id: int, channel: Channel, present: Iterable[str]
) -> int | None:
    """Keep what Slack says about a team's channel now; the team's id, or None without a team.

    Args:
        present: Slack ids of everyone in it; what happened while the bot was away is made up for.
    """
    team = await _find_row(session, workspace_id, channel.channel_id)
    if team is None:
        return None
    team.is_private = channel.is_private
    _set_reachable(team, is_reachable=channel.is_bot_member and not channel.is_archived)
    _set_shared(team, is_shared=channel.is_externally_shared)
    people = await ensure_people(session, workspace_id=workspace_id, slack_user_ids=present)
    await set_channel_members(
        session, workspace_id=workspace_id, team_id=team.id, person_ids=people.values()
    )
    await touch_homes(session, team_id=team.id)
    return team.id


async def set_reachable(
    session: AsyncSession, *, workspace_id: int, channel_id: str, is_reachable: bool, now: datetime
) -> int | None:
    """Note that a team's channel was archived, deleted or left by the bot, or came back.

    Of a loss a lead is told once, whatever else tells of it.

    Returns:
        The team's id; None when no team is at home there.
    """
    team = await _find_row(session, workspace_id, channel_id)
    if team is None:
        return None
    _set_reachable(team, is_reachable=is_reachable)
    await session.flush()
    if not is_reachable:
        await note_channel_lost(session, team_id=team.id, now=now)
    return team.id


async def set_externally_shared(
    session: AsyncSession, *, workspace_id: int, channel_id: str, is_shared: bool
) -> None:
    """Note that people of another organisation can read a team's channel, or no longer can."""
    team = await _find_row(session, workspace_id, channel_id)
    if team is not None:
        _set_shared(team, is_shared=is_shared)
        await session.flush()


async def change_channel_id(
    session: AsyncSession, *, workspace_id: int, old: str, new: str
) -> None:
    """Follow a channel whose id Slack changed, with what is posted there and what waits to be."""
    await session.execute(
        update(TeamRow)
        .where(TeamRow.workspace_id == workspace_id, TeamRow.channel_id == old)
        .values(channel_id=new, unreachable_since=None, version=TeamRow.version + 1)
    )
    await session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.workspace_id == workspace_id,
            OutboxRow.channel_id == old,
            OutboxRow.state.in_(_NOT_SENT),
        )
        .values(channel_id=new)
    )
    await session.execute(
        update(PostedMessageRow)
        .where(PostedMessageRow.workspace_id == workspace_id, PostedMessageRow.channel_id == old)
        .values(channel_id=new)
    )


async def pause_workspace(session: AsyncSession, *, workspace_id: int) -> None:
    """Note that the app was taken out of a workspace: nothing is sent there any more."""
    await session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(state=WorkspaceState.PAUSED)
    )


def _set_reachable(team: TeamRow, *, is_reachable: bool) -> None:
    """A loss is over when the channel comes back; the next one is told anew."""
    team.is_channel_archived = not is_reachable
    if is_reachable:
        team.unreachable_since = None


def _set_shared(team: TeamRow, *, is_shared: bool) -> None:
    """A lead's word holds for as long as the channel stays shared, and not for the next time."""
    if is_shared != team.is_externally_shared:
        team.is_externally_shared = is_shared
        team.is_external_allowed = False


async def _find_row(session: AsyncSession, workspace_id: int, channel_id: str) -> TeamRow | None:
    row: TeamRow | None = await session.scalar(
        select(TeamRow).where(
            TeamRow.workspace_id == workspace_id, TeamRow.channel_id == channel_id
        )
    )
    return row


async def _team_in(session: AsyncSession, workspace_id: int, channel_id: str) -> int | None:
    row = await _find_row(session, workspace_id, channel_id)
    return row.id if row else None
