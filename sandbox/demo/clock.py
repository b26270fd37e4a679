"""The demo's business clock: it stands still until somebody moves it, and never goes back."""

from datetime import UTC, datetime


class DemoClock:
    """Tells the bot, and whoever looks at the page, what time it is in the demo."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the instant, as the bot asks for it."""
        return self.now.astimezone(UTC)

    def move_to(self, instant: datetime) -> None:
        """Move forward to an instant; one that has passed changes nothing."""
        self.now = max(self.now, instant)

    def seconds(self) -> float:
        """Return the instant in seconds since the epoch, as messages keep it."""
        return self.now.timestamp()
