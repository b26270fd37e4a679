"""What was changed of an objective or a key result, in the words of their forms."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from bot.okr.history import FIELD_WORDS, FieldChange
from bot.okr.key_result import ENDED_WORDS
from bot.okr.numbers import format_move, format_value
from bot.okr.objective import Commitment
from bot.views.blocks import escape
from bot.views.check_in_words import day_of
from bot.views.key_result_words import KIND_WORDS, RHYTHM_WORDS

CHANGED = "changed"
"""The act that has a field with an old and a new value; the others speak for themselves."""

MAX_SIDE = 200
NONE = "none"

_NUMBERS = frozenset({"start", "target", "floor"})
_DATES = frozenset({"start_due_on", "due_on"})
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "kind": {str(kind): words.lower() for kind, words in KIND_WORDS.items()},
    "rhythm": {str(rounds): words.lower() for rounds, words in RHYTHM_WORDS.items()},
    "commitment": {Commitment.COMMITTED: "promise", Commitment.ASPIRATIONAL: "stretch"},
}
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STEP = re.compile(r"(.*) \(weight ([0-9]+)(?:, by ([0-9-]+))?\)")


def first_words(field: str, text: str | None, *, unit: str = "", year: int) -> str:
    """Return what a field said at first, escaped; `none` when it was empty."""
    return escape(_saying(field, unit, year)(text), MAX_SIDE) if text else NONE


def change_line(change: FieldChange, *, unit: str = "", year: int) -> str:
    """Return one line about a change, escaped: `Aim: 72 → 75 %`.

    Args:
        unit: of the key result; empty for an objective.
        year: of the cycle; a date in it is written without one.
    """
    if change.act != CHANGED:
        return f"{ENDED_WORDS.get(change.act, change.act).capitalize()}."
    word = FIELD_WORDS.get(change.field, change.field).capitalize()
    return f"{word}: {_move(change, unit, year)}"


def _move(change: FieldChange, unit: str, year: int) -> str:
    if change.field in _NUMBERS and change.old and change.new:
        old, new = _decimal(change.old), _decimal(change.new)
        if old is not None and new is not None:
            return escape(format_move(old, new, unit=unit))
    say = _saying(change.field, unit, year)
    old_words, new_words = (
        escape(say(text), MAX_SIDE) if text else NONE for text in (change.old, change.new)
    )
    return f"{old_words} → {new_words}"


def _saying(field: str, unit: str, year: int) -> Callable[[str], str]:
    """Return what turns a stored text of a field into what people read."""
    if field in _NUMBERS:
        return lambda text: _value(text, unit)
    if field in _DATES:
        return lambda text: _day(text, year)
    if field == "milestones":
        return lambda text: ", ".join(_step(line, year) for line in text.splitlines())
    if field == "phased_targets":
        return lambda text: ", ".join(_on_the_way(line, unit, year) for line in text.splitlines())
    return lambda text: _CHOICES.get(field, {}).get(text, text)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _value(text: str, unit: str) -> str:
    value = _decimal(text)
    return text if value is None else format_value(value, unit)


def _day(text: str, year: int) -> str:
    if not _DAY.fullmatch(text):
        return text
    day = date.fromisoformat(text)
    return day_of(day) if day.year == year else f"{day_of(day)} {day.year}"


def _step(line: str, year: int) -> str:
    """Return a step such as `Draft (by 30 Nov)`; the usual weight is left out."""
    found = _STEP.fullmatch(line)
    if found is None:
        return line
    title, weight, due_on = found.groups()
    parts = [
        *([f"weight {weight}"] if weight != "1" else []),
        *([f"by {_day(due_on, year)}"] if due_on else []),
    ]
    return f"{title} ({', '.join(parts)})" if parts else str(title)


def _on_the_way(line: str, unit: str, year: int) -> str:
    """Return a date and its value such as `66 % by 30 Nov`."""
    day, _, value = line.partition(" ")
    return f"{_value(value, unit)} by {_day(day, year)}"
