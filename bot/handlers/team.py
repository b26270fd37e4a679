"""`/okr` and what it shows of teams and people; on its own it shows this channel's team."""

import re

from bot.handlers.ids import id_of
from bot.handlers.registry import CHANNEL_VERB, PERSON_VERB, Listeners
from bot.handlers.request import Request
from bot.okr.errors import NotFoundError
from bot.okr.overview import TeamPage
from bot.okr.permissions import Act
from bot.okr.person import Standing
from bot.services.person_lists import get_person_list
from bot.services.risks import find_risks
from bot.services.team_pages import (
    NO_TEAM_THERE,
    find_channel_page,
    find_own_pages,
    get_channel_page,
    get_team_page,
    list_teams,
)
from bot.views import person_list, risk, team_list
from bot.views import team as views
from bot.views.message import Message

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
NOT_PICKED = "I do not know who that is. Pick the name from the list that Slack offers."
SOMEBODY = "That person"
_DIRECT = "D"
"""The first letter of the ids of direct messages (docs.slack.dev: Conversations API)."""


async def show_here(request: Request) -> None:
    """Show this channel's team, or what to do where there is none."""
    async with request.reading() as session:
        page = await find_channel_page(
            session, actor=request.actor, channel_id=request.channel_id, now=request.now
        )
        own = () if page else await find_own_pages(session, actor=request.actor, now=request.now)
    await request.reply(_team(request, page) if page else _start(request, own))


async def show_team(request: Request) -> None:
    """Show the team whose button was pressed."""
    async with request.reading() as session:
        page = await get_team_page(
            session, actor=request.actor, team_id=id_of(request.value), now=request.now
        )
    await request.reply(_team(request, page))


async def show_channel(request: Request) -> None:
    """Show the team of the channel that was named."""
    named = _CHANNEL.match(request.arguments)
    if named is None:
        raise NotFoundError(NO_TEAM_THERE)
    async with request.reading() as session:
        page = await get_channel_page(
            session, actor=request.actor, channel_id=named[1], now=request.now
        )
    await request.reply(_team(request, page))


async def show_person(request: Request) -> None:
    """Show the key results of the person who was named."""
    named = _PERSON.match(request.arguments)
    if named is None:
        raise NotFoundError(NOT_PICKED)
    await request.reply(await _person(request, named[1], named[2] or SOMEBODY, 0))


async def turn_person(request: Request) -> None:
    """Show another page of a person's key results in place of this one."""
    slack_user_id, page = person_list.parse_page(request.value)
    message = await _person(request, slack_user_id, SOMEBODY, id_of(page))
    await request.reply(message, replace=True)


async def show_risks(request: Request) -> None:
    """Show what needs a word first across the person's teams."""
    await request.reply(await _risks(request, 0))


async def turn_risks(request: Request) -> None:
    """Show another page of what needs a word in place of this one."""
    await request.reply(await _risks(request, id_of(request.value)), replace=True)


async def show_teams(request: Request) -> None:
    """Show the first page of the teams that the person may see."""
    await request.reply(await _teams(request, 0))


async def turn_page(request: Request) -> None:
    """Show another page of them in place of this one."""
    await request.reply(await _teams(request, id_of(request.value)), replace=True)


async def _person(request: Request, slack_user_id: str, called: str, page: int) -> Message:
    async with request.reading() as session:
        found = await get_person_list(
            session,
            actor=request.actor,
            slack_user_id=slack_user_id,
            called=called,
            now=request.now,
        )
    return person_list.person_list_message(found, page=page, now=request.now)


async def _risks(request: Request, page: int) -> Message:
    async with request.reading() as session:
        found = await find_risks(
            session, actor=request.actor, channel_id=request.channel_id, now=request.now
        )
    return risk.risk_message(found, page=page)


async def _teams(request: Request, page: int) -> Message:
    async with request.reading() as session:
        teams = await list_teams(session, actor=request.actor, page=page, now=request.now)
    return team_list.team_list_message(teams)


def _team(request: Request, page: TeamPage) -> Message:
    return views.team_message(
        page, command=request.command, now=request.now, zone=request.person.zone
    )


def _start(request: Request, own: tuple[TeamPage, ...]) -> Message:
    return team_list.start_message(
        own,
        command=request.command,
        is_channel=not (request.channel_id or _DIRECT).startswith(_DIRECT),
        may_set_up=request.actor.standing is Standing.MEMBER,
    )


def register(listeners: Listeners) -> None:
    """Register the verbs and the buttons."""
    listeners.verb("", show_here, act=Act.READ)
    listeners.verb(PERSON_VERB, show_person, act=Act.READ)
    listeners.verb(CHANNEL_VERB, show_channel, act=Act.READ)
    listeners.verb("risk", show_risks, act=Act.READ)
    listeners.verb("all", show_teams, act=Act.READ)
    listeners.action(views.OPEN, show_team, act=Act.READ)
    for name in (team_list.PAGES.back, team_list.PAGES.on):
        listeners.action(name, turn_page, act=Act.READ)
    for name in (person_list.PAGES.back, person_list.PAGES.on):
        listeners.action(name, turn_person, act=Act.READ)
    for name in (risk.PAGES.back, risk.PAGES.on):
        listeners.action(name, turn_risks, act=Act.READ)
