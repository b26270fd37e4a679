"""A team's cycles, and the form that starts another."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.okr.cycle import MAX_NAME, Cycle, today_in, week_of_cycle
from bot.okr.errors import FormError
from bot.okr.team_cycles import TeamCycles, next_cycle
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    date_picker,
    divider,
    escape,
    field,
    modal,
    section,
    text_input,
)
from bot.views.okr_list import OPEN_NEW
from bot.views.shelf import counts_words
from bot.views.shelf_button import shelf_button
from bot.views.start_fresh import fresh_button
from bot.views.state import Values, date_of, text_of

OPEN_CYCLE = "cycle.open"
"""Its value is a team's id, or empty for the channel's team."""

LIST = "cycle.list"
OPEN_START = "cycle.open_start"
"""Its value is a team's id."""

START = "cycle.start"
NAME, STARTS_ON, ENDS_ON = "name", "starts_on", "ends_on"
LINES_TOGETHER = 10
NO_DATE = "Choose a date."


@dataclass(frozen=True, slots=True)
class CycleFields:
    """What was filled in."""

    name: str
    starts_on: date
    ends_on: date


def cycles_modal(cycles: TeamCycles, *, now: datetime, told: str | None = None) -> View:
    """Return a team's cycles: the active one, what comes next, and the earlier ones.

    Args:
        told: escaped; which cycle has just been started.
    """
    active, team_id = cycles.active, str(cycles.team.id)
    name, first, last = next_cycle(cycles, now)
    start = button("Start another", OPEN_START, value=team_id) if cycles.may_start else None
    add = button("Add objectives", OPEN_NEW, value=team_id)
    blocks = [section(told, accessory=add), divider()] if told else []
    blocks += [
        section(
            _active(active, today_in(cycles.team.zone, now)) if active else "No cycle is running."
        ),
        section(f"Next: {name}\n{_day(first)} to {_day(last)}", accessory=start),
    ]
    blocks += _shelf(cycles)
    others = [_line(one) for one in cycles.cycles if one is not active]
    if others:
        starts = range(0, len(others), LINES_TOGETHER)
        blocks.append(divider())
        blocks += [context("\n".join(others[at : at + LINES_TOGETHER])) for at in starts]
    return modal("Cycles", blocks, callback_id=LIST, close="Close", private_metadata=team_id)


def start_modal(cycles: TeamCycles, *, now: datetime) -> View:
    """Return the form that starts a cycle, filled with the next quarter."""
    seen = cycles.active
    name, starts_on, ends_on = next_cycle(cycles, now)
    blocks: list[Block] = []
    if seen:
        blocks.append(
            section(
                f"*{escape(seen.name)}* closes at once. Its OKRs stay as they are, to be read."
                " The new cycle starts empty."
            )
        )
    first, last = starts_on.isoformat(), ends_on.isoformat()
    blocks += [
        field("Name", text_input(NAME, initial=name, max_length=MAX_NAME), block_id=NAME),
        field("First day", date_picker(STARTS_ON, initial=first), block_id=STARTS_ON),
        field("Last day", date_picker(ENDS_ON, initial=last), block_id=ENDS_ON),
    ]
    return modal(
        "Start a cycle",
        blocks,
        callback_id=START,
        submit="Start it",
        private_metadata=f"{cycles.team.id}:{seen.id if seen else 0}",
    )


def parse_start(values: Values) -> CycleFields:
    """Read what was filled in.

    Raises:
        FormError: a date is missing, with its name as the field.
    """
    starts_on, ends_on = date_of(values, STARTS_ON), date_of(values, ENDS_ON)
    missing = {
        name: NO_DATE for name, day in ((STARTS_ON, starts_on), (ENDS_ON, ends_on)) if day is None
    }
    if starts_on is None or ends_on is None:
        raise FormError(missing)
    return CycleFields(text_of(values, NAME), starts_on, ends_on)


def started_words(cycle: Cycle) -> str:
    """Say what was started, escaped."""
    return f"Started *{escape(cycle.name)}*. It is empty so far."


def _shelf(cycles: TeamCycles) -> list[Block]:
    """Return what was set aside, for the team alone, and for leads the way to start fresh."""
    if cycles.shelf is None:
        return []
    team_id, counts = cycles.team.id, cycles.shelf
    start = [fresh_button(team_id)] if cycles.may_start else []
    said = [context(f"This cycle: {counts_words(counts)}")] if counts.shelved else []
    return [actions(*start, shelf_button(team_id)), *said]


def _active(cycle: Cycle, today: date) -> str:
    week, weeks = week_of_cycle(cycle, today)
    if today > cycle.ends_on:
        state = "over; start the next one when you are ready"
    elif week:
        state = f"week {week} of {weeks}"
    else:
        state = f"starts {_day(cycle.starts_on)}"
    return f"*{escape(cycle.name)}* · {state}\n{_dates(cycle)}"


def _line(cycle: Cycle) -> str:
    return f"{escape(cycle.name)} · {cycle.state.value} · {_dates(cycle)}"


def _dates(cycle: Cycle) -> str:
    return f"{_day(cycle.starts_on)} to {_day(cycle.ends_on)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
