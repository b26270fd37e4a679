"""*Start fresh*: what goes to the shelf, doing it, and taking it back."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.handlers.shelf import show_shelf
from bot.handlers.work_modals import show_work_modal
from bot.okr.fresh_start import SetAside
from bot.okr.permissions import Act
from bot.services.fresh_starts import change_fresh_start, open_fresh_start, start_fresh
from bot.services.shelving_undo import undo_shelving
from bot.services.team_choice import get_meant_team
from bot.views import shelf as shelf_views
from bot.views import start_fresh as views
from bot.views.placement_fields import number_of
from bot.views.shelf_filter import parse_page_state


async def open_fresh(request: Request) -> None:
    """Show what would go to the shelf."""
    async with request.writing() as session:
        team = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.START_FRESH,
            channel_id=request.channel_id,
            team_id=number_of(request.value),
        )
        preview = await open_fresh_start(
            session, actor=request.actor, team_id=team.id, now=request.now
        )
    await show_work_modal(request, views.fresh_modal(preview))


async def choose_fresh(request: Request) -> None:
    """Show what would go to the shelf with what was ticked."""
    with_placed, _ = views.parse_fresh(request.values)
    async with request.writing() as session:
        preview = await change_fresh_start(
            session,
            actor=request.actor,
            token=request.private_metadata,
            with_placed=with_placed,
            now=request.now,
        )
    await show_work_modal(request, views.fresh_modal(preview))


async def submit_fresh(request: Request) -> Answer:
    """Set aside what was shown, or show what it is now."""
    with_placed, typed = views.parse_fresh(request.values)
    async with request.writing() as session:
        done = await start_fresh(
            session,
            actor=request.actor,
            token=request.private_metadata,
            with_placed=with_placed,
            typed=typed,
            now=request.now,
        )
    if not isinstance(done, SetAside):
        return Show(views.fresh_modal(done))
    request.wake()
    return Show(views.set_aside_modal(done))


async def undo_fresh(request: Request) -> None:
    """Take an act back, and show the shelf again where it was shown."""
    async with request.writing() as session:
        undone = await undo_shelving(
            session, actor=request.actor, shelving_id=id_of(request.value), now=request.now
        )
    request.wake()
    if request.view.get("callback_id") == shelf_views.LIST:
        _, wanted, page = parse_page_state(request.private_metadata)
        notice = shelf_views.ShelfNotice(views.undone_words(undone))
        await show_shelf(request, undone.team.id, wanted, page=page, notice=notice)
    else:
        await show_work_modal(request, views.brought_back_modal(undone))


def register(listeners: Listeners) -> None:
    """Register the buttons and the form."""
    listeners.action(views.OPEN, open_fresh, act=Act.START_FRESH)
    listeners.action(views.CHOOSE, choose_fresh, act=Act.START_FRESH)
    listeners.action(views.UNDO, undo_fresh, act=Act.PLACE, saves=True)
    listeners.submission(views.SUBMIT, submit_fresh, act=Act.START_FRESH)
