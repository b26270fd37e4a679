"""The plan of a cycle: numbered steps from a fresh start to its beginning."""

from collections.abc import Callable

from bot.okr.cycle_copy import asks_about_aim
from bot.okr.cycle_plan import CyclePlan, can_begin
from bot.okr.key_result import KeyResult
from bot.okr.objective import live_key_results
from bot.okr.text import count_of, list_and
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    confirm,
    context,
    divider,
    escape,
    modal,
    section,
    sections,
)
from bot.views.cycle import all_cycles_button, close_button
from bot.views.cycle_form import OPEN_NAME
from bot.views.cycle_words import cycle_value, dates_of
from bot.views.ideas import open_button as ideas_button
from bot.views.key_result_words import measure_of
from bot.views.okr_list import OPEN_EDIT, list_value
from bot.views.shares_button import shares_button
from bot.views.shelf_button import shelf_button
from bot.views.start_fresh import fresh_button

PAGE = "planning.page"
BEGIN = "planning.begin"
DISCARD = "planning.discard"
OPEN_COPY = "planning.copy"
"""The values are a team's id and that of its life in the planned cycle, as of `OPEN_PLAN`."""

MOST_LINES = 40

Step = Callable[[CyclePlan, int], list[Block]]
"""Draws one step; the number is its place on the page."""


def planning_modal(plan: CyclePlan, *, told: str | None = None) -> View:
    """Return the plan; only leads get what changes it.

    Args:
        told: escaped; what has just been done.
    """
    value = cycle_value(plan.team.id, plan.cycle.id)
    rename = button("Name and dates", OPEN_NAME, value=value) if plan.may_edit else None
    head = f"*{escape(plan.cycle.name)}* · being planned\n{dates_of(plan.cycle)}"
    blocks: list[Block] = [section(told), divider()] if told else []
    blocks.append(section(head, accessory=rename))
    for number, step in enumerate(STEPS, start=1):
        blocks += [divider(), *step(plan, number)]
    discard = [_discard_button(plan)] if plan.may_edit else []
    blocks += [divider(), actions(all_cycles_button(plan.team.id), *discard)]
    return modal("Plan a cycle", blocks, callback_id=PAGE, close="Close", private_metadata=value)


def fresh_step(plan: CyclePlan, number: int) -> list[Block]:
    """Draw the way to set the old list aside: what the cycle needs comes from its objectives."""
    words = "Set the old list aside. Nothing is deleted, and for 7 days it can be undone."
    blocks = [section(f"*{number} · Start fresh*\n{words}")]
    if not plan.is_member:
        return blocks
    start = [fresh_button(plan.team.id)] if plan.may_edit else []
    return [*blocks, actions(*start, shelf_button(plan.team.id))]


def ideas_step(plan: CyclePlan, number: int) -> list[Block]:
    """Draw how many key results have two ideas, and how to add some."""
    count, missing = len(plan.key_results), plan.without_ideas
    if not count:
        words = "Once there are key results: what would move each of them?"
    elif missing:
        have = (
            f"{count - len(missing)} of {count_of(count, 'key result')} have two ways to move it."
        )
        words = f"{have} With only one, it may be a task."
    else:
        words = "Every key result has two ways to move it."
    ideas = ideas_button(plan.team.id, "Add ideas") if plan.is_member and count else None
    return [section(f"*{number} · Ideas*\n{words}", accessory=ideas)]


def objectives_step(plan: CyclePlan, number: int) -> list[Block]:
    """Draw what the cycle would begin with, and how to add to it."""
    count = sum(len(live_key_results(one)) for one in plan.drafts)
    words = f"{count_of(len(plan.drafts), 'objective')}, {count_of(count, 'key result')} so far."
    blocks = [section(f"*{number} · Objectives*\n{words if plan.drafts else 'None so far.'}")]
    blocks += sections(_draft_lines(plan))
    if plan.may_edit:
        blocks.append(actions(*_objective_buttons(plan)))
    return blocks


