"""Makes the database and Slack fail."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from sandbox.json_types import JsonObject
from tests.handlers.saved_database import path_of
from tests.world import World

BUSY_MILLISECONDS = 20


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Let somebody else hold the database, as a backup or a long migration would."""
    with closing(sqlite3.connect(path_of(world.sessions), isolation_level=None)) as somebody:
        somebody.execute("BEGIN EXCLUSIVE")
        yield
        somebody.execute("ROLLBACK")


@contextmanager
def gone(world: World) -> Iterator[None]:
    """Put the database somewhere else, as a volume that is not mounted would."""
    path = Path(path_of(world.sessions))
    away = path.parent / "away"
    away.mkdir()
    moved = list(path.parent.glob(f"{path.name}*"))
    for file in moved:
        file.rename(away / file.name)
    path.mkdir()
    yield
    path.rmdir()
    for file in moved:
        (away / file.name).rename(file)
    away.rmdir()


async def be_impatient(world: World) -> None:
    """Wait a shorter time for locks, so that a test need not take seconds."""

    def prepare(connection: Any, _entry: object) -> None:
        connection.cursor().execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    event.listen(world.bot.engine.sync_engine, "connect", prepare)
    await world.bot.engine.dispose()


@contextmanager
def failing(world: World, trouble: Any, *methods: str) -> Iterator[None]:
    """Let Slack fail at some methods: by an HTTP status, or by an error in its answer."""
    api = world.slack.server.api
    works = api.call

    def call(method: str, values: JsonObject, token: str | None) -> JsonObject:
        if method not in methods:
            return works(method, values, token)
        if isinstance(trouble, str):
            return {"ok": False, "error": trouble}
        raise trouble()

    api.call = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        api.call = works  # type: ignore[method-assign]
