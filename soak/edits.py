"""Finds edits of messages that came too fast or at once, from the stand-in's log alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

EDIT = "chat.update"
MINUTE = 60.0


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One call that edits a message, from its request to its answer, in seconds."""

    asked_at: float
    answered_at: float
    channel: str
    ts: str

    @property
    def message(self) -> str:
        """Name the message."""
        return f"{self.channel}/{self.ts}"


def read_edits(log: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """Return every edit that the bot asked for, refused ones too, in the order of asking."""
    return sorted(
        Edit(entry["asked_at"], entry["at"], str(entry["channel"]), str(entry["ts"]))
        for entry in log
        if entry["kind"] == "answered" and entry["method"] == EDIT
    )


def find_overlapping(edits: Iterable[Edit]) -> tuple[str, ...]:
    """Name each message of which an edit was asked for while another one was under way."""
    return tuple(
        before.message
        for those in _by_message(edits)
        for before, after in pairwise(those)
        if after.asked_at < before.answered_at
    )


def find_too_close(edits: Iterable[Edit], *, pause: float) -> tuple[str, ...]:
    """Say where an edit of a message followed the one before sooner than after `pause` seconds."""
    return tuple(
        f"{after.asked_at - before.answered_at:.2f} s at {after.message}"
        for those in _by_message(edits)
        for before, after in pairwise(those)
        if after.asked_at - before.answered_at < pause
    )


def find_crowded(edits: Sequence[Edit], *, a_minute: int) -> tuple[str, ...]:
    """Say which minutes, wherever they begin, have more edits than allowed.

    Args:
        edits: of one workspace, in the order of asking.
    """
    return tuple(
        f"more than {a_minute} within {last.asked_at - first.asked_at:.1f} s"
        for first, last in zip(edits, edits[a_minute:], strict=False)
        if last.asked_at - first.asked_at < MINUTE
    )


def _by_message(edits: Iterable[Edit]) -> Iterable[list[Edit]]:
    found: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        found[edit.message].append(edit)
    return found.values()
