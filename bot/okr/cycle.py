"""A named period, and a team's life in it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CycleState(StrEnum):
    """A team's life in a cycle."""

    PLANNING = "planning"
    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A team's cycle: both dates are inclusive and read in the team's zone."""

    id: int
    team_id: int
    name: str
    starts_on: date
    ends_on: date
    state: CycleState
    activated_at: datetime | None
