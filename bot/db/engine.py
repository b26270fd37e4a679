"""Opens the database and its transactions, the same way on SQLite and on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from bot.database_url import DatabaseAddress, parse_database_url
from bot.db.availability import DatabaseBusyOrGone, is_busy_or_gone
from bot.db.sqlite_file import watch_file

CONNECT_SECONDS = 2.0
POOL_SECONDS = 2.0
STATEMENT_SECONDS = 2.0
"""Slack waits three seconds for an answer; "not saved" has to be said within them."""

BEGIN_SECONDS = 2.5
"""Waiting for the pool, finding a connection dead and opening another one, all together."""

CONNECTION_SECONDS = 1800
"""Networks forget connections that live longer, and a server that came back gets its share."""

READ_ONLY = "25006"
"""PostgreSQL's code for a refused write."""

WRITE_GATE = "okrbot_write_gate"
"""Where sessions keep the lock by which those who write to one SQLite file take turns."""

BEGIN_WRITING = "okrbot_begin_writing"
BEGIN_READING = "okrbot_begin_reading"

Sessions = async_sessionmaker[AsyncSession]


def create_engine_for(
    url: str, *, statement_seconds: float | None = STATEMENT_SECONDS
) -> AsyncEngine:
    """Return an engine for a database address, without connecting yet.

    Args:
        url: an address that `parse_database_url` understands.
        statement_seconds: how long one statement, or the wait for a lock, may take; None for
            migrations, which take what they take.
    """
    address = parse_database_url(url)
    if address.is_sqlite:
        return _sqlite_engine(address, statement_seconds)
    return _postgresql_engine(address, statement_seconds)


def _postgresql_engine(address: DatabaseAddress, statement_seconds: float | None) -> AsyncEngine:
    engine = create_async_engine(
        address.url,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": statement_seconds,
            # Unnamed statements, never cached: they also work behind a pooler that gives every
            # transaction another server connection. They cost 0.2 ms each on loopback.
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": str,
            **address.connect_args,
        },
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_recycle=CONNECTION_SECONDS,
        pool_timeout=POOL_SECONDS,
    )
    event.listen(engine.sync_engine, "handle_error", _leave_read_only_server)
    return engine


def _leave_read_only_server(context: ExceptionContext) -> None:
    """Count a refused write as a lost connection: the server became a standby of another one."""
    connection = context.connection
    if connection and connection.get_execution_options().get(BEGIN_WRITING):
        state = getattr(context.original_exception, "sqlstate", None)
        context.is_disconnect = context.is_disconnect or state == READ_ONLY


def session_factory(engine: AsyncEngine) -> Sessions:
    """Return the factory of sessions; what a session loaded stays readable after it ended.

    SQLite has one writer. Left to itself it lets those who wait try again at random, so that some
    wait for too long; taking turns is fair, and faster.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    info = {WRITE_GATE: asyncio.Lock()} if is_sqlite else {}
    return async_sessionmaker(engine, expire_on_commit=False, info=info)


@asynccontextmanager
async def reading(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Give a session in one transaction that can only read; it is always rolled back.

    Raises:
        DatabaseBusyOrGone: the database did not answer in time.
    """
    with_options = {BEGIN_READING: True, "postgresql_readonly": True}
    async with _transaction(sessions, with_options, writes=False) as session:
        yield session


@asynccontextmanager
async def writing(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Give a session in one transaction: committed at the end, rolled back on any exception.

    Raises:
        DatabaseBusyOrGone: the database was locked, or gone; nothing is saved, unless the
            connection broke within the commit itself.
    """
    async with _transaction(sessions, {BEGIN_WRITING: True}, writes=True) as session:
        yield session
        await session.commit()


@asynccontextmanager
async def _transaction(
    sessions: Sessions, options: dict[str, Any], *, writes: bool
) -> AsyncIterator[AsyncSession]:
    try:
        async with sessions() as session, AsyncExitStack() as turn:
            async with asyncio.timeout(BEGIN_SECONDS):
                if writes and (gate := session.info.get(WRITE_GATE)) is not None:
                    await turn.enter_async_context(gate)
                await session.connection(execution_options=options)
            yield session
    except Exception as error:
        if is_busy_or_gone(error, writes=writes):
            raise DatabaseBusyOrGone(type(error).__name__) from error
        raise


def _sqlite_engine(address: DatabaseAddress, statement_seconds: float | None) -> AsyncEngine:
    in_memory = address.sqlite_path is None
    engine = create_async_engine(
        address.url,
        # Python's own BEGIN comes too late and cannot be IMMEDIATE, so it is switched off.
        connect_args={"isolation_level": None, "async_creator_fn": _connect_sqlite},
        poolclass=AsyncAdaptedQueuePool,
        # A database in memory is its one connection: transactions take turns on it.
        pool_size=1 if in_memory else 5,
        max_overflow=0 if in_memory else 10,
        pool_timeout=POOL_SECONDS,
    )
    milliseconds = int((60 if statement_seconds is None else statement_seconds) * 1000)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={milliseconds}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if address.sqlite_path is not None:
        watch_file(engine.sync_engine, address.sqlite_path)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def _connect_sqlite(*arguments: Any, **options: Any) -> aiosqlite.Connection:  # noqa: ANN401
    """Connect, and leave no thread behind that would answer a loop closed in the meantime."""
    connection = aiosqlite.connect(*arguments, **options)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does itself
    try:
        return await connection
    except sqlite3.Error:
        connection._thread.join(CONNECT_SECONDS)  # noqa: SLF001 - there is no public way
        raise


def _begin_sqlite(connection: Connection) -> None:
    """Begin: IMMEDIATE to write, so that waiting for the lock comes first and can be repeated."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only={int(options.get(BEGIN_READING, False))}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(BEGIN_WRITING) else "BEGIN")
