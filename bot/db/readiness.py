"""Makes a database ready to be served, or says why it cannot be."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database_url import DatabaseAddress, parse_database_url, public_address
from bot.db.availability import is_busy_or_gone
from bot.db.engine import create_engine_for
from bot.db.migrate import RevisionState, revision_state, upgrade

log = structlog.get_logger(__name__)


class NotReadyError(Exception):
    """The database cannot be served; the text says what to do."""


async def make_ready(url: str) -> None:
    """See to it that the tables are those of this release.

    SQLite is upgraded on the spot, after a copy was put aside. PostgreSQL is shared with other
    processes, so upgrading it is somebody's decision.

    Raises:
        NotReadyError: the database does not answer, or is not of this release.
    """
    address = parse_database_url(url)
    state = await state_of(url)
    if state is RevisionState.UNKNOWN:
        raise NotReadyError(
            "The database was upgraded by a newer release than this one. "
            "Install that release, or restore the copy made before the upgrade."
        )
    if state is RevisionState.CURRENT:
        return
    if not address.is_sqlite:
        raise NotReadyError(
            "The database is not set up for this release yet. Run `okrbot db upgrade`, then start."
        )
    await upgrade_database(url)


async def upgrade_database(url: str) -> None:
    """Bring the tables up to this release; a SQLite file is copied first.

    Raises:
        NotReadyError: the database does not answer, or a newer release has upgraded it.
    """
    state = await state_of(url)
    if state is RevisionState.UNKNOWN:
        raise NotReadyError("A newer release has already upgraded the database; nothing was done.")
    if state is RevisionState.BEHIND:
        await asyncio.to_thread(put_copy_aside, parse_database_url(url))
    engine = create_engine_for(url, statement_seconds=None)
    try:
        await upgrade(engine)
    finally:
        await engine.dispose()
    log.info("database_upgraded", was=state.value)


async def state_of(url: str) -> RevisionState:
    """Return how the database compares with this release.

    Raises:
        NotReadyError: the database does not answer.
    """
    engine = create_engine_for(url)
    try:
        return await _state_or_refusal(engine, public_address(url))
    finally:
        await engine.dispose()


async def is_read_only(engine: AsyncEngine) -> bool:
    """Tell whether the database refuses writes, as a standby does.

    The connection that says so is left: the next one may lead to the server that took over.
    """
    if engine.dialect.name != "postgresql":
        return False
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(text("SHOW transaction_read_only"))
        if found == "on":
            await connection.invalidate()
        return found == "on"


async def _state_or_refusal(engine: AsyncEngine, place: str) -> RevisionState:
    try:
        return await revision_state(engine)
    except Exception as error:
        if not is_busy_or_gone(error, writes=False):
            raise
        if _is_no_database(error):
            raise NotReadyError(
                f"The file at {place} is no SQLite database, or it is broken. Check DATABASE_URL, "
                "or restore the file from a backup."
            ) from error
        raise NotReadyError(
            f"The database at {place} does not answer. Check DATABASE_URL, and that the "
            "database runs and may be reached from here."
        ) from error


def _is_no_database(error: Exception) -> bool:
    found = getattr(error, "orig", None)
    return getattr(found, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB


def put_copy_aside(address: DatabaseAddress) -> Path | None:
    """Copy a SQLite file, also while it is in use, and return where to; None elsewhere."""
    if address.sqlite_path is None:
        return None
    source = Path(address.sqlite_path)
    number = 1
    while (copy := source.with_name(f"{source.name}-before-upgrade-{number}")).exists():
        number += 1
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    log.info("database_copied", to=str(copy))
    return copy
