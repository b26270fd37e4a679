"""Every key result of a team in full, an objective a page: what a large team's prompt folds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.health import objective_health
from bot.okr.standing import KeyResultStanding, ObjectiveStanding
from bot.okr.week import Week
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
    section,
    without_buttons,
)
from bot.views.menus import menu
from bot.views.paging import PageIds, page_buttons, page_words
from bot.views.placement_fields import number_of
from bot.views.standing import key_result_row, objective_name, state_of
from bot.views.work import OPEN_LIST

OPEN = "all_okrs.open"
"""Its value is the team's id."""

CHOOSE = "all_okrs.choose"
PAGES = PageIds("all_okrs.previous", "all_okrs.next")
"""The values of these are what `page_value` returns."""

CALLBACK = "all_okrs.read"
ROWS_PER_PAGE = 40
NO_KEY_RESULTS = "No key results yet."


@dataclass(frozen=True, slots=True)
class _Page:
    """An objective, and as many of its key results as one page holds."""

    objective: ObjectiveStanding
    rows: Sequence[KeyResultStanding]


def see_all_button(week: Week) -> Block:
    """Return the button that shows every key result in full."""
    label = "See all objectives and key results"
    return button("See all OKRs", OPEN, value=str(week.team.id), label=label)


def all_okrs_modal(
    week: Week, *, page: int = 0, may_plan: bool = True, command: str, now: datetime
) -> View:
    """Return one page of a team's objectives; a page that is no longer there gives the last."""
    pages = _pages(week.objectives)
    page = min(max(page, 0), len(pages) - 1) if pages else 0
    zone = week.team.zone
    rows = [
        key_result_row(one, now=now, zone=zone, command=command)
        for one in (pages[page].rows if pages else ())
    ]
    blocks = [
        *(_head(week, pages, page) if pages else [section("No objectives yet.")]),
        *((rows if may_plan else without_buttons(rows)) or [context(NO_KEY_RESULTS)]),
        divider(),
        actions(*_turning(week, page, len(pages)), _work_button(week)),
        *([context(page_words(page, len(pages)))] if len(pages) > 1 else []),
    ]
    return modal(f"Key results · {week.team.key}", blocks, callback_id=CALLBACK, close="Close")


def page_value(team_id: int, page: int) -> str:
    """Return the value that names a page of a team's objectives."""
    return f"{team_id}:{page}"


def parse_page(value: str) -> tuple[int | None, int]:
    """Read which team's objectives are shown, and which page of them."""
    team, _, page = value.partition(":")
    return number_of(team), number_of(page) or 0


def _pages(objectives: Sequence[ObjectiveStanding]) -> list[_Page]:
    return [
        _Page(objective, objective.key_results[at : at + ROWS_PER_PAGE])
        for objective in objectives
        for at in range(0, max(len(objective.key_results), 1), ROWS_PER_PAGE)
    ]


def _head(week: Week, pages: Sequence[_Page], page: int) -> list[Block]:
    """Name the objective, with a menu that leads to any other."""
    shown = pages[page].objective
    state = state_of(objective_health(one.health for one in shown.key_results))
    owner = f" · {escape(shown.objective.owner, 60)}" if shown.objective.owner else ""
    objectives = [one.objective.objective for one in pages]
    choices = [
        option(f"{one.number} {one.title}", page_value(week.team.id, at))
        for at, one in enumerate(objectives)
    ]
    choose = menu(CHOOSE, choices, chosen=choices[page]["value"], placeholder="Objective")
    return [
        section(
            f"*{objective_name(shown.objective)}*\n{state}{owner}",
            accessory=choose if len(pages) > 1 else None,
        )
    ]


def _turning(week: Week, page: int, count: int) -> list[Block]:
    return page_buttons(PAGES, page, count, lambda to: page_value(week.team.id, to))


def _work_button(week: Week) -> Block:
    return button("Work", OPEN_LIST, value=str(week.team.id), label="All work by place")
