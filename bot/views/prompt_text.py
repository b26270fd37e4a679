"""A team's week as plain text, for notifications and screen readers."""

from collections.abc import Iterator
from datetime import datetime

from bot.okr.text import count_of
from bot.okr.week import Week
from bot.views.blocks import MAX_FALLBACK, escape
from bot.views.focus import (
    cycle_words,
    focus_line,
    is_first_week,
    opening_sentence,
    planned_words,
    planning_words,
)
from bot.views.standing import key_result_summary, lacks_work, no_work, objective_name
from bot.views.suggest_number import QUESTION

_ROOM_FOR_REST = 120


def week_text(
    week: Week,
    *,
    now: datetime,
    command: str,
    shows_work: bool = True,
    is_frozen: bool = False,
    reader_zone: str | None = None,
) -> str:
    """Return everything a week shows, as lines; the first sentence is the push.

    Args:
        shows_work: also say what has no place, which is for the team alone.
        is_frozen: the meeting is over.
        reader_zone: of the one person who reads this; None where a channel does.
    """
    ahead = planning_words(week, now, reader_zone=reader_zone)
    planning = planned_words(week) if is_frozen else ahead
    lines = [*_opening_lines(week, now, planning), *_okr_lines(week)]
    if shows_work and week.unplaced:
        titles = ", ".join(escape(item.title, 40) for item in week.unplaced[:5])
        lines.append(f"No place yet ({len(week.unplaced)}): {titles}.")
    return _within_limit(lines, command)


def _opening_lines(week: Week, now: datetime, planning: str) -> Iterator[str]:
    yield opening_sentence(week)
    where = escape(cycle_words(week, now))
    is_telling = week.due and not is_first_week(week)
    updated = f"{week.updated} of {week.due} updated" if is_telling else ""
    parts = (f"{where[:1].upper()}{where[1:]}", planning, updated)
    yield " ".join(f"{part}." for part in parts if part)
    if week.focus and not is_first_week(week):
        yield "Talk about first: " + "; ".join(focus_line(focus) for focus in week.focus) + "."


def _okr_lines(week: Week) -> Iterator[str]:
    for objective in week.objectives:
        has_key_results = bool(objective.key_results)
        yield objective_name(objective.objective) + ("" if has_key_results else f": {QUESTION}")
        for standing in objective.key_results:
            work = f", {no_work(standing)}" if lacks_work(standing) else ""
            yield f"{key_result_summary(standing)}{work}"


def _within_limit(lines: list[str], command: str) -> str:
    """Keep whole lines, and say how many were left out."""
    kept: list[str] = []
    room = MAX_FALLBACK - _ROOM_FOR_REST
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            rest = count_of(len(lines) - len(kept), "more line")
            return "\n".join([*kept, f"And {rest}: {command} shows everything."])
        kept.append(line)
    return "\n".join(kept)
