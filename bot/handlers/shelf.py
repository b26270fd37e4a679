"""`/okr shelf`: what was set aside, searched and brought back."""

import structlog

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.handlers.work_modals import show_work_modal
from bot.okr.permissions import Act
from bot.okr.shelf import MAX_WORDS, Shelf, ShelfFilter
from bot.okr.text import one_line
from bot.services.revivals import bring_back, open_revival
from bot.services.shelf import load_shelf
from bot.services.shelf_door import open_shelf
from bot.services.team_choice import get_meant_team
from bot.services.undo import undo_placement
from bot.views import bring_back as bring_back_views
from bot.views import shelf as views
from bot.views.blocks import escape
from bot.views.placement_fields import number_of
from bot.views.shelf_button import OPEN
from bot.views.shelf_filter import CHOOSES, parse_filter, parse_page_state
from bot.views.work_words import quoted

log = structlog.get_logger(__name__)


async def run_shelf(request: Request) -> None:
    """Show the shelf of the channel's team, searched for the words after the verb."""
    await show_shelf(request, None, ShelfFilter(words=one_line(request.typed)[:MAX_WORDS]))


async def open_shelf_page(request: Request) -> None:
    """Show the shelf of the team that a button stands for."""
    await show_shelf(request, number_of(request.value), ShelfFilter())


async def choose_in_shelf(request: Request) -> None:
    """Show the part of the shelf that was searched for or chosen."""
    team_id, _, _ = parse_page_state(request.private_metadata)
    await show_shelf(request, team_id, parse_filter(request.values))


async def submit_search(request: Request) -> Answer:
    """Show the part of the shelf that was searched for."""
    team_id, _, _ = parse_page_state(request.private_metadata)
    shelf = await _load(request, team_id, parse_filter(request.values), 0)
    return Show(views.shelf_modal(shelf))


async def turn_shelf_page(request: Request) -> None:
    """Show another page."""
    team_id, wanted, _ = parse_page_state(request.private_metadata)
    await show_shelf(request, team_id, wanted, page=number_of(request.value) or 0)


async def set_shelf_door(request: Request) -> None:
    """Open the shelf before there are enough ideas, or shut it again."""
    team_id, opens = views.parse_door(request.value)
    async with request.writing() as session:
        team = await open_shelf(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            is_open=opens,
            now=request.now,
        )
    log.info("shelf_door_set", team_id=team.id, is_open=opens, person_id=request.person.id)
    _, wanted, page = parse_page_state(request.private_metadata)
    await show_shelf(request, team.id, wanted, page=page)


async def open_bring_back(request: Request) -> None:
    """Ask for which key result work comes back."""
    async with request.writing() as session:
        revival = await open_revival(
            session,
            actor=request.actor,
            work_item_id=id_of(request.value),
            now=request.now,
        )
    view = bring_back_views.bring_back_modal(revival, shelf_state=request.private_metadata)
    await show_work_modal(request, view)


async def submit_bring_back(request: Request) -> Answer:
    """Bring work back, and show the shelf again."""
    work_item_id, state = bring_back_views.parse_metadata(request.private_metadata)
    key_result_id, hypothesis = bring_back_views.parse_bring_back(request.values)
    async with request.writing() as session:
        back = await bring_back(
            session,
            actor=request.actor,
            work_item_id=id_of(work_item_id),
            key_result_id=key_result_id,
            hypothesis=hypothesis,
            now=request.now,
        )
    request.wake()
    _, wanted, page = parse_page_state(state)
    sentence = f"Back: {escape(quoted(back.work_item.title))}. It is open, and not planned yet."
    shelf = await _load(request, back.work_item.team_id, wanted, page)
    return Show(views.shelf_modal(shelf, notice=views.ShelfNotice(sentence, back.placement_id)))


async def undo_bring_back(request: Request) -> None:
    """Put work on the shelf again that came back a moment ago."""
    async with request.writing() as session:
        undone = await undo_placement(
            session, actor=request.actor, placement_id=id_of(request.value), now=request.now
        )
    request.wake()
    item = undone.work_item
    notice = views.ShelfNotice(f"Undone: {escape(quoted(item.title))} is on the shelf again.")
    _, wanted, page = parse_page_state(request.private_metadata)
    await show_shelf(request, item.team_id, wanted, page=page, notice=notice)


async def return_to_shelf(request: Request) -> None:
    """Leave work where it is, and show the page of the shelf again."""
    _, state = bring_back_views.parse_metadata(request.private_metadata)
    team_id, wanted, page = parse_page_state(state)
    await show_shelf(request, team_id, wanted, page=page)


async def show_shelf(
    request: Request,
    team_id: int | None,
    wanted: ShelfFilter,
    *,
    page: int = 0,
    notice: views.ShelfNotice | None = None,
) -> None:
    """Show a page of a team's shelf, in place of another modal about work."""
    shelf = await _load(request, team_id, wanted, page)
    await show_work_modal(request, views.shelf_modal(shelf, notice=notice))


async def _load(request: Request, team_id: int | None, wanted: ShelfFilter, page: int) -> Shelf:
    async with request.reading() as session:
        team = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.READ_SHARES,
            channel_id=request.channel_id,
            team_id=team_id,
        )
        return await load_shelf(
            session,
            actor=request.actor,
            team_id=team.id,
            wanted=wanted,
            page=page,
            now=request.now,
        )


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the form."""
    listeners.verb("shelf", run_shelf, act=Act.READ_SHARES)
    listeners.action(OPEN, open_shelf_page, act=Act.READ_SHARES)
    for name in CHOOSES:
        listeners.action(name, choose_in_shelf, act=Act.READ_SHARES)
    for name in (views.PAGES.back, views.PAGES.on):
        listeners.action(name, turn_shelf_page, act=Act.READ_SHARES)
    listeners.submission(views.LIST, submit_search, act=Act.READ_SHARES)
    listeners.action(views.SET_DOOR, set_shelf_door, act=Act.OPEN_SHELF, saves=True)
    listeners.action(views.BRING_BACK, open_bring_back, act=Act.PLACE)
    listeners.action(views.UNDO, undo_bring_back, act=Act.PLACE, saves=True)
    listeners.action(bring_back_views.RETURN, return_to_shelf, act=Act.READ_SHARES)
    listeners.submission(bring_back_views.SUBMIT, submit_bring_back, act=Act.PLACE)
