"""*Suggest a number*: members answer what would tell that an objective worked."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.suggestions import open_suggestion, save_suggestion
from bot.views import suggest_number as views


async def open_suggestion_form(request: Request) -> None:
    """Ask the question under an objective."""
    async with request.writing() as session:
        form = await open_suggestion(
            session, actor=request.actor, objective_id=id_of(request.value), now=request.now
        )
    await request.open_modal(views.suggest_modal(form.objective, token=form.token))


async def submit_suggestion(request: Request) -> Answer:
    """Keep the answer as a key result."""
    async with request.writing() as session:
        key_result = await save_suggestion(
            session,
            actor=request.actor,
            token=request.private_metadata,
            text=views.parse_suggestion(request.values),
            now=request.now,
        )
    request.wake()
    return Show(views.suggestion_saved_modal(key_result))


def register(listeners: Listeners) -> None:
    """Register the button and the form."""
    listeners.action(views.OPEN, open_suggestion_form, act=Act.PLAN)
    listeners.submission(views.SUBMIT, submit_suggestion, act=Act.PLAN)
