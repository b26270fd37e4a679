"""Technical debt: planning a share of the work, from the plan and from the cycle's page."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.planned_shares import load_planned_shares, plan_shares
from bot.views import planned_shares as views
from bot.views.blocks import section
from bot.views.cycle_words import parse_cycle_value
from bot.views.notice import notice_modal
from bot.views.shares_button import OPEN


async def open_shares(request: Request) -> None:
    """Show the form."""
    team_id, team_cycle_id = parse_cycle_value(request.value)
    async with request.reading() as session:
        _, cycle, shares = await load_planned_shares(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
            act=Act.EDIT_OKRS,
        )
    await request.open_modal(views.shares_modal(cycle, shares))


async def submit_shares(request: Request) -> Answer:
    """Save the shares."""
    team_id, team_cycle_id = parse_cycle_value(request.private_metadata)
    health, upkeep = views.parse_shares(request.values)
    async with request.writing() as session:
        await plan_shares(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
            health=health,
            upkeep=upkeep,
        )
        _, cycle, shares = await load_planned_shares(
            session,
            actor=request.actor,
            team_id=id_of(team_id),
            team_cycle_id=id_of(team_cycle_id),
            act=Act.EDIT_OKRS,
        )
    words = views.saved_words(cycle, shares)
    return Show(notice_modal([section(words)], title="Technical debt"))


def register(listeners: Listeners) -> None:
    """Register the button and the form."""
    listeners.action(OPEN, open_shares, act=Act.EDIT_OKRS)
    listeners.submission(views.SUBMIT, submit_shares, act=Act.EDIT_OKRS)
