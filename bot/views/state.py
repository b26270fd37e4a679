"""Reads what is filled in: `state.values` of a view, by block id."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

Values = Mapping[str, Mapping[str, Any]]


def text_of(values: Values, block_id: str) -> str:
    """Return what was typed, without white space around it; empty when nothing was."""
    return str(_element(values, block_id).get("value") or "").strip()


def choice_of(values: Values, block_id: str) -> str | None:
    """Return the value of the chosen option."""
    chosen = _element(values, block_id).get("selected_option")
    return str(chosen["value"]) if chosen else None


def choices_of(values: Values, block_id: str) -> tuple[str, ...]:
    """Return the values of the ticked or chosen options."""
    chosen = _element(values, block_id).get("selected_options") or ()
    return tuple(str(one["value"]) for one in chosen)


def is_ticked(values: Values, block_id: str) -> bool:
    """Return whether any box of a block is ticked."""
    return bool(choices_of(values, block_id))


def person_of(values: Values, block_id: str) -> str | None:
    """Return the Slack id of the chosen person."""
    chosen = _element(values, block_id).get("selected_user")
    return str(chosen) if chosen else None


def people_of(values: Values, block_id: str) -> tuple[str, ...]:
    """Return the Slack ids of the chosen people."""
    return tuple(_element(values, block_id).get("selected_users") or ())


def date_of(values: Values, block_id: str) -> date | None:
    """Return the chosen date."""
    chosen = _element(values, block_id).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def time_of(values: Values, block_id: str) -> time | None:
    """Return the chosen time of day."""
    chosen = _element(values, block_id).get("selected_time")
    return time.fromisoformat(chosen) if chosen else None


def _element(values: Values, block_id: str) -> Mapping[str, Any]:
    """Return the one element of an input block, whatever its action id."""
    return next(iter((values.get(block_id) or {}).values()), {})
