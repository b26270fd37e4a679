"""`/okr plan` and *Plan from a key result*."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.handlers.work_modals import find_owner_id, show_work_modal
from bot.okr.permissions import Act
from bot.okr.planning import PlanEntry, PlanForm
from bot.services.labels import find_key_result_id
from bot.services.okrs import get_key_result
from bot.services.plans import get_plan, open_plan, plan_work
from bot.services.team_choice import get_meant_team
from bot.services.undo import undo_placement
from bot.services.work_items import read_id
from bot.views import plan_work as views
from bot.views.placement_fields import number_of
from bot.views.plan_work_modal import plan_undone_modal, plan_work_modal, planned_modal


async def open_plan_verb(request: Request) -> None:
    """Start planning in the channel's team, from the key result that was named."""
    async with request.writing() as session:
        key_result_id = None
        if request.arguments:
            key_result_id = await find_key_result_id(
                session,
                actor=request.actor,
                act=Act.PLAN,
                text=request.typed,
                channel_id=request.channel_id,
            )
        form = await _open(session, request, None, key_result_id)
    await show_work_modal(request, plan_work_modal(form))


async def open_plan_button(request: Request) -> None:
    """Start planning from the key result or in the team that the button stands for."""
    team_id, key_result_id = views.parse_value(request.value)
    async with request.writing() as session:
        form = await _open(session, request, team_id, key_result_id)
    await show_work_modal(request, plan_work_modal(form))


async def plan_again(request: Request) -> None:
    """Start planning something else."""
    async with request.writing() as session:
        form = await _open(session, request, number_of(request.value), None)
    await show_work_modal(request, plan_work_modal(form))


async def choose_key_result(request: Request) -> None:
    """Show where the chosen key result stands, and the fields of the plan."""
    async with request.writing() as session:
        form = await get_plan(
            session,
            actor=request.actor,
            token=request.private_metadata,
            key_result_id=views.parse_plan(request.values).key_result_id,
            now=request.now,
        )
    await show_work_modal(request, plan_work_modal(form))


async def submit_plan(request: Request) -> Answer:
    """Save the work and the plan."""
    filled = views.parse_plan(request.values)
    entry = PlanEntry(
        title=filled.title,
        hypothesis=filled.hypothesis,
        owner_id=await find_owner_id(request, filled.owner),
        must_happen=filled.must_happen,
    )
    async with request.writing() as session:
        planned = await plan_work(
            session,
            actor=request.actor,
            token=request.private_metadata,
            key_result_id=filled.key_result_id,
            entry=entry,
            now=request.now,
        )
    request.wake()
    return Show(planned_modal(planned))


async def undo_plan(request: Request) -> None:
    """Take a plan back."""
    async with request.writing() as session:
        undone = await undo_placement(
            session,
            actor=request.actor,
            placement_id=read_id(request.value),
            now=request.now,
        )
    request.wake()
    item = undone.work_item
    await show_work_modal(request, plan_undone_modal(item.title, item.team_id))


async def _open(
    session: AsyncSession, request: Request, team_id: int | None, key_result_id: int | None
) -> PlanForm:
    if key_result_id is not None:
        found = await get_key_result(
            session, actor=request.actor, act=Act.PLAN, key_result_id=key_result_id
        )
        team_id = found.team.id
    team = await get_meant_team(
        session,
        actor=request.actor,
        act=Act.PLAN,
        channel_id=request.channel_id,
        team_id=team_id,
    )
    return await open_plan(
        session,
        actor=request.actor,
        team_id=team.id,
        key_result_id=key_result_id,
        now=request.now,
    )


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the form."""
    listeners.verb("plan", open_plan_verb, act=Act.PLAN)
    listeners.action(views.OPEN, open_plan_button, act=Act.PLAN)
    listeners.action(views.AGAIN, plan_again, act=Act.PLAN)
    listeners.action(views.CHOOSE, choose_key_result, act=Act.PLAN)
    listeners.action(views.UNDO, undo_plan, act=Act.PLAN, saves=True)
    listeners.submission(views.SUBMIT, submit_plan, act=Act.PLAN)
