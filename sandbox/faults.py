"""Slack's bad days: faults that a test switches on, by method, by share or by number of times."""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random

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


NEVER_COMMITTED = frozenset({Answer.RATE_LIMITED, Answer.MISSING_SCOPE})
"""Answers by which Slack says for certain that nothing has happened."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of misbehaviour.

    Attributes:
        methods: which calls it befalls; empty for all.
        share: of these calls, from 0 to 1.
        is_committed: whether Slack has done what was asked by the time it misbehaves.
        seconds: how long it delays, or asks to wait.
    """

    answer: Answer
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
        answer: Answer,
        *methods: str,
        share: float = 1.0,
        times: float = math.inf,
        is_committed: bool = False,
        seconds: float = RETRY_AFTER,
    ) -> None:
        """Switch a fault on, for some methods or for all.

        Raises:
            ValueError: the share is no share, or the answer says that nothing has happened.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"a share is from 0 to 1, not {share}")
        if is_committed and answer in NEVER_COMMITTED:
            raise ValueError(f"{answer} says that nothing has happened")
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


def is_visible(lag: float, *, ts: str, now: float) -> bool:
    """Tell whether history shows a message already."""
    return float(ts) <= now - lag
