"""The history of a key result or an objective: `/okr history`, its buttons and its pages."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.okr.label import Label, parse_label
from bot.okr.permissions import Act
from bot.services.history import find_history_choices, load_history
from bot.services.labels import find_key_result_id, find_objective_id
from bot.services.objective_history import load_objective_history
from bot.views import history as views
from bot.views.blocks import View
from bot.views.objective_history import PAGES, objective_history_modal


async def open_by_command(request: Request) -> None:
    """Show the history of what was named, or ask which key result."""
    if not request.arguments:
        async with request.reading() as session:
            choices = await find_history_choices(
                session, actor=request.actor, channel_id=request.channel_id
            )
        await request.reply(views.choose_history(choices))
        return
    label = parse_label(request.typed)
    if label.number is None:
        await _open_named_objective(request, label)
        return
    async with request.reading() as session:
        key_result_id = await find_key_result_id(
            session,
            actor=request.actor,
            act=Act.READ,
            text=request.typed,
            channel_id=request.channel_id,
        )
    await request.open_modal(await _page(request, key_result_id, 0, request.channel_id))


async def _open_named_objective(request: Request, label: Label) -> None:
    async with request.reading() as session:
        objective_id = await find_objective_id(
            session,
            actor=request.actor,
            act=Act.READ,
            label=label,
            channel_id=request.channel_id,
        )
    await request.open_modal(await _objective(request, objective_id, 0, request.channel_id))


async def open_chosen(request: Request) -> None:
    """Show the history of the key result whose button or menu entry was chosen."""
    await request.open_modal(await _page(request, id_of(request.value), 0, request.channel_id))


async def turn_page(request: Request) -> None:
    """Show an older or a newer page."""
    key_result_id, page = views.parse_page(request.value)
    channel_id = request.private_metadata or None
    await request.update_modal(await _page(request, id_of(key_result_id), page, channel_id))


async def open_objective(request: Request) -> None:
    """Show what became of the objective that a button stands for."""
    channel_id = request.private_metadata or request.channel_id
    await request.open_modal(await _objective(request, id_of(request.value), 0, channel_id))


async def turn_objective_page(request: Request) -> None:
    """Show another page of an objective's changes."""
    objective_id, page = views.parse_page(request.value)
    channel_id = request.private_metadata or None
    await request.update_modal(await _objective(request, id_of(objective_id), page, channel_id))


async def _objective(
    request: Request, objective_id: int, page: int, channel_id: str | None
) -> View:
    async with request.reading() as session:
        history = await load_objective_history(
            session, actor=request.actor, objective_id=objective_id, channel_id=channel_id
        )
    return objective_history_modal(history, channel_id=channel_id, page=page)


async def _page(request: Request, key_result_id: int, page: int, channel_id: str | None) -> View:
    async with request.reading() as session:
        history = await load_history(
            session,
            actor=request.actor,
            key_result_id=key_result_id,
            channel_id=channel_id,
            page=page,
            now=request.now,
        )
    return views.history_modal(history, channel_id=channel_id)


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the menu."""
    listeners.verb("history", open_by_command, act=Act.READ)
    listeners.action(views.OPEN, open_chosen, act=Act.READ)
    listeners.action(views.CHOOSE, open_chosen, act=Act.READ)
    listeners.action(views.OLDER, turn_page, act=Act.READ)
    listeners.action(views.NEWER, turn_page, act=Act.READ)
    listeners.action(views.OPEN_OBJECTIVE, open_objective, act=Act.READ)
    for name in (PAGES.back, PAGES.on):
        listeners.action(name, turn_objective_page, act=Act.READ)
