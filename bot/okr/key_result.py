"""A measurable result, and what may be said about it in a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError
from bot.okr.numbers import format_value
from bot.okr.text import one_line

MAX_TITLE = 200
MAX_UNIT = 20
RHYTHMS = (1, 2, 4)


class KeyResultKind(StrEnum):
    """How a key result is measured."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP_AT_LEAST = "keep_at_least"
    KEEP_AT_MOST = "keep_at_most"
    MILESTONES = "milestones"
    YES_NO = "yes_no"


MOVES = frozenset({KeyResultKind.INCREASE, KeyResultKind.DECREASE})
"""The kinds with a way to go, from a start to an aim."""

KEEPS = frozenset({KeyResultKind.KEEP_AT_LEAST, KeyResultKind.KEEP_AT_MOST})
"""The kinds with a bound to stay inside of."""


class LifeState(StrEnum):
    """The life of an objective or a key result."""

    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ENDED_WORDS: Mapping[str, str] = {LifeState.CLOSED: "finished", LifeState.CANCELLED: "dropped"}
"""What people read for how something ended."""


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
        copied_from_id: the key result of another cycle that it was copied from.
        score: the grade given when its cycle was closed, 0 to 1, with a note.
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
    copied_from_id: int | None = None
    score: Decimal | None = None
    score_note: str = ""


def has_number(key_result: KeyResult) -> bool:
    """Tell whether it says how it is measured; on screen the others are marked "no number yet"."""
    if key_result.kind is KeyResultKind.YES_NO:
        return True
    if key_result.kind is KeyResultKind.MILESTONES:
        return bool(key_result.milestones)
    return key_result.target is not None


def check_key_result(
    *,
    title: str,
    kind: KeyResultKind,
    cycle: Cycle,
    start: Decimal | None = None,
    target: Decimal | None = None,
    floor: Decimal | None = None,
    now: Decimal | None = None,
    unit: str = "",
    weight: Decimal = Decimal(1),
    rhythm: int = 1,
    milestones: Sequence[Milestone] = (),
    phased_targets: Sequence[PhasedTarget] = (),
    due_on: date | None = None,
) -> None:
    """Refuse what cannot be measured; what is merely incomplete may be saved.

    Args:
        floor, milestones, phased_targets: ignored by the kinds that have none.
        now: the value that the first check-in will hold.

    Raises:
        FormError: with the names of these arguments as fields.
    """
    fields = _check_wording(title, unit) | _check_rhythm(weight, rhythm)
    if kind in MOVES:
        fields |= _check_way(kind, start, target, unit) | _check_phases(phased_targets, cycle)
    if kind in KEEPS:
        fields |= _check_floor(kind, target, floor, unit)
    if kind is KeyResultKind.MILESTONES:
        fields |= _check_milestones(milestones, cycle)
    if kind is KeyResultKind.YES_NO and now not in {None, Decimal(0), Decimal(1)}:
        fields["now"] = "Choose yes or no."
    if due_on and not _is_inside(cycle, [due_on]):
        fields["due_on"] = _inside(cycle)
    if fields:
        raise FormError(fields)


def _check_wording(title: str, unit: str) -> dict[str, str]:
    fields = {}
    if not one_line(title):
        fields["title"] = "Give it a title: what would be different?"
    elif len(one_line(title)) > MAX_TITLE:
        fields["title"] = f"That title is too long. Use at most {MAX_TITLE} characters."
    if len(one_line(unit)) > MAX_UNIT:
        fields["unit"] = f"That unit is too long. Use at most {MAX_UNIT} characters."
    return fields


def _check_rhythm(weight: Decimal, rhythm: int) -> dict[str, str]:
    fields = {}
    if not 0 <= weight <= 1000:
        fields["weight"] = "Enter a weight from 0 to 1000. 1 is usual."
    if rhythm not in RHYTHMS:
        fields["rhythm"] = "Choose every meeting, every 2nd or every 4th."
    return fields


def _check_way(
    kind: KeyResultKind, start: Decimal | None, target: Decimal | None, unit: str
) -> dict[str, str]:
    """Check that an increase goes up and a decrease goes down."""
    if start is None or target is None:
        return {}
    if start == target:
        return {"target": "The aim is the same as the start. Change one of them."}
    if (target > start) is (kind is KeyResultKind.INCREASE):
        return {}
    wanted = "above" if kind is KeyResultKind.INCREASE else "below"
    return {
        "target": f"Enter an aim {wanted} the start, {format_value(start, unit)},"
        " or choose another kind of key result."
    }


def _check_floor(
    kind: KeyResultKind, target: Decimal | None, floor: Decimal | None, unit: str
) -> dict[str, str]:
    """Check that the worst acceptable value is no better than the bound."""
    if target is None or floor is None:
        return {}
    is_least = kind is KeyResultKind.KEEP_AT_LEAST
    if floor <= target if is_least else floor >= target:
        return {}
    side = "below" if is_least else "above"
    bound = format_value(target, unit)
    return {"floor": f"The worst acceptable value lies {side} the limit. Enter one {side} {bound}."}


def _check_milestones(milestones: Iterable[Milestone], cycle: Cycle) -> dict[str, str]:
    for milestone in milestones:
        length = len(one_line(milestone.title))
        if not 0 < length <= MAX_TITLE:
            return {"milestones": f"Give each milestone a title of 1 to {MAX_TITLE} characters."}
        if milestone.weight <= 0:
            return {"milestones": "Give each milestone a weight of 1 or more."}
    if not _is_inside(cycle, (milestone.due_on for milestone in milestones)):
        return {"milestones": _inside(cycle)}
    return {}


def _check_phases(phased_targets: Sequence[PhasedTarget], cycle: Cycle) -> dict[str, str]:
    days = [phased_target.on for phased_target in phased_targets]
    if not _is_inside(cycle, days):
        return {"phased_targets": _inside(cycle)}
    if any(earlier >= later for earlier, later in pairwise(days)):
        return {"phased_targets": "Put the dates in order, and use each date once."}
    return {}


def _is_inside(cycle: Cycle, days: Iterable[date | None]) -> bool:
    return all(day is None or cycle.starts_on <= day <= cycle.ends_on for day in days)


def _inside(cycle: Cycle) -> str:
    first, last = (f"{day.day} {day:%b %Y}" for day in (cycle.starts_on, cycle.ends_on))
    return f"Choose dates in {cycle.name}: {first} to {last}."
