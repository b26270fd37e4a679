"""Moving the demo's clock: everything that falls due on the way happens at its own time."""

from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sandbox.demo.clock import DemoClock
from sandbox.log import Log

FARTHEST = timedelta(weeks=8)
MOST_STEPS = 500
TUESDAY, NINE = 1, time(9)


class Bot(Protocol):
    """What falls due, and doing it."""

    async def tick(self) -> None:
        """Do what is due."""

    async def next_due(self) -> datetime | None:
        """Return when something is due; None when nothing is ahead."""


async def wind_to(bot: Bot, clock: DemoClock, target: datetime) -> None:
    """Move the clock to an instant, with a stop at everything that is due before."""
    for _ in range(MOST_STEPS):
        due = await bot.next_due()
        if due is None or due > target:
            break
        is_stuck = due <= clock.now
        clock.move_to(due)
        await bot.tick()
        if is_stuck and await bot.next_due() == due:
            # What stays due, such as a message that Slack does not take, must not stop the clock.
            break
    clock.move_to(target)
    await bot.tick()


async def wind_to_next(bot: Bot, clock: DemoClock, log: Log) -> bool:
    """Move the clock until the bot has posted something; tell whether it did within weeks."""
    before = len(log.posts())
    farthest = clock.now + FARTHEST
    for _ in range(MOST_STEPS):
        due = await bot.next_due()
        if due is None or due > farthest:
            return False
        is_stuck = due <= clock.now
        clock.move_to(due)
        await bot.tick()
        if len(log.posts()) > before:
            return True
        if is_stuck and await bot.next_due() == due:
            return False
    return False


def next_tuesday(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next Tuesday 09:00 by the clocks of a zone; always later than now."""
    local = now.astimezone(zone)
    days = (TUESDAY - local.weekday()) % 7
    found = datetime.combine(local.date() + timedelta(days=days), NINE, zone)
    if found <= local:
        found = datetime.combine(found.date() + timedelta(days=7), NINE, zone)
    return found
