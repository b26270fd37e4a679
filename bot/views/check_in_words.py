"""What check-ins say, in words: values, aims, confidence, and what the weeks gave."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.okr.check_in import CheckIn, has_value
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.numbers import format_move, format_value
from bot.okr.progress import Pace
from bot.okr.text import ago, count_of
from bot.views.blocks import escape

CONFIDENCE_WORDS = {1: "no chance", 3: "unlikely", 5: "coin toss", 7: "likely", 10: "certain"}
CONFIDENCE_SCALE = "1 no chance · 5 coin toss · 10 certain"
_AIM_WORDS = {KeyResultKind.KEEP_AT_MOST: "limit", KeyResultKind.KEEP_AT_LEAST: "at least"}
_WITHOUT_AIM = frozenset({KeyResultKind.YES_NO, KeyResultKind.MILESTONES})
_NUMBER_WORDS = {1: "", 2: "two ", 3: "three ", 4: "four "}


def confidence_option(confidence: int) -> str:
    """Return a confidence as a choice: `7 · likely`."""
    word = CONFIDENCE_WORDS.get(confidence)
    return f"{confidence} · {word}" if word else str(confidence)


def day_of(day: date) -> str:
    """Return a date such as `31 Dec`."""
    return f"{day.day} {day:%b}"


def title_of(label: str, key_result: KeyResult) -> str:
    """Return label and title in bold."""
    return f"*{label} {escape(key_result.title)}*"


def aim_of(key_result: KeyResult) -> str:
    """Return the aim or the limit, escaped; empty where there is none."""
    if key_result.target is None or key_result.kind in _WITHOUT_AIM:
        return ""
    word = _AIM_WORDS.get(key_result.kind, "aim")
    return f"{word} {escape(format_value(key_result.target, key_result.unit))}"


def value_of(key_result: KeyResult, check_in: CheckIn | None) -> str:
    """Return what a check-in says about the number, escaped; empty where it says nothing."""
    if check_in is None or not has_value(check_in):
        return ""
    if key_result.kind is KeyResultKind.MILESTONES:
        return f"{_steps_done(key_result, check_in)} of {len(key_result.milestones)} done"
    if check_in.value is None:
        return ""
    if key_result.kind is KeyResultKind.YES_NO:
        return "yes" if check_in.value else "no"
    return number_of(check_in.value, key_result)


def number_of(value: Decimal, key_result: KeyResult) -> str:
    """Return a number with the key result's unit, escaped."""
    return escape(format_value(value, key_result.unit))


def moved(key_result: KeyResult, before: CheckIn | None, check_in: CheckIn) -> str:
    """Return how the number moved: `19 → 17 min`, or only where it is."""
    last = value_of(key_result, check_in)
    if before is None or not last or value_of(key_result, before) in {"", last}:
        return last
    return move_of(key_result, (before, check_in))


def move_of(key_result: KeyResult, check_ins: Sequence[CheckIn]) -> str:
    """Return the values of check-ins in a line, escaped, with the unit once: `61 → 64 → 66 %`.

    Args:
        check_ins: at least one, the oldest first, all with a value.
    """
    values = [one.value for one in check_ins if one.value is not None]
    if key_result.kind is KeyResultKind.MILESTONES:
        done = (str(_steps_done(key_result, one)) for one in check_ins[:-1])
        return " → ".join((*done, value_of(key_result, check_ins[-1])))
    if key_result.kind is KeyResultKind.YES_NO:
        return " → ".join(value_of(key_result, one) for one in check_ins)
    return escape(format_move(*values, unit=key_result.unit))


def change_of(change: int | None) -> str:
    """Return a change of confidence: ` (+1)`, ` (−2)`; empty where there is none."""
    return f" ({change:+d})".replace("-", "−") if change else ""


def pace_sentence(key_result: KeyResult, pace: Pace) -> str:
    """Say what is needed a week, and what the last weeks gave, with the unit once.

    A unit that is a rate itself, such as "a month", stands with the aim and not with the change.
    """
    is_rate = key_result.unit.casefold().startswith(("a ", "per ", "/"))
    units = ("", key_result.unit) if is_rate else (key_result.unit, "")
    numbers = (pace.needed_per_week, key_result.target or Decimal(0))
    needed, aim = (escape(format_value(*one)) for one in zip(numbers, units, strict=True))
    sentence = f"{needed} a week reaches {aim}"
    if pace.recent_per_week is None or pace.recent_weeks is None:
        return f"{sentence}."
    several = pace.recent_weeks > 1
    weeks = f"the last {_NUMBER_WORDS[pace.recent_weeks]}{'weeks' if several else 'week'}"
    return f"{sentence}; {weeks} gave {format_value(pace.recent_per_week)}."


def _steps_done(key_result: KeyResult, check_in: CheckIn) -> int:
    return len(check_in.ticks & {milestone.id for milestone in key_result.milestones})


def moments_ago(then: datetime, now: datetime, zone: str = "UTC") -> str:
    """Say how long ago, to the minute within a day."""
    passed = now - then
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{count_of(int(passed / timedelta(minutes=1)), 'minute')} ago"
    if passed < timedelta(days=1):
        return f"{count_of(int(passed / timedelta(hours=1)), 'hour')} ago"
    return ago(then, now, zone)


def says(key_result: KeyResult, check_in: CheckIn) -> str:
    """Return value and confidence: `68 %, 6/10`."""
    confidence = f"{check_in.confidence}/10" if check_in.confidence else ""
    return ", ".join(part for part in (value_of(key_result, check_in), confidence) if part)
