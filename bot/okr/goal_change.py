"""Changing goals once they are set: which changes ask why, and what the team is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError
from bot.okr.history import FieldChange

CHANGE_WHY = "change_why"
"""The field in which the question is answered; an objective's own reason is `why`."""

MAX_CHANGE_WHY = 500
ASKING_FIELDS = frozenset(
    {
        "title",
        "kind",
        "start",
        "start_due_on",
        "target",
        "floor",
        "unit",
        "weight",
        "due_on",
        "commitment",
        "milestones",
        "phased_targets",
    }
)
"""What makes it another goal. Who owns it and how often people check in does not."""

CHANGED = "changed"
WHY_MISSING = "Say why in a sentence. The goals are set, so the recap tells the team."

Version = Mapping[str, str | None]
"""A goal as it stood: the name of each field and its text, as changes hold it."""


@dataclass(frozen=True, slots=True)
class GoalChange:
    """What one person changed about a goal at one moment, after the goals were set.

    Args:
        label: `2` for an objective, `2.2` for a key result.
        key_result_id: None when the objective itself changed.
        changes: only what makes it another goal.
        fits: titles of work that was there before, and was linked to it since.
    """

    label: str
    title: str
    unit: str
    key_result_id: int | None
    changes: tuple[FieldChange, ...]
    fits: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """When it was changed."""
        return self.changes[0].at

    @property
    def by(self) -> str | None:
        """The name of who changed it."""
        return self.changes[0].by

    @property
    def why(self) -> str:
        """The reason that was given."""
        return self.changes[0].why


def are_set(cycle: Cycle, now: datetime) -> bool:
    """Tell whether a cycle's goals are set, so that changing them asks why (product.md 6)."""
    return cycle.locked_at is not None and cycle.locked_at <= now


def is_asking(act: str, field: str) -> bool:
    """Tell whether a recorded change makes it another goal: a field that counts, or any act."""
    return field in ASKING_FIELDS if act == CHANGED else True


def check_why(cycle: Cycle, why: str, *, now: datetime) -> None:
    """Refuse to add, end or change a goal that is set without saying why.

    Raises:
        FormError: with the field `change_why`.
    """
    if not are_set(cycle, now):
        return
    if not why.strip():
        raise FormError({CHANGE_WHY: WHY_MISSING})
    if len(why) > MAX_CHANGE_WHY:
        sentence = f"That is too long. Use at most {MAX_CHANGE_WHY} characters."
        raise FormError({CHANGE_WHY: sentence})


def replay(first: Version, changes: Iterable[FieldChange]) -> dict[str, str | None]:
    """Return a goal as changes made it.

    Args:
        changes: the oldest first; acts such as adding change no field.
    """
    return dict(first) | {one.field: one.new for one in changes if one.act == CHANGED}


def first_version(present: Version, changes: Sequence[FieldChange]) -> dict[str, str | None]:
    """Return a goal as it was before all of its changes.

    Args:
        changes: the oldest first.
    """
    return dict(present) | {one.field: one.old for one in reversed(changes) if one.act == CHANGED}
