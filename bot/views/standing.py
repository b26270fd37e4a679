"""Where key results and objectives stand, in words: the rows of every list of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from bot.okr.check_in import CheckIn, has_value
from bot.okr.health import Age, Health
from bot.okr.key_result import KEEPS, KeyResult, KeyResultKind, has_number
from bot.okr.numbers import format_value
from bot.okr.objective import Objective
from bot.okr.progress import KeepStanding
from bot.okr.standing import KeyResultStanding
from bot.okr.text import ago, count_of
from bot.views.blocks import Block, button, escape, section
from bot.views.check_in_words import day_of
from bot.views.plan_work import OPEN as PLAN_FROM

WORK_TITLES, WORK_TITLE_LENGTH = 3, 60
SHORT_TITLE, SHORT_WORK_TITLES, SHORT_WORK_TITLE_LENGTH = 60, 1, 40
"""Where there are many rows, so that each stays two or three lines on a phone."""

SHORT_UNIT = 8
"""A unit of so many characters may stand behind both numbers, as in `66 %, aim 72 %`."""

_HEALTH_WORDS = {
    Health.ACHIEVED: "achieved",
    Health.HOLDING: "holding",
    Health.ON_TRACK: "on track",
    Health.AT_RISK: "at risk",
    Health.OFF_TRACK: "off track",
}
_COLOURS = {
    Health.ACHIEVED: "✅",
    Health.HOLDING: "🟢",
    Health.ON_TRACK: "🟢",
    Health.AT_RISK: "🟡",
    Health.OFF_TRACK: "🔴",
}
_UNKNOWN_COLOUR = "⚪"
_KEEP_WORDS = {
    (KeepStanding.OUTSIDE, Health.AT_RISK): "outside the limit",
    (KeepStanding.PAST_FLOOR, Health.OFF_TRACK): "past the floor",
}


def key_result_name(key_result: KeyResult, limit: int = 60) -> str:
    """Return `1.2 Page load`, for a line."""
    return f"{key_result.label} {escape(key_result.title, limit)}"


def objective_name(objective: Objective, limit: int = 200) -> str:
    """Return `1 · Buyers finish what they start`."""
    return f"{objective.number} · {escape(objective.title, limit)}"


def health_word(standing: KeyResultStanding) -> str | None:
    """Return the word for how a key result stands; None while nothing is known."""
    return _word(standing.health, standing.keep)


def _word(health: Health | None, keep: KeepStanding | None) -> str | None:
    if health is None:
        return None
    of_keep = _KEEP_WORDS.get((keep, health)) if keep else None
    return of_keep or _HEALTH_WORDS[health]


def state_of(health: Health | None) -> str:
    """Return a health in a word and its colour; the word comes first for those who see none."""
    if health is None:
        return f"not known yet {_UNKNOWN_COLOUR}"
    return f"{_HEALTH_WORDS[health]} {_COLOURS[health]}"


def short_state(standing: KeyResultStanding) -> str:
    """Return how a key result stands and how old that is, without colour."""
    word, days = health_word(standing), standing.freshness.days
    if not has_number(standing.key_result):
        return "no number yet"
    if standing.freshness.age is Age.OLD and days is not None:
        then = _word(standing.health_then, standing.keep)
        was = f", was {then}" if then else ""
        now = f", now {word}" if word and word != then else ""
        return f"{count_of(days, 'day')} old{was}{now}"
    if standing.freshness.age is Age.NONE:
        return f"{word}, no check-in yet" if word else "no check-in yet"
    return word or "not known yet"


def value_and_aim(standing: KeyResultStanding) -> str:
    """Return where the number is and where it shall be: `66 %, aim 72 %`."""
    key_result = standing.key_result
    if key_result.kind is KeyResultKind.MILESTONES and key_result.milestones:
        return _steps(standing) + _due(key_result.due_on)
    if key_result.kind is KeyResultKind.YES_NO:
        return "done" if standing.value == 1 else f"not done yet{_due(key_result.due_on)}"
    aim = _aim(key_result)
    if standing.value is not None:
        # A long unit fills a row on a phone when it stands there twice.
        is_once = bool(aim) and len(key_result.unit) > SHORT_UNIT
        now = format_value(standing.value, "" if is_once else key_result.unit)
        return escape(f"{now}, {aim}" if aim else now)
    return escape(", ".join(filter(None, (_missing_value(standing), aim))))


def key_result_row(
    standing: KeyResultStanding,
    *,
    now: datetime,
    zone: str,
    command: str,
    is_short: bool = False,
) -> Block:
    """Return a key result with where it stands and the work aimed at it.

    Args:
        command: the name of the slash command, such as `/okr`.
        is_short: it is one row of many.
    """
    key_result = standing.key_result
    says_no_work = lacks_work(standing)
    name = key_result_name(key_result, SHORT_TITLE if is_short else 200)
    lines = (
        f"*{name}*  {value_and_aim(standing)}".rstrip(),
        state_line(standing, now=now, zone=zone),
        _number_line(key_result, command),
        f"→ {no_work(standing)}" if says_no_work else _work_line(standing, is_short=is_short),
    )
    text = "\n".join(line for line in lines if line)
    return section(text, accessory=_plan_button(key_result) if says_no_work else None)


def key_result_aim(standing: KeyResultStanding) -> str:
    """Return a key result before anything is known of it: its aim, whose it is, and its work."""
    key_result = standing.key_result
    aim = value_and_aim(standing) or "no number yet"
    line = f"{key_result_name(key_result)}: {aim} · {_owner(key_result)}"
    work = _work_line(standing, is_short=False)
    return f"{line}\n{work}" if work else line


def key_result_summary(standing: KeyResultStanding) -> str:
    """Return a key result in one plain line, for notifications and screen readers."""
    key_result = standing.key_result
    confidence = f"{standing.confidence}/10" if standing.confidence else ""
    parts = (value_and_aim(standing), short_state(standing), confidence, _owner(key_result))
    return f"{key_result_name(key_result)}: {', '.join(filter(None, parts))}"


def lacks_work(standing: KeyResultStanding) -> bool:
    """Tell whether it is worth saying that nobody works on a key result.

    What is achieved needs no work, and what has no number needs its number first.
    """
    is_idle = standing.expects_work and not standing.work
    is_achieved = standing.health is Health.ACHIEVED
    return is_idle and not is_achieved and has_number(standing.key_result)


def no_work(standing: KeyResultStanding) -> str:
    """Return for how long nobody has worked on a key result."""
    weeks = standing.weeks_without_work
    return f"no work for {count_of(weeks, 'week')}" if weeks else "no work this week"


def folded_line(standings: Sequence[KeyResultStanding]) -> str:
    """Return how many key results stand how: `6 on track · 1 without a check-in yet`."""
    counts = Counter(_folded_state(standing) for standing in standings)
    return " · ".join(f"{count} {state}" for state, count in counts.items())


def state_line(standing: KeyResultStanding, *, now: datetime, zone: str) -> str:
    """Say health before colour, confidence and its change, whose it is, and how old it is."""
    is_fresh = standing.freshness.age is Age.FRESH
    colour = _COLOURS.get(standing.health, _UNKNOWN_COLOUR) if standing.health else _UNKNOWN_COLOUR
    if standing.freshness.age is Age.OLD and colour == _COLOURS[Health.ON_TRACK]:
        colour = _UNKNOWN_COLOUR
    state = short_state(standing)
    parts = (
        f"{state[:1].upper()}{state[1:]} {colour}",
        _confidence(standing),
        *_people(standing),
        ago(standing.last.at, now, zone) if standing.last and is_fresh else "",
    )
    return " · ".join(part for part in parts if part)


def _folded_state(standing: KeyResultStanding) -> str:
    """Return how a key result stands in words that it shares with others like it."""
    if not has_number(standing.key_result):
        return "without a number yet"
    if standing.freshness.age is Age.NONE:
        return "without a check-in yet"
    is_old = standing.freshness.age is Age.OLD
    return "not updated lately" if is_old else short_state(standing)


def _confidence(standing: KeyResultStanding) -> str:
    if standing.confidence is None:
        return ""
    change = standing.confidence_change
    is_news = change and standing.freshness.age is Age.FRESH
    moved = f" ({change:+d})".replace("-", "−") if is_news else ""
    behind = ", yet behind" if standing.disagrees else ""
    return f"{standing.confidence}/10{moved}{behind}"


def _people(standing: KeyResultStanding) -> list[str]:
    """Name the owner and who is stuck, once where they are the same."""
    if not standing.stuck:
        return [_owner(standing.key_result)]
    stuck = f"{escape(standing.stuck, 60)} is stuck"
    is_owner = standing.stuck == standing.key_result.owner
    return [stuck] if is_owner else [stuck, _owner(standing.key_result)]


def _owner(key_result: KeyResult) -> str:
    return escape(key_result.owner, 60) if key_result.owner else "no owner"


def _work_line(standing: KeyResultStanding, *, is_short: bool) -> str:
    if not standing.work:
        return ""
    count, length = (
        (SHORT_WORK_TITLES, SHORT_WORK_TITLE_LENGTH)
        if is_short
        else (WORK_TITLES, WORK_TITLE_LENGTH)
    )
    titles = [escape(item.title, length) for item in standing.work[:count]]
    more = len(standing.work) - len(titles)
    return f"→ {', '.join(titles)}" + (f" and {more} more" if more else "")


def _number_line(key_result: KeyResult, command: str) -> str:
    if has_number(key_result):
        return ""
    return f"→ what would tell us it moved? A lead adds it: `{command} edit`"


def _aim(key_result: KeyResult) -> str:
    if key_result.target is None:
        return ""
    words = {KeyResultKind.KEEP_AT_MOST: "limit", KeyResultKind.KEEP_AT_LEAST: "at least"}
    return f"{words.get(key_result.kind, 'aim')} {format_value(key_result.target, key_result.unit)}"


def _missing_value(standing: KeyResultStanding) -> str:
    """Say why there is no value; before the first check-in that is said already."""
    key_result = standing.key_result
    if key_result.start is None and key_result.start_due_on and key_result.kind not in KEEPS:
        day = day_of(key_result.start_due_on)
        return f"not measured yet, {'was due' if standing.is_start_late else 'by'} {day}"
    return "no value yet" if standing.last and has_number(key_result) else ""


def _steps(standing: KeyResultStanding) -> str:
    """Count the steps that stand; one that was taken out since counts no more."""
    ticks = _last_ticks((standing.last, standing.previous))
    steps = {milestone.id for milestone in standing.key_result.milestones}
    return f"{len(steps & ticks)} of {count_of(len(steps), 'step')}"


def _last_ticks(check_ins: Sequence[CheckIn | None]) -> frozenset[int]:
    known = (check_in.ticks for check_in in check_ins if check_in and has_value(check_in))
    return next(known, frozenset())


def _due(day: date | None) -> str:
    return f", by {day_of(day)}" if day else ""


def _plan_button(key_result: KeyResult) -> Block:
    return button(
        "Plan work",
        PLAN_FROM,
        value=str(key_result.id),
        label=f"Plan work for {key_result.label} {key_result.title}",
    )
