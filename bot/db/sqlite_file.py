"""Notices when the SQLite file is gone or replaced: an open connection would write into nothing."""

from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

FILE = "okrbot_sqlite_file"
FileId = tuple[int, int]
"""Device and inode."""


class FileGoneError(OSError):
    """The database file was deleted, moved or replaced since it was opened."""


def watch_file(engine: Engine, path: str) -> None:
    """Refuse transactions on a file that is no longer at its path.

    A file that is put back is opened again. Only the first connection may create one.
    """
    seen: set[FileId] = set()

    @event.listens_for(engine, "do_connect")
    def _do_not_create_again(*_arguments: object) -> None:
        if seen and _file_at(path) is None:
            raise FileGoneError

    @event.listens_for(engine, "connect")
    def _remember(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        opened = _file_at(path)
        entry.info[FILE] = opened
        if opened is not None:
            seen.add(opened)

    @event.listens_for(engine, "begin")
    def _check(connection: Connection) -> None:
        if _file_at(path) != connection.info[FILE]:
            connection.invalidate()
            raise FileGoneError


def _file_at(path: str) -> FileId | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
