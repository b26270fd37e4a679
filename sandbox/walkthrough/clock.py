"""The business clock of the story: it stands still until the story moves it."""

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=BERLIN)
"""A Monday in the middle of a quarter, and the day before the team plans."""


class StoryClock:
    """Tells the bot what time it is in the story."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        """Return the instant, as the bot asks for it."""
        return self.now

    def move_to(self, day: int, time: str) -> None:
        """Move to a day of November and a time such as `08:00`; never backwards."""
        hour, minute = time.split(":")
        later = MONDAY.replace(day=day, hour=int(hour), minute=int(minute))
        if later < self.now:
            raise ValueError(f"the story cannot go back to {later:%A %H:%M}")
        self.now = later

    @property
    def words(self) -> str:
        """Return `Monday 9 November, 09:00`."""
        return f"{self.now:%A} {self.now.day} {self.now:%B, %H:%M}"
