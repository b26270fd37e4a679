"""Slack's bad days: faults that a test switches on, by method, by share or by number of times."""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from sandbox.error_codes import MAY_HAVE_SUCCEEDED, is_documented

RETRY_AFTER = 1


class Answer(StrEnum):
    """What comes back in place of Slack's answer."""

    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    INTERNAL_ERROR = "internal_error"
    MISSING_SCOPE = "missing_scope"
    DROP = "drop"
    HANG = "hang"
    DELAY = "delay"


MAY_BE_COMMITTED = MAY_HAVE_SUCCEEDED | {
    Answer.SERVER_ERROR,
    Answer.UNAVAILABLE,
    Answer.DROP,
    Answer.HANG,
}
"""Any other answer says for certain what has happened."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of misbehaviour.

    Attributes:
        answer: an `Answer`, or an error code that Slack documents for the methods.
        methods: which calls it befalls; empty for all.
        share: of these calls, from 0 to 1.
        is_committed: whether Slack has done what was asked by the time it misbehaves.
        seconds: how long it delays, or asks to wait.
    """

    answer: str
    methods: frozenset[str]
    share: float
    is_committed: bool
    seconds: float


class Faults:
    """Decides which call goes wrong; the same seed and the same calls go wrong in the same way."""

    def __init__(self, seed: int = 0) -> None:
        self.history_lag = 0.0
        """Seconds after which a post of the bot's shows up in history and replies."""
        self._random = Random(seed)  # noqa: S311 - it has to be repeatable
        self._left: list[tuple[Fault, float]] = []

    def seed(self, seed: int) -> None:
        """Begin the sequence of chances anew."""
        self._random.seed(seed)

    def add(
        self,
        answer: str,
        *methods: str,
        share: float = 1.0,
        times: float = math.inf,
        is_committed: bool = False,
        seconds: float = RETRY_AFTER,
    ) -> None:
        """Switch a fault on, for some methods or for all; the one added first comes first.

        Args:
            answer: an `Answer`, or an error code, such as `token_revoked`.

        Raises:
            ValueError: the share is no share, Slack does not document the code for a method, or
                the answer says what has happened.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"a share is from 0 to 1, not {share}")
        if is_committed and answer not in MAY_BE_COMMITTED:
            raise ValueError(f"{answer} leaves no doubt: what it refuses has not happened")
        if answer not in list(Answer):
            _require_documented(answer, methods)
        fault = Fault(answer, frozenset(methods), share, is_committed, seconds)
        self._left.append((fault, times))

    def clear(self) -> None:
        """Let everything go well again."""
        self._left.clear()
        self.history_lag = 0.0

    def pick(self, method: str) -> Fault | None:
        """Return what befalls this call; the shares of a method's faults add up."""
        chance = self._random.random()
        for at, (fault, times) in enumerate(self._left):
            if times and method in (fault.methods or {method}):
                chance -= fault.share
                if chance < 0:
                    self._left[at] = (fault, times - 1)
                    return fault
        return None


def _require_documented(code: str, methods: tuple[str, ...]) -> None:
    for method in methods or ("any method",):
        if not is_documented(method, code):
            raise ValueError(f"Slack does not document {code} for {method}")


def is_visible(lag: float, *, ts: str, now: float) -> bool:
    """Tell whether history shows a message already."""
    # Timestamps are unique, so many posts at once run ahead of the time.
    return not lag or float(ts) <= now - lag
