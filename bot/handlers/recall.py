"""Recall: what one knows of a team's objectives without looking, asked on Home."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.recalls import answer_recall, get_recall
from bot.views import recall as views


async def open_recall(request: Request) -> None:
    """Show the form in which one writes from memory."""
    async with request.reading() as session:
        recall = await get_recall(
            session, actor=request.actor, team_id=id_of(request.value), now=request.now
        )
    await request.open_modal(views.ask_modal(recall))


async def skip_recall(request: Request) -> None:
    """Ask no more this month; Home says so."""
    async with request.writing() as session:
        await answer_recall(
            session,
            actor=request.actor,
            team_id=id_of(request.value),
            named=None,
            now=request.now,
        )
    request.wake()


async def show_objectives(request: Request) -> Answer:
    """Show the objectives beside what was written."""
    async with request.reading() as session:
        recall = await get_recall(
            session, actor=request.actor, team_id=id_of(request.private_metadata), now=request.now
        )
    return Show(views.mark_modal(recall, views.parse_typed(request.values)))


async def save_answer(request: Request) -> Answer:
    """Keep how many were known."""
    async with request.writing() as session:
        recall = await answer_recall(
            session,
            actor=request.actor,
            team_id=id_of(request.private_metadata),
            named=views.count_named(request.values),
            now=request.now,
        )
    request.wake()
    return Show(views.saved_modal(recall))


def register(listeners: Listeners) -> None:
    """Register the buttons and the forms."""
    listeners.action(views.OPEN, open_recall, act=Act.RECALL)
    listeners.action(views.SKIP, skip_recall, act=Act.RECALL, saves=True)
    listeners.submission(views.SHOW, show_objectives, act=Act.RECALL)
    listeners.submission(views.SAVE, save_answer, act=Act.RECALL)
