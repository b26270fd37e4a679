"""What a person can read in a team's messages: as the model owes it, and as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Move = tuple[Fraction | None, Fraction]
"""From where to where; from nowhere when nobody had said anything before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key result in the prompt.

    Args:
        state: how it stands, or stood when it was last heard of.
        now: how it stands today, where that is another word than `state`; else the same.
        old_days: how old that is, where it is too old to be told as fresh; else None.
        age_days: how old the last check-in is, where it is fresh; else None.
        change: of the confidence, where there is one and it is fresh.
        is_doubted: confidence and pace disagree.
        stuck: who is stuck.
        idle_weeks: for how many whole weeks nobody has worked on it; 0 is not worth a word.
    """

    number: str
    title: str
    value: Fraction | None
    target: Fraction | None
    state: str
    now: str
    old_days: int | None
    age_days: int | None
    confidence: int | None
    change: int
    is_doubted: bool
    owner: str
    stuck: str
    work: tuple[str, ...]
    idle_weeks: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """A team's prompt.

    Args:
        week: which of how many.
        updated: how many key results were checked in for since the meeting before, of how many.
        focus: which key results to talk about first.
        unplaced: the work in play without a place, the oldest first.
        in_play: how much is in play, by place.
    """

    team: str
    week: tuple[int, int]
    updated: tuple[int, int]
    focus: tuple[str, ...]
    rows: tuple[Row, ...]
    unplaced: tuple[str, ...]
    in_play: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A objective that was changed.

    Args:
        before, after: its aim; both None where it was added.
        fits: work that was older, and found its place there since.
    """

    number: str
    before: Fraction | None
    after: Fraction | None
    why: str
    who: str
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recap:
    """What a meeting came to.

    Args:
        moved: from where to where, by number.
        still: what did not move and should, with the weeks that nobody has worked on it.
        decided, parked, stuck: what was said, and who said it.
        questions: work that is worth asking about, and its key result.
        in_play: how much is in play by place; None for those outside the team.
    """

    team: str
    week: int
    moved: Mapping[str, Move]
    still: Mapping[str, int] | None
    decided: tuple[tuple[str, str], ...]
    parked: tuple[tuple[str, str], ...] | None
    stuck: tuple[tuple[str, str], ...] | None
    questions: tuple[tuple[str, str], ...] | None
    changes: tuple[Change, ...]
    in_play: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shelf of a team: whether it is open, and what became of what was set aside."""

    is_open: bool
    shelved: int
    came_back: int
