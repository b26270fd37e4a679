"""A database is made ready, or it is said why not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database_url import parse_database_url
from bot.db.engine import create_engine_for
from bot.db.migrate import RevisionState
from bot.db.readiness import (
    NotReadyError,
    make_ready,
    put_copy_aside,
    state_of,
    upgrade_database,
)


async def say_revision(url: str, revision: str | None) -> None:
    engine = create_engine_for(url)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
        if revision:
            statement = text("INSERT INTO alembic_version VALUES (:revision)")
            await connection.execute(statement, {"revision": revision})
    await engine.dispose()


async def test_what_is_current_stays(database_url: str) -> None:
    await make_ready(database_url)
    await upgrade_database(database_url)
    assert await state_of(database_url) is RevisionState.CURRENT


async def test_sqlite_is_set_up_by_itself(empty_sqlite_url: str) -> None:
    await make_ready(empty_sqlite_url)
    assert await state_of(empty_sqlite_url) is RevisionState.CURRENT


async def test_postgresql_waits_for_somebody_to_decide(empty_postgresql_url: str) -> None:
    with pytest.raises(NotReadyError, match="okrbot db upgrade"):
        await make_ready(empty_postgresql_url)
    assert await state_of(empty_postgresql_url) is RevisionState.EMPTY
    await upgrade_database(empty_postgresql_url)
    await make_ready(empty_postgresql_url)


async def test_a_newer_database_is_left_alone(database_url: str) -> None:
    await say_revision(database_url, "9999")
    with pytest.raises(NotReadyError, match="newer release"):
        await make_ready(database_url)
    with pytest.raises(NotReadyError, match="newer release"):
        await upgrade_database(database_url)


async def test_silence_is_said_without_the_password() -> None:
    with pytest.raises(NotReadyError, match="does not answer") as caught:
        await make_ready("postgresql://nobody:secret@127.0.0.1:9/none")
    assert "secret" not in str(caught.value)
    assert "postgresql://nobody:***@127.0.0.1:9/none" in str(caught.value)


async def test_a_file_that_is_no_database_is_said(empty_sqlite_url: str) -> None:
    Path(empty_sqlite_url.removeprefix("sqlite:///")).write_bytes(b"not a database" * 100)
    with pytest.raises(NotReadyError, match="is no SQLite database") as caught:
        await make_ready(empty_sqlite_url)
    assert f"The file at {empty_sqlite_url} is" in str(caught.value)


def test_a_copy_is_whole_and_no_copy_is_overwritten(sqlite_url: str) -> None:
    address = parse_database_url(sqlite_url)
    copies = [put_copy_aside(address), put_copy_aside(address)]
    assert len(set(copies)) == 2
    for copy in copies:
        assert copy is not None
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_there_is_nothing_to_copy_elsewhere(tmp_path: Path) -> None:
    assert put_copy_aside(parse_database_url("postgres://h/d")) is None
    assert put_copy_aside(parse_database_url("sqlite://")) is None
