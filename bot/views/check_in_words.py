"""What check-ins say, in words: values, aims, confidence, and what the weeks gave."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.okr.check_in import CheckIn, has_value
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.numbers import format_value
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
        total = len(key_result.milestones)
        done = len(check_in.ticks & {milestone.id for milestone in key_result.milestones})
        return f"{done} of {total} done"
    if check_in.value is None:
        return ""
    if key_result.kind is KeyResultKind.YES_NO:
        return "yes" if check_in.value else "no"
    return number_of(check_in.value, key_result)


def number_of(value: Decimal, key_result: KeyResult) -> str:
    """Return a number with the key result's unit, escaped."""
    return escape(format_value(value, key_result.unit))


def moved(key_result: KeyResult, before: CheckIn | None, check_in: CheckIn) -> str:
    """Return how the number moved: `19 min → 17 min`, or only where it is."""
    first, last = value_of(key_result, before), value_of(key_result, check_in)
    return f"{first} → {last}" if first and last and first != last else last


def change_of(change: int | None) -> str:
    """Return a change of confidence: ` (+1)`, ` (−2)`; empty where there is none."""
    return f" ({change:+d})".replace("-", "−") if change else ""


def pace_sentence(key_result: KeyResult, pace: Pace) -> str:
    """Say what is needed a week, and what the last weeks gave."""
    needed = _rate_of(pace.needed_per_week, key_result)
    aim = number_of(key_result.target or Decimal(0), key_result)
    sentence = f"{needed} a week reaches {aim}"
    if pace.recent_per_week is None or pace.recent_weeks is None:
        return f"{sentence}."
    several = pace.recent_weeks > 1
    weeks = f"the last {_NUMBER_WORDS[pace.recent_weeks]}{'weeks' if several else 'week'}"
    return f"{sentence}; {weeks} gave {_rate_of(pace.recent_per_week, key_result)}."


def _rate_of(value: Decimal, key_result: KeyResult) -> str:
    """Return a change a week; a unit that is a rate itself, such as "a month", is left out."""
    is_rate = key_result.unit.casefold().startswith(("a ", "per ", "/"))
    return escape(format_value(value, "" if is_rate else key_result.unit))


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
