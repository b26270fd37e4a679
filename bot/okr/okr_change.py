"""Changing OKRs once they are locked: which changes ask why, and what the team is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError
from bot.okr.history import FieldChange
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective
from bot.okr.team import Team

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
"""What makes it another OKR. Who owns it and how often people check in does not."""

CHANGED, REOPENED = "changed", "reopened"
ENDED = ("closed", "cancelled")
WHY_MISSING = "Say why in a sentence. The OKRs are set, so the recap tells the team."

Version = Mapping[str, str | None]
"""An OKR as it stood: the name of each field and its text, as changes hold it."""


@dataclass(frozen=True, slots=True)
class OkrChange:
    """What one person did to one OKR at one moment.

    Args:
        subject: the objective or the key result as it stands now.
        objective: the same, or the one that the key result belongs to.
        changes: not empty; all have the same instant, person and reason.
        fits: titles of work that was there before the change and was linked to the OKR since.
    """

    subject: Objective | KeyResult
    objective: Objective
    changes: tuple[FieldChange, ...]
    fits: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`2` for an objective, `2.2` for a key result."""
        return (
            self.subject.label if isinstance(self.subject, KeyResult) else str(self.subject.number)
        )

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

    @property
    def key_result_ids(self) -> frozenset[int]:
        """The key results that work may be linked to because of it."""
        if isinstance(self.subject, KeyResult):
            return frozenset({self.subject.id})
        return frozenset(one.id for one in self.subject.key_results)


@dataclass(frozen=True, slots=True)
class ObjectiveHistory:
    """What became of an objective and its key results.

    Args:
        label: with the team's key where the reader may know several teams.
        first: what each of them said at first of the fields that changed since, by its label.
        log: every change, the newest first.
    """

    objective: Objective
    label: str
    team: Team
    cycle: Cycle
    first: Mapping[str, Version]
    log: tuple[OkrChange, ...]


def are_locked(cycle: Cycle, now: datetime) -> bool:
    """Tell whether a cycle's OKRs are locked, so that changing them asks why (product.md 6)."""
    return cycle.locked_at is not None and cycle.locked_at <= now


def is_asking(act: str, field: str) -> bool:
    """Tell whether a recorded change makes it another OKR: a field that counts, or any act."""
    return field in ASKING_FIELDS if act == CHANGED else True


def check_why(cycle: Cycle, why: str, *, now: datetime) -> None:
    """Refuse to add, end or change a locked OKR without saying why.

    Raises:
        FormError: with the field `change_why`.
    """
    if not are_locked(cycle, now):
        return
    if not why.strip():
        raise FormError({CHANGE_WHY: WHY_MISSING})
    if len(why) > MAX_CHANGE_WHY:
        sentence = f"That is too long. Use at most {MAX_CHANGE_WHY} characters."
        raise FormError({CHANGE_WHY: sentence})


def replay(first: Version, changes: Iterable[FieldChange]) -> dict[str, str | None]:
    """Return an OKR as changes made it.

    Args:
        changes: the oldest first; acts such as adding change no field.
    """
    return dict(first) | {one.field: one.new for one in changes if one.act == CHANGED}


def first_version(present: Version, changes: Sequence[FieldChange]) -> dict[str, str | None]:
    """Return an OKR as it was before all of its changes.

    Args:
        changes: the oldest first.
    """
    return dict(present) | {one.field: one.old for one in reversed(changes) if one.act == CHANGED}


def without_taken_back(changes: Iterable[OkrChange]) -> tuple[OkrChange, ...]:
    """Leave out what was closed or cancelled and reopened by the same person without a reason.

    Args:
        changes: the oldest first.
    """
    kept: list[OkrChange] = []
    for one in changes:
        ended = next((other for other in reversed(kept) if other.subject == one.subject), None)
        if ended is not None and _takes_back(one, ended):
            kept.remove(ended)
        else:
            kept.append(one)
    return tuple(kept)


def _takes_back(one: OkrChange, ended: OkrChange) -> bool:
    is_end = ended.changes[0].act in ENDED
    return one.changes[0].act == REOPENED and not one.why and is_end and one.by == ended.by
