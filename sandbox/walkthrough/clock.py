"""The business clock of a story: it stands still until the story moves it."""

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class StoryClock:
    """Tells the bot what time it is in the story."""

    def __init__(self, starts_at: datetime) -> None:
        self.now = starts_at

    def __call__(self) -> datetime:
        """Return the instant, as the bot asks for it."""
        return self.now

    def move_to(self, later: datetime) -> None:
        """Move to an instant; never backwards."""
        if later < self.now:
            raise ValueError(f"the story cannot go back to {later:%A %H:%M}")
        self.now = later

    @property
    def words(self) -> str:
        """Return `Monday 9 November, 09:00`."""
        return f"{self.now:%A} {self.now.day} {self.now:%B, %H:%M}"
