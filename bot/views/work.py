"""The team's work by place: what is in play, then what is not started."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.okr.team import Team
from bot.okr.work_item import Place, WorkItem
from bot.okr.work_list import TeamWork
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    modal,
    option,
    overflow,
    section,
)
from bot.views.menus import menu
from bot.views.paging import PageIds, page_buttons, page_of, page_words
from bot.views.place_work import OPEN_ONE as PLACE_ONE
from bot.views.place_work import place_button
from bot.views.placement_fields import number_of
from bot.views.plan_work import plan_button
from bot.views.shelf_button import shelf_button
from bot.views.start_fresh import fresh_button
from bot.views.work_words import counts_line, work_title

OPEN_LIST = "work.open_list"
OPEN_ADD = "work.open_add"
"""The values of both are a team's id, or empty for the channel's team."""

ADD_SHORTCUT = "add_work"
TRACK_SHORTCUT = "track_as_work"

LIST = "work.list"
FINISH = "work.finish"
DROP = "work.drop"
UNDO = "work.undo"
MORE = "work.more"
PAGES = PageIds("work.previous_page", "work.next_page")
GO_TO = "work.go_to"
"""A menu of the places; it and the buttons that turn pages have what `page_value` returns."""

SHELVE = "shelve"
START = "start"

PER_PAGE = 15
NOTHING = "No open work. Plan some from a key result."

_HEADINGS = {
    Place.ENGINEERING_HEALTH: "Engineering health",
    Place.UPKEEP: "Upkeep",
    Place.ANYWAY: "Anyway",
    None: "No place yet",
}


@dataclass(frozen=True, slots=True)
class WorkNotice:
    """What just happened, and the record by which it is undone; None where it cannot be."""

    sentence: str
    placement_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """One work item under its heading."""

    heading: str
    work_item: WorkItem
    is_started: bool


def work_list_modal(
    work: TeamWork,
    *,
    page: int = 0,
    is_member: bool,
    is_lead: bool = False,
    notice: WorkNotice | None = None,
) -> View:
    """Return one page of a team's work.

    Args:
        page: from 0; a page that is no longer there shows the last one.
        is_member: show what is for the team alone, and the buttons that change something.
        is_lead: show the button that sets the old list aside, too.
    """
    lines = tuple(_lines(work, is_member=is_member))
    shown, page, page_count = page_of(lines, page, size=PER_PAGE)
    blocks = [
        *_notice(notice),
        *_head(work, is_member=is_member, is_lead=is_lead, has_lines=bool(lines)),
        *_rows(shown, is_member=is_member),
        *_pages(work.team, lines, page, page_count),
    ]
    return modal(
        f"Work · {work.team.key}",
        blocks,
        callback_id=LIST,
        close="Close",
        private_metadata=page_value(work.team.id, page),
    )


def page_value(team_id: int, page: int) -> str:
    """Return the value that names a page of a team's work."""
    return f"{team_id}:{page}"


def parse_page(value: str) -> tuple[int | None, int]:
    """Read which team's work is shown, and which page of it; what follows only tells apart."""
    team, page = [*value.split(":"), ""][:2]
    return number_of(team), number_of(page) or 0


def parse_more(value: str) -> tuple[str, int | None]:
    """Read what was chosen from the ⋯ menu, and for which work item."""
    choice, _, work_item = value.partition(":")
    return choice, number_of(work_item)


def _lines(work: TeamWork, *, is_member: bool) -> Iterator[_Line]:
    for group in work.groups:
        if group.place is None and not is_member:
            continue
        key_result = group.key_result
        heading = f"{key_result.label} {key_result.title}" if key_result else _HEADINGS[group.place]
        for item in group.work_items:
            yield _Line(heading, item, is_started=True)
    for item in work.not_started:
        yield _Line("Not started", item, is_started=False)


def _head(work: TeamWork, *, is_member: bool, is_lead: bool, has_lines: bool) -> list[Block]:
    if not is_member:
        return [section("What the team works on, by place:" if has_lines else "No open work.")]
    add = button("Add work", OPEN_ADD, value=str(work.team.id))
    place = [place_button(work.team.id)] if work.unplaced else []
    plan = [plan_button(work.team.id)] if work.key_results else []
    counts = counts_line(work.in_play_by_place) if work.work_items else NOTHING
    fresh = [fresh_button(work.team.id)] if is_lead and work.work_items else []
    shelf = shelf_button(work.team.id)
    return [context(counts), actions(add, *place, *plan, shelf, *fresh)]


def _rows(lines: Sequence[_Line], *, is_member: bool) -> Iterator[Block]:
    for heading, group in groupby(lines, key=lambda line: line.heading):
        yield divider()
        yield section(f"*{escape(heading, 100)}*")
        for line in group:
            yield section(_item_text(line.work_item))
            if is_member:
                yield _item_buttons(line)


def _item_text(item: WorkItem) -> str:
    owner = f" · {escape(item.owner, 60)}" if item.owner else ""
    return f"{work_title(item.title, item.link)}{owner}"


def _item_buttons(line: _Line) -> Block:
    item_id, title = str(line.work_item.id), line.work_item.title
    more = [option("Not now: shelf", f"{SHELVE}:{item_id}")]
    if not line.is_started:
        more.append(option("Started", f"{START}:{item_id}"))
    return actions(
        button("Done", FINISH, value=item_id, label=f"Done: {title}"),
        button("Drop", DROP, value=item_id, label=f"Drop {title}"),
        button("Place", PLACE_ONE, value=item_id, label=f"Place {title}"),
        overflow(MORE, more),
        block_id=f"work:{item_id}",
    )


def _pages(team: Team, lines: Sequence[_Line], page: int, page_count: int) -> list[Block]:
    if page_count == 1:
        return []
    turning = page_buttons(PAGES, page, page_count, lambda to: page_value(team.id, to))
    words = context(page_words(page, page_count))
    return [divider(), actions(*turning, _place_menu(team, lines)), words]


def _place_menu(team: Team, lines: Sequence[_Line]) -> Block:
    """Return the choice of a place, which leads to the page where it begins."""
    first = {line.heading: at for at, line in reversed(list(enumerate(lines)))}
    options = [
        option(heading, page_value(team.id, at // PER_PAGE) + f":{at}")
        for heading, at in sorted(first.items(), key=lambda item: item[1])
    ]
    return menu(GO_TO, options, placeholder="Go to …")


def _notice(notice: WorkNotice | None) -> list[Block]:
    if notice is None:
        return []
    undo = None
    if notice.placement_id is not None:
        undo = button("Undo", UNDO, value=str(notice.placement_id), label=notice.sentence)
    return [section(escape(notice.sentence), accessory=undo)]
