"""Moving the demo's clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.clock import Clock
from sandbox.demo.clock import DemoClock
from sandbox.demo.winding import FARTHEST, next_tuesday, wind_to, wind_to_next
from sandbox.log import Log

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 9, 9, 41, tzinfo=BERLIN)
HOUR = timedelta(hours=1)


@dataclass
class Owing:
    """A bot that owes things at instants, and does each once; some it can never do."""

    clock: DemoClock
    due: list[datetime]
    stuck: list[datetime] = field(default_factory=list)
    done: list[datetime] = field(default_factory=list)
    act: Callable[[], object] = lambda: None

    async def tick(self) -> None:
        for instant in [one for one in self.due if one <= self.clock.now]:
            self.due.remove(instant)
            self.done.append(self.clock.now)
            self.act()

    async def next_due(self) -> datetime | None:
        return min([*self.due, *self.stuck], default=None)


async def test_everything_on_the_way_happens_at_its_own_time() -> None:
    clock = DemoClock(MONDAY)
    owing = Owing(clock, [MONDAY + HOUR, MONDAY + 3 * HOUR, MONDAY + 30 * HOUR])
    await wind_to(owing, clock, MONDAY + 24 * HOUR)
    assert owing.done == [MONDAY + HOUR, MONDAY + 3 * HOUR]
    assert clock.now == MONDAY + 24 * HOUR


async def test_the_clock_stops_where_something_was_posted() -> None:
    clock, log = DemoClock(MONDAY), Log(Clock())
    owing = Owing(clock, [MONDAY + HOUR, MONDAY + 2 * HOUR])
    owing.act = lambda: (
        len(owing.done) == 2
        and log.add(
            "call", method="chat.postMessage", arguments={"channel": "C1"}, response={"ok": True}
        )
    )
    assert await wind_to_next(owing, clock, log)
    assert clock.now == MONDAY + 2 * HOUR
    assert not await wind_to_next(owing, clock, log)
    assert clock.now == MONDAY + 2 * HOUR


async def test_what_is_weeks_ahead_is_not_waited_for() -> None:
    clock = DemoClock(MONDAY)
    owing = Owing(clock, [MONDAY + FARTHEST + HOUR])
    assert not await wind_to_next(owing, clock, Log(Clock()))
    assert clock.now == MONDAY


async def test_what_cannot_be_done_does_not_hold_the_clock() -> None:
    clock = DemoClock(MONDAY)
    owing = Owing(clock, [], stuck=[MONDAY])
    assert not await wind_to_next(owing, clock, Log(Clock()))
    await wind_to(owing, clock, MONDAY + HOUR)
    assert clock.now == MONDAY + HOUR


def test_the_clock_never_goes_back() -> None:
    clock = DemoClock(MONDAY)
    clock.move_to(MONDAY - HOUR)
    assert clock.now == MONDAY
    assert clock() == MONDAY.astimezone(UTC)
    assert clock.seconds() == MONDAY.timestamp()


@pytest.mark.parametrize(
    ("now", "tuesday"),
    [
        (MONDAY, datetime(2026, 11, 10, 9, tzinfo=BERLIN)),
        (datetime(2026, 11, 10, 8, 59, tzinfo=BERLIN), datetime(2026, 11, 10, 9, tzinfo=BERLIN)),
        (datetime(2026, 11, 10, 9, tzinfo=BERLIN), datetime(2026, 11, 17, 9, tzinfo=BERLIN)),
        # The clocks of Berlin go back on 25 October.
        (datetime(2026, 10, 22, 9, tzinfo=BERLIN), datetime(2026, 10, 27, 9, tzinfo=BERLIN)),
    ],
)
def test_tuesday_at_nine_is_always_ahead(now: datetime, tuesday: datetime) -> None:
    assert next_tuesday(now.astimezone(UTC), BERLIN) == tuesday
