"""The plan of a cycle: shown, filled by copying, and begun."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.cycle_discards import discard_plan, take_back_plan
from bot.services.cycle_making import load_cycles
from bot.services.cycle_plans import load_plan
from bot.services.cycle_starts import begin_cycle
from bot.services.okr_copies import copy_okrs, load_copy_form
from bot.views import copy_okrs as copy_views
from bot.views import planning as views
from bot.views.blocks import escape
from bot.views.cycle import OPEN_PLAN, TAKE_BACK, cycles_modal, take_back_button
from bot.views.cycle_words import parse_cycle_value

TAKEN_BACK = "This plan goes on, with everything that was in it."


async def show_plan(request: Request, team_id: int, team_cycle_id: int) -> None:
    """Show the plan of a cycle, in place of what is open."""
    async with request.reading() as session:
        plan = await load_plan(
            session,
            actor=request.actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            now=request.now,
        )
    await request.update_modal(views.planning_modal(plan))


async def open_plan(request: Request) -> None:
    """Show the plan that a button stands for."""
    team_id, team_cycle_id = parse_cycle_value(request.value)
    await show_plan(request, id_of(team_id), id_of(team_cycle_id))


async def open_copy(request: Request) -> None:
    """Show what may be copied."""
    team_id, team_cycle_id = parse_cycle_value(request.value)
    async with request.reading() as session:
        form = await load_copy_form(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
        )
    await request.update_modal(copy_views.copy_modal(form))


async def submit_copy(request: Request) -> Answer:
    """Copy what was ticked, then show the next page or the plan."""
    team, planned, page = copy_views.parse_place(request.private_metadata)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    choice = copy_views.parse_copy(request.values)
    actor, now = request.actor, request.now
    async with request.writing() as session:
        copied = await copy_okrs(
            session,
            actor=actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            choice=choice,
            now=now,
        )
        form = await load_copy_form(
            session, actor=actor, team_id=team_id, team_cycle_id=team_cycle_id, page=page + 1
        )
        plan = await load_plan(
            session, actor=actor, team_id=team_id, team_cycle_id=team_cycle_id, now=now
        )
    request.wake()
    told = copy_views.copied_words(copied)
    if form.page > page:
        return Show(copy_views.copy_modal(form, told=told))
    return Show(views.planning_modal(plan, told=told))


async def begin(request: Request) -> None:
    """Begin the planned cycle."""
    team, planned = parse_cycle_value(request.value)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    async with request.writing() as session:
        cycle = await begin_cycle(
            session,
            actor=request.actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            now=request.now,
        )
        cycles = await load_cycles(session, actor=request.actor, team_id=team_id)
    request.wake()
    told = f"*{escape(cycle.name)}* has begun. Its OKRs are in the weekly prompt from now on."
    await request.update_modal(cycles_modal(cycles, now=request.now, told=told))


async def discard(request: Request) -> None:
    """Discard the plan; nothing in it is lost."""
    team, planned = parse_cycle_value(request.value)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    async with request.writing() as session:
        cycle = await discard_plan(
            session,
            actor=request.actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            now=request.now,
        )
        cycles = await load_cycles(session, actor=request.actor, team_id=team_id)
    request.wake()
    told = f"*{escape(cycle.name)}*. You can plan anew, or take it back."
    undo = take_back_button(cycle)
    await request.update_modal(cycles_modal(cycles, now=request.now, told=told, undo=undo))


async def take_back(request: Request) -> None:
    """Go on with a plan that was discarded."""
    team, planned = parse_cycle_value(request.value)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    actor, now = request.actor, request.now
    async with request.writing() as session:
        await take_back_plan(session, actor=actor, team_id=team_id, team_cycle_id=team_cycle_id)
        plan = await load_plan(
            session, actor=actor, team_id=team_id, team_cycle_id=team_cycle_id, now=now
        )
    request.wake()
    await request.update_modal(views.planning_modal(plan, told=TAKEN_BACK))


def register(listeners: Listeners) -> None:
    """Register the plan's buttons and the form that copies."""
    listeners.action(OPEN_PLAN, open_plan, act=Act.READ)
    listeners.action(views.OPEN_COPY, open_copy, act=Act.EDIT_OKRS)
    listeners.submission(copy_views.SUBMIT, submit_copy, act=Act.EDIT_OKRS)
    listeners.action(views.BEGIN, begin, act=Act.EDIT_OKRS, saves=True)
    listeners.action(views.DISCARD, discard, act=Act.EDIT_OKRS, saves=True)
    listeners.action(TAKE_BACK, take_back, act=Act.EDIT_OKRS, saves=True)
