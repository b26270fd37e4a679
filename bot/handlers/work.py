"""`/okr work`: the team's work by place, and what ends or moves it from there."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.handlers.work_form import open_work_add
from bot.handlers.work_modals import show_work_modal
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND, Act, may
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.services.members import find_access
from bot.services.placements import finish_work_item, place_work_item, start_work_item
from bot.services.team_choice import get_meant_team
from bot.services.undo import undo_placement
from bot.services.work_items import load_team_work, read_id
from bot.views import work as views
from bot.views.blocks import View
from bot.views.placement_fields import number_of
from bot.views.work_words import quoted


async def run_work(request: Request) -> None:
    """Show the team's work, or after `add` the form that adds some."""
    first, _, rest = request.arguments.partition(" ")
    if first.casefold() == "add":
        await open_work_add(request, rest)
    else:
        await _show(request, team_id=None)


async def open_work_list(request: Request) -> None:
    """Show the work of the team that a button stands for."""
    await _show(request, team_id=number_of(request.value))


async def turn_page(request: Request) -> None:
    """Show another page."""
    team_id, page = views.parse_page(request.value)
    await _show(request, team_id=team_id, page=page)


async def finish_work(request: Request) -> None:
    """Mark a work item as done."""
    async with request.writing() as session:
        done = await finish_work_item(
            session, actor=request.actor, work_item_id=read_id(request.value), now=request.now
        )
    item = done.work_item
    notice = views.WorkNotice(f"Done: {quoted(item.title)}.", done.placement_id)
    await _changed(request, item.team_id, notice)


async def drop_work(request: Request) -> None:
    """Drop a work item."""
    await _move(request, read_id(request.value), Answer.DROP, "Dropped")


async def run_more(request: Request) -> None:
    """Do what was chosen from the ⋯ menu."""
    choice, work_item_id = views.parse_more(request.value)
    if work_item_id is None or choice not in {views.SHELVE, views.START}:
        raise NotFoundError(NOT_FOUND)
    if choice == views.SHELVE:
        await _move(request, work_item_id, Answer.SHELF, "Shelved for now")
        return
    async with request.writing() as session:
        item = await start_work_item(
            session, actor=request.actor, work_item_id=work_item_id, now=request.now
        )
    await _changed(request, item.team_id, views.WorkNotice(f"Started: {quoted(item.title)}."))


async def undo_work(request: Request) -> None:
    """Take back what was just done."""
    async with request.writing() as session:
        undone = await undo_placement(
            session, actor=request.actor, placement_id=read_id(request.value), now=request.now
        )
    item = undone.work_item
    await _changed(request, item.team_id, views.WorkNotice(f"Undone: {quoted(item.title)}."))


async def _move(request: Request, work_item_id: int, answer: Answer, word: str) -> None:
    async with request.writing() as session:
        moved = await place_work_item(
            session,
            actor=request.actor,
            work_item_id=work_item_id,
            entry=PlacementEntry(answer),
            now=request.now,
        )
    item = moved.work_item
    notice = views.WorkNotice(f"{word}: {quoted(item.title)}.", moved.placement_id)
    await _changed(request, item.team_id, notice)


async def _changed(request: Request, team_id: int, notice: views.WorkNotice) -> None:
    """Show the page again on which something changed."""
    request.wake()
    _, page = views.parse_page(request.private_metadata)
    is_list = request.view.get("callback_id") == views.LIST
    await _show(request, team_id=team_id, page=page if is_list else 0, notice=notice)


async def _show(
    request: Request,
    *,
    team_id: int | None,
    page: int = 0,
    notice: views.WorkNotice | None = None,
) -> None:
    async with request.reading() as session:
        view = await _list_view(session, request, team_id, page=page, notice=notice)
    await show_work_modal(request, view)


async def _list_view(
    session: AsyncSession,
    request: Request,
    team_id: int | None,
    *,
    page: int,
    notice: views.WorkNotice | None,
) -> View:
    team = await get_meant_team(
        session,
        actor=request.actor,
        act=Act.READ,
        channel_id=request.channel_id,
        team_id=team_id,
    )
    access = await find_access(session, actor=request.actor, team_id=team.id)
    work = await load_team_work(session, team=team)
    return views.work_list_modal(
        work,
        page=page,
        is_member=may(request.actor, Act.READ_SHARES, access),
        is_lead=may(request.actor, Act.START_FRESH, access),
        notice=notice,
    )


def register(listeners: Listeners) -> None:
    """Register the verb and the buttons of the list."""
    listeners.verb("work", run_work, act=Act.READ)
    listeners.action(views.OPEN_LIST, open_work_list, act=Act.READ)
    for name in (views.PAGES.back, views.PAGES.on, views.GO_TO):
        listeners.action(name, turn_page, act=Act.READ)
    listeners.action(views.FINISH, finish_work, act=Act.EDIT_WORK, saves=True)
    listeners.action(views.DROP, drop_work, act=Act.PLACE, saves=True)
    listeners.action(views.MORE, run_more, act=Act.PLACE, saves=True)
    listeners.action(views.UNDO, undo_work, act=Act.PLACE, saves=True)
