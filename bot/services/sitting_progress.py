"""Where a sitting is: what is asked about, what comes next, and what was answered, as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.okr.work_item import WorkItem
from bot.okr.work_list import TeamWork


@dataclass(frozen=True, slots=True)
class Progress:
    """What the draft of a sitting holds.

    Args:
        current: id of the work item asked about; None at the end.
        version: of that work item when it was shown; another one means somebody changed it.
        queue: ids of what comes after it.
        skipped: ids of what was left as it was, in this order.
        placed: what can be taken back, as pairs of a placement's id and the answer; newest last.
        asks_about_placed: the person chose the work item, so it is asked about in any case.
        entered: by id, what was entered about work that waits while another one is undone.
    """

    current: int | None
    version: int
    queue: list[int]
    total: int
    skipped: list[int]
    placed: list[list[Any]]
    asks_about_placed: bool
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def entry(self) -> PlacementEntry:
        """What was entered about the current work item before another one was undone."""
        kept = self.entered.get(str(self.current), {})
        entry = PlacementEntry(**kept)
        return replace(entry, answer=Answer(entry.answer)) if entry.answer else entry


def advance(progress: Progress, work: TeamWork) -> Progress:
    """Go to the next work item that is still to be asked about."""
    queue = still_asked(progress.queue, progress, work)
    if not queue:
        return replace(progress, current=None, version=0, queue=[])
    versions = {item.id: item.version for item in work.work_items}
    return replace(progress, current=queue[0], version=versions[queue[0]], queue=queue[1:])


def return_to(progress: Progress, work_item_id: int, *, entry: PlacementEntry) -> Progress:
    """Put a work item first, before the current one, whose entry is kept until it comes again."""
    if progress.current is None:
        return replace(progress, queue=[work_item_id, *progress.queue])
    return replace(
        progress,
        queue=[work_item_id, progress.current, *progress.queue],
        entered=progress.entered | {str(progress.current): asdict(entry)},
    )


def still_asked(ids: Sequence[int], progress: Progress, work: TeamWork) -> list[int]:
    """Leave out what was ended meanwhile, or has found its place."""
    asked = work.work_items if progress.asks_about_placed else work.unplaced
    known = {item.id for item in asked}
    return [one for one in ids if one in known]


def is_gone(progress: Progress, work: TeamWork) -> bool:
    """Tell whether what is asked about was ended or set aside meanwhile."""
    return progress.current is not None and find_item(work, progress.current) is None


def find_item(work: TeamWork, work_item_id: int | None) -> WorkItem | None:
    """Return an open work item of the team, if it is one."""
    return next((item for item in work.work_items if item.id == work_item_id), None)
