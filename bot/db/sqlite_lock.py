"""Keeps a second long-running process away from a SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServedError(Exception):
    """Another process serves this SQLite file; the text says what to do."""


class SeveralNamesError(Exception):
    """Hard links lead to this SQLite file; the text says what to do."""


@contextmanager
def served_by_this_process(path: str | None) -> Iterator[None]:
    """Hold the operating system's lock beside a SQLite file; it ends with the process.

    As SQLite does with its own files, the lock is named after what a symbolic link leads to. A
    file with several names would have as many locks, and as many journals: SQLite damages it.

    Args:
        path: the file; None (PostgreSQL, or in memory) needs no lock.

    Raises:
        AlreadyServedError: another process holds it.
        SeveralNamesError: the file could be served under another name as well.
    """
    if path is None:
        yield
        return
    file = Path(path).resolve()
    if file.exists() and file.stat().st_nlink > 1:
        raise SeveralNamesError(
            f"{path} has another name: a hard link leads to the same file, and SQLite would damage "
            f"it. Find its names with `find -samefile {file}` and remove all but this one."
        )
    with Path(f"{file}-lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServedError(
                f"Another okrbot already serves {path}. A SQLite file takes one process: stop "
                "the other one, or move to PostgreSQL by setting DATABASE_URL."
            ) from None
        yield
