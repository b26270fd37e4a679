"""A key result's form as its draft keeps it, in JSON values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.okr.key_result import KeyResultKind
from bot.okr.key_result_entry import KeyResultEntry, StepEntry, TargetEntry

KEY_RESULT_FORM = "key_result"
OBJECTIVE_FORM = "objective"


@dataclass(frozen=True, slots=True)
class KeyResultDraft:
    """A form and what it is about.

    Args:
        key_result_id: None for a new one, until it is saved.
        version: of the key result when the form was opened; 0 for a new one.
    """

    objective_id: int
    key_result_id: int | None
    version: int
    entry: KeyResultEntry


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """What the form of an objective is about.

    Args:
        objective_id: None for a new one, until it is saved.
        version: of the objective when the form was opened; 0 for a new one.
    """

    team_id: int
    team_cycle_id: int
    objective_id: int | None
    version: int


def key_result_data(draft: KeyResultDraft) -> dict[str, Any]:
    """Write a draft as JSON values."""
    return asdict(draft)


def key_result_draft(data: Mapping[str, Any]) -> KeyResultDraft:
    """Read a draft back."""
    entry = KeyResultEntry(**data["entry"])
    entry = replace(
        entry,
        kind=KeyResultKind(entry.kind),
        steps=tuple(StepEntry(**row) for row in data["entry"]["steps"]),
        targets=tuple(TargetEntry(**row) for row in data["entry"]["targets"]),
    )
    return replace(KeyResultDraft(**data), entry=entry)


def objective_data(draft: ObjectiveDraft) -> dict[str, Any]:
    """Write a draft as JSON values."""
    return asdict(draft)


def objective_draft(data: Mapping[str, Any]) -> ObjectiveDraft:
    """Read a draft back."""
    return ObjectiveDraft(**data)
