"""A team's cycles: the one that runs, the one that is planned, and the earlier ones to read."""

from datetime import datetime

from bot.okr.cycle import Cycle, CycleState, today_in
from bot.okr.team_cycles import TeamCycles
from bot.views.blocks import Block, View, actions, button, context, divider, modal, section
from bot.views.cycle_words import cycle_line, cycle_value, running_words
from bot.views.origins import origin_blocks
from bot.views.paging import PageIds, page_buttons, page_of, page_words
from bot.views.shares_button import shares_button
from bot.views.shares_words import now_words
from bot.views.shelf import counts_words
from bot.views.shelf_button import shelf_button
from bot.views.start_fresh import fresh_button

OPEN_CYCLE = "cycle.open"
"""Its value is a team's id, or empty for the channel's team."""

LIST = "cycle.list"
PAGES = PageIds("cycle.page_back", "cycle.page_on")
"""Their values are a team's id and a page."""

OPEN_FORM = "cycle.open_form"
"""Its value is a team's id: the form plans a cycle."""

OPEN_PLAN = "planning.open"
OPEN_CLOSING = "closing.open"
READ = "cycle.read"
TAKE_BACK = "planning.take_back"
"""Their values are a team's id and that of its life in a cycle."""

PER_PAGE = 10


def cycles_modal(
    cycles: TeamCycles,
    *,
    now: datetime,
    told: str | None = None,
    undo: Block | None = None,
    page: int = 0,
) -> View:
    """Return a team's cycles; leads also see what they may do next.

    Args:
        told: escaped; what has just been done.
        undo: the button that takes it back.
    """
    blocks: list[Block] = [section(told, accessory=undo), divider()] if told else []
    blocks += [*_running(cycles, now), *origin_blocks(cycles.origins), *_shares(cycles)]
    blocks += _planned(cycles)
    blocks += [*_shelf(cycles), *_ended(cycles, page)]
    return modal(
        "Cycles",
        blocks,
        callback_id=LIST,
        close="Close",
        private_metadata=str(cycles.team.id),
    )


def parse_page(value: str) -> tuple[str, int]:
    """Read a team's id as it came back, and a page; the first one when that is not known."""
    team_id, _, page = value.partition(":")
    known = page.isascii() and page.isdecimal() and len(page) < 6
    return team_id, int(page) if known else 0


def all_cycles_button(team_id: int) -> Block:
    """Return the button that leads to a team's cycles."""
    return button("All cycles", OPEN_CYCLE, value=str(team_id))


def _shares(cycles: TeamCycles) -> list[Block]:
    """Return what is planned for technical debt and upkeep beside what is in play."""
    shares = cycles.planned_shares
    return [context(now_words(shares))] if shares and shares.are_planned else []


def _shelf(cycles: TeamCycles) -> list[Block]:
    """Return what was set aside, for the team alone, and for leads the way to start fresh."""
    if cycles.shelf is None:
        return []
    team_id, counts = cycles.team.id, cycles.shelf
    start = [fresh_button(team_id)] if cycles.may_plan else []
    said = [context(f"This cycle: {counts_words(counts)}")] if counts.shelved else []
    return [actions(*start, shelf_button(team_id)), *said]


def plan_button(team_id: int, words: str = "Plan the next one") -> Block:
    """Return the button that begins to plan a cycle."""
    return button(words, OPEN_FORM, value=str(team_id))


def open_plan_button(cycle: Cycle, words: str = "Open the plan") -> Block:
    """Return the button that shows the plan of a cycle."""
    value = cycle_value(cycle.team_id, cycle.id)
    return button(words, OPEN_PLAN, value=value, label=f"{words} of {cycle.name}")


def close_button(cycle: Cycle, words: str = "Close it") -> Block:
    """Return the button that opens the form that closes a cycle."""
    value = cycle_value(cycle.team_id, cycle.id)
    return button(words, OPEN_CLOSING, value=value, label=f"{words}: {cycle.name}")


def read_button(cycle: Cycle) -> Block:
    """Return the button that shows what came of a cycle."""
    value = cycle_value(cycle.team_id, cycle.id)
    return button("Read", READ, value=value, label=f"Read {cycle.name}")


def take_back_button(cycle: Cycle) -> Block:
    """Return the button that goes on with a plan that was discarded."""
    value = cycle_value(cycle.team_id, cycle.id)
    return button("Take it back", TAKE_BACK, value=value, label=f"Take back {cycle.name}")


def _running(cycles: TeamCycles, now: datetime) -> list[Block]:
    active, plan = cycles.active, plan_button(cycles.team.id)
    if active is None:
        words = section("No cycle is running.")
        needs_plan = cycles.may_plan and cycles.planned is None
        return [words, actions(plan)] if needs_plan else [words]
    words = section(running_words(active, today_in(cycles.team.zone, now)))
    if not cycles.may_plan:
        return [words]
    plans = [plan] if cycles.planned is None else []
    return [words, actions(*plans, close_button(active), shares_button(active))]


def _planned(cycles: TeamCycles) -> list[Block]:
    planned = cycles.planned
    if planned is None:
        return []
    return [divider(), section(cycle_line(planned), accessory=open_plan_button(planned))]


def _ended(cycles: TeamCycles, page: int) -> list[Block]:
    if not cycles.ended:
        return []
    shown, page, page_count = page_of(cycles.ended, page, size=PER_PAGE)
    rows = [section(cycle_line(one), accessory=_ended_button(cycles, one)) for one in shown]
    turning = page_buttons(PAGES, page, page_count, lambda to: f"{cycles.team.id}:{to}")
    paging = [context(page_words(page, page_count)), actions(*turning)] if turning else []
    return [divider(), *rows, *paging]


def _ended_button(cycles: TeamCycles, cycle: Cycle) -> Block:
    waits = cycle.state is CycleState.CLOSING and cycles.may_plan
    return close_button(cycle) if waits else read_button(cycle)
