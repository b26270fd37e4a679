"""The append-only record of everything that passed between the bot and the stand-in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.errors import NotCleanError
from sandbox.json_types import JsonObject, copied

POSTING = frozenset({"chat.postMessage", "chat.postEphemeral", "response_url"})


@dataclass(slots=True)
class Entry:
    """One thing that happened: a call, a delivery, a violation, a warning, something seen."""

    number: int
    at: float
    kind: str
    data: JsonObject
    is_expected: bool = False

    @property
    def error(self) -> str | None:
        """Name what was refused or broken, or None when all was well."""
        if self.kind == "violation":
            return str(self.data["rule"])
        if self.kind == "call" and not self.data["response"].get("ok"):
            return str(self.data["response"].get("error"))
        return None

    def json(self) -> JsonObject:
        """Return the entry as plain JSON."""
        return {"number": self.number, "at": self.at, "kind": self.kind, **self.data}

    def line(self) -> str:
        """Say in one line what went wrong."""
        if self.kind == "violation":
            return f"#{self.number} violation {self.data['rule']}: {self.data['detail']}"
        response = self.data.get("response", {})
        messages = response.get("response_metadata", {}).get("messages", [])
        said = "; ".join(messages)
        return f"#{self.number} {self.data.get('method')} refused: {self.error} {said}".rstrip()


@dataclass(slots=True)
class Expectation:
    """Errors that a test announced beforehand."""

    errors: frozenset[str]
    met: list[Entry] = field(default_factory=list)


class Log:
    """Keeps entries in order and wakes whoever waits for the next one."""

    def __init__(self, clock: Clock) -> None:
        self.entries: list[Entry] = []
        self.calls_in_flight = 0
        self._clock = clock
        self._expectations: list[Expectation] = []
        self._changed = asyncio.Event()

    def add(self, kind: str, **data: object) -> Entry:
        """Append one entry and wake the waiters."""
        entry = Entry(len(self.entries) + 1, self._clock.wall(), kind, copied(data))
        for expectation in self._expectations:
            if entry.error in expectation.errors:
                entry.is_expected = True
                expectation.met.append(entry)
        self.entries.append(entry)
        self.wake()
        return entry

    def violation(self, rule: str, detail: str, **context: object) -> Entry:
        """Record that the bot broke a rule of Slack's."""
        return self.add("violation", rule=rule, detail=detail, **context)

    def advise(self, rule: str, detail: str, **context: object) -> Entry:
        """Record something Slack advises against but accepts."""
        return self.add("warning", rule=rule, detail=detail, **context)

    def wake(self) -> None:
        """Tell everybody who waits that something changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait for the next change."""
        await self._changed.wait()

    def calls(self, method: str | None = None, *, ok: bool | None = None) -> list[Entry]:
        """Return Web API calls, of one method, refused or not."""
        return [
            entry
            for entry in self.entries
            if entry.kind == "call"
            and method in (None, entry.data["method"])
            and ok in (None, bool(entry.data["response"].get("ok")))
        ]

    def posts(self, channel: str | None = None) -> list[Entry]:
        """Return accepted posts (ephemeral ones too), to one channel id if given."""
        return [
            entry
            for entry in self.calls(ok=True)
            if entry.data["method"] in POSTING
            and channel in (None, _channel(entry))
            and not entry.data["arguments"].get("replace_original")
            and not entry.data["arguments"].get("delete_original")
        ]

    def updates(self, channel: str | None = None) -> list[Entry]:
        """Return accepted message edits, in one channel id if given."""
        edits = self.calls("chat.update", ok=True)
        return [entry for entry in edits if channel in (None, _channel(entry))]

    def deliveries(self, kind: str | None = None) -> list[Entry]:
        """Return what was sent to the bot, of one kind (a payload type or event name)."""
        return [
            entry
            for entry in self.entries
            if entry.kind == "delivery"
            and kind in (None, entry.data["what"], entry.data["what"].removeprefix("event:"))
        ]

    @property
    def violations(self) -> list[Entry]:
        """Return every broken rule."""
        return [entry for entry in self.entries if entry.kind == "violation"]

    @property
    def warnings(self) -> list[Entry]:
        """Return everything that Slack advises against."""
        return [entry for entry in self.entries if entry.kind == "warning"]

    @property
    def pings(self) -> list[str]:
        """Return every mention by which any accepted message or view would notify somebody."""
        return [ping for entry in self.entries for ping in entry.data.get("pings", [])]

    @contextmanager
    def expecting(self, *errors: str) -> Iterator[Expectation]:
        """Announce errors or rule names; raise when none of them happens inside the block."""
        expectation = Expectation(frozenset(errors))
        self._expectations.append(expectation)
        try:
            yield expectation
        finally:
            self._expectations.remove(expectation)
        if not expectation.met:
            raise NotCleanError(f"expected one of {sorted(errors)}, but none happened")

    def assert_clean(self) -> None:
        """Raise with a readable list when anything was refused or broken unexpectedly."""
        wrong = [entry.line() for entry in self.entries if entry.error and not entry.is_expected]
        if wrong:
            raise NotCleanError("\n".join(["the bot broke Slack's rules:", *wrong]))


def _channel(entry: Entry) -> str | None:
    response = entry.data["response"]
    channel = response.get("channel") or entry.data["arguments"].get("channel")
    return str(channel) if channel else None
