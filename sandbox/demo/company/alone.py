"""The company in a house of its own: for whoever wants to look at it without the demo's page."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sandbox.demo.company.days import START
from sandbox.driver.slack import Slack
from sandbox.walkthrough import house as real


class PlainClock:
    """The business clock of the story."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the instant, as the bot asks for it."""
        return self.now

    def move_to(self, instant: datetime) -> None:
        """Move to an instant, never backwards."""
        if instant < self.now:
            raise ValueError(f"the story cannot go back to {instant:%d %b %H:%M}")
        self.now = instant


class PlainHouse:
    """The bot as the company needs it, on a database that exists."""

    def __init__(self, slack: Slack, folder: Path) -> None:
        self.clock = PlainClock()
        self.real = real.House(slack, self.clock, folder)

    async def tick(self) -> None:
        """Let the bot do all that is due."""
        await self.real.tick()

    def say(self, progress: str) -> None:
        """Tell whoever waits, beside what is printed."""
        sys.stderr.write(f"{progress}\n")


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Slack, PlainHouse]]:
    """Start an empty workspace and the bot on the database in a folder."""
    async with Slack.start(signing_secret=real.SIGNING_SECRET, bot_token=real.TOKEN) as slack:
        slack.load_manifest(real.MANIFEST)
        house = PlainHouse(slack, folder)
        await house.real.start(worker=False)
        try:
            yield slack, house
        finally:
            await house.real.stop()
