"""The two windows of docs/decisions/004-outbox.md in which a second post may happen here.

Told from the stand-in's log alone, in which the soak has noted when it froze somebody. Nobody
deletes messages here, nobody serves a server that failed, and the standby has every claim: a
restart or a promotion explains nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

POST, HISTORY = "chat.postMessage", "conversations.history"
STOOD_STILL = "stood still for longer than its lease"
TAKEN_LATE = "Slack took it after we looked"
WAKING_SECONDS = 3.0
"""How long after a freeze a request arrives that was about to be written when it began."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something lasted, in seconds, and in which channel, if any."""

    began: float
    ended: float
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Windows:
    """When somebody stood still, how long each post was in Slack's hands, and what we looked at."""

    freezes: tuple[Span, ...]
    posts: tuple[Span, ...]
    looks: tuple[Span, ...]

    def explain(self, channel: str, times: Iterable[float]) -> str | None:
        """Name the window for several posts of one message; None when one has no explanation."""
        found = [self._explain(channel, *two) for two in pairwise(sorted(times))]
        return None if None in found else " and ".join(sorted({name for name in found if name}))

    def _explain(self, channel: str, first: float, second: float) -> str | None:
        if any(_wakes_up(freeze, first, second) for freeze in self.freezes):
            return STOOD_STILL
        if self._is_taken_late(channel, first) or self._is_taken_late(channel, second):
            return TAKEN_LATE
        return None

    def _is_taken_late(self, channel: str, at: float) -> bool:
        return any(
            post.channel == look.channel == channel and post.began < look.ended < at <= post.ended
            for post in self.posts
            for look in self.looks
        )


def read_windows(log: Iterable[Mapping[str, Any]], *, lease: float) -> Windows:
    """Find what may explain a second post.

    Args:
        lease: in seconds; who stood still for less explains nothing.
    """
    entries = list(log)
    freezes = (
        Span(entry["began"], entry["at"])
        for entry in entries
        if entry["kind"] == "happened" and entry["what"] == "freeze"
    )
    return Windows(
        tuple(one for one in freezes if one.ended - one.began > lease),
        tuple(_calls(entries, POST)),
        tuple(_calls(entries, HISTORY)),
    )


def _wakes_up(freeze: Span, first: float, second: float) -> bool:
    """Tell whether the second post was written by who woke up, and the first one meanwhile."""
    waking = freeze.ended + WAKING_SECONDS
    return freeze.began <= first <= second and freeze.ended <= second <= waking


def _calls(entries: Iterable[Mapping[str, Any]], method: str) -> Iterable[Span]:
    for entry in entries:
        if entry["kind"] == "answered" and entry["method"] == method:
            yield Span(entry["asked_at"], entry["at"], str(entry["channel"]))
