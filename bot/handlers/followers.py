"""Following a team: by a reader's button, and by a lead's form."""

import asyncio
from collections.abc import Iterable

from bot.handlers.channel_facts import find_people
from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.errors import FormError
from bot.okr.permissions import Act
from bot.services.followers import follow, load_followers, save_followers, unfollow
from bot.views import followers as views
from bot.views.blocks import section
from bot.views.notice import notice_modal


async def start_following(request: Request) -> None:
    """Let the person follow the team whose button was pressed."""
    async with request.writing() as session:
        team = await follow(
            session, actor=request.actor, team_id=id_of(request.value), now=request.now
        )
    await request.reply(views.following_message(team))


async def stop_following(request: Request) -> None:
    """Let the person follow it no more."""
    async with request.writing() as session:
        team = await unfollow(session, actor=request.actor, team_id=id_of(request.value))
    await request.reply(views.unfollowed_message(team), replace=True)


async def open_followers(request: Request) -> None:
    """Show who follows a team."""
    async with request.reading() as session:
        found = await load_followers(session, actor=request.actor, team_id=id_of(request.value))
    await request.open_modal(
        views.followers_modal(
            found.team, slack_user_ids=found.slack_user_ids, channel_ids=found.channel_ids
        )
    )


async def submit_followers(request: Request) -> Answer:
    """Save who follows a team."""
    slack_user_ids, channel_ids = views.parse_followers(request.values)
    team_id = id_of(request.private_metadata)
    async with request.reading() as session:
        before = await load_followers(session, actor=request.actor, team_id=team_id)
    await _require_to_be_in(request, set(channel_ids) - set(before.channel_ids))
    people = await find_people(request, slack_user_ids)
    async with request.writing() as session:
        found = await save_followers(
            session,
            actor=request.actor,
            team_id=team_id,
            person_ids=[one.id for one in people.values()],
            channel_ids=channel_ids,
            now=request.now,
        )
    words = views.saved_words(len(found.slack_user_ids), len(found.channel_ids))
    return Show(notice_modal([section(words)], title="Followers"))


async def _require_to_be_in(request: Request, channel_ids: Iterable[str]) -> None:
    """Refuse channels in which the bot could not post.

    Raises:
        FormError: with the field `channels`.
    """
    found = await asyncio.gather(*map(request.slack.fetch_channel, channel_ids))
    if any(channel is None for channel in found):
        raise FormError({views.CHANNELS: views.NOT_VISIBLE})
    names = sorted(one.name for one in found if one and not one.is_bot_member)
    if names:
        raise FormError({views.CHANNELS: views.not_in(names)})


def register(listeners: Listeners) -> None:
    """Register the buttons and the form."""
    listeners.action(views.FOLLOW, start_following, act=Act.READ, saves=True)
    listeners.action(views.UNFOLLOW, stop_following, act=Act.READ, saves=True)
    listeners.action(views.OPEN, open_followers, act=Act.EDIT_SETTINGS)
    listeners.submission(views.SUBMIT, submit_followers, act=Act.EDIT_SETTINGS)
