"""The form that closes a cycle: opened, turned, and saved once."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.cycle import Cycle
from bot.okr.permissions import Act
from bot.services.cycle_closings import open_closing, submit_closing_page, turn_closing_page
from bot.services.cycle_records import load_record
from bot.views import closing as views
from bot.views import cycle_record
from bot.views.blocks import escape
from bot.views.cycle import OPEN_CLOSING
from bot.views.cycle_words import parse_cycle_value


async def open_form(request: Request) -> None:
    """Show the form that closes the cycle that a button stands for."""
    team_id, team_cycle_id = parse_cycle_value(request.value)
    async with request.writing() as session:
        form = await open_closing(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
            now=request.now,
        )
    await request.update_modal(views.closing_modal(form))


async def turn_back(request: Request) -> None:
    """Keep what was typed and show the page before."""
    token, _ = views.parse_place(request.private_metadata)
    async with request.writing() as session:
        form = await turn_closing_page(
            session,
            actor=request.actor,
            token=token,
            page=views.parse_page(request.value),
            entry=views.parse_closing(request.values),
            now=request.now,
        )
    await request.update_modal(views.closing_modal(form))


async def submit_page(request: Request) -> Answer:
    """Show the next page, or close the cycle and show what came of it."""
    token, page = views.parse_place(request.private_metadata)
    async with request.writing() as session:
        found = await submit_closing_page(
            session,
            actor=request.actor,
            token=token,
            page=page,
            entry=views.parse_closing(request.values),
            locale=request.person.locale,
            now=request.now,
        )
        if not isinstance(found, Cycle):
            return Show(views.closing_modal(found))
        record = await load_record(
            session,
            actor=request.actor,
            team_id=found.team_id,
            team_cycle_id=found.id,
            now=request.now,
        )
    request.wake()
    told = f"Closed *{escape(found.name)}*. The channel is told what came of it."
    return Show(cycle_record.record_modal(record, told=told))


def register(listeners: Listeners) -> None:
    """Register the form and its buttons."""
    listeners.action(OPEN_CLOSING, open_form, act=Act.EDIT_OKRS)
    listeners.action(views.BACK, turn_back, act=Act.EDIT_OKRS)
    listeners.submission(views.SUBMIT, submit_page, act=Act.EDIT_OKRS)
