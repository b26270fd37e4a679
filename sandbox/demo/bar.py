"""The bar above the page: the demo's time, and how to move it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.demo.tour import OPEN
from sandbox.page.html import join, tag

NEXT, HOUR, DAY, TUESDAY = "next", "hour", "day", "tuesday"
MOVES = {
    NEXT: "To the next thing",
    HOUR: "+1 hour",
    DAY: "+1 day",
    TUESDAY: "To Tuesday 09:00",
}


def clock_bar(now: datetime, zone: str, *, has_tour: bool) -> Markup:
    """Return the time by the clocks of a zone, and a button for each move."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return join(
        [
            tag("time", time_words(now, zone), datetime=now.isoformat()),
            tag("span", f"in {place}. Move the clock:", class_="said"),
            [tag("button", words, type="button", data_wind=move) for move, words in MOVES.items()],
            None
            if has_tour
            else tag("button", "Tour", type="button", data_step=OPEN, class_="end"),
        ]
    )


def time_words(instant: datetime, zone: str) -> str:
    """Return `Monday 9 November, 09:41`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B, %H:%M}"
