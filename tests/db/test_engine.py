"""Transactions: written or not at all, in time or said so, on both databases."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import bot.db.engine
from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing

WORKSPACE = text(
    "INSERT INTO workspace (id, enterprise_id, slack_team_id, name, url, bot_user_id, bot_id,"
    " state, installed_at) VALUES (1, '', 'T1', 'n', 'u', 'U', 'B', 'active',"
    " '2026-11-23 09:00:00+00:00')"
)
RENAME = text("UPDATE workspace SET name = name || 'x'")


async def scalar(session: AsyncSession, statement: str) -> object:
    return (await session.execute(text(statement))).scalar_one()


async def workspaces(sessions: Sessions) -> object:
    async with reading(sessions) as session:
        return await scalar(session, "SELECT count(*) FROM workspace")


async def write(sessions: Sessions, *statements: object) -> None:
    async with writing(sessions) as session:
        for statement in statements:
            await session.execute(statement)  # type: ignore[call-overload]


async def write_and_fail(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        await session.execute(WORKSPACE)
        raise LookupError


async def write_while_reading(sessions: Sessions) -> None:
    async with reading(sessions) as session:
        await session.execute(WORKSPACE)


async def test_writing_commits(sessions: Sessions) -> None:
    await write(sessions, WORKSPACE)
    assert await workspaces(sessions) == 1


async def test_writing_rolls_back_on_any_exception(sessions: Sessions) -> None:
    with pytest.raises(LookupError):
        await write_and_fail(sessions)
    assert await workspaces(sessions) == 0


async def test_reading_refuses_to_write_and_the_next_transaction_may(sessions: Sessions) -> None:
    with pytest.raises(DBAPIError):
        await write_while_reading(sessions)
    await write(sessions, WORKSPACE)
    assert await workspaces(sessions) == 1


async def test_a_mistake_of_ours_is_not_called_an_outage(sessions: Sessions) -> None:
    await write(sessions, WORKSPACE)
    with pytest.raises(IntegrityError):
        await write(sessions, WORKSPACE)


async def test_a_reader_sees_one_state_and_never_waits_for_a_writer(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        await session.execute(WORKSPACE)
        assert await workspaces(sessions) == 0


async def test_writers_take_turns_and_none_is_lost(sessions: Sessions) -> None:
    await write(sessions, WORKSPACE)
    await asyncio.gather(*(write(sessions, RENAME) for _ in range(10)))
    async with reading(sessions) as session:
        assert await scalar(session, "SELECT name FROM workspace") == "n" + "x" * 10


async def test_a_lock_held_too_long_is_said_in_time(
    sessions: Sessions, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(sessions, WORKSPACE)
    impatient = create_engine_for(database_url, statement_seconds=0.05)
    async with writing(sessions) as session:
        await session.execute(RENAME)
        with pytest.raises(DatabaseBusyOrGone):
            await write(session_factory(impatient), RENAME)
    await write(session_factory(impatient), RENAME)
    await impatient.dispose()
    async with reading(sessions) as session:
        assert await scalar(session, "SELECT name FROM workspace") == "nxx"


@pytest.mark.parametrize("context", [reading, writing])
async def test_a_pool_that_is_used_up_is_said_in_time(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    context: Callable[..., object],
) -> None:
    monkeypatch.setattr(bot.db.engine, "POOL_SECONDS", 0.05)
    engine = create_engine_for(database_url)
    async with asyncio.timeout(30):
        taken = [await engine.connect() for _ in range(15)]
        with pytest.raises(DatabaseBusyOrGone):
            await (workspaces if context is reading else write)(session_factory(engine))
        for connection in taken:
            await connection.close()
    await engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/okrbot.db",
        "postgresql://nobody:secret@127.0.0.1:9/none",
        "postgresql:///none?host=/nowhere&user=nobody",
    ],
)
async def test_a_database_that_is_not_there_is_said(url: str) -> None:
    engine = create_engine_for(url)
    with pytest.raises(DatabaseBusyOrGone):
        await workspaces(session_factory(engine))
    await engine.dispose()


async def test_a_wrong_database_name_is_said(postgresql_url: str) -> None:
    engine = create_engine_for(postgresql_url.replace("/test_", "/none_"))
    with pytest.raises(DatabaseBusyOrGone):
        await workspaces(session_factory(engine))
    await engine.dispose()


async def test_a_broken_file_is_said(empty_sqlite_url: str) -> None:
    Path(empty_sqlite_url.removeprefix("sqlite:///")).write_bytes(b"not a database" * 100)
    engine = create_engine_for(empty_sqlite_url)
    with pytest.raises(DatabaseBusyOrGone):
        await workspaces(session_factory(engine))
    await engine.dispose()


async def test_a_connection_cut_within_a_transaction_saves_nothing(postgresql_url: str) -> None:
    engine = create_engine_for(postgresql_url)
    sessions = session_factory(engine)

    async def cut() -> None:
        async with writing(sessions) as session:
            await session.execute(WORKSPACE)
            victim = await scalar(session, "SELECT pg_backend_pid()")
            async with writing(sessions) as other:
                await scalar(other, f"SELECT pg_terminate_backend({victim})")
            await session.execute(RENAME)

    with pytest.raises(DatabaseBusyOrGone):
        await cut()
    assert await workspaces(sessions) == 0
    await engine.dispose()


async def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    engine = create_engine_for(sqlite_url)
    async with reading(session_factory(engine)) as session:
        assert await scalar(session, "PRAGMA journal_mode") == "wal"
        assert await scalar(session, "PRAGMA synchronous") == 2
        assert await scalar(session, "PRAGMA foreign_keys") == 1
        assert await scalar(session, "PRAGMA busy_timeout") == 2000
    await engine.dispose()


async def test_postgresql_keeps_no_prepared_statement(postgresql_url: str) -> None:
    engine = create_engine_for(postgresql_url)
    sessions = session_factory(engine)
    await write(sessions, WORKSPACE, RENAME)
    async with writing(sessions) as session:
        assert await scalar(session, "SELECT count(*) FROM pg_prepared_statements") == 0
        assert await scalar(session, "SHOW transaction_isolation") == "read committed"
    await engine.dispose()


async def test_memory_holds_one_database_for_all_sessions() -> None:
    engine = create_engine_for("sqlite://")
    sessions = session_factory(engine)
    await write(sessions, text("CREATE TABLE workspace (id INTEGER)"))
    await asyncio.gather(
        *(write(sessions, text("INSERT INTO workspace VALUES (1)")) for _ in range(5))
    )
    assert await workspaces(sessions) == 5
    await engine.dispose()


async def test_the_engine_belongs_to_the_database(engine: AsyncEngine, database: str) -> None:
    assert engine.dialect.name == database
