"""Slack's documented rate limits, as a strict mode that a test switches on.

docs.slack.dev/apis/web-api/rate-limits: calls a minute by method and workspace, one post a second
in a channel, several hundred posts a minute in a workspace. Slack does not publish its bursts.
"""

import math
from collections import Counter
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.json_types import JsonObject

POST = "chat.postMessage"
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
SPECIAL = 600
CHANNEL_A_MINUTE, CHANNEL_BURST = 60, 3
DEFAULT_POSTS_A_MINUTE = 300
A_MINUTE: dict[str, int] = {
    "apps.connections.open": TIER_1,
    "auth.test": SPECIAL,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "team.info": TIER_3,
    "users.conversations": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


@dataclass(slots=True)
class Bucket:
    """What is left of an allowance that fills up again."""

    a_minute: float
    burst: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Return in how many seconds the next call is allowed; 0 for now."""
        self.left = min(self.burst, self.left + (now - self.at) * self.a_minute / 60)
        self.at = now
        return 0.0 if self.left >= 1 else (1 - self.left) * 60 / self.a_minute


class Limits:
    """Counts calls once `enforce` was called; before, everything is allowed.

    Attributes:
        exceeded: how often each limit was hit, by method and what it is counted for.
    """

    def __init__(self, clock: Clock) -> None:
        self.exceeded: Counter[tuple[str, str]] = Counter()
        self._clock = clock
        self._posts_a_minute = 0
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def enforce(self, *, posts_a_minute: int = DEFAULT_POSTS_A_MINUTE) -> None:
        """Refuse from now on what exceeds a limit."""
        self._posts_a_minute = posts_a_minute

    def retry_after(self, method: str, values: JsonObject) -> int | None:
        """Count one call, and return the seconds to wait when it exceeds a limit."""
        if not self._posts_a_minute:
            return None
        buckets = self._buckets_of(method, values)
        waits = {key: bucket.wait(self._clock.monotonic()) for key, bucket in buckets.items()}
        self.exceeded.update(key for key, wait in waits.items() if wait)
        if longest := max(waits.values(), default=0.0):
            return math.ceil(longest)
        for bucket in buckets.values():
            bucket.left -= 1
        return None

    def _buckets_of(self, method: str, values: JsonObject) -> dict[tuple[str, str], Bucket]:
        if method == POST:
            return {
                key: self._bucket(key, a_minute, burst)
                for key, a_minute, burst in (
                    ((POST, "workspace"), self._posts_a_minute, self._posts_a_minute),
                    ((POST, str(values.get("channel"))), CHANNEL_A_MINUTE, CHANNEL_BURST),
                )
            }
        allowed = A_MINUTE.get(method)
        key = (method, "workspace")
        return {key: self._bucket(key, allowed, allowed)} if allowed else {}

    def _bucket(self, key: tuple[str, str], a_minute: int, burst: int) -> Bucket:
        fresh = Bucket(a_minute, burst, burst, self._clock.monotonic())
        return self._buckets.setdefault(key, fresh)
