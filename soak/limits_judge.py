"""Finds posts that were too fast for Slack, from the stand-in's log alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

POST = "chat.postMessage"
A_SECOND = 1.0


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
    until: dict[str, float] = {}
    found = []
    for entry in log:
        if entry["kind"] == "limited":
            until[entry["method"]] = entry["at"] + entry["wait"]
        elif entry["kind"] == "answered":
            method = entry["method"]
            if until.get(method, 0.0) > entry["asked_at"] > until.get(method, 0.0) - 300:
                found.append(method)
    return tuple(dict.fromkeys(found))
