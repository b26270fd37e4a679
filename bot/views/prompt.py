"""The weekly prompt: it starts from the OKRs, and only then comes to the work."""

from collections.abc import Sequence
from datetime import datetime

from bot.okr.focus import FocusReason, rank_focus
from bot.okr.standing import ObjectiveStanding
from bot.okr.suggestion import asks_for_number
from bot.okr.text import count_of
from bot.okr.week import Week
from bot.views.all_okrs import see_all_button
from bot.views.blocks import (
    MAX_SECTION,
    Block,
    actions,
    button,
    context,
    divider,
    escape,
    header,
    section,
)
from bot.views.check_in import OPEN_DUE
from bot.views.focus import cycle_words, focus_section, is_first_week, planned_words, planning_words
from bot.views.meeting import start_button
from bot.views.message import Message
from bot.views.place_work import place_button
from bot.views.plan_work import plan_button
from bot.views.prompt_text import week_text
from bot.views.standing import (
    SHORT_TITLE,
    folded_line,
    key_result_aim,
    key_result_row,
    objective_name,
)
from bot.views.suggest_number import QUESTION, suggest_button
from bot.views.work_words import counts_line

FOLD_ABOVE = 12
"""So many key results have a row each at most, as more are not read in fifteen seconds."""

MAX_OBJECTIVES = 22
"""With the rows of key results these are 34 blocks; the frame needs the rest of Slack's 50."""

MAX_TITLES, TITLE_LENGTH = 5, 60
SHORT_TITLES, SHORT_TITLE_LENGTH = 3, 40
"""Of work without a place, where there is so much that nobody reads the list."""

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


def week_head(
    week: Week, *, now: datetime, is_frozen: bool = False, reader_zone: str | None = None
) -> list[Block]:
    """Return whose week it is, when they plan, and what to talk about first.

    Args:
        reader_zone: of the one person who reads this; None where a channel does.
    """
    blocks = [header(f"{week.team.name} · {cycle_words(week, now)}")]
    if subtitle := _subtitle(week, now, is_frozen=is_frozen, reader_zone=reader_zone):
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
    if week.key_results and is_first_week(week) and not folds(week):
        blocks = [block for one in shown for block in _first_week_blocks(one)]
        return [divider(), *blocks, *more]
    rows, zone, is_short = _rows_of_their_own(week, shown), week.team.zone, folds(week)
    blocks = [divider()]
    for objective in shown:
        blocks.append(_objective_block(objective, rows, is_short=is_short))
        blocks.extend(
            key_result_row(standing, now=now, zone=zone, command=command, is_short=is_short)
            for standing in objective.key_results
            if standing.key_result.id in rows
        )
    return [*blocks, *more]


def folds(week: Week) -> bool:
    """Tell whether there is more than a message shows in full, so that it needs *See all*."""
    return len(week.key_results) > FOLD_ABOVE or len(week.objectives) > MAX_OBJECTIVES


def unplaced_blocks(week: Week) -> list[Block]:
    """Return the work in play without a place, and what is in play by place: for the team alone."""
    counts = week.in_play_by_place
    small_print = [context(counts_line(counts))] if counts else []
    if not week.unplaced:
        return small_print
    count, length = (
        (MAX_TITLES, TITLE_LENGTH)
        if len(week.unplaced) <= FOLD_ABOVE
        else (SHORT_TITLES, SHORT_TITLE_LENGTH)
    )
    titles = [escape(item.title, length) for item in week.unplaced[:count]]
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


def _subtitle(week: Week, now: datetime, *, is_frozen: bool, reader_zone: str | None) -> str:
    ahead = planning_words(week, now, reader_zone=reader_zone)
    parts = [planned_words(week) if is_frozen else ahead]
    if week.due and not is_first_week(week):
        parts.append(f"{week.updated} of {week.due} updated")
    return " · ".join(filter(None, parts))


def _rows_of_their_own(week: Week, shown: Sequence[ObjectiveStanding]) -> frozenset[int]:
    """Choose the key results that have a row; the others fold into their objective's line.

    Up to twelve all have one. Above, those that ask for talk have one, the most urgent first.
    What only waits for a check-in is counted, and so is everything in a first week.
    """
    standings = [standing for objective in shown for standing in objective.key_results]
    if folds(week):
        asking = () if is_first_week(week) else rank_focus(standings)
        standings = [one.standing for one in asking if one.reason is not FocusReason.OUTDATED]
    return frozenset(standing.key_result.id for standing in standings[:FOLD_ABOVE])


def _objective_block(
    objective: ObjectiveStanding, rows: frozenset[int], *, is_short: bool
) -> Block:
    name = f"*{objective_name(objective.objective, SHORT_TITLE if is_short else 200)}*"
    folded = [one for one in objective.key_results if one.key_result.id not in rows]
    return _with_question(objective, f"{name}\n{folded_line(folded)}" if folded else name)


def _first_week_blocks(objective: ObjectiveStanding) -> list[Block]:
    """Return an objective with a line for each key result: there is nothing to judge yet."""
    name = f"*{objective_name(objective.objective)}*"
    lines = [key_result_aim(standing) for standing in objective.key_results]
    text = "\n".join([name, *lines])
    if len(text) > MAX_SECTION:
        return [section(line) for line in (name, *lines)]
    return [_with_question(objective, text)]


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
    see_all = [see_all_button(week)] if folds(week) else []
    if not week.key_results:
        return [actions(*see_all)] if see_all else []
    words = f"*{MOVE}*" + (f"\n{ALL_HAVE_WORK}" if week.every_key_result_has_work else "")
    team_id = week.team.id
    buttons = actions(
        plan_button(team_id), check_in_button(team_id), start_button(week.team), *see_all
    )
    return [divider(), section(words), buttons]
