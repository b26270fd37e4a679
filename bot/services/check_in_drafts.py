"""A check-in form as its draft keeps it: JSON, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.okr.check_in_form import Entry

FORM = "check_in"


@dataclass(frozen=True, slots=True)
class DraftItem:
    """What is kept about one key result.

    Args:
        label: as it was shown, with the team's key where the form spans several teams.
        seen_id: the last check-in that the person saw; None when there was none.
        before: what the form held when it was opened; `entry` is what was typed since.
    """

    key_result_id: int
    label: str
    seen_id: int | None
    before: Entry
    entry: Entry

    @property
    def is_changed(self) -> bool:
        """Tell whether anything was typed."""
        return self.entry != self.before


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """A whole form; a correction starts from what was saved.

    Args:
        asked: how often the person was shown that somebody checked in meanwhile.
        asked_about: the key results of the last time.
    """

    pages: tuple[tuple[DraftItem, ...], ...]
    is_correction: bool
    asked: int = 0
    asked_about: frozenset[int] = frozenset()

    @property
    def items(self) -> Iterator[DraftItem]:
        """Every key result of the form, in order."""
        return (item for page in self.pages for item in page)

    def with_entries(self, entries: Mapping[int, Entry]) -> CheckInDraft:
        """Take in what was typed; a key result that the form does not hold is left out."""
        return self._changed(
            lambda item: replace(item, entry=entries.get(item.key_result_id, item.entry))
        )

    def with_seen(self, seen: Mapping[int, int]) -> CheckInDraft:
        """Remember which check-ins the person has been shown since, and count what is new."""
        shown = self._changed(
            lambda item: replace(item, seen_id=seen.get(item.key_result_id, item.seen_id))
        )
        asked = self.asked + (shown.pages != self.pages)
        return replace(shown, asked=asked, asked_about=frozenset(seen))

    def _changed(self, change: Callable[[DraftItem], DraftItem]) -> CheckInDraft:
        return replace(self, pages=tuple(tuple(map(change, page)) for page in self.pages))


def to_data(draft: CheckInDraft) -> dict[str, Any]:
    """Write a form as JSON values."""
    pages = [[_item_to_data(item) for item in page] for page in draft.pages]
    return {
        "pages": pages,
        "is_correction": draft.is_correction,
        "asked": draft.asked,
        "asked_about": sorted(draft.asked_about),
    }


def from_data(data: Mapping[str, Any]) -> CheckInDraft:
    """Read a form back."""
    pages = tuple(tuple(_item_from_data(item) for item in page) for page in data["pages"])
    return CheckInDraft(
        pages,
        bool(data["is_correction"]),
        # A form that the release before has opened knows neither.
        asked=int(data.get("asked", 0)),
        asked_about=frozenset(data.get("asked_about", ())),
    )


def _item_to_data(item: DraftItem) -> dict[str, Any]:
    return {
        "key_result_id": item.key_result_id,
        "label": item.label,
        "seen_id": item.seen_id,
        "before": _entry_to_data(item.before),
        "entry": _entry_to_data(item.entry),
    }


def _item_from_data(data: Mapping[str, Any]) -> DraftItem:
    before, entry = _entry_from_data(data["before"]), _entry_from_data(data["entry"])
    return DraftItem(data["key_result_id"], data["label"], data["seen_id"], before, entry)


def _entry_to_data(entry: Entry) -> dict[str, Any]:
    return {
        "value": entry.value,
        "ticks": sorted(entry.ticks),
        "confidence": entry.confidence,
        "note": entry.note,
        "is_stuck": entry.is_stuck,
    }


def _entry_from_data(data: Mapping[str, Any]) -> Entry:
    return Entry(**(dict(data) | {"ticks": frozenset(data["ticks"])}))
