"""The test's SQLite database: kept as it was, brought back, and compared."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from bot.db.engine import Sessions
from sandbox import Person
from tests.world import World

FORGETFUL = ("person", "channel_member", "draft", "inbound_event")
"""Tables that may change although a request was refused: who was seen where, what was typed."""

Rows = dict[str, list[tuple[Any, ...]]]
Change = Callable[[str], str]


def path_of(sessions: Sessions) -> str:
    return str(sessions.kw["bind"].url.database)


def save_database(world: World) -> bytes:
    with closing(sqlite3.connect(path_of(world.sessions))) as here:
        saved = bytearray(here.serialize())
    # A database in memory cannot be in WAL mode (sqlite.org/fileformat.html, bytes 18 and 19).
    saved[18:20] = b"\x01\x01"
    return bytes(saved)


def restore_database(world: World, saved: bytes) -> None:
    with closing(sqlite3.connect(path_of(world.sessions))) as here:
        here.execute("PRAGMA synchronous=OFF")
        with closing(sqlite3.connect(":memory:")) as there:
            there.deserialize(saved)
            there.backup(here)


def dump(world: World) -> Rows:
    """Return every row of every table that a refused request must leave alone."""
    with closing(sqlite3.connect(path_of(world.sessions))) as here:
        names = here.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: here.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            for (name,) in names
            if name not in FORGETFUL
        }


def difference(before: Rows, after: Rows) -> list[str]:
    """Return the tables in which something changed."""
    return [name for name in after if after[name] != before[name]]


def lend_drafts(world: World, person: Person, saved: bytes, change: Change) -> None:
    """Make every draft one of this person's, as if they had opened the form themselves."""
    with closing(sqlite3.connect(":memory:")) as there:
        there.deserialize(saved)
        drafts = there.execute("SELECT team_id, data, submitted_at, id FROM draft").fetchall()
    with closing(sqlite3.connect(path_of(world.sessions))) as here, here:
        here.execute("PRAGMA synchronous=OFF")
        query = "SELECT id FROM person WHERE workspace_id = 1 AND slack_user_id = ?"
        owner = here.execute(query, (person.id,)).fetchone()
        for team_id, data, submitted_at, row_id in drafts:
            here.execute(
                "UPDATE draft SET person_id = coalesce(?, person_id), team_id = ?, data = ?,"
                " submitted_at = ? WHERE id = ?",
                (
                    owner and owner[0],
                    team_id and int(change(str(team_id))),
                    change(data),
                    submitted_at,
                    row_id,
                ),
            )
