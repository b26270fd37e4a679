"""How a key result came to stand where it does: check-ins and changes in order of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, groupby

from bot.okr.check_in import CheckIn, confidence_change
from bot.okr.cycle import Cycle
from bot.okr.key_result import KeyResult
from bot.okr.progress import Pace
from bot.okr.team import Team

PAGE_SIZE = 10
ADDED = "added"
"""The act with which a history begins, whatever was recorded at the same instant."""

FIELD_WORDS: Mapping[str, str] = {
    "why": "reason",
    "start": "start",
    "start_due_on": "date of the first measurement",
    "target": "aim",
    "floor": "worst acceptable value",
    "delegate": "stand-in",
    "rhythm": "rhythm",
    "due_on": "due date",
    "commitment": "kind of aim",
    "milestones": "steps",
    "phased_targets": "dates on the way",
}
"""How fields are called on screen, where the word differs or needs help."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that was changed, or one act such as closing, which has no field.

    Args:
        act: "added", "changed", "closed" and so on.
        field: its name, which `FIELD_WORDS` puts into words; of no interest for an act.
        old, new: as a revision holds them.
        by: the name of who did it; None when nobody did.
    """

    at: datetime
    act: str
    field: str
    old: str | None
    new: str | None
    by: str | None
    why: str


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A check-in, or the changes that one person made at one moment.

    Args:
        confidence_change: of the check-in against the confidence before it; None without two.
        changes: empty for a check-in.
        is_corrected: its author corrected the check-in with a later one.
    """

    at: datetime
    check_in: CheckIn | None
    confidence_change: int | None
    changes: tuple[FieldChange, ...]
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class KeyResultHistory:
    """One page of a key result's history.

    Args:
        label: with the team's key where the reader may know several teams.
        check_ins: all of them, oldest first.
        events: those of the page, newest first.
        page: counted from 0, the newest.
        may_check_in: the reader may, and the key result takes check-ins.
        own_last: id of the last check-in, if the reader made it.
    """

    key_result: KeyResult
    label: str
    team: Team
    cycle: Cycle
    check_ins: tuple[CheckIn, ...]
    pace: Pace | None
    events: tuple[HistoryEvent, ...]
    page: int
    page_count: int
    may_check_in: bool
    own_last: int | None = None


def events_of(
    check_ins: Sequence[CheckIn], changes: Iterable[FieldChange]
) -> tuple[HistoryEvent, ...]:
    """Merge check-ins and changes, the newest first.

    Args:
        check_ins, changes: both oldest first. A check-in stays above the one before, even where
            the clock was set back between them.
    """
    corrected = {one.corrects_id for one in check_ins}
    told = [
        HistoryEvent(
            one.at, one, _change_at(check_ins, index), (), is_corrected=one.id in corrected
        )
        for index, one in enumerate(check_ins)
    ]
    events = list(zip(accumulate((one.at for one in check_ins), max), told, strict=True))
    for _, together in groupby(changes, key=lambda change: (change.at, change.act, change.by)):
        group = tuple(together)
        events.append((group[0].at, HistoryEvent(group[0].at, None, None, group)))
    events.sort(key=lambda placed: (placed[0], not _is_beginning(placed[1])))
    return tuple(event for _, event in reversed(events))


def page_of(events: Sequence[HistoryEvent], page: int) -> tuple[tuple[HistoryEvent, ...], int, int]:
    """Cut out a page.

    Returns:
        Its events, its number, which is the nearest that there is, and how many pages there are.
    """
    count = max(-(-len(events) // PAGE_SIZE), 1)
    page = min(max(page, 0), count - 1)
    return tuple(events[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]), page, count


def _is_beginning(event: HistoryEvent) -> bool:
    return any(change.act == ADDED for change in event.changes)


def _change_at(check_ins: Sequence[CheckIn], index: int) -> int | None:
    """Compare only where this check-in gave a confidence itself."""
    is_given = check_ins[index].confidence is not None
    return confidence_change(check_ins[: index + 1]) if is_given else None
