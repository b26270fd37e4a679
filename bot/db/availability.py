"""Tells a database that is busy or gone from a mistake of ours."""

import sqlite3

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

SQLITE_BUSY_OR_GONE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
POSTGRESQL_BUSY_OR_GONE = (
    "08",  # the connection broke
    "25006",  # a standby that only reads
    "28",  # the password is not taken any more
    "3D",  # the database is not there
    "40",  # deadlock, or a transaction the server gave up
    "53",  # out of connections, memory or disk
    "55P03",  # a lock not to be had
    "57",  # shut down, starting up, or the statement took too long
    "58",  # input and output errors of the server
)


class DatabaseBusyOrGone(Exception):  # noqa: N818 - the name says what happened
    """The database is locked, overloaded or out of reach: nothing was saved, trying again helps."""


def is_busy_or_gone(error: BaseException, *, writes: bool) -> bool:
    """Return whether the database, and not the statement, is to blame for `error`.

    Args:
        error: what came out of the transaction.
        writes: whether the transaction meant to write; one that only reads and is refused a
            write is a mistake of ours.
    """
    if isinstance(error, PoolTimeoutError | asyncpg.InterfaceError | OSError | TimeoutError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_driver_busy_or_gone(error, writes=writes)
    if isinstance(error, asyncpg.PostgresError):
        return _is_postgresql_busy_or_gone(error.sqlstate, writes=writes)
    return False


def _is_driver_busy_or_gone(error: DBAPIError, *, writes: bool) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return _is_sqlite_busy_or_gone(error.orig, writes=writes)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, InterfaceError)
    return _is_postgresql_busy_or_gone(state, writes=writes)


def _is_sqlite_busy_or_gone(error: sqlite3.Error, *, writes: bool) -> bool:
    # The low byte is the kind; the rest says more about it. A closed connection has no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF
    return code in SQLITE_BUSY_OR_GONE or (writes and code == sqlite3.SQLITE_READONLY)


def _is_postgresql_busy_or_gone(state: str, *, writes: bool) -> bool:
    if state == "25006" and not writes:
        return False
    return state.startswith(POSTGRESQL_BUSY_OR_GONE)
