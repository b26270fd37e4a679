"""`/okr place` and *Place them*: one work item after the other."""

from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.handlers.work_modals import show_work_modal
from bot.okr.permissions import Act
from bot.services.sittings import (
    get_sitting,
    open_sitting,
    open_sitting_for,
    place_in_sitting,
    resume_sitting,
    skip_in_sitting,
    undo_in_sitting,
)
from bot.services.team_choice import get_meant_team
from bot.services.work_items import read_id
from bot.views import place_work as views
from bot.views.placement_fields import number_of, parse_placement, parse_suffix


async def open_place_work(request: Request) -> None:
    """Ask about the first work item in play that has no place."""
    async with request.writing() as session:
        team = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.PLACE,
            channel_id=request.channel_id,
            team_id=number_of(request.value),
        )
        sitting = await open_sitting(session, actor=request.actor, team_id=team.id, now=request.now)
    await show_work_modal(request, views.place_work_modal(sitting))


async def open_place_one(request: Request) -> None:
    """Ask about one work item."""
    async with request.writing() as session:
        sitting = await open_sitting_for(
            session, actor=request.actor, work_item_id=read_id(request.value), now=request.now
        )
    await show_work_modal(request, views.place_work_modal(sitting))


async def choose_place(request: Request) -> None:
    """Show the fields that the chosen answer needs."""
    async with request.writing() as session:
        sitting = await get_sitting(
            session,
            actor=request.actor,
            token=request.private_metadata,
            entry=parse_placement(request.values),
            now=request.now,
        )
    await show_work_modal(request, views.place_work_modal(sitting))


async def submit_place(request: Request) -> Answer:
    """Save the answer and ask about the next work item."""
    async with request.writing() as session:
        sitting = await place_in_sitting(
            session,
            actor=request.actor,
            token=request.private_metadata,
            work_item_id=parse_suffix(request.values),
            entry=parse_placement(request.values),
            now=request.now,
        )
    request.wake()
    return Show(views.place_work_modal(sitting))


async def skip_place(request: Request) -> None:
    """Leave the work item as it is and ask about the next."""
    async with request.writing() as session:
        sitting = await skip_in_sitting(
            session,
            actor=request.actor,
            token=request.private_metadata,
            work_item_id=number_of(request.value),
            now=request.now,
        )
    await show_work_modal(request, views.place_work_modal(sitting))


async def undo_place(request: Request) -> None:
    """Take the last answer back."""
    async with request.writing() as session:
        sitting = await undo_in_sitting(
            session,
            actor=request.actor,
            token=request.private_metadata,
            entry=parse_placement(request.values),
            now=request.now,
        )
    request.wake()
    await show_work_modal(request, views.place_work_modal(sitting))


async def resume_place(request: Request) -> None:
    """Ask again about what was skipped."""
    async with request.writing() as session:
        sitting = await resume_sitting(
            session, actor=request.actor, token=request.private_metadata, now=request.now
        )
    await show_work_modal(request, views.place_work_modal(sitting))


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the form."""
    listeners.verb("place", open_place_work, act=Act.PLACE)
    listeners.action(views.OPEN, open_place_work, act=Act.PLACE)
    listeners.action(views.OPEN_ONE, open_place_one, act=Act.PLACE)
    listeners.action(views.CHOOSE, choose_place, act=Act.PLACE)
    listeners.action(views.CHOOSE_KEY_RESULT, choose_place, act=Act.PLACE)
    listeners.action(views.SKIP, skip_place, act=Act.PLACE)
    listeners.action(views.UNDO, undo_place, act=Act.PLACE, saves=True)
    listeners.action(views.RESUME, resume_place, act=Act.PLACE)
    listeners.submission(views.SUBMIT, submit_place, act=Act.PLACE)
