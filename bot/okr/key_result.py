"""A measurable result, and its arithmetic."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class KeyResultKind(StrEnum):
    """How a key result is measured."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP_AT_LEAST = "keep_at_least"
    KEEP_AT_MOST = "keep_at_most"
    MILESTONES = "milestones"
    YES_NO = "yes_no"


class LifeState(StrEnum):
    """The life of an objective or a key result."""

    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A weighted step of a key result of kind milestones."""

    id: int
    title: str
    weight: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PhasedTarget:
    """Where an increase or decrease is expected to be on a date."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A measurable result of an objective.

    Args:
        label: objective number and own number, such as `1.2`.
        start: None while "not measured yet"; `start_due_on` says when it will be.
        target: None while there is "no number yet"; the bound of a keep.
        floor: the worst acceptable value of a keep, beyond which it is off track.
        rhythm: checked in every 1, 2 or 4 rounds.
        owner: the person who answers for it; `delegate` stands in.
    """

    id: int
    objective_id: int
    label: str
    number: int
    position: int
    title: str
    kind: KeyResultKind
    start: Decimal | None
    start_due_on: date | None
    target: Decimal | None
    floor: Decimal | None
    unit: str
    owner_id: int | None
    owner: str | None
    delegate_id: int | None
    delegate: str | None
    weight: Decimal
    rhythm: int
    due_on: date | None
    state: LifeState
    activated_at: datetime | None
    milestones: tuple[Milestone, ...]
    phased_targets: tuple[PhasedTarget, ...]
    version: int
