"""The line in a channel that stands in for the prompt of a meeting that is not held."""

from datetime import date

from bot.views.blocks import escape, section
from bot.views.message import Message


def no_meeting_message(*, on: date, reason: str, next_on: date | None) -> Message:
    """Say which meeting is not held, why, and when the next one is."""
    why = f": {escape(reason, 200)}" if reason else ""
    then = f" The next one is on {_day(next_on)}." if next_on else ""
    text = f"No meeting on {_day(on)}{why}.{then}"
    return Message(text, [section(text)])


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"
