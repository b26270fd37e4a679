"""The forms of objectives and key results: opened, changed in place, saved."""

from collections.abc import Callable
from dataclasses import replace

from bot.handlers.ids import id_of
from bot.handlers.okr_modals import show_okr_modal
from bot.handlers.people import get_person
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.key_result_entry import KeyResultEntry
from bot.okr.okr_form import SavedOkr
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Act
from bot.services.key_result_forms import (
    change_key_result_form,
    open_key_result,
    open_new_key_result,
    read_key_result_form,
    submit_key_result,
)
from bot.services.objective_forms import open_new_objective, open_objective, submit_objective
from bot.views import key_result_form, key_result_rows, objective_form, okr_choice, okr_list
from bot.views.blocks import View, escape
from bot.views.key_result_parse import parse_key_result

Change = Callable[[KeyResultEntry], KeyResultEntry]


async def show_new_objective(
    request: Request, team_id: int, team_cycle_id: int | None = None
) -> None:
    """Show an empty form of an objective, for the cycle that runs or a planned one."""
    async with request.writing() as session:
        form = await open_new_objective(
            session,
            actor=request.actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            now=request.now,
        )
    await show_okr_modal(request, objective_form.objective_modal(form))


async def show_objective(request: Request, objective_id: int) -> None:
    """Show the form of an objective that exists."""
    async with request.writing() as session:
        form = await open_objective(
            session, actor=request.actor, objective_id=objective_id, now=request.now
        )
    await show_okr_modal(request, objective_form.objective_modal(form))


async def show_key_result(request: Request, key_result_id: int) -> None:
    """Show the form of a key result that exists."""
    async with request.writing() as session:
        form = await open_key_result(
            session, actor=request.actor, key_result_id=key_result_id, now=request.now
        )
    await show_okr_modal(request, key_result_form.key_result_modal(form))


async def add_objective(request: Request) -> None:
    """Show an empty form for the team that a button stands for."""
    team_id, team_cycle_id = okr_list.parse_list(request.value)
    cycle = id_of(team_cycle_id) if team_cycle_id else None
    await show_new_objective(request, id_of(team_id), cycle)


async def add_key_result(request: Request) -> None:
    """Show an empty form for the objective that was chosen."""
    async with request.writing() as session:
        form = await open_new_key_result(
            session, actor=request.actor, objective_id=id_of(request.value), now=request.now
        )
    await show_okr_modal(request, key_result_form.key_result_modal(form))


async def edit_key_result(request: Request) -> None:
    """Show the form of the key result that a button stands for."""
    await show_key_result(request, id_of(request.value))


async def choose_kind(request: Request) -> None:
    """Show the fields of the chosen kind."""
    await _change(request, lambda entry: entry)


async def add_step(request: Request) -> None:
    """Show one more step."""
    await _change(request, KeyResultEntry.with_step)


async def add_target(request: Request) -> None:
    """Show one more date on the way."""
    await _change(request, KeyResultEntry.with_target)


async def remove_row(request: Request) -> None:
    """Take a row away."""
    await _change(request, lambda entry: entry.without(request.value))


async def show_more(request: Request) -> None:
    """Show the fields that most leave alone."""
    await _change(request, lambda entry: replace(entry, is_more=True))


async def keep_for_later(_request: Request) -> None:
    """Do nothing: what was chosen in a row is read when the form is saved."""


async def submit_objective_form(request: Request) -> Answer:
    """Save an objective."""
    filled = objective_form.parse_objective(request.values)
    entered = ObjectiveInput(
        title=filled.title,
        why=filled.why,
        owner_id=await _person_id(request, filled.owner),
        commitment=filled.commitment,
        parent_id=id_of(filled.parent) if filled.parent else None,
    )
    async with request.writing() as session:
        saved = await submit_objective(
            session,
            actor=request.actor,
            token=request.private_metadata,
            entered=entered,
            now=request.now,
            why=filled.change_why,
        )
    request.wake()
    return Show(_saved_list(saved))


async def submit_key_result_form(request: Request) -> Answer:
    """Save a key result."""
    actor, token, now = request.actor, request.private_metadata, request.now
    async with request.writing() as session:
        entry, read = await read_key_result_form(
            session,
            actor=actor,
            token=token,
            change=lambda given: parse_key_result(request.values, given),
            locale=request.person.locale,
            now=now,
        )
    entered = replace(
        read,
        owner_id=await _person_id(request, entry.owner),
        delegate_id=await _person_id(request, entry.delegate),
    )
    async with request.writing() as session:
        saved = await submit_key_result(
            session, actor=actor, token=token, entered=entered, now=now, why=entry.change_why
        )
    request.wake()
    return Show(_saved_list(saved))


async def _change(request: Request, change: Change) -> None:
    """Keep what was typed and show the form with one thing changed."""
    async with request.writing() as session:
        form = await change_key_result_form(
            session,
            actor=request.actor,
            token=request.private_metadata,
            change=lambda given: change(parse_key_result(request.values, given)),
            now=request.now,
        )
    await show_okr_modal(request, key_result_form.key_result_modal(form))


async def _person_id(request: Request, slack_user_id: str | None) -> int | None:
    """Return our id of the person who was picked, asking Slack when we do not know them."""
    if not slack_user_id:
        return None
    person = await get_person(
        slack_user_id,
        workspace_id=request.workspace_id,
        sessions=request.sessions,
        slack=request.slack,
        now=request.now,
    )
    return person.id


def _saved_list(saved: SavedOkr) -> View:
    """Return the list that says what was saved and offers the next key result."""
    words = "Add a key result" if saved.key_result is None else "Add another"
    one = saved.key_result or saved.objective
    told = okr_list.Told(
        okr_list.saved_words(one),
        tuple(escape(hint, 500) for hint in saved.hints),
        okr_choice.new_key_result_button(saved.objective, words),
    )
    return okr_list.okr_list_modal(saved.okrs, told=told, beside=okr_list.row_of(one))


def register(listeners: Listeners) -> None:
    """Register what opens, changes and saves the forms."""
    act = Act.EDIT_OKRS
    listeners.action(okr_choice.NEW_OBJECTIVE, add_objective, act=act)
    listeners.action(okr_choice.NEW_KEY_RESULT, add_key_result, act=act)
    listeners.action(okr_list.OPEN_EDIT_KEY_RESULT, edit_key_result, act=act)
    listeners.action(key_result_form.CHOOSE_KIND, choose_kind, act=act)
    listeners.action(key_result_form.ADD_STEP, add_step, act=act)
    listeners.action(key_result_form.ADD_TARGET, add_target, act=act)
    listeners.action(key_result_form.SHOW_MORE, show_more, act=act)
    listeners.action(key_result_rows.REMOVE_ROW, remove_row, act=act)
    listeners.action(key_result_rows.ROW_DAY, keep_for_later, act=act)
    listeners.action(key_result_rows.ROW_WEIGHT, keep_for_later, act=act)
    listeners.submission(objective_form.SUBMIT, submit_objective_form, act=act)
    listeners.submission(key_result_form.SUBMIT, submit_key_result_form, act=act)
