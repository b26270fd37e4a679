"""One meeting of one team, with its reminder, prompt and recap."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RoundState(StrEnum):
    """The life of a round."""

    PLANNED = "planned"
    PROMPTED = "prompted"
    HELD = "held"
    RECAPPED = "recapped"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Round:
    """One meeting of one team; `meeting_on` is its local date."""

    id: int
    team_id: int
    number: int
    meeting_on: date
    meeting_at: datetime
    meeting_ends_at: datetime
    prompt_due_at: datetime
    state: RoundState
    skip_reason: str
