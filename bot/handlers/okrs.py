"""`/okr new` and `/okr edit`: the list of OKRs, and what is done from it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.ids import id_of
from bot.handlers.okr_forms import show_key_result, show_new_objective, show_objective
from bot.handlers.okr_modals import show_okr_modal
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective, live_objectives
from bot.okr.okr_change import are_locked
from bot.okr.okr_form import OkrList
from bot.okr.permissions import NOT_FOUND, Act
from bot.services.labels import find_key_result_id
from bot.services.okr_lists import load_okr_list
from bot.services.okr_lives import set_key_result_state, set_objective_state
from bot.services.okr_locks import may_take_back
from bot.services.okr_order import move_key_result, move_objective
from bot.services.okrs import (
    FoundKeyResult,
    FoundObjective,
    get_key_result,
    get_objective,
)
from bot.services.team_choice import get_meant_team
from bot.views import okr_choice as choices
from bot.views import okr_list as views
from bot.views.blocks import View

ENDS = {
    views.CLOSE: ("Finished", LifeState.CLOSED),
    views.CANCEL: ("Dropped", LifeState.CANCELLED),
    views.REOPEN: ("Reopened", LifeState.ACTIVE),
}


async def open_new(request: Request) -> None:
    """Ask what to add; where there is no objective yet, it can only be one."""
    okrs = await _load(request, request.value)
    if live_objectives(okrs.objectives):
        await show_okr_modal(request, choices.add_modal(okrs))
    else:
        await show_new_objective(request, okrs.team.id, okrs.cycle.id)


async def open_edit(request: Request) -> None:
    """Show the list, or the form of what was named."""
    named = request.typed.strip()
    if not named:
        named_list, row = views.parse_edit(request.value)
        okrs = await _load(request, named_list)
        await show_okr_modal(request, views.okr_list_modal(okrs, beside=row))
    elif named.isascii() and named.isdecimal():
        await show_objective(request, _numbered(await _load(request, ""), named).id)
    else:
        async with request.reading() as session:
            key_result_id = await find_key_result_id(
                session,
                actor=request.actor,
                act=Act.EDIT_OKRS,
                text=named,
                channel_id=request.channel_id,
            )
        await show_key_result(request, key_result_id)


async def turn_page(request: Request) -> None:
    """Show another page of a long list."""
    okrs = await _load(request, request.value)
    page = views.parse_page(request.value)
    await show_okr_modal(request, views.okr_list_modal(okrs, page=page))


async def choose_row(request: Request) -> None:
    """Do what was chosen for an objective or a key result."""
    choice = views.parse_row(request.value)
    is_objective = choice.kind == views.OBJECTIVE
    match choice.verb:
        case views.EDIT if is_objective:
            await show_objective(request, id_of(choice.id))
        case views.EDIT:
            await show_key_result(request, id_of(choice.id))
        case views.UP | views.DOWN:
            await _move(request, choice)
        case views.CLOSE | views.CANCEL:
            await _ask(request, choice)
        case views.REOPEN:
            await _reopen(request, choice)
        case _:
            raise NotFoundError(NOT_FOUND)


async def submit_end(request: Request) -> Answer:
    """Close or cancel what was asked about."""
    choice = views.parse_row(request.private_metadata)
    return Show(await _end(request, choice, choices.parse_why(request.values)))


async def _load(request: Request, value: str) -> OkrList:
    """Return the list of the team and cycle that a button stands for, or of the channel's team."""
    team, team_cycle_id = views.parse_list(value)
    async with request.writing() as session:
        meant = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.EDIT_OKRS,
            channel_id=request.channel_id,
            team_id=id_of(team) if team else None,
        )
        return await load_okr_list(
            session,
            actor=request.actor,
            team_id=meant.id,
            team_cycle_id=id_of(team_cycle_id) if team_cycle_id else None,
            now=request.now,
        )


async def _move(request: Request, choice: views.RowChoice) -> None:
    row_id, is_up = id_of(choice.id), choice.verb == views.UP
    async with request.writing() as session:
        one, found = await _get(session, request, choice)
        if isinstance(one, Objective):
            await move_objective(
                session, actor=request.actor, objective_id=row_id, is_up=is_up, now=request.now
            )
        else:
            await move_key_result(
                session, actor=request.actor, key_result_id=row_id, is_up=is_up, now=request.now
            )
        okrs = await _list_of(session, request, found.cycle)
    request.wake()
    page = views.parse_page(request.private_metadata)
    await show_okr_modal(request, views.okr_list_modal(okrs, page=page))


