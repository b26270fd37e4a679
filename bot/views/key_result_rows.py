"""The rows of a key result's form that are added and removed in place."""

from collections.abc import Sequence
from dataclasses import replace

from bot.okr.key_result import MAX_TITLE
from bot.okr.key_result_entry import StepEntry, TargetEntry
from bot.okr.key_result_reading import step_field, target_field
from bot.views.blocks import (
    MAX_PLACEHOLDER,
    Block,
    actions,
    button,
    date_picker,
    field,
    option,
    plain,
    text_input,
)
from bot.views.menus import menu
from bot.views.state import Values

ROW_DAY, ROW_WEIGHT, REMOVE_ROW = "okrs.row_day", "okrs.row_weight", "okrs.remove_row"
ROW_TEXT = "text"
WEIGHTS = range(1, 11)
MAX_NUMBER = 40


def step_blocks(steps: Sequence[StepEntry]) -> list[Block]:
    """Return a field for each step, with its due date, its weight and a button that removes it."""
    blocks = []
    for place, step in enumerate(steps, start=1):
        title = text_input(ROW_TEXT, initial=step.title, max_length=MAX_TITLE)
        weights = sorted({*WEIGHTS, int(step.weight)} if step.weight.isdecimal() else WEIGHTS)
        options = [option(f"Weight {weight}", str(weight)) for weight in weights]
        blocks += [
            field(f"Step {place}", title, block_id=step_field(step), is_optional=True),
            actions(
                _day(step.due_on, "Due date"),
                menu(ROW_WEIGHT, options, chosen=step.weight, placeholder="Weight"),
                _remove(step.key, f"step {place}"),
                block_id=_tools(step_field(step)),
            ),
        ]
    return blocks


def target_blocks(targets: Sequence[TargetEntry]) -> list[Block]:
    """Return a field for each date on the way, with a button that removes it."""
    blocks = []
    for place, target in enumerate(targets, start=1):
        value = text_input(ROW_TEXT, initial=target.value, max_length=MAX_NUMBER)
        blocks += [
            field(f"On the way {place}", value, block_id=target_field(target), is_optional=True),
            actions(
                _day(target.on, "On which date?"),
                _remove(target.key, f"date {place}"),
                block_id=_tools(target_field(target)),
            ),
        ]
    return blocks


def parse_step(values: Values, given: StepEntry) -> StepEntry:
    """Read a step's row; what is not shown stays as given."""
    name = step_field(given)
    if name not in values:
        return given
    tools = values.get(_tools(name)) or {}
    weight = (tools.get(ROW_WEIGHT) or {}).get("selected_option") or {}
    return replace(
        given,
        title=str((values[name].get(ROW_TEXT) or {}).get("value") or ""),
        due_on=str((tools.get(ROW_DAY) or {}).get("selected_date") or ""),
        weight=str(weight.get("value") or given.weight),
    )


def parse_target(values: Values, given: TargetEntry) -> TargetEntry:
    """Read the row of a date on the way; what is not shown stays as given."""
    name = target_field(given)
    if name not in values:
        return given
    tools = values.get(_tools(name)) or {}
    return replace(
        given,
        value=str((values[name].get(ROW_TEXT) or {}).get("value") or ""),
        on=str((tools.get(ROW_DAY) or {}).get("selected_date") or ""),
    )


def _tools(name: str) -> str:
    return f"{name}:tools"


def _day(day: str, words: str) -> Block:
    return date_picker(ROW_DAY, initial=day or None) | {
        "placeholder": plain(words, MAX_PLACEHOLDER)
    }


def _remove(key: int, what: str) -> Block:
    return button("Remove", REMOVE_ROW, value=str(key), label=f"Remove {what}")
