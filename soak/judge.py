"""Finds what was lost, doubled, misplaced, early or late, from the stand-in's log alone.

Knows nothing of the bot: a post is told by the key in its metadata, as Slack keeps it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from soak.windows import Windows

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
    """The keys of what went wrong; a message in a wrong channel is misplaced and not lost.

    Attributes:
        explained: the doubles that fall into a window that is not promised, and its name.
        too_fast: channels and methods that were used faster than Slack allows, where it counts.
        happened: how often somebody was killed or the like, before the last message arrived.
    """

    owed: int
    lost: tuple[str, ...]
    double: tuple[str, ...]
    misplaced: tuple[str, ...]
    early: tuple[str, ...]
    late: tuple[str, ...]
    explained: Mapping[str, str] = field(default_factory=dict)
    happened: Mapping[str, int] = field(default_factory=dict)
    too_fast: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether everything arrived once, in its place and in time, or its window is named."""
        unexplained = [key for key in self.double if key not in self.explained]
        wrong = (self.lost, unexplained, self.misplaced, self.early, self.late, self.too_fast)
        return not any(wrong)

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
        said = f"{self.owed} owed: " + ", ".join(told)
        if self.too_fast:
            said += f"; too fast: {', '.join(self.too_fast[:5])}"
        for key, window in self.explained.items():
            said += f"; {key} is double by a window that is known: {window}"
        if self.happened:
            said += f"; {', '.join(f'{count} {what}' for what, count in self.happened.items())}"
        return said


def judge(
    owed: Iterable[Owed], log: Sequence[Mapping[str, Any]], *, windows: Windows | None = None
) -> Verdict:
    """Compare what was owed with a log; posts under keys that nobody owed are left alone.

    Args:
        windows: what may explain a double; without them nothing does.
    """
    due = {one.key: one for one in owed}
    posts: dict[str, list[Arrived]] = defaultdict(list)
    for one in arrivals(log):
        posts[one.key].append(one)
    found = [(one, posts[key]) for key, one in due.items()]
    arrived = [(one, post) for one, those in found for post in those]
    double = [(one, those) for one, those in found if len(those) > 1]
    return Verdict(
        owed=len(due),
        lost=tuple(one.key for one, those in found if not those),
        double=tuple(one.key for one, _ in double),
        misplaced=_once(one.key for one, post in arrived if post.channel != one.channel),
        early=_once(one.key for one, post in arrived if post.at < one.earliest),
        late=_once(one.key for one, post in arrived if post.at > one.latest),
        explained=_explained(double, windows) if windows else {},
        happened=_happened(log, until=max((post.at for _, post in arrived), default=0.0)),
    )


def read_log(path: Path) -> list[dict[str, Any]]:
    """Read a log that was kept as a line of JSON for each entry."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _explained(
    double: Iterable[tuple[Owed, Sequence[Arrived]]], windows: Windows
) -> dict[str, str]:
    found = {
        one.key: windows.explain(one.channel, [post.at for post in those]) for one, those in double
    }
    return {key: window for key, window in found.items() if window}


def _happened(log: Iterable[Mapping[str, Any]], *, until: float) -> Counter[str]:
    return Counter(
        str(entry["what"]) for entry in log if entry["kind"] == "happened" and entry["at"] <= until
    )


def arrivals(log: Iterable[Mapping[str, Any]]) -> Iterable[Arrived]:
    """Yield what Slack has accepted, in its order."""
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
