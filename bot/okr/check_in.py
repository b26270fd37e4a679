"""One record of where a key result stands, and what may be recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, KeyResultKind, has_number

MAX_NOTE = 3000
LOW_CONFIDENCE = 3
"""From here down a person is asked what is in the way."""


class CheckInSource(StrEnum):
    """Where a check-in came from."""

    PERSON = "person"
    NO_CHANGE = "no_change"
    API = "api"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One append-only record of a key result.

    Args:
        value: for yes/no 0 or 1; for milestones the weight done, as it then stood.
        ticks: ids of the milestones done, as they then stood.
        confidence: 1 (no chance) to 10 (certain).
        author: the name shown; None when a source wrote it.
        corrects_id: the check-in that its author corrected with this one.
    """

    id: int
    key_result_id: int
    at: datetime
    value: Decimal | None
    ticks: frozenset[int]
    confidence: int | None
    note: str
    is_stuck: bool
    author: str | None
    source: CheckInSource
    corrects_id: int | None = None


def has_value(check_in: CheckIn) -> bool:
    """Tell whether a check-in says where the number stands, and not only how likely the aim is."""
    return check_in.value is not None or bool(check_in.ticks)


def first_value(history: Sequence[CheckIn]) -> CheckIn | None:
    """Find the first check-in that has a value; the oldest stands first."""
    return next((check_in for check_in in history if has_value(check_in)), None)


def last_value(history: Sequence[CheckIn]) -> CheckIn | None:
    """Find the last check-in that has a value; the oldest stands first."""
    return first_value(history[::-1])


def last_confidence(history: Sequence[CheckIn]) -> int | None:
    """Find the last confidence anybody gave; a source of values gives none."""
    known = (check_in.confidence for check_in in reversed(history))
    return next((confidence for confidence in known if confidence is not None), None)


def confidence_change(history: Sequence[CheckIn]) -> int | None:
    """Say how far the last confidence lies from the one before; None without two of them."""
    known = [check_in.confidence for check_in in history if check_in.confidence is not None]
    return known[-1] - known[-2] if len(known) > 1 else None


def as_it_stood(
    history: Sequence[CheckIn], *, at: datetime, until: datetime | None
) -> tuple[CheckIn, ...]:
    """Return a history as it stood at an instant, what was corrected afterwards put right.

    Args:
        history: the oldest first.
        until: corrections from then on do not count; None when all do.
    """
    stood = {one.id: one for one in history if one.at <= at}
    firsts: dict[int, int] = {}
    for one in history:
        if one.at <= at or one.corrects_id is None or (until is not None and one.at >= until):
            continue
        first = firsts[one.id] = firsts.get(one.corrects_id, one.corrects_id)
        if first in stood:
            stood[first] = replace(one, id=first, at=stood[first].at)
    return tuple(stood.values())


def note_is_required(previous: int | None, confidence: int | None) -> bool:
    """Tell whether a person must say what changed or what is in the way.

    Asked when confidence falls, and when it is low from the first.
    """
    if confidence is None:
        return False
    return confidence <= LOW_CONFIDENCE if previous is None else confidence < previous


def offers_no_change(history: Sequence[CheckIn]) -> bool:
    """Tell whether one tap may repeat the last check-in.

    Not at low confidence, nor after two in a row, nor before there is anything to repeat.
    """
    confidence = last_confidence(history)
    if confidence is None or confidence <= LOW_CONFIDENCE:
        return False
    sources = [check_in.source for check_in in history[-2:]]
    return sources != [CheckInSource.NO_CHANGE] * 2


def check_check_in(
    key_result: KeyResult,
    history: Sequence[CheckIn],
    *,
    value: Decimal | None,
    ticks: Collection[int],
    confidence: int | None,
    note: str,
    is_value_required: bool = True,
    is_confidence_required: bool = True,
) -> None:
    """Refuse a person's check-in that says too little.

    Args:
        history: the check-ins so far, oldest first.
        is_value_required: False where only the confidence is asked, as in the set-up.
        is_confidence_required: False where any part of a check-in is welcome by itself.

    Raises:
        FormError: with the fields `value`, `ticks`, `confidence`, `note`.
    """
    fields = _check_value(key_result, value, is_required=is_value_required)
    fields |= _check_ticks(key_result, ticks)
    is_missing = confidence is None and is_confidence_required
    if is_missing or confidence not in {None, *range(1, 11)}:
        fields["confidence"] = "Choose how likely it is, from 1 to 10."
    fields |= _check_note(note, last_confidence(history), confidence)
    if fields:
        raise FormError(fields)


def _check_value(
    key_result: KeyResult, value: Decimal | None, *, is_required: bool
) -> dict[str, str]:
    is_missing = value is None and is_required and _is_measured(key_result)
    if key_result.kind is KeyResultKind.YES_NO:
        is_wrong = is_missing or value not in {None, Decimal(0), Decimal(1)}
        return {"value": "Choose yes or no."} if is_wrong else {}
    return {"value": "Enter the value now."} if is_missing else {}


def _is_measured(key_result: KeyResult) -> bool:
    """Leave out what nobody can know yet: no aim, or a start that is not measured."""
    if key_result.kind is KeyResultKind.MILESTONES:
        return False  # nothing ticked is an answer
    is_start_open = key_result.start is None and key_result.start_due_on is not None
    return has_number(key_result) and not is_start_open


def _check_ticks(key_result: KeyResult, ticks: Collection[int]) -> dict[str, str]:
    known = {milestone.id for milestone in key_result.milestones}
    if known.issuperset(ticks):
        return {}
    return {"ticks": "These milestones have changed. Close this and open it again."}


def _check_note(note: str, previous: int | None, confidence: int | None) -> dict[str, str]:
    if len(note) > MAX_NOTE:
        return {"note": f"That is too long. Use at most {MAX_NOTE} characters."}
    if note.strip() or not note_is_required(previous, confidence):
        return {}
    if previous is None or confidence is None:
        return {"note": "Confidence is low. Say what is in the way."}
    return {"note": f"Confidence fell from {previous} to {confidence}. Say what changed."}
