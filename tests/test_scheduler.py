"""The ticks: again and again, never overlapping, and over when stopped."""

import asyncio

from structlog.testing import capture_logs

from bot.scheduler import create_scheduler

HOUR = 3600.0


class Work:
    """Counts its runs, and stays in one until it is let go."""

    def __init__(self, *, held: bool = False, failures: int = 0) -> None:
        self.runs = 0
        self.failures = failures
        self.began = asyncio.Event()
        self.let_go = asyncio.Event()
        if not held:
            self.let_go.set()
        self.ended = asyncio.Event()

    async def __call__(self) -> None:
        self.runs += 1
        self.began.set()
        await self.let_go.wait()
        if self.runs <= self.failures:
            raise LookupError("broken")
        self.ended.set()


async def test_a_tick_runs_at_once_and_again() -> None:
    often, seldom = Work(), Work()
    scheduler = create_scheduler({"often": (often, 0.01), "seldom": (seldom, HOUR)})
    scheduler.start()
    while often.runs < 3:
        often.ended.clear()
        await often.ended.wait()
    await scheduler.stop()
    assert seldom.runs == 1


async def test_stopping_waits_for_what_runs_and_starts_nothing_more() -> None:
    work = Work(held=True)
    scheduler = create_scheduler({"work": (work, 0.01)})
    scheduler.start()
    await work.began.wait()
    stopping = asyncio.create_task(scheduler.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    work.let_go.set()
    await stopping
    assert work.ended.is_set()
    assert work.runs == 1


async def test_a_fault_is_logged_with_an_incident_and_the_next_run_comes() -> None:
    work = Work(failures=1)
    scheduler = create_scheduler({"work": (work, 0.01)})
    with capture_logs() as lines:
        scheduler.start()
        await work.ended.wait()
        await scheduler.stop()
    (failed,) = [line for line in lines if line["event"] == "tick_failed"]
    assert failed["tick"] == "work"
    assert len(failed["incident"]) == 8


async def test_waking_runs_soon_and_many_wakes_make_one_run() -> None:
    work = Work()
    scheduler = create_scheduler({"work": (work, HOUR)})
    scheduler.start()
    await work.ended.wait()
    work.ended.clear()
    for _ in range(5):
        scheduler.wake("work")
    await work.ended.wait()
    await scheduler.stop()
    assert work.runs == 2


async def test_waking_during_a_run_makes_one_more() -> None:
    work = Work(held=True)
    scheduler = create_scheduler({"work": (work, HOUR)})
    scheduler.start()
    await work.began.wait()
    scheduler.wake("work")
    scheduler.wake("work")
    work.let_go.set()
    while work.runs < 2:
        work.ended.clear()
        await work.ended.wait()
    await scheduler.stop()
    assert work.runs == 2


async def test_stopping_what_never_started() -> None:
    scheduler = create_scheduler({"work": (Work(), HOUR)})
    scheduler.wake("work")
    await scheduler.stop()


async def test_run_now_does_it_without_starting() -> None:
    work = Work()
    await create_scheduler({"work": (work, HOUR)}).run_now("work")
    assert work.runs == 1
