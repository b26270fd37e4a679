"""*See all*: every objective and key result of a team, where a message folds them."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND, Act
from bot.services.cycles import NO_CYCLE
from bot.services.team_pages import get_team_page
from bot.views import all_okrs as views


async def open_all_okrs(request: Request) -> None:
    """Show the first objective of the team that the button stands for."""
    await _show(request, id_of(request.value), 0)


async def turn_page(request: Request) -> None:
    """Show another objective in place of this one."""
    team_id, page = views.parse_page(request.value)
    if team_id is None:
        raise NotFoundError(NOT_FOUND)
    await _show(request, team_id, page)


async def _show(request: Request, team_id: int, page: int) -> None:
    async with request.reading() as session:
        found = await get_team_page(session, actor=request.actor, team_id=team_id, now=request.now)
    if found.week is None:
        raise NotFoundError(NO_CYCLE)
    view = views.all_okrs_modal(
        found.week,
        page=page,
        may_plan=Act.PLAN in found.acts,
        command=request.command,
        now=request.now,
    )
    if request.view.get("callback_id") == views.CALLBACK:
        # The last one wins when somebody turns faster than Slack answers, so no hash is sent.
        await request.slack.update_view(str(request.view["id"]), view)
    else:
        await request.open_modal(view)


def register(listeners: Listeners) -> None:
    """Register the button and what turns the pages."""
    listeners.action(views.OPEN, open_all_okrs, act=Act.READ)
    listeners.action(views.CHOOSE, turn_page, act=Act.READ)
    listeners.action(views.PAGES.back, turn_page, act=Act.READ)
    listeners.action(views.PAGES.on, turn_page, act=Act.READ)
