"""What a person enters about an objective or a key result, before it is kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.okr.key_result import KeyResultKind, PhasedTarget
from bot.okr.objective import Commitment


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A step as entered; `id` names the milestone that it changes, None a new one."""

    title: str
    weight: int = 1
    due_on: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class KeyResultInput:
    """A key result as entered.

    Args:
        now: with `confidence` makes the first check-in; only read when it is added.
        owner_id: a person's id, as for `delegate_id`.
    """

    title: str
    kind: KeyResultKind
    start: Decimal | None = None
    start_due_on: date | None = None
    target: Decimal | None = None
    floor: Decimal | None = None
    now: Decimal | None = None
    confidence: int | None = None
    unit: str = ""
    owner_id: int | None = None
    delegate_id: int | None = None
    weight: Decimal = Decimal(1)
    rhythm: int = 1
    due_on: date | None = None
    milestones: tuple[MilestoneInput, ...] = ()
    phased_targets: tuple[PhasedTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveInput:
    """An objective as entered; its key results are only read when it is added."""

    title: str
    why: str = ""
    owner_id: int | None = None
    commitment: Commitment = Commitment.COMMITTED
    parent_id: int | None = None
    key_results: tuple[KeyResultInput, ...] = ()
