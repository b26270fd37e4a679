"""The days of the story: the last quarter of 2026, up to the Monday of its sixth week."""

from datetime import datetime
from zoneinfo import ZoneInfo

YEAR = 2026
BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
LAGOS = "Africa/Lagos"
KOLKATA = "Asia/Kolkata"


def when(day_and_time: str, zone: str = BERLIN) -> datetime:
    """Return an instant of the story, written as `5 Oct 16:10`."""
    read = datetime.strptime(f"{YEAR} {day_and_time} +0000", "%Y %d %b %H:%M %z")
    return read.replace(tzinfo=ZoneInfo(zone))


START = when("1 Oct 08:30")
END = when("9 Nov 09:41")
"""A Monday, the day before Checkout plans."""
