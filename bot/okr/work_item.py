"""Something the team does or wants to do, and where it belongs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WorkState(StrEnum):
    """The life of a work item."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    SHELVED = "shelved"
    ARCHIVED = "archived"


class Place(StrEnum):
    """Where a work item belongs; none yet is None."""

    KEY_RESULT = "key_result"
    ENGINEERING_HEALTH = "engineering_health"
    UPKEEP = "upkeep"
    ANYWAY = "anyway"


class WorkSource(StrEnum):
    """Where a work item came from."""

    TYPED = "typed"
    MESSAGE = "message"
    FILE = "file"
    GITHUB = "github"
    JIRA = "jira"
    LINEAR = "linear"


class PlacedHow(StrEnum):
    """Which act put a work item into its place."""

    PLANNED = "planned"
    IDEA = "idea"
    PLACED = "placed"
    DECLARED = "declared"
    REVIVED = "revived"
    CARRIED = "carried"
    IMPORTED = "imported"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something the team does or wants to do.

    Args:
        created_at: when it was created at its source.
        started_at: when somebody took it up: assigned, in progress, or planned.
        hypothesis: how the number would move, in the person's words.
        anyway_reason: why it is done although it serves no objective.
    """

    id: int
    team_id: int
    title: str
    link: str | None
    owner_id: int | None
    owner: str | None
    source: WorkSource
    external_id: str | None
    created_at: datetime
    started_at: datetime | None
    state: WorkState
    place: Place | None
    key_result_id: int | None
    hypothesis: str
    anyway_reason: str
    version: int
