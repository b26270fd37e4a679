"""Check-ins: `/okr checkin`, the buttons and the shortcut that lead to the form, and the form."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.check_in_form import CheckInForm
from bot.okr.permissions import Act
from bot.services.check_ins import (
    begin_anew,
    open_check_ins,
    open_correction,
    open_correction_of,
    submit_check_ins,
    turn_back,
)
from bot.services.labels import find_key_result_id
from bot.services.owed_check_ins import find_owed
from bot.views import check_in as views
from bot.views.check_in_choice import CHOOSE, nothing_due
from bot.views.check_in_saved import EDIT, check_in_saved_modal


async def open_due(request: Request) -> None:
    """Ask for everything the person owes; when that is nothing, offer the rest."""
    async with request.writing() as session:
        owed = await find_owed(
            session, actor=request.actor, channel_id=request.channel_id, now=request.now
        )
        form = (
            await open_check_ins(
                session, actor=request.actor, key_result_ids=owed.due, now=request.now
            )
            if owed.due
            else None
        )
    if form is None:
        await request.reply(nothing_due(owed.choices))
    else:
        await request.open_modal(views.check_in_modal(form, command=request.command))


async def open_by_command(request: Request) -> None:
    """Ask for the key result that was named, or for everything that is due."""
    if not request.arguments:
        await open_due(request)
        return
    async with request.reading() as session:
        key_result_id = await find_key_result_id(
            session,
            actor=request.actor,
            act=Act.CHECK_IN,
            text=request.typed,
            channel_id=request.channel_id,
        )
    await _open_one(request, key_result_id)


async def open_chosen(request: Request) -> None:
    """Ask for the key result whose button or menu entry was chosen."""
    await _open_one(request, id_of(request.value))


async def go_back(request: Request) -> None:
    """Show the page before, with what was typed there."""
    submitted = views.parse_check_in(request.private_metadata, request.values)
    async with request.writing() as session:
        form = await turn_back(
            session,
            actor=request.actor,
            token=submitted.token,
            page=submitted.page,
            entries=submitted.entries,
            now=request.now,
        )
    await request.update_modal(views.check_in_modal(form, command=request.command))


async def submit_check_in(request: Request) -> Answer:
    """Take in a page, and save all of them with the last."""
    submitted = views.parse_check_in(request.private_metadata, request.values)
    async with request.writing() as session:
        result = await submit_check_ins(
            session,
            actor=request.actor,
            token=submitted.token,
            page=submitted.page,
            entries=submitted.entries,
            asked=submitted.asked,
            locale=request.person.locale,
            now=request.now,
        )
    if isinstance(result, CheckInForm):
        return Show(views.check_in_modal(result, command=request.command))
    request.wake()
    return Show(check_in_saved_modal(result))


async def edit_saved(request: Request) -> None:
    """Open what was saved again; saving that adds a record."""
    async with request.writing() as session:
        form = await open_correction(
            session, actor=request.actor, token=request.value, now=request.now
        )
    await request.update_modal(views.check_in_modal(form, command=request.command))


async def correct_last(request: Request) -> None:
    """Open one's own last check-in again, from the history of its key result."""
    async with request.writing() as session:
        form = await open_correction_of(
            session, actor=request.actor, check_in_id=id_of(request.value), now=request.now
        )
    await request.update_modal(views.check_in_modal(form, command=request.command))


async def show_anew(request: Request) -> None:
    """Leave out what was typed before and not saved."""
    async with request.writing() as session:
        form = await begin_anew(session, actor=request.actor, token=request.value, now=request.now)
    await request.update_modal(views.check_in_modal(form, command=request.command))


async def _open_one(request: Request, key_result_id: int) -> None:
    async with request.writing() as session:
        form = await open_check_ins(
            session, actor=request.actor, key_result_ids=[key_result_id], now=request.now
        )
    await request.open_modal(views.check_in_modal(form, command=request.command))


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons, the shortcut and the form."""
    listeners.verb("checkin", open_by_command, act=Act.CHECK_IN)
    listeners.shortcut(views.SHORTCUT, open_due, act=Act.CHECK_IN)
    listeners.action(views.OPEN_DUE, open_due, act=Act.CHECK_IN)
    listeners.action(views.OPEN, open_chosen, act=Act.CHECK_IN)
    listeners.action(CHOOSE, open_chosen, act=Act.CHECK_IN)
    listeners.action(views.BACK, go_back, act=Act.CHECK_IN)
    listeners.action(views.BEGIN_ANEW, show_anew, act=Act.CHECK_IN)
    listeners.action(EDIT, edit_saved, act=Act.CHECK_IN)
    listeners.action(views.CORRECT, correct_last, act=Act.CHECK_IN)
    listeners.submission(views.SUBMIT, submit_check_in, act=Act.CHECK_IN)
