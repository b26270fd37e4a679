"""`/okr cycle`: a team's cycles, planning the next one, and reading the earlier ones."""

from bot.handlers.ids import id_of
from bot.handlers.planning import show_plan
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act, Actor
from bot.okr.team_cycles import TeamCycles
from bot.services.cycle_making import change_planned_cycle, load_cycles, plan_cycle
from bot.services.cycle_plans import load_plan
from bot.services.cycle_records import load_record, reopen_cycle
from bot.services.cycles import ensure_first_cycle
from bot.services.team_choice import get_meant_team
from bot.views import cycle as views
from bot.views import cycle_form, cycle_messages, cycle_record, planning
from bot.views.blocks import View, escape
from bot.views.cycle_words import parse_cycle_value


async def open_cycles(request: Request) -> None:
    """Show the cycles of the team that a button stands for, or of the channel's team."""
    async with request.writing() as session:
        team = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.READ,
            channel_id=request.channel_id,
            team_id=id_of(request.value) if request.value else None,
        )
        await ensure_first_cycle(session, team=team, now=request.now)
        cycles = await load_cycles(session, actor=request.actor, team_id=team.id)
    await request.update_modal(views.cycles_modal(cycles, now=request.now))


async def turn_page(request: Request) -> None:
    """Show another page of the cycles that are over."""
    team_id, page = views.parse_page(request.value)
    cycles = await _load(request, team_id, Act.READ)
    await request.update_modal(views.cycles_modal(cycles, now=request.now, page=page))


async def open_form(request: Request) -> None:
    """Show the form that begins to plan a cycle."""
    cycles = await _load(request, request.value, Act.EDIT_OKRS)
    if cycles.planned is None:
        await request.update_modal(cycle_form.plan_modal(cycles, now=request.now))
    else:
        await show_plan(request, cycles.team.id, cycles.planned.id)


async def open_name(request: Request) -> None:
    """Show the form with the name and the dates of a planned cycle."""
    team_id, team_cycle_id = parse_cycle_value(request.value)
    async with request.reading() as session:
        plan = await load_plan(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
            act=Act.EDIT_OKRS,
            now=request.now,
        )
    await request.update_modal(cycle_form.rename_modal(plan))


async def submit_form(request: Request) -> Answer:
    """Begin to plan a cycle, or give a planned one another name or other dates."""
    team, planned = parse_cycle_value(request.private_metadata)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    filled = cycle_form.parse_fields(request.values)
    actor, now = request.actor, request.now
    async with request.writing() as session:
        cycle = await (
            change_planned_cycle(
                session,
                actor=actor,
                team_id=team_id,
                team_cycle_id=team_cycle_id,
                name=filled.name,
                starts_on=filled.starts_on,
                ends_on=filled.ends_on,
                now=now,
            )
            if team_cycle_id
            else plan_cycle(
                session,
                actor=actor,
                team_id=team_id,
                name=filled.name,
                starts_on=filled.starts_on,
                ends_on=filled.ends_on,
                now=now,
            )
        )
        plan = await load_plan(
            session, actor=actor, team_id=team_id, team_cycle_id=cycle.id, now=now
        )
    request.wake()
    return Show(planning.planning_modal(plan))


async def read_cycle(request: Request) -> None:
    """Show what came of a cycle."""
    team_id, team_cycle_id, page = cycle_record.parse_page(request.value)
    await request.update_modal(
        await _record_of(request, request.actor, id_of(team_id), id_of(team_cycle_id), page)
    )


async def open_again(request: Request) -> None:
    """Take the closing of a cycle back."""
    team, planned = parse_cycle_value(request.value)
    team_id, team_cycle_id = id_of(team), id_of(planned)
    async with request.writing() as session:
        cycle = await reopen_cycle(
            session,
            actor=request.actor,
            team_id=team_id,
            team_cycle_id=team_cycle_id,
            now=request.now,
        )
        cycles = await load_cycles(session, actor=request.actor, team_id=team_id)
    request.wake()
    told = f"*{escape(cycle.name)}* is open again. Close it when it is right."
    await request.update_modal(views.cycles_modal(cycles, now=request.now, told=told))


async def put_off(request: Request) -> None:
    """Take away the question whether to plan the next cycle."""
    team_id, _ = parse_cycle_value(request.value)
    await _load(request, team_id, Act.EDIT_OKRS)
    await request.reply(cycle_messages.not_yet_message(request.command), replace=True)


async def _load(request: Request, team_id: str, act: Act) -> TeamCycles:
    async with request.reading() as session:
        return await load_cycles(session, actor=request.actor, team_id=id_of(team_id), act=act)


async def _record_of(
    request: Request, actor: Actor, team_id: int, team_cycle_id: int, page: int
) -> View:
    async with request.reading() as session:
        record = await load_record(
            session, actor=actor, team_id=team_id, team_cycle_id=team_cycle_id, now=request.now
        )
    return cycle_record.record_modal(record, page=page)


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the form."""
    listeners.verb("cycle", open_cycles, act=Act.READ)
    listeners.action(views.OPEN_CYCLE, open_cycles, act=Act.READ)
    listeners.action(views.PAGES.back, turn_page, act=Act.READ)
    listeners.action(views.PAGES.on, turn_page, act=Act.READ)
    listeners.action(views.OPEN_FORM, open_form, act=Act.EDIT_OKRS)
    listeners.action(cycle_form.OPEN_NAME, open_name, act=Act.EDIT_OKRS)
    listeners.submission(cycle_form.SUBMIT, submit_form, act=Act.EDIT_OKRS)
    listeners.action(views.READ, read_cycle, act=Act.READ)
    listeners.action(cycle_record.PAGES.back, read_cycle, act=Act.READ)
    listeners.action(cycle_record.PAGES.on, read_cycle, act=Act.READ)
    listeners.action(cycle_record.REOPEN, open_again, act=Act.EDIT_OKRS, saves=True)
    listeners.action(cycle_messages.NOT_YET, put_off, act=Act.EDIT_OKRS)
