"""How long something waits by the operational clock, also after that clock was set back."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

LONGEST = timedelta(minutes=5)
"""Nothing waits longer. What claims to is left from before a clock was set back."""

LONGEST_WAIT = timedelta(minutes=4)
"""What is written down is shorter, since the clocks of two machines differ a little."""


class Leased(Protocol):
    """A row that somebody may be working on."""

    lease_until: datetime | None


def has_waited(
    until: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    real_now: datetime,
) -> ColumnElement[bool]:
    """Return the condition that a wait is over, or is longer than any that was written down."""
    return or_(until.is_(None), until <= real_now, until > real_now + LONGEST)


def is_from_before(instant: datetime | None, real_now: datetime) -> bool:
    """Tell whether what has waited by `has_waited` is from before the clock was set back."""
    return instant is not None and instant > real_now


def begin_anew(row: Leased, *, lease: timedelta, real_now: datetime) -> bool:
    """Let a lease from before the clock was set back end a whole lease from now.

    Its owner may be at work: nobody knows since when, but no call takes longer than a lease.

    Returns:
        False when it is no such lease: what was found is free.
    """
    if not is_from_before(row.lease_until, real_now):
        return False
    row.lease_until = real_now + lease
    return True
