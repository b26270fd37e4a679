"""Ideas from the objectives: the list, adding to it, and making one work."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND, Act
from bot.services.ideas import (
    add_ideas,
    choose_idea,
    get_idea,
    load_ideas,
    put_idea_back,
    remove_idea,
)
from bot.services.okrs import get_key_result
from bot.services.undo import undo_placement
from bot.views import ideas as views
from bot.views.blocks import View, escape


async def open_ideas(request: Request) -> None:
    """Show a team's ideas."""
    await _show(request, await _list(request, id_of(request.value)))


async def ask_ideas(request: Request) -> None:
    """Ask for ideas for the key result whose button was pressed."""
    async with request.reading() as session:
        found = await get_key_result(
            session, actor=request.actor, act=Act.PLAN, key_result_id=id_of(request.value)
        )
    await _show(request, views.add_modal(found.key_result))


async def submit_ideas(request: Request) -> Answer:
    """Keep the ideas."""
    async with request.writing() as session:
        found = await add_ideas(
            session,
            actor=request.actor,
            key_result_id=id_of(request.private_metadata),
            text=views.parse_ideas(request.values),
            now=request.now,
        )
    request.wake()
    told = f"Saved, for {found.key_result.label}. Thank you."
    return Show(await _list(request, found.team.id, told))


async def choose_row(request: Request) -> None:
    """Do what was chosen for an idea."""
    verb, idea_id = views.parse_row(request.value)
    if verb == views.CHOOSE:
        async with request.reading() as session:
            idea, found = await get_idea(session, actor=request.actor, idea_id=id_of(idea_id))
        await _show(request, views.choose_modal(idea, found.key_result))
    elif verb == views.REMOVE:
        async with request.writing() as session:
            found = await remove_idea(
                session, actor=request.actor, idea_id=id_of(idea_id), now=request.now
            )
        request.wake()
        removal = f"{views.REMOVE}:{idea_id}"
        await _show(request, await _list(request, found.team.id, "Taken out.", removal))
    else:
        raise NotFoundError(NOT_FOUND)


async def submit_choice(request: Request) -> Answer:
    """Make an idea work."""
    async with request.writing() as session:
        placed = await choose_idea(
            session,
            actor=request.actor,
            idea_id=id_of(request.private_metadata),
            hypothesis=views.parse_hypothesis(request.values),
            now=request.now,
        )
    request.wake()
    told = f"“{escape(placed.work_item.title, 60)}” is work now. It waits until somebody starts it."
    choice = f"{views.CHOOSE}:{placed.placement_id}"
    return Show(await _list(request, placed.work_item.team_id, told, choice))


async def undo(request: Request) -> None:
    """Take back what was just done: an idea is in the list again, and no work."""
    verb, one_id = views.parse_row(request.value)
    async with request.writing() as session:
        if verb == views.REMOVE:
            found = await put_idea_back(session, actor=request.actor, idea_id=id_of(one_id))
            team_id = found.team.id
        elif verb == views.CHOOSE:
            placed = await undo_placement(
                session, actor=request.actor, placement_id=id_of(one_id), now=request.now
            )
            team_id = placed.work_item.team_id
        else:
            raise NotFoundError(NOT_FOUND)
    request.wake()
    await _show(request, await _list(request, team_id, "Undone."))


async def _list(
    request: Request, team_id: int, told: str | None = None, undone_by: str | None = None
) -> View:
    async with request.reading() as session:
        page = await load_ideas(session, actor=request.actor, team_id=team_id)
    return views.ideas_modal(page, told=told, undo=undone_by)


async def _show(request: Request, view: View) -> None:
    """Show a view: in place of another one about ideas, else opened anew."""
    ours = {views.LIST, views.SUBMIT_ADD, views.SUBMIT_CHOICE}
    if request.view.get("callback_id") in ours:
        await request.update_modal(view)
    else:
        await request.open_modal(view)


def register(listeners: Listeners) -> None:
    """Register the buttons and the forms."""
    listeners.action(views.OPEN, open_ideas, act=Act.PLAN)
    listeners.action(views.ADD, ask_ideas, act=Act.PLAN)
    listeners.action(views.ROW, choose_row, act=Act.PLAN)
    listeners.action(views.UNDO, undo, act=Act.PLAN)
    listeners.submission(views.SUBMIT_ADD, submit_ideas, act=Act.PLAN)
    listeners.submission(views.SUBMIT_CHOICE, submit_choice, act=Act.PLAN)
