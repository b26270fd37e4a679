"""The weekly prompt: it starts from the OKRs, and only then comes to the work."""

from collections.abc import Sequence
from datetime import datetime

from bot.okr.cycle import today_in
from bot.okr.focus import focus_reason
from bot.okr.health import worse_of
from bot.okr.standing import KeyResultStanding, ObjectiveStanding
from bot.okr.suggestion import asks_for_number
from bot.okr.text import count_of
from bot.okr.week import Week
from bot.views.blocks import Block, actions, button, context, divider, escape, header, section
from bot.views.check_in import OPEN_DUE
from bot.views.focus import focus_section, is_first_week, planned_words, planning_words
from bot.views.message import Message
from bot.views.place_work import place_button
from bot.views.plan_work import plan_button
from bot.views.prompt_text import week_text
from bot.views.standing import folded_line, key_result_aim, key_result_row, objective_name
from bot.views.suggest_number import QUESTION, suggest_button
from bot.views.work_words import counts_line

FOLD_ABOVE = 12
MAX_OBJECTIVES = 24
MAX_ROWS = 34
"""Objectives and key results with a block of their own; the frame needs the rest of Slack's 50."""

MAX_LINES_LENGTH = 2000
"""Above, the lines of one block would not fit beside its title."""

MAX_TITLES = 5
TITLE_LENGTH = 60

MOVE = "What would move these this week?"
ALL_HAVE_WORK = "Every key result has work this week."


def prompt_message(week: Week, *, command: str, now: datetime, is_frozen: bool = False) -> Message:
    """Return the prompt of a team's channel.

    Args:
        command: the name of the slash command, such as `/okr`.
        is_frozen: the meeting is over, and the message will not change any more.
    """
    blocks = [
        *week_head(week, now=now, is_frozen=is_frozen),
        *okr_blocks(week, now=now, command=command),
        *_question(week),
        *unplaced_blocks(week),
    ]
    return Message(week_text(week, now=now, command=command, is_frozen=is_frozen), blocks)


def week_head(week: Week, *, now: datetime, is_frozen: bool = False) -> list[Block]:
    """Return whose week it is, when they plan, and what to talk about first."""
    blocks = [header(_title(week, now, is_frozen=is_frozen))]
    if subtitle := _subtitle(week, now, is_frozen=is_frozen):
        blocks.append(context(subtitle))
    top = focus_section(week)
    return [*blocks, section(top)] if top else blocks


def okr_blocks(week: Week, *, now: datetime, command: str) -> list[Block]:
    """Return every objective and key result in the fixed order."""
    if not week.objectives:
        ends_on = week.cycle.ends_on
        question = f"What should be different by {ends_on.day} {ends_on:%b}?"
        return [divider(), section(f"*{question}*\nA lead adds an objective: `{command} new`")]
    shown, rest = week.objectives[:MAX_OBJECTIVES], week.objectives[MAX_OBJECTIVES:]
    more = [section(_more_objectives(rest))] if rest else []
    if week.key_results and is_first_week(week):
        return [divider(), *map(_first_week_block, shown), *more]
    rows = _rows_of_their_own(week, shown)
    blocks = [divider()]
    for objective in shown:
        blocks.append(_objective_block(objective, rows))
        blocks.extend(
            key_result_row(standing, now=now, zone=week.team.zone, command=command)
            for standing in objective.key_results
            if standing.key_result.id in rows
        )
    return [*blocks, *more]


def unplaced_blocks(week: Week) -> list[Block]:
    """Return the work in play without a place, and what is in play by place: for the team alone."""
    counts = week.in_play_by_place
    small_print = [context(counts_line(counts))] if counts else []
    if not week.unplaced:
        return small_print
    titles = [escape(item.title, TITLE_LENGTH) for item in week.unplaced[:MAX_TITLES]]
    more = len(week.unplaced) - len(titles)
    listed = " · ".join(titles) + (f" and {more} more" if more else "")
    return [
        divider(),
        section(f"*{unplaced_words(len(week.unplaced))}*\n{listed}"),
        actions(place_button(week.team.id)),
        *small_print,
    ]


def unplaced_words(count: int) -> str:
    """Return `3 things have no place yet`."""
    return f"{count_of(count, 'thing')} {'has' if count == 1 else 'have'} no place yet"


def check_in_button(team_id: int) -> Block:
    """Return the button for everything the person owes."""
    return button("Check in", OPEN_DUE, value=str(team_id))


def _title(week: Week, now: datetime, *, is_frozen: bool) -> str:
    name, cycle = week.team.name, week.cycle
    day = today_in(week.team.zone, now)
    if day < cycle.starts_on:
        return f"{name} · from {cycle.starts_on.day} {cycle.starts_on:%b}"
    if day > cycle.ends_on:
        return f"{name} · {cycle.name} has ended"
    if is_frozen:
        return f"{name} · week {week.week_number}"
    return f"{name} · week {week.week_number} of {week.week_count}"


def _subtitle(week: Week, now: datetime, *, is_frozen: bool) -> str:
    parts = [planned_words(week) if is_frozen else planning_words(week, now)]
    if week.due and not is_first_week(week):
        parts.append(f"{week.updated} of {week.due} updated")
    return " · ".join(filter(None, parts))


def _rows_of_their_own(week: Week, shown: Sequence[ObjectiveStanding]) -> frozenset[int]:
    """Choose the key results that have a row; the others fold into their objective's line.

    Up to twelve all have one. Above, those that ask for talk have one, the worst first.
    """
    standings = [standing for objective in shown for standing in objective.key_results]
    if len(week.key_results) > FOLD_ABOVE:
        standings = sorted(filter(focus_reason, standings), key=_badness)
    return frozenset(standing.key_result.id for standing in standings[: MAX_ROWS - len(shown)])


def _badness(standing: KeyResultStanding) -> int:
    return worse_of(standing.health, standing.freshness)


def _objective_block(objective: ObjectiveStanding, rows: frozenset[int]) -> Block:
    name = f"*{objective_name(objective.objective)}*"
    folded = [one for one in objective.key_results if one.key_result.id not in rows]
    return _with_question(objective, f"{name}\n{folded_line(folded)}" if folded else name)


def _first_week_block(objective: ObjectiveStanding) -> Block:
    """Return an objective with a line for each key result: there is nothing to judge yet."""
    name = f"*{objective_name(objective.objective)}*"
    lines = "\n".join(key_result_aim(standing) for standing in objective.key_results)
    if len(lines) > MAX_LINES_LENGTH:
        lines = folded_line(objective.key_results)
    return _with_question(objective, "\n".join(filter(None, (name, lines))))


def _with_question(objective: ObjectiveStanding, text: str) -> Block:
    """Ask for a number below an objective that has none."""
    if not asks_for_number(objective.objective):
        return section(text)
    return section(f"{text}\n{QUESTION}", accessory=suggest_button(objective.objective))


def _more_objectives(objectives: Sequence[ObjectiveStanding]) -> str:
    names = [escape(f"{one.objective.number} {one.objective.title}", 40) for one in objectives]
    shown = names[:MAX_TITLES]
    more = len(names) - len(shown)
    listed = " · ".join(shown) + (f" and {more} more" if more else "")
    return f"*And {count_of(len(names), 'more objective')}*\n{listed}"


def _question(week: Week) -> list[Block]:
    if not week.key_results:
        return []
    words = f"*{MOVE}*" + (f"\n{ALL_HAVE_WORK}" if week.every_key_result_has_work else "")
    team_id = week.team.id
    return [divider(), section(words), actions(plan_button(team_id), check_in_button(team_id))]
