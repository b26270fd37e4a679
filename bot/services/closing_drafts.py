"""The form that closes a cycle as its draft keeps it, in JSON values."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.okr.cycle_closing import ClosingEntry, ScoreEntry

CLOSING_FORM = "closing"


def closing_data(team_cycle_id: int, entry: ClosingEntry) -> dict[str, Any]:
    """Write a draft as JSON values."""
    return {
        "team_cycle_id": team_cycle_id,
        "scores": {str(one): asdict(typed) for one, typed in entry.scores.items()},
        "learned": entry.learned,
        "notes": entry.notes,
    }


def closing_entry(data: Mapping[str, Any]) -> tuple[int, ClosingEntry]:
    """Read a draft back: the id of the team's life in the cycle, and what was typed."""
    scores = {int(one): ScoreEntry(**typed) for one, typed in data["scores"].items()}
    return data["team_cycle_id"], ClosingEntry(scores, data["learned"], data["notes"])
