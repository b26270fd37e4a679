"""The buttons that turn the pages of a list, alike wherever one is longer than a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.views.blocks import Block, button

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageIds:
    """The action ids of the two buttons."""

    back: str
    on: str


def page_of(rows: Sequence[Row], page: int, *, size: int) -> tuple[Sequence[Row], int, int]:
    """Return the rows of a page, its number from 0, and how many pages there are.

    A page that is no longer there gives the last.
    """
    page_count = max(-(-len(rows) // size), 1)
    page = min(max(page, 0), page_count - 1)
    return rows[page * size : (page + 1) * size], page, page_count


def page_buttons(
    ids: PageIds, page: int, page_count: int, value_of: Callable[[int], str] = str
) -> list[Block]:
    """Return *Previous* and *Next*, where there are such pages.

    Args:
        value_of: makes the value of a button from the page it leads to.
    """
    buttons = []
    if page > 0:
        buttons.append(button("Previous", ids.back, value=value_of(page - 1)))
    if page + 1 < page_count:
        buttons.append(button("Next", ids.on, value=value_of(page + 1)))
    return buttons


def page_words(page: int, page_count: int) -> str:
    """Return `Page 2 of 5`."""
    return f"Page {page + 1} of {page_count}"
