"""The stand-in's own clock: real time, whose waiting part tests may move forward."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress


class Clock:
    """Tells real wall time, and a monotonic time that tests can advance without sleeping."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = asyncio.Event()
        # What people take for the present, where a story is played at another time than now.
        self.shown: Callable[[], float] = self.wall

    def wall(self) -> float:
        """Return real seconds since the epoch; never moved, since signatures depend on it."""
        return time.time()

    def monotonic(self) -> float:
        """Return monotonic seconds plus whatever was advanced; expiries are measured on it."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let triggers, response URLs and failed events age by so many seconds at once."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def reach(self, instant: float) -> None:
        """Return when the monotonic time has come, by itself or because it was advanced."""
        while (left := instant - self.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)
