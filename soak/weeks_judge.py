"""Compares, week by week, what channels were owed with what came, and with what it says."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.log import Entry
from soak.findings import Findings
from soak.judge import POST
from soak.weeks_model import PROMPT, Due, TeamModel

EDIT = "chat.update"
TOLERANCE = timedelta(hours=1)
KINDS = ("lost", "double", "misplaced", "late", "unowed", "thawed", "not frozen", "wrong words")


@dataclass(slots=True)
class Came:
    """A message that is there: by whom it was caused, when, and when it was edited."""

    key: str
    kind: str
    team_id: int
    channel: str
    ts: str
    at: datetime
    text: str
    edits: list[datetime] = field(default_factory=list)


@dataclass(slots=True)
class WeeksJudge:
    """Keeps what was owed and what came, and what was wrong about it.

    Attributes:
        now: the business clock, which whoever plays moves.
    """

    teams: dict[int, TeamModel] = field(default_factory=dict)
    owed: int = 0
    _open: list[Due] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _came: dict[tuple[str, str], Came] = field(default_factory=dict)
    _unmatched: list[Came] = field(default_factory=list)
    _following: list[tuple[Due, Came]] = field(default_factory=list)
    _wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def expect(self, now: datetime) -> None:
        """Work out what is owed from this instant on."""
        for team in self.teams.values():
            found = list(team.newly_due(now))
            self._open += found
            self.owed += len(found)

    def take(self, entries: Iterable[Entry], now: datetime) -> None:
        """Take in what passed between the bot and Slack at this instant."""
        for entry in entries:
            if entry.kind == "call" and entry.data["response"].get("ok"):
                if entry.data["method"] == POST:
                    self._arrived(entry.data, now)
                elif entry.data["method"] == EDIT:
                    self._edited(entry.data, now)

    def is_waiting(self, until: datetime) -> bool:
        """Tell whether something would be late, or not worth saying any more, at an instant."""
        missing = Counter(
            (one.team_id, one.kind)
            for one in self._open
            if one.since <= until - TOLERANCE or one.ends_at <= until
        )
        missing.subtract((one.team_id, one.kind) for one in self._unmatched)
        return any(count > 0 for count in missing.values())

    def close_week(self, now: datetime) -> None:
        """Judge everything that was owed until now, and every message whose meeting is over."""
        for one in self._open:
            self._match(one)
        self._open.clear()
        for came in self._unmatched:
            self._wrong["unowed"].append(f"{came.key} at {came.at:%d %b %H:%M}")
        self._unmatched.clear()
        over = [pair for pair in self._following if pair[0].ends_at + TOLERANCE < now]
        for due, came in over:
            self._judge_frozen(due, came)
        self._following = [pair for pair in self._following if pair not in over]

    def restart(self, now: datetime) -> None:
        """Let nobody be late for the time in which the bot was not there."""
        for team in self.teams.values():
            team.changed_at = max(team.changed_at, now)

    def findings(self) -> Findings:
        """Return everything that was wrong."""
        wrong = {kind: tuple(self._wrong[kind]) for kind in KINDS}
        return Findings(f"{len(self.teams)} teams, {self.owed} messages owed", wrong)

    def note(self, kind: str, what: str) -> None:
        """Add something that was wrong."""
        self._wrong[kind].append(what)

    def _arrived(self, call: Mapping[str, Any], now: datetime) -> None:
        key = _key(call["arguments"])
        kind, team_id, *_ = [*key.split(":"), "", ""]
        if not team_id.isdecimal():
            return
        response = call["response"]
        came = Came(
            key=key,
            kind=kind,
            team_id=int(team_id),
            channel=response["channel"],
            ts=response["ts"],
            at=now,
            text=response["message"]["text"],
        )
        if key in self._keys:
            self._wrong["double"].append(key)
            return
        self._keys.add(key)
        if call["arguments"].get("thread_ts"):
            # A reply in a thread takes nothing of the one message a week.
            return
        self._came[came.channel, came.ts] = came
        self._unmatched.append(came)

    def _edited(self, call: Mapping[str, Any], now: datetime) -> None:
        came = self._came.get((call["response"]["channel"], call["response"]["ts"]))
        if came is not None:
            came.edits.append(now)
            came.text = call["response"]["text"]

    def _match(self, one: Due) -> None:
        said = f"{one.kind} of team {one.team_id} for {one.on}"
        found = next(
            (c for c in self._unmatched if (c.team_id, c.kind) == (one.team_id, one.kind)), None
        )
        if found is None:
            self._wrong["lost"].append(said)
            return
        self._unmatched.remove(found)
        if found.channel != one.channel:
            self._wrong["misplaced"].append(said)
        if found.at < one.since - TOLERANCE or found.at > one.since + TOLERANCE:
            self._wrong["late"].append(f"{said}: {found.at - one.since}")
        if one.kind == PROMPT:
            self._following.append((one, found))

    def _judge_frozen(self, due: Due, came: Came) -> None:
        said = f"{came.key} for {due.on}"
        after = [at for at in came.edits if at >= due.ends_at]
        if len(after) > 1:
            self._wrong["thawed"].append(f"{said}: {len(after)} edits after the end")
        if not after:
            self._wrong["not frozen"].append(said)
        name = self.teams[due.team_id].name_before(due.ends_at)
        if not came.text.startswith(f"{name}:"):
            self._wrong["wrong words"].append(f"{said}: {came.text[:40]!r} instead of {name}")


def _key(arguments: Mapping[str, Any]) -> str:
    metadata = arguments.get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    return str(metadata.get("event_payload", {}).get("key", ""))
