"""A cycle that is over, as it is read: scores, reasons, and what the team learned."""

from bot.okr.cycle import CycleState
from bot.okr.cycle_closing import CycleRecord, score_of
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.numbers import format_value
from bot.okr.objective import Commitment, Objective
from bot.views.blocks import (
    MAX_SECTION,
    Block,
    View,
    actions,
    button,
    confirm,
    context,
    divider,
    escape,
    escape_lines,
    modal,
    section,
    sections,
)
from bot.views.check_in_words import aim_of, value_of
from bot.views.cycle import all_cycles_button, take_back_button
from bot.views.cycle_words import cycle_line, cycle_value
from bot.views.paging import PageIds, page_buttons, page_of, page_words

PAGE = "cycle.record"
REOPEN = "cycle.reopen"
"""Its value is a team's id and that of its life in the cycle."""

PAGES = PageIds("cycle.record_back", "cycle.record_on")
"""Their values are those of `REOPEN`, and a page."""

PER_PAGE = 12
"""Objectives together; each takes a few blocks, and words take the rest of Slack's 100."""


def record_modal(record: CycleRecord, *, told: str | None = None, page: int = 0) -> View:
    """Return what came of a cycle; a lead may take back a recent closing, or a discarded plan.

    Args:
        told: escaped; what has just been done.
    """
    value = cycle_value(record.team.id, record.cycle.id)
    objectives = [one for one in record.objectives if _was_live(one)]
    shown, page, page_count = page_of(objectives, page, size=PER_PAGE)
    blocks: list[Block] = [section(told), divider()] if told else []
    blocks.append(section(cycle_line(record.cycle)))
    if page == 0:
        blocks += _words(record)
    for objective in shown:
        blocks += [divider(), *sections(_objective_lines(record, objective))]
    if not objectives:
        blocks.append(context("It had no objectives."))
    turning = page_buttons(PAGES, page, page_count, lambda to: f"{value}:{to}")
    if turning:
        blocks.append(context(page_words(page, page_count)))
    ways_back = [take_back_button(record.cycle)] if record.may_take_back else []
    ways_back += _reopen(record, value)
    blocks.append(actions(*turning, all_cycles_button(record.team.id), *ways_back))
    return modal("A cycle", blocks, callback_id=PAGE, close="Close", private_metadata=value)


def parse_page(value: str) -> tuple[str, str, int]:
    """Read the ids of a team and of its life in a cycle, as they came back, and a page."""
    team_id, team_cycle_id, page = [*value.split(":"), "", "", ""][:3]
    known = page.isascii() and page.isdecimal() and len(page) < 6
    return team_id, team_cycle_id, int(page) if known else 0


def objective_score_words(objective: Objective) -> str:
    """Return an objective with its score, escaped: `*1 Buyers finish* · 0.7 · promise`."""
    score = score_of(objective)
    graded = "no score" if score is None else format_value(score)
    if objective.state is not LifeState.ACTIVE:
        graded = objective.state.value
    return f"{_objective_name(objective)} · {graded} · {_firmness(objective)}"


def _objective_name(objective: Objective) -> str:
    return f"*{objective.number} {escape(objective.title, 100)}*"


def _firmness(objective: Objective) -> str:
    return "promise" if objective.commitment is Commitment.COMMITTED else "stretch"


def _words(record: CycleRecord) -> list[Block]:
    pairs = (("What we learned", record.learned), ("Notes", record.notes))
    return [
        section(f"*{title}*\n{escape_lines(text, MAX_SECTION - 500)}")
        for title, text in pairs
        if text
    ]


def _objective_lines(record: CycleRecord, objective: Objective) -> list[str]:
    ordered = sorted(objective.key_results, key=lambda one: (one.position, one.number))
    lines = [objective_score_words(objective)]
    if record.cycle.state is CycleState.DISCARDED:
        lines = [f"{_objective_name(objective)} · {_firmness(objective)}"]
    for one in ordered:
        if one.activated_at is not None or one.state is LifeState.ACTIVE:
            lines += _key_result_lines(record, one)
    return lines


def _key_result_lines(record: CycleRecord, key_result: KeyResult) -> list[str]:
    last = value_of(key_result, record.last_values.get(key_result.id))
    score = None if key_result.score is None else format_value(key_result.score)
    if key_result.state is not LifeState.ACTIVE:
        score = key_result.state.value
    elif record.cycle.state is CycleState.CLOSED and score is None:
        score = "no score"
    parts = (f"{key_result.label} {escape(key_result.title, 100)}", score, last, aim_of(key_result))
    line = " · ".join(part for part in parts if part)
    return [line, f"_{escape(key_result.score_note, 500)}_"] if key_result.score_note else [line]


def _was_live(objective: Objective) -> bool:
    """Leave out what was taken out of the plan before the cycle began."""
    return objective.state is LifeState.ACTIVE or objective.activated_at is not None


def _reopen(record: CycleRecord, value: str) -> list[Block]:
    if record.reopen_until is None:
        return []
    name = record.cycle.name
    question = confirm(
        f"Open {name} again?",
        "Its scores can be changed, and the channel sees that. It can be closed again at any time.",
        yes="Open it again",
    )
    return [button("Open it again", REOPEN, value=value, confirm=question)]
