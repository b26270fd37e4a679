"""Finds posts that were too fast for Slack, from the stand-in's log alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

POST = "chat.postMessage"
A_SECOND = 1.0
UNDER_WAY = 1.0
"""Seconds within which a call may arrive that was under way when Slack refused another."""


def find_posts_too_close(log: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the channels in which two posts arrived within a second."""
    times: dict[str, list[float]] = defaultdict(list)
    for entry in log:
        if entry["kind"] == "call" and entry["method"] == POST and entry["response"].get("ok"):
            times[entry["response"]["channel"]].append(entry["at"])
    return tuple(
        channel
        for channel, those in times.items()
        if any(after - before < A_SECOND for before, after in pairwise(those))
    )


def find_impatient(log: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the methods that Slack limited, and that were called again before the time it named."""
    limited = [entry for entry in log if entry["kind"] == "limited"]
    return tuple(
        dict.fromkeys(
            one["method"]
            for one in log
            if one["kind"] == "answered"
            and any(
                one["method"] == refused["method"]
                and refused["at"] + UNDER_WAY < one["asked_at"] < refused["at"] + refused["wait"]
                for refused in limited
            )
        )
    )
