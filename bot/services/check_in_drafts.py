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
        corrects_id: the check-in that a correction started from.
    """

    key_result_id: int
    label: str
    seen_id: int | None
    before: Entry
    entry: Entry
    corrects_id: int | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether anything was typed."""
        return self.entry != self.before


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """A whole form.

    Args:
        is_correction: it starts from what was saved.
        goes_on: it starts from what was typed into an earlier one and not saved.
        is_anew: it takes the place of one that went on, and starts from nothing.
        asked: how often the person was shown that somebody checked in meanwhile.
        asked_about: the key results of the last time.
    """

    pages: tuple[tuple[DraftItem, ...], ...]
    is_correction: bool = False
    goes_on: bool = False
    is_anew: bool = False
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

    def with_unsaved(self, unsaved: Mapping[int, DraftItem]) -> CheckInDraft:
        """Go on with what was typed before, as it was: against the check-in that was seen then."""
        return self._changed(
            lambda item: replace(
                unsaved.get(item.key_result_id, item),
                key_result_id=item.key_result_id,
                label=item.label,
            )
        )

    def _changed(self, change: Callable[[DraftItem], DraftItem]) -> CheckInDraft:
        return replace(self, pages=tuple(tuple(map(change, page)) for page in self.pages))


def to_data(draft: CheckInDraft) -> dict[str, Any]:
    """Write a form as JSON values."""
    pages = [[_item_to_data(item) for item in page] for page in draft.pages]
    return {
        "pages": pages,
        "is_correction": draft.is_correction,
        "goes_on": draft.goes_on,
        "is_anew": draft.is_anew,
        "asked": draft.asked,
        "asked_about": sorted(draft.asked_about),
    }


def from_data(data: Mapping[str, Any]) -> CheckInDraft:
    """Read a form back."""
    pages = tuple(tuple(_item_from_data(item) for item in page) for page in data["pages"])
    return CheckInDraft(
        pages,
        is_correction=bool(data["is_correction"]),
        goes_on=bool(data.get("goes_on")),
        is_anew=bool(data.get("is_anew")),
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
        "corrects_id": item.corrects_id,
    }


def _item_from_data(data: Mapping[str, Any]) -> DraftItem:
    before, entry = _entry_from_data(data["before"]), _entry_from_data(data["entry"])
    return DraftItem(
        data["key_result_id"],
        data["label"],
        data["seen_id"],
        before,
        entry,
        corrects_id=data.get("corrects_id"),
    )


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
