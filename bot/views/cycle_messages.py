"""What is said about the life of a cycle: planning, its end, and the close."""

from bot.okr.cycle import Cycle, CycleState
from bot.okr.cycle_closing import CycleRecord
from bot.okr.cycle_ending import CycleEnding
from bot.okr.key_result import LifeState
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.text import count_of, shorten
from bot.views.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    escape_lines,
    section,
    sections,
)
from bot.views.cycle import open_plan_button, plan_button, read_button
from bot.views.cycle_record import objective_score_words
from bot.views.cycle_words import cycle_value, dates_of
from bot.views.ideas import open_button as ideas_button
from bot.views.message import Message

NOT_YET = "cycle.not_yet"
"""Its value is a team's id and that of its life in the cycle."""

MOST_OBJECTIVES = 20
MAX_LEARNED = 1500


def planning_message(
    cycle: Cycle,
    objectives: tuple[Objective, ...],
    *,
    opened_by: str,
    discarded_by: str | None = None,
) -> Message:
    """Say that a cycle is being planned, and how far; then that it has begun, or was discarded."""
    name, drafts = escape(cycle.name), live_objectives(objectives)
    if cycle.state is CycleState.DISCARDED:
        by = f" by {escape(discarded_by, 80)}" if discarded_by else ""
        text = f"{name}{by}. This plan can still be read, and a lead can take it back."
        return Message(text, [section(text, accessory=read_button(cycle))])
    if cycle.state is not CycleState.PLANNING:
        text = f"{name} has begun. It was planned here."
        return Message(text, [section(text)])
    count = sum(len(live_key_results(one)) for one in drafts)
    first = f"*Planning {name}* · {dates_of(cycle)}"
    so_far = f"{count_of(len(drafts), 'objective')}, {count_of(count, 'key result')} so far"
    lines = [f"{one.number} {escape(one.title, 100)}" for one in drafts[:MOST_OBJECTIVES]]
    blocks = [section(first), *sections(lines), context(so_far, f"Opened by {escape(opened_by)}")]
    buttons = [make(cycle) for make in PLANNING_BUTTONS]
    text = f"Planning {name} has begun. {so_far}."
    return Message(text, [*blocks, actions(*buttons)])


def _ideas_of(cycle: Cycle) -> Block:
    return ideas_button(cycle.team_id, "Add ideas")


PLANNING_BUTTONS = (_ideas_of, open_plan_button)
"""What makes the buttons under the message about a plan, each from the cycle."""


def ending_message(ending: CycleEnding) -> Message:
    """Ask a lead whether to plan the next cycle."""
    team, cycle = ending.team, ending.cycle
    until = f"{cycle.ends_on.day} {cycle.ends_on:%b}"
    name = escape(cycle.name)
    text = f"{escape(team.name, 80)}: {name} ends on {until}. Plan the next one?"
    later = button("Not yet", NOT_YET, value=cycle_value(team.id, cycle.id))
    plan = plan_button(team.id, f"Plan {ending.next_name}")
    return Message(text, [section(text), actions(plan, later)])


def not_yet_message(command: str) -> Message:
    """Say how the lead comes back to it."""
    text = f"Fine. `{command} cycle` in the team's channel opens it whenever you like."
    return Message(text.replace("`", ""), [section(text)])


def ended_message(ending: CycleEnding) -> Message:
    """Say, in place of the prompt, that the next cycle has not begun."""
    cycle = ending.cycle
    word = "ended" if cycle.state is CycleState.ACTIVE else "is closed"
    if ending.planned is not None:
        text = f"{escape(cycle.name)} {word}. {escape(ending.next_name)} is planned. Begin it?"
        act = open_plan_button(ending.planned)
    else:
        text = f"{escape(cycle.name)} {word}. Start {escape(ending.next_name)}?"
        act = plan_button(ending.team.id, f"Plan {ending.next_name}")
    return Message(text, [section(text, accessory=act)])


def closed_message(record: CycleRecord) -> Message:
    """Say what came of a cycle: a line for each objective, and what the team learned."""
    name = escape(record.cycle.name)
    if record.cycle.state is not CycleState.CLOSED:
        text = f"{name} is open again. What came of it is posted here when it is closed."
        return Message(text, [section(text)])
    live = [one for one in record.objectives if one.state is LifeState.ACTIVE]
    lines = [objective_score_words(one) for one in live[:MOST_OBJECTIVES]]
    if len(live) > MOST_OBJECTIVES:
        lines.append(f"and {count_of(len(live) - MOST_OBJECTIVES, 'more objective')}")
    head = section(f"*{name} is closed*", accessory=read_button(record.cycle))
    blocks: list[Block] = [head, *sections(lines)]
    if record.learned:
        words = escape_lines(shorten(record.learned, MAX_LEARNED), MAX_LEARNED)
        blocks.append(section(f"*What we learned*\n{words}"))
    spoken = [line.replace("*", "") for line in lines]
    learned = [f"What we learned: {escape(record.learned, MAX_LEARNED)}"] if record.learned else []
    return Message(". ".join([f"{name} is closed", *spoken, *learned]), blocks)
