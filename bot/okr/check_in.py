"""One record of where a key result stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class CheckInSource(StrEnum):
    """Where a check-in came from."""

    PERSON = "person"
    NO_CHANGE = "no_change"
    API = "api"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One append-only record of a key result.

    Args:
        value: for yes/no 0 or 1; for milestones the weight done, as it then stood.
        ticks: ids of the milestones done, as they then stood.
        confidence: 1 (no chance) to 10 (certain).
        author: the name shown; None when a source wrote it.
    """

    id: int
    key_result_id: int
    at: datetime
    value: Decimal | None
    ticks: frozenset[int]
    confidence: int | None
    note: str
    is_stuck: bool
    author: str | None
    source: CheckInSource
