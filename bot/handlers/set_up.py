"""Sets up a team: `/okr setup`, the welcome's buttons, and the prefilled form."""

from dataclasses import replace

from bot.handlers.channel_facts import ChannelFacts, find_channel_facts, find_people, read_channel
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.errors import NotFoundError, OkrError
from bot.okr.permissions import NOT_FOUND, Act
from bot.okr.profile import Channel
from bot.okr.team_settings import TeamSettings, default_settings, name_from_channel
from bot.services.people import find_full_members
from bot.services.set_up import TeamHere, find_team_here, require_set_up, set_up_team
from bot.services.set_up_okrs import open_okr_draft
from bot.views import set_up as views
from bot.views.blocks import View
from bot.views.message import Message
from bot.views.set_up_okrs import paste_modal
from bot.views.state import people_of
from bot.views.team_fields import MEMBERS, parse_team
from bot.views.welcome import EXAMPLE, SET_UP, example_message

MOST_TICKED = 50
"""A channel with more people is no team: then nobody is ticked but the person who sets up."""


async def open_set_up(request: Request) -> None:
    """Show the prefilled form, after a word while Slack is asked who is in the channel."""
    require_set_up(request.actor, is_private=False, is_in_channel=True)
    channel_id = _channel_of(request)
    async with request.reading() as session:
        here = await find_team_here(session, actor=request.actor, channel_id=channel_id)
    if here:
        await request.reply(_has_team(here))
        return
    view_id = await request.slack.open_view(request.trigger_id, views.wait_modal())
    facts = await find_channel_facts(request, channel_id)
    await request.slack.update_view(view_id, await _first_view(request, facts))


async def show_more(request: Request) -> None:
    """Add the rest of the fields to the open form."""
    state = _state_of(request)
    settings = parse_team(request.values, _given(request))
    shown = replace(state, shows_more=True)
    await request.update_modal(views.with_more(request.view["blocks"], settings, shown))


async def submit_set_up(request: Request) -> Answer:
    """Make the team, and go on to its OKRs."""
    state = _state_of(request)
    settings = parse_team(request.values, _given(request))
    facts = await read_channel(request.slack, state.channel_id)
    channel = _require_channel(request, facts)
    people = await find_people(request, people_of(request.values, MEMBERS))
    async with request.writing() as session:
        here = await find_team_here(session, actor=request.actor, channel_id=channel.channel_id)
        if here and here.needs_okrs:
            # The same form sent twice, as after a time-out: a refusal would be a dead end.
            return Show(views.has_team_modal(_has_team(here)))
        team = await set_up_team(
            session,
            actor=request.actor,
            channel=channel,
            present=facts.present,
            settings=settings,
            people=tuple(people.values()),
            now=request.now,
        )
        draft = await open_okr_draft(session, actor=request.actor, team_id=team.id, now=request.now)
    request.wake()
    return Show(paste_modal(draft.token, is_set_up=True))


async def show_example(request: Request) -> None:
    """Show a small prompt as it would look, to one person."""
    await request.reply(example_message())


def register(listeners: Listeners) -> None:
    """Register the verb, the welcome's buttons and the form."""
    listeners.verb("setup", open_set_up, act=Act.SET_UP)
    listeners.action(SET_UP, open_set_up, act=Act.SET_UP)
    listeners.action(EXAMPLE, show_example, act=Act.READ)
    listeners.action(views.MORE, show_more, act=Act.SET_UP)
    listeners.submission(views.SUBMIT, submit_set_up, act=Act.SET_UP)


def _has_team(here: TeamHere) -> Message:
    return views.has_team_message(
        team_id=here.team_id,
        name=here.name,
        needs_okrs=here.needs_okrs,
        can_edit=here.can_edit,
    )


def _channel_of(request: Request) -> str:
    """Return the id of the channel that the person is in.

    Raises:
        OkrError: it is a direct message.
    """
    channel_id = request.channel_id or ""
    name = str(request.body.get("channel_name", ""))
    is_direct = name == "directmessage" or name.startswith("mpdm-")
    if not channel_id or is_direct or channel_id.startswith("D"):
        raise OkrError(views.IN_A_CHANNEL.format(command=request.command))
    return channel_id


def _state_of(request: Request) -> views.SetUpState:
    """Return what travelled with the form.

    Raises:
        NotFoundError: it is not ours.
    """
    state = views.parse_state(request.private_metadata)
    if state is None:
        raise NotFoundError(NOT_FOUND)
    return state


def _given(request: Request, name: str = "") -> TeamSettings:
    return default_settings(name=name, zone=request.person.zone, now=request.now)


async def _first_view(request: Request, facts: ChannelFacts | None) -> View:
    """Return the form, or why there is none."""
    if facts is None:
        return views.refusal_modal(views.NO_ANSWER)
    refusal = _refusal(request, facts)
    if refusal or facts.channel is None:
        return views.refusal_modal(refusal)
    async with request.reading() as session:
        full_members = await find_full_members(
            session, workspace_id=request.workspace_id, slack_user_ids=facts.present
        )
    is_team = len(full_members) <= MOST_TICKED and len(facts.present) <= MOST_TICKED + 10
    return views.set_up_modal(
        views.SetUpForm(
            channel=facts.channel,
            settings=_given(request, name_from_channel(facts.channel.name)),
            member_ids=full_members if is_team else (request.person.slack_user_id,),
            member_count=len(facts.present) - 1,
        )
    )


def _require_channel(request: Request, facts: ChannelFacts) -> Channel:
    """Return the channel of a form, if a team can still be set up in it.

    Raises:
        OkrError: it is archived, or the bot or the person is not in it.
    """
    refusal = _refusal(request, facts)
    if refusal or facts.channel is None:
        raise OkrError(refusal)
    return facts.channel


def _refusal(request: Request, facts: ChannelFacts) -> str:
    """Say why a team cannot be set up in a channel; empty when it can."""
    if facts.channel is None or not facts.channel.is_bot_member:
        return views.INVITE_ME.format(command=request.command)
    if facts.channel.is_archived:
        return views.ARCHIVED
    if request.person.slack_user_id not in facts.present:
        return views.NOT_IN_CHANNEL
    return ""
