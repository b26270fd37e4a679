"""Starting fresh: what would go to the shelf, what stays, and the count that is typed first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.okr.errors import FormError
from bot.okr.team import Team
from bot.okr.work_item import WorkSource

TYPE_ABOVE = 50
"""Above so many the person types the count (product.md, section 6)."""

MAX_TYPED = 12
QUARTER, YEAR = timedelta(days=91), timedelta(days=365)
_SEPARATORS = str.maketrans("", "", " .,'’_\u00a0\u2009\u202f")


@dataclass(frozen=True, slots=True)
class FreshCounts:
    """What would go to the shelf, in counts.

    Args:
        by_source: the most frequent source first.
        older, middle, newer: than a year; from three months to a year; than three months.
        oldest_at: when the oldest was created at its source; None where there is nothing.
        in_progress: how many of them somebody has begun.
        begun: titles of the first few of those.
        staying: how many are in progress and have a place in this cycle, whatever is ticked.
    """

    total: int
    by_source: Sequence[tuple[WorkSource, int]]
    older: int
    middle: int
    newer: int
    oldest_at: datetime | None
    in_progress: int
    begun: Sequence[str]
    staying: int


@dataclass(frozen=True, slots=True)
class FreshPreview:
    """What a lead sees before work is set aside.

    Args:
        token: of the draft that keeps what was seen, so that it is set aside once.
        with_placed: what is in progress and has a place goes to the shelf, too.
        seen: the count shown before, where it is another now; None where nothing changed.
    """

    token: str
    team: Team
    counts: FreshCounts
    with_placed: bool
    now: datetime
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """Work that was set aside together.

    Args:
        undo_until: the act can be taken back until then.
        title: of the work, where it is one piece alone; else empty.
        by: who did it; None when that person is no longer known.
    """

    shelving_id: int
    team: Team
    count: int
    at: datetime
    undo_until: datetime
    by: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came of taking an act back.

    Args:
        changed: titles of the first few that changed since and were left as they are.
        changed_count: how many those are altogether.
    """

    team: Team
    count: int
    changed: Sequence[str]
    changed_count: int


def must_type(count: int) -> bool:
    """Tell whether the count is typed before so much is set aside."""
    return count > TYPE_ABOVE


def check_typed(text: str, *, count: int) -> None:
    """Refuse a typed count that is not the one shown; separators of thousands may stand in it.

    Raises:
        FormError: with the field `count`.
    """
    if not must_type(count):
        return
    typed = text.translate(_SEPARATORS)
    is_number = typed.isdecimal() and len(typed) <= MAX_TYPED
    if not is_number or int(typed) != count:
        raise FormError({"count": f"That is not {count}. Type {count}; nothing was changed yet."})
