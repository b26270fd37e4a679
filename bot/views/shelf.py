"""The shelf: what was set aside, to be searched, and brought back for a key result."""

from dataclasses import dataclass

from bot.okr.fresh_start import SetAside
from bot.okr.shelf import PER_PAGE, Shelf, ShelfCounts, ShelfFilter, ShelfItem
from bot.okr.text import count_of, list_and
from bot.okr.work_item import WorkState
from bot.views.blocks import Block, View, actions, button, context, divider, escape, modal, section
from bot.views.paging import PageIds, page_buttons, page_words
from bot.views.shelf_filter import filter_blocks, page_state
from bot.views.start_fresh import fresh_button, undo_button
from bot.views.times import day_words
from bot.views.work_words import age_line, quoted, work_title

LIST = "shelf.list"
"""Submitting it searches."""

PAGES = PageIds("shelf.page_back", "shelf.page_on")
BRING_BACK = "shelf.bring_back"
"""Its value is a work item's id."""

SET_DOOR = "shelf.set_door"
"""Its value is a team's id with `OPENS` or `SHUTS`."""

UNDO = "shelf.undo"
"""Its value is the id of the record by which work came back."""

OPENS, SHUTS = "opens", "shuts"
EMPTY = "Nothing is on the shelf. What you set aside goes here, out of the way and searchable."
NOT_FOUND = "Nothing on the shelf fits. Try fewer words, or another source or age."
NO_KEY_RESULTS = "The planned cycle needs key results first, then two ideas for each."
MAX_LABELS = 6


@dataclass(frozen=True, slots=True)
class ShelfNotice:
    """What just happened, and the record by which it is undone; None where it cannot be.

    Args:
        sentence: escaped.
    """

    sentence: str
    placement_id: int | None = None


def shelf_modal(shelf: Shelf, *, notice: ShelfNotice | None = None) -> View:
    """Return one page of a team's shelf."""
    has_any = shelf.total + shelf.archived > 0
    blocks = [
        *_notice(notice),
        *_head(shelf),
        *(_act(shelf, act) for act in shelf.acts),
        *_door(shelf),
        *(filter_blocks(shelf.filter) if has_any else []),
        divider(),
        *(_item(shelf, item) for item in shelf.items),
        *_end(shelf, has_any=has_any),
    ]
    return modal(
        f"Shelf · {shelf.team.key}",
        blocks,
        callback_id=LIST,
        submit="Search" if has_any else None,
        close="Close",
        private_metadata=page_state(shelf.team.id, shelf.filter, shelf.page),
    )


def door_value(team_id: int, *, opens: bool) -> str:
    """Return the value of the button that opens or shuts the shelf."""
    return f"{team_id}:{OPENS if opens else SHUTS}"


def parse_door(value: str) -> tuple[str, bool]:
    """Read whose shelf is meant, and whether it is to be open."""
    team_id, _, choice = value.partition(":")
    return team_id, choice == OPENS


def counts_words(counts: ShelfCounts) -> str:
    """Say what became of what was set aside in a cycle: `47 shelved, 2 came back`."""
    return f"{counts.shelved} shelved, {counts.came_back} came back"


def _head(shelf: Shelf) -> list[Block]:
    lines = [f"{shelf.total} on the shelf"]
    if shelf.archived:
        lines.append(f"{shelf.archived} archived: not touched for two cycles")
    if shelf.counts.shelved:
        lines.append(f"This cycle: {counts_words(shelf.counts)}")
    return [context("\n".join(lines))]


def _act(shelf: Shelf, act: SetAside) -> Block:
    zone = shelf.team.zone
    what = escape(quoted(act.title)) if act.title else count_of(act.count, "thing")
    who = f" by {escape(act.by, 60)}" if act.by else ""
    until = f"Can be undone until {day_words(act.undo_until, zone)}."
    sentence = f"{what} set aside on {day_words(act.at, zone)}{who}. {until}"
    return section(sentence, accessory=undo_button(act))


def _door(shelf: Shelf) -> list[Block]:
    door, team_id = shelf.door, shelf.team.id
    if not door.is_open:
        labels = [*door.missing[:MAX_LABELS]]
        more = len(door.missing) - len(labels)
        missing = list_and([*labels, f"{more} more"] if more else labels)
        needs = f"Each key result needs two ideas first: {missing}." if labels else NO_KEY_RESULTS
        words = f"*The shelf is shut.* {needs}"
        if not shelf.may_lead:
            words += " A lead can open it sooner."
        opens = button("Open it anyway", SET_DOOR, value=door_value(team_id, opens=True))
        return [section(words, accessory=opens if shelf.may_lead else None)]
    if door.opened_at is None:
        return []
    who = escape(door.opened_by or "A lead", 60)
    words = f"{who} opened the shelf on {day_words(door.opened_at, shelf.team.zone)}."
    shuts = button("Shut it again", SET_DOOR, value=door_value(team_id, opens=False))
    return [section(words, accessory=shuts if shelf.may_lead else None)]


def _item(shelf: Shelf, item: ShelfItem) -> Block:
    work_item, zone = item.work_item, shelf.team.zone
    back = button(
        "Bring back",
        BRING_BACK,
        value=str(work_item.id),
        label=f"Bring back {work_item.title}",
    )
    facts = age_line(work_item, now=shelf.now, zone=zone, is_older=False)
    is_archived = work_item.state is WorkState.ARCHIVED
    since = "archived" if is_archived else f"here since {day_words(item.shelved_at, zone)}"
    return section(
        f"{work_title(work_item.title, work_item.link)}\n{facts} · {since}",
        accessory=back if shelf.door.is_open else None,
        block_id=f"shelf:{work_item.id}",
    )


def _end(shelf: Shelf, *, has_any: bool) -> list[Block]:
    start = [fresh_button(shelf.team.id)] if shelf.may_lead else []
    if not shelf.found:
        nothing = section(NOT_FOUND if has_any else EMPTY)
        return [nothing, actions(*start)] if start else [nothing]
    page_count = -(-shelf.found // PER_PAGE)
    is_all = shelf.filter == ShelfFilter(order=shelf.filter.order)
    found = "" if is_all else f"{shelf.found} found"
    pages = page_words(shelf.page, page_count) if page_count > 1 else ""
    words = " · ".join(part for part in (found, pages) if part)
    buttons = [*page_buttons(PAGES, shelf.page, page_count), *start]
    return [
        *([divider(), actions(*buttons)] if buttons else []),
        *([context(words)] if words else []),
    ]


def _notice(notice: ShelfNotice | None) -> list[Block]:
    if notice is None:
        return []
    undo = None
    if notice.placement_id is not None:
        undo = button("Undo", UNDO, value=str(notice.placement_id), label="Undo bringing it back")
    return [section(notice.sentence, accessory=undo)]
