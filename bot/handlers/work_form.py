"""Adding work: `/okr work add`, the shortcuts, and the form they open."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.handlers.work_modals import find_owner_id, show_work_modal
from bot.okr.new_work import MAX_TITLE, read_work
from bot.okr.permissions import Act
from bot.okr.text import one_line, shorten
from bot.okr.work_form import WorkEntry
from bot.okr.work_item import WorkSource
from bot.services.work_forms import WorkOrigin, get_work_form, open_work_form, save_work_form
from bot.slack.message_text import first_line, plain_text
from bot.views import work_form as views
from bot.views.placement_fields import number_of, parse_placement
from bot.views.work import ADD_SHORTCUT, OPEN_ADD, TRACK_SHORTCUT


async def open_work_add(request: Request, text: str = "") -> None:
    """Show the form, filled with what was typed after the command."""
    title, link = read_work(text)
    origin = WorkOrigin(
        title=shorten(plain_text(title), MAX_TITLE),
        link=unescape(link) if link else None,
        source=WorkSource.TYPED,
        external_id=None,
        created_at=request.now,
    )
    await _open(request, origin, team_id=number_of(request.value))


async def open_work_button(request: Request) -> None:
    """Show the empty form for the team that a button stands for."""
    await open_work_add(request)


async def track_message(request: Request) -> None:
    """Show the form, filled from a message; the same message is never tracked twice."""
    message: Mapping[str, Any] = request.body.get("message") or {}
    ts = str(request.body.get("message_ts") or message.get("ts") or "")
    channel_id = request.channel_id or ""
    title = shorten(one_line(first_line(str(message.get("text") or ""))), MAX_TITLE)
    origin = WorkOrigin(
        title=title,
        link=await request.slack.fetch_permalink(channel_id, ts),
        source=WorkSource.MESSAGE,
        external_id=f"{channel_id}:{ts}",
        created_at=min(_instant_of(ts) or request.now, request.now),
    )
    await _open(request, origin)


async def choose_in_work_form(request: Request) -> None:
    """Show the fields that the chosen team or place needs."""
    async with request.writing() as session:
        form = await get_work_form(
            session,
            actor=request.actor,
            token=request.private_metadata,
            team_id=views.parse_work(request.values).team_id,
            entry=parse_placement(request.values),
            now=request.now,
        )
    await show_work_modal(request, views.work_form_modal(form))


async def submit_work_form(request: Request) -> Answer:
    """Add the work."""
    filled = views.parse_work(request.values)
    entry = WorkEntry(
        title=filled.title,
        link=filled.link,
        owner_id=await find_owner_id(request, filled.owner),
        is_started=filled.is_started,
    )
    async with request.writing() as session:
        added = await save_work_form(
            session,
            actor=request.actor,
            token=request.private_metadata,
            team_id=filled.team_id,
            entry=entry,
            placement=parse_placement(request.values),
            now=request.now,
        )
    request.wake()
    return Show(views.added_modal(added))


async def _open(request: Request, origin: WorkOrigin, *, team_id: int | None = None) -> None:
    async with request.writing() as session:
        form = await open_work_form(
            session,
            actor=request.actor,
            channel_id=request.channel_id,
            team_id=team_id,
            origin=origin,
            now=request.now,
        )
    await show_work_modal(request, views.work_form_modal(form))


def _instant_of(ts: str) -> datetime | None:
    """Read a message's time from its ts, such as 1762678800.000100."""
    seconds = number_of(ts.partition(".")[0])
    is_sane = seconds is not None and seconds < 2**33
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and is_sane else None


def register(listeners: Listeners) -> None:
    """Register the shortcuts, the button and the form; the verb is that of the list."""
    listeners.shortcut(ADD_SHORTCUT, open_work_button, act=Act.ADD_WORK)
    listeners.shortcut(TRACK_SHORTCUT, track_message, act=Act.ADD_WORK)
    listeners.action(OPEN_ADD, open_work_button, act=Act.ADD_WORK)
    listeners.action(views.CHOOSE, choose_in_work_form, act=Act.ADD_WORK)
    listeners.action(views.CHOOSE_KEY_RESULT, choose_in_work_form, act=Act.ADD_WORK)
    listeners.action(views.CHOOSE_TEAM, choose_in_work_form, act=Act.ADD_WORK)
    listeners.submission(views.SUBMIT, submit_work_form, act=Act.ADD_WORK)
