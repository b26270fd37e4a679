"""Keeps a second long-running process away from a SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServedError(Exception):
    """Another process serves this SQLite file; the text says what to do."""


@contextmanager
def served_by_this_process(path: str | None) -> Iterator[None]:
    """Hold the operating system's lock beside a SQLite file; it ends with the process.

    Args:
        path: the file; None (PostgreSQL, or in memory) needs no lock.

    Raises:
        AlreadyServedError: another process holds it.
    """
    if path is None:
        yield
        return
    with Path(f"{path}-lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServedError(
                f"Another okrbot already serves {path}. A SQLite file takes one process: stop "
                "the other one, or move to PostgreSQL by setting DATABASE_URL."
            ) from None
        yield
