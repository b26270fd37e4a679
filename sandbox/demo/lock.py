"""One demo at a time: a lock that ends with the process, and the address it can be found at."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another process runs the demo; the text says where."""


@contextmanager
def only_one(path: Path) -> Iterator[Callable[[str], None]]:
    """Hold the lock until the block ends; yields what writes the demo's address down.

    Raises:
        AlreadyRunningError: another process holds it.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            where = file.read().strip() or "in another terminal, where it is just starting"
            raise AlreadyRunningError(f"The demo is running already: {where}.") from None

        def tell(address: str) -> None:
            file.truncate(0)
            file.write(address)
            file.flush()

        tell("")
        yield tell
        tell("")
