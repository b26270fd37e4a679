"""A team's settings: `/okr settings`, its form, and what is added and removed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.handlers.channel_facts import find_people, read_channel
from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.errors import FormError, NotFoundError
from bot.okr.permissions import NOT_FOUND, Act
from bot.okr.person import Person
from bot.services.called_off import is_prompt_called_off
from bot.services.round_placing import find_next_prompt
from bot.services.settings import Home, load_settings, save_settings
from bot.services.teams import find_team_in_channel
from bot.services.visible_teams import find_teams_of
from bot.views import settings as views
from bot.views.blocks import View
from bot.views.pause_fields import ADD_PAUSE, REMOVE_PAUSE
from bot.views.state import people_of
from bot.views.team_fields import MEMBERS
from bot.views.times import day_and_time

NOT_VISIBLE = "Invite me there first: type /invite @okrbot in it."


async def open_by_command(request: Request) -> None:
    """Show the settings of this channel's team, or ask whose."""
    async with request.reading() as session:
        team = await find_team_in_channel(
            session, workspace_id=request.workspace_id, channel_id=request.channel_id
        )
        teams = () if team else await find_teams_of(session, actor=request.actor)
    if team:
        await request.open_modal(await _view(request, team.id))
    else:
        await request.reply(views.choose_team_message(teams, command=request.command))


async def open_chosen(request: Request) -> None:
    """Show the settings of the team whose button or menu entry was chosen."""
    await request.open_modal(await _view(request, id_of(request.value)))


async def show_more(request: Request) -> None:
    """Add the rest of the fields to the open form."""
    await _update(request, replace(_state_of(request), shows_more=True))


async def add_pause(request: Request) -> None:
    """Add fields for a pause, in place."""
    state = _state_of(request)
    await _update(request, replace(state, new_pauses=state.new_pauses + 1))


async def remove_pause(request: Request) -> None:
    """Take a pause out of the open form; it is gone once the form is saved."""
    state = _state_of(request)
    await _update(request, replace(state, removed=(*state.removed, id_of(request.value))))


async def submit_settings(request: Request) -> Answer:
    """Save the settings; meetings ahead follow them."""
    state = _state_of(request)
    async with request.reading() as session:
        found = await load_settings(
            session, actor=request.actor, act=Act.EDIT_SETTINGS, team_id=state.team_id
        )
    settings = views.parse_settings(request.values, found.settings, state)
    member_ids = people_of(request.values, MEMBERS)
    lead_ids = people_of(request.values, views.LEADS)
    people = {
        **await _find_people(request, member_ids, field=MEMBERS),
        **await _find_people(request, lead_ids, field=views.LEADS),
    }
    home = await _find_home(request, found.team.channel_id)
    async with request.writing() as session:
        saved = await save_settings(
            session,
            actor=request.actor,
            team_id=state.team_id,
            versions=state.versions,
            settings=settings,
            members=[people[one] for one in member_ids],
            leads=[people[one] for one in lead_ids],
            home=home,
            now=request.now,
        )
        due_at = await find_next_prompt(session, team_id=state.team_id, now=request.now)
        is_called_off = await is_prompt_called_off(session, team_id=state.team_id, now=request.now)
    request.wake()
    at = day_and_time(due_at, request.now, saved.schedule.zone) if due_at else None
    return Show(
        views.saved_modal(
            saved,
            prompt_at=at,
            is_called_off=saved.is_prompt_on and is_called_off,
            command=request.command,
        )
    )


def register(listeners: Listeners) -> None:
    """Register the verb, the button and the form."""
    listeners.verb("settings", open_by_command, act=Act.READ)
    listeners.action(views.OPEN, open_chosen, act=Act.READ)
    listeners.action(views.MORE, show_more, act=Act.EDIT_SETTINGS)
    listeners.action(ADD_PAUSE, add_pause, act=Act.EDIT_SETTINGS)
    listeners.action(REMOVE_PAUSE, remove_pause, act=Act.EDIT_SETTINGS)
    listeners.submission(views.SUBMIT, submit_settings, act=Act.EDIT_SETTINGS)


async def _view(request: Request, team_id: int) -> View:
    """Return the form for leads, and for others what they may read."""
    async with request.reading() as session:
        found = await load_settings(session, actor=request.actor, act=Act.READ, team_id=team_id)
    if not found.can_edit:
        return views.settings_summary(found.team, found.settings, found.members)
    state = views.SettingsState(team_id, found.versions)
    return views.settings_modal(found.team, found.settings, found.members, state)


async def _update(request: Request, state: views.SettingsState) -> None:
    async with request.reading() as session:
        found = await load_settings(
            session, actor=request.actor, act=Act.EDIT_SETTINGS, team_id=state.team_id
        )
    await request.update_modal(
        views.settings_modal(found.team, found.settings, found.members, state)
    )


def _state_of(request: Request) -> views.SettingsState:
    """Return what travelled with the form.

    Raises:
        NotFoundError: it is not ours.
    """
    state = views.parse_state(request.private_metadata)
    if state is None:
        raise NotFoundError(NOT_FOUND)
    return state


async def _find_people(
    request: Request, slack_user_ids: Iterable[str], *, field: str
) -> Mapping[str, Person]:
    """Return people by Slack id.

    Raises:
        FormError: with that field, when Slack does not know one of them.
    """
    try:
        return await find_people(request, slack_user_ids)
    except NotFoundError as refusal:
        raise FormError({field: refusal.sentence}) from refusal


async def _find_home(request: Request, present_channel_id: str) -> Home | None:
    """Return the channel the team is to move to; None when it stays.

    Raises:
        FormError: with the field `channel`, when the bot cannot see it.
    """
    channel_id = views.channel_of(request.values)
    if channel_id is None or channel_id == present_channel_id:
        return None
    facts = await read_channel(request.slack, channel_id)
    if facts.channel is None:
        raise FormError({views.CHANNEL: NOT_VISIBLE})
    return Home(facts.channel, facts.present)
