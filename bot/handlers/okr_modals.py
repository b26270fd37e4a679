"""How the modals about OKRs follow each other: one in place of the other, never a pile."""

from bot.handlers.request import Request
from bot.views import cycle, key_result_form, objective_form, okr_choice, okr_list, planning
from bot.views.blocks import View

REPLACED = frozenset(
    {
        cycle.LIST,
        planning.PAGE,
        okr_list.LIST,
        okr_choice.ADD,
        okr_choice.END,
        objective_form.SUBMIT,
        key_result_form.SUBMIT,
    }
)


async def show_okr_modal(request: Request, view: View) -> None:
    """Show a modal about OKRs: in place of another one about OKRs, else opened anew.

    The last one wins when somebody presses faster than Slack answers, so no hash is sent.
    """
    if request.view.get("callback_id") in REPLACED:
        await request.slack.update_view(str(request.view["id"]), view)
    else:
        await request.open_modal(view)
