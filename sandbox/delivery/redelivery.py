"""Events that failed and come again: at once, a minute later, five minutes later.

docs.slack.dev/apis/events-api, on retries.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.delivery.transport import Answer
from sandbox.json_types import JsonObject

PAUSES = (0.0, 60.0, 300.0)
"""Seconds from each failure to the next delivery."""

REASONS = {"timeout": "http_timeout", "unreachable": "connection_failed"}

Deliver = Callable[[JsonObject, dict[str, str]], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Owed:
    """An event to be sent again.

    Attributes:
        number: which redelivery it is, from 1.
        at: when, by the clock that tests may advance.
    """

    payload: JsonObject
    number: int
    reason: str
    at: float


class Redeliveries:
    """Sends each failed event up to three times more, when the clock says so."""

    def __init__(self, clock: Clock, deliver: Deliver) -> None:
        self._clock = clock
        self._deliver = deliver
        self._owed: list[Owed] = []
        self._waiting: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    async def see_to(self, payload: JsonObject, answer: Answer) -> None:
        """Send an event again if it failed: once at once, the rest in its time."""
        if self._owe(payload, answer, number=1):
            await self.catch_up()

    async def catch_up(self) -> None:
        """Send everything that is due by now."""
        async with self._one_at_a_time:
            while due := [one for one in self._owed if one.at <= self._clock.monotonic()]:
                one = min(due, key=lambda one: one.at)
                self._owed.remove(one)
                answer = await self._deliver(one.payload, retry_headers(one.number, one.reason))
                self._owe(one.payload, answer, number=one.number + 1)

    async def close(self) -> None:
        """Forget what is still owed."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    def _owe(self, payload: JsonObject, answer: Answer, *, number: int) -> bool:
        reason = reason_to_retry(answer)
        if reason is None or number > len(PAUSES):
            return False
        one = Owed(payload, number, reason, self._clock.monotonic() + PAUSES[number - 1])
        self._owed.append(one)
        if PAUSES[number - 1]:
            task = asyncio.create_task(self._when_due(one))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)
        return True

    async def _when_due(self, one: Owed) -> None:
        await self._clock.reach(one.at)
        await self.catch_up()


def retry_headers(number: int, reason: str) -> dict[str, str]:
    """Return the headers by which Slack says that an event was sent before."""
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}


def reason_to_retry(answer: Answer) -> str | None:
    """Say why an event has to come again; None when it was taken or is not wanted again."""
    if answer.failure:
        return REASONS.get(answer.failure)
    status = answer.status or 0
    if 200 <= status < 300 or answer.is_final:
        return None
    return "too_many_redirects" if 300 <= status < 400 else "http_error"
