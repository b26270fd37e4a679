"""Days and times as a team says them, in its own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def day_and_time(at: datetime, now: datetime, zone: str) -> str:
    """Return `today 10:00`, `tomorrow 10:00`, `Tue 10:00` within a week, or `Tue 24 Nov 10:00`."""
    local = at.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    near = {0: "today", 1: "tomorrow"}
    if days in near:
        day = near[days]
    elif 0 < days < 7:
        day = f"{local:%a}"
    else:
        day = f"{local:%a} {local.day} {local:%b}"
    return f"{day} {local:%H:%M}"


def day_words(at: datetime, zone: str) -> str:
    """Return `24 Nov`, the day of an instant."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b}"
