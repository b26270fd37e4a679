"""OKRs as people write them down."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a key result is measured, as the form says it."""

    UP = "Goes up"
    DOWN = "Goes down"
    AT_LEAST = "Stays at least"
    AT_MOST = "Stays at most"
    STEPS = "Steps to finish"
    YES_NO = "Yes or no"


NUMBERS = frozenset({Kind.UP, Kind.DOWN, Kind.AT_LEAST, Kind.AT_MOST})
"""What can be pasted in a line; the others are typed into their form."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A key result as people write it down.

    Args:
        now: where it stands when it is written down.
        steps: of a key result that is finished step by step.
        confidence: how likely it is, said when it is written down.
    """

    number: str
    title: str
    kind: Kind
    owner: str
    start: str = ""
    target: str = ""
    now: str = ""
    unit: str = ""
    steps: tuple[str, ...] = ()
    confidence: int = 7


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective with its key results."""

    number: int
    title: str
    aims: tuple[Aim, ...]
    is_stretch: bool = False
