"""A qualitative aim, and what its key results say about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.okr.key_result import KeyResult, LifeState


class Commitment(StrEnum):
    """How firmly an objective is meant; on screen "promise" and "stretch"."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


@dataclass(frozen=True, slots=True)
class Objective:
    """A qualitative aim of a team in a cycle, with its key results in their fixed order."""

    id: int
    team_id: int
    number: int
    position: int
    title: str
    why: str
    owner_id: int | None
    owner: str | None
    commitment: Commitment
    parent_id: int | None
    state: LifeState
    activated_at: datetime | None
    key_results: tuple[KeyResult, ...]
    version: int
