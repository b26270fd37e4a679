"""When scheduled work runs: a few fixed ticks in memory; what is due stands in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from secrets import token_hex

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import utc_now
from bot.db.availability import DatabaseBusyOrGone

TickFunction = Callable[[], Awaitable[object]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done again and again.

    Args:
        run: does it once; a run never overlaps the run before.
        seconds: the pause between two starts.
    """

    run: TickFunction
    seconds: float


class Scheduler:
    """Runs ticks from `start` to `stop`; one that fails runs again at its next time."""

    def __init__(self, ticks: Mapping[str, Tick]) -> None:
        self._ticks = ticks
        self._running = {name: asyncio.Lock() for name in ticks}
        self._again: set[str] = set()
        self._stopping = False
        self._apscheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )

    def start(self) -> None:
        """Start ticking: each tick runs at once, and then after its pause."""
        for name, tick in self._ticks.items():
            self._apscheduler.add_job(
                self._run_unless_stopping,
                "interval",
                id=name,
                args=[name],
                seconds=tick.seconds,
                next_run_time=utc_now(),
            )
        self._apscheduler.start()

    def wake(self, name: str) -> None:
        """Run a tick soon; several calls before it runs make one run."""
        if self._running[name].locked():
            self._again.add(name)
        elif self._apscheduler.running and not self._stopping:
            self._apscheduler.modify_job(name, next_run_time=utc_now())

    async def stop(self) -> None:
        """Start no further run and wait for those that have begun."""
        self._stopping = True
        for lock in self._running.values():
            async with lock:
                pass
        if self._apscheduler.running:
            self._apscheduler.shutdown(wait=False)
            # APScheduler shuts down in the loop's next round.
            await asyncio.sleep(0)

    async def run_now(self, name: str) -> None:
        """Run one tick, after the run before has ended; a fault is logged with an incident id."""
        async with self._running[name]:
            await self._run(name)
            while name in self._again and not self._stopping:
                self._again.discard(name)
                await self._run(name)

    async def _run_unless_stopping(self, name: str) -> None:
        if not self._stopping:
            await self.run_now(name)

    async def _run(self, name: str) -> None:
        try:
            await self._ticks[name].run()
        except DatabaseBusyOrGone as error:
            log.warning("database_unavailable", tick=name, reason=str(error))
        except Exception:
            incident = token_hex(4)
            log.exception("tick_failed", tick=name, incident=incident)


def create_scheduler(ticks: Mapping[str, tuple[TickFunction, float]]) -> Scheduler:
    """Return a scheduler for ticks by name: what to run, and the seconds between two starts."""
    return Scheduler({name: Tick(run, seconds) for name, (run, seconds) in ticks.items()})
