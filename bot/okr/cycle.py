"""A named period, and a team's life in it."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import count
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.okr.errors import FormError
from bot.okr.text import one_line, shorten

MAX_NAME = 40
SHORTEST = timedelta(weeks=2)
LONGEST = timedelta(weeks=53)

_PERIOD_THEN_YEAR = re.compile(r"([A-Z]\d{1,2})[ /.'_-]*(\d{4})", re.IGNORECASE | re.ASCII)
_YEAR_THEN_PERIOD = re.compile(r"(\d{4})[ /.'_-]*([A-Z]\d{1,2})", re.IGNORECASE | re.ASCII)


class CycleState(StrEnum):
    """A team's life in a cycle."""

    PLANNING = "planning"
    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A team's cycle: both dates are inclusive and read in the team's zone.

    Args:
        locked_at: from when on changes of its OKRs ask why; None while that is not known.
    """

    id: int
    team_id: int
    name: str
    starts_on: date
    ends_on: date
    state: CycleState
    activated_at: datetime | None
    locked_at: datetime | None = None


def quarter_of(day: date) -> tuple[str, date, date]:
    """Name the calendar quarter of a day, with its first and last day."""
    quarter = (day.month - 1) // 3 + 1
    first = date(day.year, quarter * 3 - 2, 1)
    # The last day of the third month, found without stepping past the last year there is.
    last = date(day.year, quarter * 3, 31 if quarter in {1, 4} else 30)
    return f"Q{quarter} {day.year}", first, last


def next_quarter(day: date) -> tuple[str, date, date]:
    """Name the calendar quarter after that of a day, with its first and last day."""
    _, _, last = quarter_of(day)
    return quarter_of(last + timedelta(days=1))


def cycle_key(name: str) -> str:
    """Make the part of `CHK-2026Q4-1.2` that names the cycle, in capital letters and digits.

    Names that lose letters on the way to ASCII get a checksum, so that two of them stay apart.
    """
    name = one_line(name)
    if match := _PERIOD_THEN_YEAR.fullmatch(name):
        return f"{match[2]}{match[1]}".upper()
    if match := _YEAR_THEN_PERIOD.fullmatch(name):
        return f"{match[1]}{match[2]}".upper()
    letters = [c for c in unicodedata.normalize("NFKD", name) if c.isalnum()]
    key = "".join(c for c in letters if c.isascii()).upper()
    is_whole = bool(key) and len(key) == len(letters)
    return key if is_whole else f"{key}{crc32(name.encode(errors='replace')):08X}"


def today_in(zone: str, now: datetime) -> date:
    """Read the calendar date of an instant in a zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def week_of_cycle(cycle: Cycle, day: date) -> tuple[int, int]:
    """Say which week of how many a day is in: (6, 13); 0 before the start, the last after the end.

    Weeks are counted from the first day. Their number is rounded, so that a quarter has 13
    whether it has 90 or 92 days; the odd days belong to the last week.
    """
    days = (cycle.ends_on - cycle.starts_on).days + 1
    total = max(1, round(days / 7))
    if day < cycle.starts_on:
        return 0, total
    return min((day - cycle.starts_on).days // 7 + 1, total), total


def elapsed_fraction(cycle: Cycle, day: date) -> Fraction:
    """Say how much of a cycle has passed: 0 up to its first day, 1 from its last day on."""
    if day >= cycle.ends_on:
        return Fraction(1)
    passed = max((day - cycle.starts_on).days, 0)
    return Fraction(passed, (cycle.ends_on - cycle.starts_on).days)


def discarded_name(name: str, on: date, *, taken: Collection[str]) -> str:
    """Name a plan that was discarded on a day: `Q1 2027, discarded 3 Dec`, as no other is named."""
    day = f", discarded {on.day} {on:%b}"
    ends = (day if number == 1 else f"{day} ({number})" for number in count(1))
    names = (shorten(name, MAX_NAME - len(end)) + end for end in ends)
    return next(one for one in names if one not in taken)


def validate_cycle(name: str, starts_on: date, ends_on: date) -> str:
    """Check what a form says about a cycle and return its name on one line.

    Raises:
        FormError: with the fields `name`, `starts_on`, `ends_on`.
    """
    fields = {}
    clean = one_line(name)
    if not any(c.isalnum() for c in clean):
        fields["name"] = "Give the cycle a name, such as Q4 2026."
    elif len(clean) > MAX_NAME:
        fields["name"] = f"That name is too long. Use at most {MAX_NAME} characters."
    length = ends_on - starts_on + timedelta(days=1)
    if ends_on <= starts_on:
        fields["ends_on"] = "The last day must be after the first day. Choose a later one."
    elif length < SHORTEST:
        fields["ends_on"] = "A cycle is at least 2 weeks long. Choose a later last day."
    elif length > LONGEST:
        fields["ends_on"] = "A cycle is at most 53 weeks long. Choose an earlier last day."
    if fields:
        raise FormError(fields)
    return clean
