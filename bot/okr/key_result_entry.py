"""What a person has typed into the form of a key result, before anything is read into it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.numbers import format_entry

MAX_STEPS = 15
MAX_TARGETS = 15
BLANK_STEPS = 2
"""Rows that wait for somebody who has just chosen steps; one step would be a yes or no."""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A row for a step.

    Args:
        key: names the row for as long as the form is open, and is never given twice in it.
        id: of the milestone that the row changes; None for a new one.
        due_on: such as 2026-12-31, or empty.
    """

    key: int
    id: int | None = None
    title: str = ""
    weight: str = "1"
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A row for where the number should be on a date."""

    key: int
    on: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class KeyResultEntry:
    """The form as typed; what the chosen kind does not show is kept for when it is chosen again.

    Args:
        owner: a Slack user id, as for `delegate`.
        is_more: the fields that most leave alone are shown.
    """

    title: str = ""
    kind: KeyResultKind = KeyResultKind.INCREASE
    start: str = ""
    start_due_on: str = ""
    target: str = ""
    floor: str = ""
    now: str = ""
    confidence: str = ""
    unit: str = ""
    owner: str = ""
    delegate: str = ""
    weight: str = "1"
    rhythm: str = "1"
    due_on: str = ""
    change_why: str = ""
    steps: tuple[StepEntry, ...] = ()
    targets: tuple[TargetEntry, ...] = ()
    is_more: bool = False
    next_key: int = 1

    def with_kind_rows(self) -> "KeyResultEntry":
        """Return the entry with blank steps when its kind needs some and has none."""
        entry = self
        if self.kind is KeyResultKind.MILESTONES and not self.steps:
            for _ in range(BLANK_STEPS):
                entry = entry.with_step()
        return entry

    def with_step(self) -> "KeyResultEntry":
        """Return the entry with one more blank step, up to `MAX_STEPS`."""
        if len(self.steps) >= MAX_STEPS:
            return self
        steps = (*self.steps, StepEntry(self.next_key))
        return replace(self, steps=steps, next_key=self.next_key + 1)

    def with_target(self) -> "KeyResultEntry":
        """Return the entry with one more blank date, up to `MAX_TARGETS`."""
        if len(self.targets) >= MAX_TARGETS:
            return self
        targets = (*self.targets, TargetEntry(self.next_key))
        return replace(self, targets=targets, next_key=self.next_key + 1)

    def without(self, key: str) -> "KeyResultEntry":
        """Return the entry without the row of a key."""
        return replace(
            self,
            steps=tuple(row for row in self.steps if str(row.key) != key),
            targets=tuple(row for row in self.targets if str(row.key) != key),
        )


def entry_of(key_result: KeyResult, *, owner: str = "", delegate: str = "") -> KeyResultEntry:
    """Return the form of a key result that exists, as if it had been typed.

    Args:
        owner, delegate: Slack user ids.
    """
    steps = tuple(
        StepEntry(key, one.id, one.title, str(one.weight), _day(one.due_on))
        for key, one in enumerate(key_result.milestones, start=1)
    )
    targets = tuple(
        TargetEntry(key, _day(one.on), format_entry(one.value))
        for key, one in enumerate(key_result.phased_targets, start=len(steps) + 1)
    )
    entry = KeyResultEntry(
        title=key_result.title,
        kind=key_result.kind,
        start=_number(key_result.start),
        start_due_on=_day(key_result.start_due_on),
        target=_number(key_result.target),
        floor=_number(key_result.floor),
        unit=key_result.unit,
        owner=owner,
        delegate=delegate,
        weight=_number(key_result.weight),
        rhythm=str(key_result.rhythm),
        due_on=_day(key_result.due_on),
        steps=steps,
        targets=targets,
        is_more=bool(key_result.start_due_on),
        next_key=len(steps) + len(targets) + 1,
    )
    return entry.with_kind_rows()


def _number(value: Decimal | None) -> str:
    return "" if value is None else format_entry(value)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
