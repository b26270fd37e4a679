"""The shelf: who may take something from it, what lies on it, and when it is put away for good."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.okr.errors import FormError
from bot.okr.fresh_start import SetAside
from bot.okr.idea import WANTED
from bot.okr.objective import Objective
from bot.okr.places import MAX_SENTENCE
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.okr.work_item import WorkItem, WorkSource

CYCLES_KEPT = 2
PER_PAGE = 10
MAX_WORDS = 100


class ShelfOrder(StrEnum):
    """In which order the shelf is read, by when work was created at its source."""

    NEWEST = "newest"
    OLDEST = "oldest"


class ShelfAge(StrEnum):
    """How old work is, counted from when it was created at its source."""

    NEWER = "newer"
    MIDDLE = "middle"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class ShelfFilter:
    """Which part of the shelf is read.

    Args:
        words: each of them stands in the title.
        source, age: None for any.
    """

    words: str = ""
    source: WorkSource | None = None
    age: ShelfAge | None = None
    order: ShelfOrder = ShelfOrder.NEWEST


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """Work on the shelf, and since when it lies there."""

    work_item: WorkItem
    shelved_at: datetime


@dataclass(frozen=True, slots=True)
class ShelfDoor:
    """Whether members may bring something back.

    Args:
        missing: labels of the key results that have fewer than two ideas.
        opened_at: when a lead opened it for this cycle, and `opened_by` their name.
    """

    is_open: bool
    missing: Sequence[str] = ()
    opened_at: datetime | None = None
    opened_by: str | None = None


@dataclass(frozen=True, slots=True)
class ShelfCounts:
    """How much was set aside in a cycle, and how much of that came back."""

    shelved: int
    came_back: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of a team's shelf.

    Args:
        page: from 0.
        found: how many the filter lets through.
        total: how many lie on the shelf, without what is archived.
        archived: how many were put away after two cycles.
        acts: what was set aside together and can still be taken back by who looks.
        may_lead: who looks is a lead.
    """

    team: Team
    filter: ShelfFilter
    items: Sequence[ShelfItem]
    page: int
    found: int
    total: int
    archived: int
    counts: ShelfCounts
    door: ShelfDoor
    acts: Sequence[SetAside]
    may_lead: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Revival:
    """Work that is to come back, and the key results that it may come back for."""

    team: Team
    work_item: WorkItem
    objectives: tuple[Objective, ...]
    now: datetime


def is_shelf_open(
    ideas_per_key_result: Collection[int], *, was_planned: bool, is_opened: bool
) -> bool:
    """Tell whether members may take something from the shelf.

    First the objectives are asked what would move them, then the old list. So a planned cycle
    without any key result keeps it shut, too.

    Args:
        ideas_per_key_result: how many ideas each live key result of the cycle has.
        was_planned: the cycle went through planning, where ideas are collected.
        is_opened: a lead opened the shelf for this cycle.
    """
    has_ideas = min(ideas_per_key_result, default=0) >= WANTED
    return is_opened or not was_planned or has_ideas


def archived_before(activations: Collection[datetime]) -> datetime | None:
    """Say since when shelved work must have been touched to stay: two whole cycles ago.

    Args:
        activations: when each of the team's cycles began; the newest has just begun.
    """
    newest_first = sorted(activations, reverse=True)
    return newest_first[CYCLES_KEPT] if len(newest_first) > CYCLES_KEPT else None


def check_revival(*, key_result_id: int | None, hypothesis: str) -> str:
    """Return how the number would move, on one line; work comes back for a key result only.

    Raises:
        FormError: with the fields `key_result`, `hypothesis`.
    """
    fields, sentence = {}, one_line(hypothesis)
    if key_result_id is None:
        fields["key_result"] = "Choose which key result it moves, or leave it on the shelf."
    if not sentence:
        fields["hypothesis"] = "Say how the number would move, or leave it on the shelf."
    elif len(sentence) > MAX_SENTENCE:
        fields["hypothesis"] = f"That is too long. Use at most {MAX_SENTENCE} characters."
    if fields:
        raise FormError(fields)
    return sentence


def search_words(text: str) -> tuple[str, ...]:
    """Split what is searched for into words in small letters, composed as people type them."""
    return tuple(unicodedata.normalize("NFC", one_line(text))[:MAX_WORDS].lower().split())


def capitals_of(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pair each capital letter beyond ASCII that may stand in a title with its small one.

    A database may know ASCII's letters alone; what becomes two letters, such as ß, stays out.
    """
    small = sorted({letter for word in words for letter in word if not letter.isascii()})
    pairs = ((letter.upper(), letter) for letter in small)
    return tuple((big, letter) for big, letter in pairs if len(big) == 1 and big != letter)
