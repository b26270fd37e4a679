"""What the company needs of the house that the bot lives in."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The business clock, which stands still until somebody moves it."""

    @property
    def now(self) -> datetime:
        """Return the instant it shows."""

    def move_to(self, instant: datetime) -> None:
        """Move to an instant, never backwards."""


class House(Protocol):
    """Where the bot lives."""

    @property
    def clock(self) -> Clock:
        """Return the bot's business clock."""

    async def tick(self) -> None:
        """Let the bot do all that is due, and wait until it is done."""

    def say(self, progress: str) -> None:
        """Tell whoever waits how far the story is."""
