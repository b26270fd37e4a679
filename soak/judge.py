"""Finds what was lost, doubled, misplaced, early or late, from the stand-in's log alone.

Knows nothing of the bot: a post is told by the key in its metadata, as Slack keeps it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Owed:
    """One message that had to arrive once; times are seconds since the epoch."""

    key: str
    channel: str
    kind: str
    earliest: float
    latest: float


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message that Slack has accepted."""

    key: str
    channel: str
    at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The keys of what went wrong; a message in a wrong channel is misplaced and not lost."""

    owed: int
    lost: tuple[str, ...]
    double: tuple[str, ...]
    misplaced: tuple[str, ...]
    early: tuple[str, ...]
    late: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether everything arrived once, in its place and in time."""
        return not (self.lost or self.double or self.misplaced or self.early or self.late)

    def line(self) -> str:
        """Say the counts, and the first keys of what went wrong."""
        counts = {
            "lost": self.lost,
            "double": self.double,
            "misplaced": self.misplaced,
            "early": self.early,
            "late": self.late,
        }
        told = (
            f"{len(keys)} {name}" + (f" ({', '.join(keys[:5])})" if keys else "")
            for name, keys in counts.items()
        )
        return f"{self.owed} owed: " + ", ".join(told)


def judge(owed: Iterable[Owed], log: Iterable[Mapping[str, Any]]) -> Verdict:
    """Compare what was owed with a log; posts under keys that nobody owed are left alone."""
    due = {one.key: one for one in owed}
    posts: dict[str, list[Arrived]] = defaultdict(list)
    for one in _arrivals(log):
        posts[one.key].append(one)
    found = [(one, posts[key]) for key, one in due.items()]
    arrivals = [(one, post) for one, those in found for post in those]
    return Verdict(
        owed=len(due),
        lost=tuple(one.key for one, those in found if not those),
        double=tuple(one.key for one, those in found if len(those) > 1),
        misplaced=_once(one.key for one, post in arrivals if post.channel != one.channel),
        early=_once(one.key for one, post in arrivals if post.at < one.earliest),
        late=_once(one.key for one, post in arrivals if post.at > one.latest),
    )


def read_log(path: Path) -> list[dict[str, Any]]:
    """Read a log that was kept as a line of JSON for each entry."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _arrivals(log: Iterable[Mapping[str, Any]]) -> Iterable[Arrived]:
    for entry in log:
        if entry["kind"] == "call" and entry["method"] == POST and entry["response"].get("ok"):
            yield Arrived(_key(entry["arguments"]), entry["response"]["channel"], entry["at"])


def _key(arguments: Mapping[str, Any]) -> str:
    metadata = arguments.get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    return str(metadata.get("event_payload", {}).get("key", ""))


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
