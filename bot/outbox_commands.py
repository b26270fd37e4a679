"""`okrbot outbox list`, `show`, `retry` and `drop`: what is owed to Slack, beside a running bot."""

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import datetime

from bot.clock import utc_now
from bot.config import LogLevel, load_database_settings
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing
from bot.db.migrate import RevisionState
from bot.db.models import OutboxState
from bot.db.readiness import NotReadyError, state_of
from bot.log import configure_logging
from bot.services.outbox_care import (
    UNFINISHED,
    OwedMessage,
    drop_message,
    find_messages,
    get_message,
    retry_message,
)

NOT_READY = "The database has other tables than this release. Run `okrbot db upgrade` first."
NOTHING = "Nothing waits, and nothing went wrong."
HEADINGS = ("id", "state", "kind", "team", "channel", "tries", "written", "error")
MOST = 50


def add_outbox(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to those of `okrbot`."""
    text = "see what is owed to Slack, try it again, or drop it"
    acts = commands.add_parser("outbox", help=text, description=text).add_subparsers(
        title="commands", metavar="command", required=True
    )
    listing = _add(acts, "list", "list what waits, is unclear or failed, the oldest first")
    listing.add_argument(
        "--state",
        action="append",
        dest="states",
        type=OutboxState,
        metavar="STATE",
        choices=list(OutboxState),
        help=f"only these; say it again for more: {', '.join(OutboxState)}",
    )
    listing.add_argument("--limit", type=_count, default=MOST, help="at most (%(default)s)")
    listing.set_defaults(command=list_outbox)
    showing = _add(acts, "show", "show everything about one message but its text")
    retrying = _add(acts, "retry", "try a message at once")
    dropping = _add(acts, "drop", "let a message never be said")
    for parser, command in ((showing, show), (retrying, retry), (dropping, drop)):
        parser.add_argument("outbox_id", type=_count, metavar="id", help="as `list` shows it")
        parser.set_defaults(command=command)
    retrying.add_argument(
        "--anyway", action="store_true", help="even where it may have been posted before"
    )


def _add(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    return acts.add_parser(name, help=text, description=text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 18 and int(text)):
        raise argparse.ArgumentTypeError("Write a whole number from 1.")
    return int(text)


async def list_outbox(*, states: Sequence[OutboxState] | None, limit: int) -> int:
    """Print a line for each message."""
    async with _database() as sessions, reading(sessions) as session:
        found = await find_messages(session, states=states or UNFINISHED, limit=limit + 1)
    print("\n".join(_table([_line(one) for one in found[:limit]])) if found else NOTHING)
    if len(found) > limit:
        print(f"There are more than {limit}; --limit shows more.")
    return 0


async def show(*, outbox_id: int) -> int:
    """Print what is known about one message."""
    async with _database() as sessions, reading(sessions) as session:
        message = await get_message(session, outbox_id=outbox_id)
    for field in fields(message):
        name = field.name.replace("_", " ")
        print(f"{name:12} {_said(getattr(message, field.name))}".rstrip())
    return 0


async def retry(*, outbox_id: int, anyway: bool) -> int:
    """Let a message be tried at once."""
    async with _database() as sessions, writing(sessions) as session:
        await retry_message(session, outbox_id=outbox_id, anyway=anyway, now=utc_now())
    print(f"Message {outbox_id} is tried as soon as a worker runs.")
    return 0


async def drop(*, outbox_id: int) -> int:
    """Let a message never be said."""
    async with _database() as sessions, writing(sessions) as session:
        await drop_message(session, outbox_id=outbox_id)
    print(f"Message {outbox_id} is dropped.")
    return 0


@asynccontextmanager
async def _database() -> AsyncIterator[Sessions]:
    """Open the database; on SQLite beside the process that serves it."""
    settings = load_database_settings()
    # Only trouble is logged, so that what is printed can be read.
    configure_logging(LogLevel.WARNING, settings.log_format)
    url = settings.database_url
    if await state_of(url) is not RevisionState.CURRENT:
        raise NotReadyError(NOT_READY)
    engine = create_engine_for(url)
    try:
        yield session_factory(engine)
    finally:
        await engine.dispose()


def _line(message: OwedMessage) -> tuple[str, ...]:
    return (
        str(message.id),
        message.state,
        message.kind,
        message.team or "-",
        message.channel_id or "-",
        str(message.attempts),
        _said(message.created_at),
        message.error,
    )


def _table(lines: Sequence[tuple[str, ...]]) -> list[str]:
    """Return lines whose columns stand below each other."""
    rows = [HEADINGS, *lines]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return "-" if value in (None, "") else str(value)
