"""Cycles in words: dates, where a team is in one, and the value that names one in a button."""

from datetime import date

from bot.okr.cycle import Cycle, CycleState, week_of_cycle
from bot.views.blocks import escape

STATE_WORDS = {
    CycleState.PLANNING: "being planned",
    CycleState.ACTIVE: "running",
    CycleState.CLOSING: "over, not scored yet",
    CycleState.CLOSED: "closed",
    CycleState.DISCARDED: "never begun",
}


def cycle_value(team_id: int, team_cycle_id: int) -> str:
    """Return the value of a button about one of a team's cycles."""
    return f"{team_id}:{team_cycle_id}"


def parse_cycle_value(value: str) -> tuple[str, str]:
    """Read the ids of a team and of its life in a cycle, as they came back."""
    team_id, _, team_cycle_id = value.partition(":")
    return team_id, team_cycle_id


def whole_day(day: date) -> str:
    """Return a date such as `31 Dec 2026`."""
    return f"{day.day} {day:%b %Y}"


def dates_of(cycle: Cycle) -> str:
    """Return `1 Oct 2026 to 31 Dec 2026`."""
    return f"{whole_day(cycle.starts_on)} to {whole_day(cycle.ends_on)}"


def running_words(cycle: Cycle, today: date) -> str:
    """Return the name of a cycle that runs, escaped, and which week of it this is."""
    week, weeks = week_of_cycle(cycle, today)
    if today > cycle.ends_on:
        state = "over; close it, and begin the next one"
    elif week:
        state = f"week {week} of {weeks}"
    else:
        state = f"starts {whole_day(cycle.starts_on)}"
    return f"*{escape(cycle.name)}* · {state}\n{dates_of(cycle)}"


def cycle_line(cycle: Cycle) -> str:
    """Return the name of a cycle, escaped, its state and its dates."""
    return f"*{escape(cycle.name)}* · {STATE_WORDS[cycle.state]}\n{dates_of(cycle)}"
