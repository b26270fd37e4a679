"""Reads what was typed about a key result, with a sentence for each field that says too little."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError, OkrError
from bot.okr.key_result import (
    KEEPS,
    MOVES,
    KeyResultKind,
    Milestone,
    PhasedTarget,
    check_key_result,
)
from bot.okr.key_result_entry import KeyResultEntry, StepEntry, TargetEntry
from bot.okr.numbers import parse_value
from bot.okr.okr_input import KeyResultInput, MilestoneInput
from bot.okr.text import one_line

NO_STEP_TITLE = "Give this step a title, or remove it."
NO_TARGET_DAY = "Choose a date for this value, or remove it."
NO_TARGET_VALUE = "Enter a value for this date, or remove it."
NO_CHOICE = "Choose one of these."


def step_field(row: StepEntry) -> str:
    """Name the field of a step."""
    return f"step:{row.key}"


def target_field(row: TargetEntry) -> str:
    """Name the field of a date on the way."""
    return f"phase:{row.key}"


def read_key_result(entry: KeyResultEntry, *, cycle: Cycle, locale: str) -> KeyResultInput:
    """Read a form; what its kind does not use is left out.

    Without a start, one who says where the number is now starts there.

    Raises:
        FormError: with the field names of `KeyResultInput`, and `step:1`, `phase:2` for rows.
    """
    reading = _Reading(entry, cycle, locale)
    is_move, is_keep = entry.kind in MOVES, entry.kind in KEEPS
    now = reading.number("now", is_used=is_move or is_keep)
    start = reading.number("start", is_used=is_move)
    start_due_on = _day(entry.start_due_on) if is_move and start is None else None
    read = KeyResultInput(
        title=one_line(entry.title),
        kind=entry.kind,
        start=now if is_move and start is None and start_due_on is None else start,
        start_due_on=start_due_on,
        target=reading.number("target", is_used=is_move or is_keep),
        floor=reading.number("floor", is_used=is_keep),
        now=now,
        confidence=reading.whole("confidence", range(1, 11)) if entry.confidence else None,
        unit=one_line(entry.unit) if is_move or is_keep else "",
        weight=reading.weight(),
        rhythm=reading.whole("rhythm", (1, 2, 4)) or 1,
        due_on=_day(entry.due_on) if entry.kind is KeyResultKind.YES_NO else None,
        milestones=reading.steps() if entry.kind is KeyResultKind.MILESTONES else (),
        phased_targets=reading.targets() if is_move else (),
    )
    reading.check(read)
    return read


@dataclass
class _Reading:
    """Collects the refusals of one form."""

    entry: KeyResultEntry
    cycle: Cycle
    locale: str
    refused: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, *, is_used: bool) -> Decimal | None:
        """Read a field; None when it is empty, not used, or refused."""
        typed: str = getattr(self.entry, name)
        unit = "" if name == "weight" else self.entry.unit
        return self._value(name, typed, unit) if is_used and typed.strip() else None

    def weight(self) -> Decimal:
        """Read the weight; 1 when nothing is said."""
        weight = self.number("weight", is_used=True)
        return Decimal(1) if weight is None else weight

    def whole(self, name: str, allowed: Iterable[int]) -> int | None:
        """Read a choice."""
        chosen: str = getattr(self.entry, name)
        numbers = {str(number): number for number in allowed}
        if chosen not in numbers:
            self.refused[name] = NO_CHOICE
        return numbers.get(chosen)

    def steps(self) -> tuple[MilestoneInput, ...]:
        """Read the steps; a new row that is blank does not count."""
        read = []
        for row in self.entry.steps:
            title, due_on = one_line(row.title), _day(row.due_on)
            if not title and row.id is None and due_on is None:
                continue
            if not title:
                self.refused[step_field(row)] = NO_STEP_TITLE
                continue
            weight = int(row.weight) if row.weight.isdecimal() else 1
            milestone = Milestone(0, title, weight, due_on)
            self._check_row(step_field(row), KeyResultKind.MILESTONES, milestones=[milestone])
            read.append(MilestoneInput(title, weight, due_on, row.id))
        return tuple(read)

    def targets(self) -> tuple[PhasedTarget, ...]:
        """Read the dates on the way, in order of date; a blank row does not count."""
        read: list[PhasedTarget] = []
        for row in self.entry.targets:
            on = _day(row.on)
            if on is None and not row.value.strip():
                continue
            if on is None or not row.value.strip():
                missing = NO_TARGET_DAY if on is None else NO_TARGET_VALUE
                self.refused[target_field(row)] = missing
                continue
            value = self._value(target_field(row), row.value, self.entry.unit)
            together = sorted([*read, PhasedTarget(on, value or Decimal(0))], key=_by_day)
            if self._check_row(target_field(row), self.entry.kind, phased_targets=together):
                read = together
        return tuple(read)

    def check(self, read: KeyResultInput) -> None:
        """Hold what was read against the rules; a row that was refused is named only once."""
        try:
            check_key_result(
                title=read.title,
                kind=read.kind,
                cycle=self.cycle,
                start=read.start,
                target=read.target,
                floor=read.floor,
                unit=read.unit,
                weight=read.weight,
                rhythm=read.rhythm,
                due_on=read.due_on,
            )
        except FormError as error:
            self.refused = {**error.fields, **self.refused}
        if self.refused:
            raise FormError(self.refused)

    def _value(self, name: str, typed: str, unit: str) -> Decimal | None:
        try:
            return parse_value(typed, unit=unit, locale=self.locale)
        except OkrError as error:
            self.refused[name] = error.sentence
            return None

    def _check_row(
        self,
        name: str,
        kind: KeyResultKind,
        *,
        milestones: Sequence[Milestone] = (),
        phased_targets: Sequence[PhasedTarget] = (),
    ) -> bool:
        """Hold rows against the rules, so that the refusal stands under the row it is about."""
        try:
            check_key_result(
                title="any",
                kind=kind,
                cycle=self.cycle,
                milestones=milestones,
                phased_targets=phased_targets,
            )
        except FormError as error:
            self.refused[name] = error.sentence
            return False
        return True


def _by_day(phased_target: PhasedTarget) -> date:
    return phased_target.on


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
