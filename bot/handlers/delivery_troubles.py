"""An answer about a prompt or a recap of which nobody knows whether it was posted."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.okr.permissions import Act
from bot.services.delivery_troubles import Settled, settle_unclear
from bot.views import delivery_troubles as views

ANSWERS = {
    Settled.POSTED_AGAIN: views.POSTING,
    Settled.LEFT: views.LEFT,
    Settled.RECAP_LEFT: views.LEFT_RECAP,
    Settled.NOTHING: views.NOTHING_TO_DO,
}


async def post_it(request: Request) -> None:
    """Post the prompt, since it is not there."""
    await _settle(request, is_there=False)


async def leave_it(request: Request) -> None:
    """Leave the prompt that is there."""
    await _settle(request, is_there=True)


async def _settle(request: Request, *, is_there: bool) -> None:
    team_id, outbox_id = views.parse_unclear_value(request.value)
    async with request.writing() as session:
        settled = await settle_unclear(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            outbox_id=id_of(outbox_id),
            is_there=is_there,
            now=request.now,
        )
    request.wake()
    await request.reply(views.answer_message(ANSWERS[settled]), replace=True)


def register(listeners: Listeners) -> None:
    """Register the buttons."""
    listeners.action(views.POST_IT, post_it, act=Act.POST_PROMPT)
    listeners.action(views.IS_THERE, leave_it, act=Act.POST_PROMPT)
