"""The form that names a cycle that is planned, and its dates."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.okr.cycle import MAX_NAME, Cycle
from bot.okr.cycle_plan import CyclePlan
from bot.okr.errors import FormError
from bot.okr.team_cycles import TeamCycles, next_cycle
from bot.views.blocks import Block, View, date_picker, escape, field, modal, section, text_input
from bot.views.cycle_words import cycle_value
from bot.views.state import Values, date_of, text_of

OPEN_NAME = "cycle.open_name"
"""Its value is a team's id and that of its life in the planned cycle."""

SUBMIT = "cycle.plan"
"""Its private metadata is as the value of `OPEN_NAME`, with 0 for a new plan."""

NAME, STARTS_ON, ENDS_ON = "name", "starts_on", "ends_on"
NO_DATE = "Choose a date."


@dataclass(frozen=True, slots=True)
class CycleFields:
    """What was filled in."""

    name: str
    starts_on: date
    ends_on: date


def plan_modal(cycles: TeamCycles, *, now: datetime) -> View:
    """Return the form that begins to plan a cycle, filled with the next quarter."""
    name, starts_on, ends_on = next_cycle(cycles, now)
    blocks = [section(_what_happens(cycles.active)), *_fields(name, starts_on, ends_on)]
    return modal(
        "Plan a cycle",
        blocks,
        callback_id=SUBMIT,
        submit="Start planning",
        private_metadata=cycle_value(cycles.team.id, 0),
    )


def rename_modal(plan: CyclePlan) -> View:
    """Return the form with the name and the dates of a planned cycle."""
    cycle = plan.cycle
    return modal(
        "Name and dates",
        _fields(cycle.name, cycle.starts_on, cycle.ends_on),
        callback_id=SUBMIT,
        submit="Save",
        private_metadata=cycle_value(plan.team.id, cycle.id),
    )


def parse_fields(values: Values) -> CycleFields:
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


def _what_happens(active: Cycle | None) -> str:
    goes_on = f" *{escape(active.name)}* goes on meanwhile." if active else ""
    return f"You draft objectives and key results first. Nothing begins yet.{goes_on}"


def _fields(name: str, starts_on: date, ends_on: date) -> list[Block]:
    first, last = starts_on.isoformat(), ends_on.isoformat()
    return [
        field("Name", text_input(NAME, initial=name, max_length=MAX_NAME), block_id=NAME),
        field("First day", date_picker(STARTS_ON, initial=first), block_id=STARTS_ON),
        field("Last day", date_picker(ENDS_ON, initial=last), block_id=ENDS_ON),
    ]
