"""`/okr cycle`: a team's cycles, and starting another."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.cycle_making import load_cycles, start_another_cycle
from bot.services.cycles import ensure_active_cycle
from bot.services.team_choice import get_meant_team
from bot.views import cycle as views


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
        await ensure_active_cycle(session, team=team, now=request.now)
        cycles = await load_cycles(session, actor=request.actor, team_id=team.id)
    await request.open_modal(views.cycles_modal(cycles, now=request.now))


async def open_start(request: Request) -> None:
    """Show the form that starts another cycle, in place of the list."""
    async with request.reading() as session:
        cycles = await load_cycles(
            session, actor=request.actor, team_id=id_of(request.value), act=Act.EDIT_OKRS
        )
    await request.update_modal(views.start_modal(cycles, now=request.now))


async def submit_start(request: Request) -> Answer:
    """Start the cycle."""
    team_id, _, seen_id = request.private_metadata.partition(":")
    filled = views.parse_start(request.values)
    async with request.writing() as session:
        started = await start_another_cycle(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            seen_id=id_of(seen_id) or None,
            name=filled.name,
            starts_on=filled.starts_on,
            ends_on=filled.ends_on,
            now=request.now,
        )
        cycles = await load_cycles(session, actor=request.actor, team_id=id_of(team_id))
    request.wake()
    return Show(views.cycles_modal(cycles, now=request.now, told=views.started_words(started)))


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the form."""
    listeners.verb("cycle", open_cycles, act=Act.READ)
    listeners.action(views.OPEN_CYCLE, open_cycles, act=Act.READ)
    listeners.action(views.OPEN_START, open_start, act=Act.EDIT_OKRS)
    listeners.submission(views.START, submit_start, act=Act.EDIT_OKRS)
