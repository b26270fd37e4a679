"""What a check-in form holds: what was typed, page by page, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.okr.check_in import CheckIn, check_check_in
from bot.okr.errors import FormError, OkrError
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.numbers import format_entry, parse_value
from bot.okr.progress import KeepStanding, Pace

PAGE_SIZE = 6
PAGE_MILESTONES = 100
"""So many checkboxes still leave room for the other fields of a modal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person typed about one key result, before anything is read into it.

    Args:
        value: for yes/no "1" or "0".
        ticks: ids of the milestones ticked.
    """

    value: str = ""
    ticks: frozenset[int] = frozenset()
    confidence: int | None = None
    note: str = ""
    is_stuck: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry says; `value` is the weight done where the kind is milestones."""

    value: Decimal | None
    ticks: frozenset[int]


@dataclass(frozen=True, slots=True)
class CheckInItem:
    """One key result in a form.

    Args:
        label: with the team's key where the form spans several teams.
        ends_on: the last day of the cycle, by which the aim should be reached.
        last: the last check-in with a value; `confidence` is the last anybody gave.
        closed: such as "dropped" while the form was open; None while it takes check-ins.
    """

    key_result: KeyResult
    label: str
    ends_on: date
    last: CheckIn | None
    confidence: int | None
    entry: Entry
    closed: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody checked in while the form was open.

    Args:
        is_own: the same person did, in another form.
        fields: what the person's own entry still lacks now, by the names of `read_entry`.
    """

    key_result: KeyResult
    label: str
    check_in: CheckIn
    is_own: bool
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckInForm:
    """One page of a check-in form.

    Args:
        token: names the draft that keeps what was typed.
        page: counted from 0.
        asked: how often the person was asked about what somebody saved meanwhile.
        goes_on: it holds what was typed into an earlier form and not saved.
        is_anew: it took the place of such a form, and holds nothing.
    """

    token: str
    page: int
    page_count: int
    items: tuple[CheckInItem, ...]
    conflicts: tuple[Conflict, ...]
    is_correction: bool
    now: datetime
    asked: int = 0
    goes_on: bool = False
    is_anew: bool = False


@dataclass(frozen=True, slots=True)
class SavedCheckIn:
    """One check-in as it was saved, and what it means.

    Args:
        before: the value before it, if there was one.
        confidence: the last anybody gave, this check-in included.
        hint: a doubt worth a thought, never a wall.
    """

    key_result: KeyResult
    label: str
    check_in: CheckIn
    before: CheckIn | None
    confidence: int | None
    confidence_change: int | None
    pace: Pace | None
    keep: KeepStanding | None
    is_reached: bool
    disagrees: bool
    hint: str | None


@dataclass(frozen=True, slots=True)
class SavedCheckIns:
    """What a form saved, and how many key results it left as they were."""

    token: str
    saved: tuple[SavedCheckIn, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A key result that a person may choose from a list.

    Args:
        objective: what its objective is called in a list.
    """

    key_result_id: int
    label: str
    title: str
    objective: str
    is_own: bool


def field_of(name: str, key_result_id: int) -> str:
    """Name a field of one key result in a form that asks about several."""
    return f"{name}:{key_result_id}"


def entry_of(check_in: CheckIn, key_result: KeyResult) -> Entry:
    """Write a saved check-in back as what a person would have to type for it."""
    is_typed = check_in.value is not None and key_result.kind is not KeyResultKind.MILESTONES
    return Entry(
        value=format_entry(check_in.value) if is_typed and check_in.value is not None else "",
        ticks=live_ticks(key_result, check_in),
        confidence=check_in.confidence,
        note=check_in.note,
        is_stuck=check_in.is_stuck,
    )


def live_ticks(key_result: KeyResult, check_in: CheckIn | None) -> frozenset[int]:
    """Leave out of a check-in's ticks the milestones that were taken out since."""
    ticks = check_in.ticks if check_in else frozenset()
    return ticks & {milestone.id for milestone in key_result.milestones}


def read_entry(
    key_result: KeyResult,
    history: tuple[CheckIn, ...],
    entry: Entry,
    *,
    before: Entry,
    locale: str,
) -> Reading:
    """Read what was typed about one key result.

    Args:
        before: what the form held when it was opened.

    Raises:
        FormError: with the fields `value:17`, `ticks:17`, `confidence:17`, `note:17`.
    """
    fields: dict[str, str] = {}
    value: Decimal | None = None
    try:
        value = _value_of(key_result, entry, locale)
    except OkrError as refusal:
        fields["value"] = refusal.sentence
    try:
        check_check_in(
            key_result,
            history,
            value=value,
            ticks=entry.ticks,
            confidence=entry.confidence,
            note=entry.note,
            is_value_required=False,
            is_confidence_required=False,
        )
    except FormError as refusal:
        fields = refusal.fields | fields
    if not fields and _says_only_stuck(entry, before):
        fields["note"] = "Say in a few words what you are stuck on."
    if fields:
        raise FormError({field_of(name, key_result.id): why for name, why in fields.items()})
    return Reading(value, entry.ticks)


def _says_only_stuck(entry: Entry, before: Entry) -> bool:
    is_moved = entry.ticks != before.ticks
    says_more = entry.value or entry.confidence or entry.note.strip() or is_moved
    return entry.is_stuck and not says_more


def _value_of(key_result: KeyResult, entry: Entry, locale: str) -> Decimal | None:
    if key_result.kind is KeyResultKind.MILESTONES:
        weights = [m.weight for m in key_result.milestones if m.id in entry.ticks]
        return Decimal(sum(weights)) if key_result.milestones else None
    if not entry.value:
        return None
    return parse_value(entry.value, unit=key_result.unit, locale=locale)
