"""What Slack knows of a channel and the people in it, asked before anything is decided."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.handlers.people import get_person
from bot.handlers.request import Request
from bot.handlers.surroundings import Event
from bot.okr.person import Person
from bot.okr.profile import Channel, Profile
from bot.services.members import remember_person
from bot.services.people import ensure_people, find_unknown
from bot.slack.client import SlackClient
from bot.slack.errors import SlackError

MOST_ASKED = 60
"""Above this many people nobody is ticked beforehand, so nobody needs to be asked about."""

AT_ONCE = 8
"""How many people Slack is asked about side by side."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel and everyone in it.

    Args:
        channel: None when the bot cannot see it.
        present: Slack ids, the bot's own among them.
    """

    channel: Channel | None
    present: tuple[str, ...]


async def read_channel(slack: SlackClient, channel_id: str) -> ChannelFacts:
    """Ask Slack about a channel and who is in it.

    Raises:
        SlackError: Slack does not answer.
    """
    channel = await slack.fetch_channel(channel_id)
    if channel is None or not channel.is_bot_member:
        return ChannelFacts(channel, ())
    return ChannelFacts(channel, await slack.fetch_channel_members(channel_id))


async def find_channel_facts(request: Request, channel_id: str) -> ChannelFacts | None:
    """Return what Slack knows of a channel; None when it does not answer.

    Profiles of those in a channel of the size of a team are remembered on the way, so that
    guests and apps are known. One that Slack does not give is asked for another time.
    """
    try:
        facts = await read_channel(request.slack, channel_id)
    except SlackError as error:
        log.warning("channel_not_read", method=error.method, code=error.code)
        return None
    if len(facts.present) <= MOST_ASKED:
        await _meet(request, facts.present)
    return facts


async def find_people(
    request: Request | Event, slack_user_ids: Iterable[str]
) -> Mapping[str, Person]:
    """Return people by Slack id, asking Slack about those who are unknown or long not asked about.

    Raises:
        SlackError: somebody is unknown and Slack does not answer.
    """
    wanted = list(dict.fromkeys(slack_user_ids))
    gate = asyncio.Semaphore(AT_ONCE)

    async def find(slack_user_id: str) -> Person:
        async with gate:
            return await get_person(
                slack_user_id,
                workspace_id=_workspace_id(request),
                sessions=request.sessions,
                slack=request.slack,
                now=request.now,
            )

    found = await asyncio.gather(*(find(one) for one in wanted))
    return dict(zip(wanted, found, strict=True))


async def _meet(request: Request, slack_user_ids: Iterable[str]) -> None:
    """Remember the profiles of those nobody asked about yet, in one transaction."""
    async with request.reading() as session:
        unknown = await find_unknown(
            session, workspace_id=request.workspace_id, slack_user_ids=slack_user_ids
        )
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(slack_user_id: str) -> Profile | None:
        async with gate:
            try:
                return await request.slack.fetch_profile(slack_user_id)
            except SlackError as error:
                log.warning("profile_not_read", method=error.method, code=error.code)
                return None

    profiles = [one for one in await asyncio.gather(*(ask(u) for u in unknown)) if one]
    async with request.writing() as session:
        await ensure_people(session, workspace_id=request.workspace_id, slack_user_ids=unknown)
        for profile in profiles:
            await remember_person(
                session, workspace_id=request.workspace_id, profile=profile, now=request.now
            )


def _workspace_id(request: Request | Event) -> int:
    return request.workspace_id if isinstance(request, Request) else request.workspace.id
