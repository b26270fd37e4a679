"""How the modals about work follow each other: one in place of the other, never a pile."""

from bot.handlers.people import get_person
from bot.handlers.request import Request
from bot.views import bring_back, place_work, plan_work, shelf, start_fresh, work, work_form
from bot.views.blocks import View

REPLACED = frozenset(
    {
        work.LIST,
        work_form.ADDED,
        work_form.SUBMIT,
        place_work.SUBMIT,
        place_work.DONE,
        plan_work.SUBMIT,
        plan_work.DONE,
        start_fresh.SUBMIT,
        start_fresh.DONE,
        shelf.LIST,
        bring_back.SUBMIT,
    }
)


async def show_work_modal(request: Request, view: View) -> None:
    """Show a modal about work: in place of another one about work, else opened anew.

    The last one wins when somebody chooses faster than Slack answers, so no hash is sent.
    """
    if request.view.get("callback_id") in REPLACED:
        await request.slack.update_view(str(request.view["id"]), view)
    else:
        await request.open_modal(view)


async def find_owner_id(request: Request, slack_user_id: str | None) -> int | None:
    """Return our id of the person who was picked, asking Slack when we do not know them."""
    if slack_user_id is None:
        return None
    person = await get_person(
        slack_user_id,
        workspace_id=request.workspace_id,
        sessions=request.sessions,
        slack=request.slack,
        now=request.now,
    )
    return person.id