async def _reopen(request: Request, choice: views.RowChoice) -> None:
    """Reopen it; where the OKRs are locked, ask why, unless one takes back one's own step."""
    async with request.reading() as session:
        one, found = await _get(session, request, choice)
        is_asked = are_locked(found.cycle, request.now) and not await may_take_back(
            session, actor=request.actor, one=one, objective_id=found.objective.id, now=request.now
        )
    if is_asked:
        modal = choices.end_modal(one, choice.verb, cycle=found.cycle, asks_why=True)
        await show_okr_modal(request, modal)
    else:
        await show_okr_modal(request, await _end(request, choice, ""))


async def _ask(request: Request, choice: views.RowChoice) -> None:
    async with request.reading() as session:
        one, found = await _get(session, request, choice)
    if found.cycle.state is CycleState.PLANNING:
        # A draft never counted, and can be put back: there is nothing to ask.
        await show_okr_modal(request, await _end(request, choice, ""))
        return
    asks_why = are_locked(found.cycle, request.now)
    modal = choices.end_modal(one, choice.verb, cycle=found.cycle, asks_why=asks_why)
    await show_okr_modal(request, modal)


async def _end(request: Request, choice: views.RowChoice, why: str) -> View:
    """Close, cancel or reopen, and return the list that says so."""
    if choice.verb not in ENDS:
        raise NotFoundError(NOT_FOUND)
    word, to = ENDS[choice.verb]
    row_id, actor, now = id_of(choice.id), request.actor, request.now
    one: Objective | KeyResult
    async with request.writing() as session:
        if choice.kind == views.OBJECTIVE:
            objective = await set_objective_state(
                session, actor=actor, objective_id=row_id, to=to, now=now, why=why
            )
            one, cycle = objective.objective, objective.cycle
        else:
            found = await set_key_result_state(
                session, actor=actor, key_result_id=row_id, to=to, now=now, why=why
            )
            one, cycle = found.key_result, found.cycle
        okrs = await _list_of(session, request, cycle)
    request.wake()
    if one.activated_at is None:
        word = "Put back" if choice.verb == views.REOPEN else "Took out"
    undo = None if choice.verb == views.REOPEN else views.reopen_button(one)
    told = views.Told(views.saved_words(one, word), button=undo)
    return views.okr_list_modal(okrs, told=told, beside=views.row_of(one))


async def _get(
    session: AsyncSession, request: Request, choice: views.RowChoice
) -> tuple[Objective | KeyResult, FoundObjective | FoundKeyResult]:
    """Return what a row stands for, and what that belongs to."""
    actor, act, row_id = request.actor, Act.EDIT_OKRS, id_of(choice.id)
    if choice.kind == views.OBJECTIVE:
        objective = await get_objective(session, actor=actor, act=act, objective_id=row_id)
        return objective.objective, objective
    found = await get_key_result(session, actor=actor, act=act, key_result_id=row_id)
    return found.key_result, found


async def _list_of(session: AsyncSession, request: Request, cycle: Cycle) -> OkrList:
    """Return the list that something stands in."""
    return await load_okr_list(
        session,
        actor=request.actor,
        team_id=cycle.team_id,
        team_cycle_id=cycle.id,
        now=request.now,
    )


def _numbered(okrs: OkrList, number: str) -> Objective:
    for objective in okrs.objectives:
        if str(objective.number) == number:
            return objective
    raise NotFoundError(
        f"There is no objective {number} in {okrs.cycle.name}."
        " Look at the team's numbers and try again."
    )


def register(listeners: Listeners) -> None:
    """Register verbs, buttons and the question before something is closed."""
    listeners.verb("new", open_new, act=Act.EDIT_OKRS)
    listeners.verb("edit", open_edit, act=Act.EDIT_OKRS)
    listeners.action(views.OPEN_NEW, open_new, act=Act.EDIT_OKRS)
    listeners.action(views.OPEN_EDIT, open_edit, act=Act.EDIT_OKRS)
    listeners.action(views.PAGE_BACK, turn_page, act=Act.EDIT_OKRS)
    listeners.action(views.PAGE_ON, turn_page, act=Act.EDIT_OKRS)
    listeners.action(views.ROW, choose_row, act=Act.EDIT_OKRS)
    listeners.submission(choices.END, submit_end, act=Act.EDIT_OKRS)