def begin_step(plan: CyclePlan, number: int) -> list[Block]:
    """Draw how the cycle begins, what keeps it from beginning, and advice."""
    name, blocking = escape(plan.cycle.name), plan.blocking
    title = f"*{number} · Begin*\n"
    hints = [context(escape(one, 500)) for one in plan.hints]
    if not can_begin(plan.objectives):
        return [section(f"{title}It takes an objective with a key result."), *hints]
    if blocking is not None:
        until = f"{blocking.ends_on.day} {blocking.ends_on:%b}"
        sentence = f"{escape(blocking.name)} is still running until {until}. Close it first."
        close = close_button(blocking) if plan.may_edit else None
        return [section(f"{title}{sentence}", accessory=close), *hints]
    sentence = f"From then on {name} is in the weekly prompt, and a change of its OKRs asks why."
    waits = f"\n{escape(plan.running.name)} then waits for its scores." if plan.running else ""
    blocks = [section(f"{title}{sentence}{waits}"), *hints]
    return [*blocks, actions(_begin_button(plan))] if plan.may_edit else blocks


STEPS: tuple[Step, ...] = (fresh_step, objectives_step, ideas_step, begin_step)
"""In their order; each gets its number by its place."""


def _objective_buttons(plan: CyclePlan) -> list[Block]:
    edit = button("Add or edit", OPEN_EDIT, value=list_value(plan.cycle))
    debt = shares_button(plan.cycle)
    if plan.source is None:
        return [edit, debt]
    value = cycle_value(plan.team.id, plan.cycle.id)
    return [edit, button(f"Copy from {plan.source.name}", OPEN_COPY, value=value), debt]


def _begin_button(plan: CyclePlan) -> Block:
    name = plan.cycle.name
    return button(
        f"Begin {name}",
        BEGIN,
        value=cycle_value(plan.team.id, plan.cycle.id),
        style="primary",
        confirm=confirm(
            f"Begin {name}?",
            "Its OKRs count from now on. You can still change them, and are asked why.",
            yes="Begin",
            no="Not yet",
        ),
    )


def _discard_button(plan: CyclePlan) -> Block:
    name = plan.cycle.name
    return button(
        "Discard this plan",
        DISCARD,
        value=cycle_value(plan.team.id, plan.cycle.id),
        label=f"Discard the plan of {name}",
        confirm=confirm(
            f"Discard the plan of {name}?",
            f"{_whats_in(plan)} Work made from ideas stays, without a place. What was set aside"
            " stays on the shelf.",
            yes="Discard",
            no="Keep it",
        ),
    )


def _whats_in(plan: CyclePlan) -> str:
    """Say what leaves with the plan, and where it can be found again."""
    counts = {
        "objective": len(plan.drafts),
        "key result": len(plan.key_results),
        "idea": sum(plan.idea_counts.values()),
    }
    known = [count_of(count, word) for word, count in counts.items() if count]
    if not known:
        return "There is nothing in it yet. You can take it back under All cycles."
    go = "go" if sum(counts.values()) > 1 else "goes"
    return f"{list_and(known)} {go} with it. You can read it, and take it back, under All cycles."


def _draft_lines(plan: CyclePlan) -> list[str]:
    lines = []
    for objective in plan.drafts:
        lines.append(f"*{objective.number} {escape(objective.title, 100)}*")
        key_results = live_key_results(objective)
        lines += [_key_result_line(plan, one) for one in key_results] or ["_no key result yet_"]
    return _cut(lines)


def _key_result_line(plan: CyclePlan, key_result: KeyResult) -> str:
    """Say how it is measured, and ask about an aim that came with a copy and was not touched."""
    line = f"{key_result.label} {escape(key_result.title, 100)} · {measure_of(key_result)}"
    if plan.source is None or not asks_about_aim(key_result, plan.originals):
        return line
    return f"{line}\n      _aim from {escape(plan.source.name)}: still right?_"


def _cut(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST_LINES
    return lines if rest <= 0 else [*lines[:MOST_LINES], f"and {count_of(rest, 'more line')}"]
