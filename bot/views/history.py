"""The history of a key result, in a modal that can be paged."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.okr.check_in import CheckIn, CheckInSource, first_value, last_value
from bot.okr.check_in_form import Choice
from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.history import HistoryEvent, KeyResultHistory
from bot.okr.key_result import ENDED_WORDS, KeyResult
from bot.okr.permissions import NOT_FOUND
from bot.okr.team import Team
from bot.views import check_in_words as words
from bot.views.blocks import (
    MAX_SECTION,
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    escape_lines,
    modal,
    section,
)
from bot.views.change_words import change_line
from bot.views.check_in import CORRECT
from bot.views.check_in import OPEN as CHECK_IN
from bot.views.check_in_choice import choice_message
from bot.views.message import Message

OPEN = "history.open"
"""A button; its value is the key result's id."""

OPEN_OBJECTIVE = "history.open_objective"
"""A button; its value is the objective's id."""

CHOOSE = "history.choose"
OLDER = "history.older"
NEWER = "history.newer"
CALLBACK = "history.read"

TREND = 8
"""So many values fit on a line of a phone."""

_SOURCES = {
    CheckInSource.PERSON: "",
    CheckInSource.NO_CHANGE: "no change",
    CheckInSource.API: "from a source",
}


def history_modal(history: KeyResultHistory, *, channel_id: str | None) -> View:
    """Return one page of a key result's history.

    Args:
        channel_id: where it was asked for; the other pages are asked for with it, too.
    """
    blocks = [section(_heading(history)), *_buttons(history), divider()]
    for event in history.events:
        blocks.extend(_event_blocks(event, history))
    if not history.events:
        blocks.append(section("Nothing has happened yet. The first check-in will stand here."))
    if history.page_count > 1:
        blocks.append(context(f"Page {history.page + 1} of {history.page_count}, newest first"))
        blocks.append(actions(*_page_buttons(history)))
    return modal(
        "History", blocks, callback_id=CALLBACK, close="Close", private_metadata=channel_id or ""
    )


def choose_history(choices: Sequence[Choice]) -> Message:
    """Ask whose history to show."""
    if not choices:
        text = "There are no key results yet. A lead adds the first ones."
        return Message(text, [section(text)])
    return choice_message(choices, text="Which key result's history?", action_id=CHOOSE)


def parse_page(value: str) -> tuple[str, int]:
    """Read the value of a page button: a key result's id and a page.

    Raises:
        NotFoundError: it is none.
    """
    key_result_id, _, page = value.partition(":")
    if not (page.isascii() and page.isdecimal() and len(page) < 5):
        raise NotFoundError(NOT_FOUND)
    return key_result_id, int(page)


def _heading(history: KeyResultHistory) -> str:
    key_result = history.key_result
    last = words.value_of(key_result, last_value(history.check_ins))
    parts = (
        words.title_of(history.label, key_result),
        words.aim_of(key_result),
        f"now {last}" if last else "",
        ENDED_WORDS.get(key_result.state, ""),
    )
    first_line = " · ".join(part for part in parts if part)
    lines = (first_line, _start(history), _trend(key_result, history.check_ins), _pace(history))
    return "\n".join(line for line in lines if line)


def _start(history: KeyResultHistory) -> str:
    """Say what it started at, and where it was when somebody first looked."""
    key_result, first = history.key_result, first_value(history.check_ins)
    start = "" if key_result.start is None else words.number_of(key_result.start, key_result)
    first_known = words.value_of(key_result, first)
    parts = [f"Starts at {start}"] if start else []
    if first is not None and first_known:
        parts.append(f"first check-in {first_known}, {_day(first.at, history)}")
    text = " · ".join(parts)
    return f"{text[:1].upper()}{text[1:]}"


def _trend(key_result: KeyResult, check_ins: Sequence[CheckIn]) -> str:
    """Write the last values in a line: `61 → 64 → 66 %`; one value is no line."""
    known = [one for one in check_ins if words.value_of(key_result, one)]
    if len(known) < 2:
        return ""
    cut = "… → " if len(known) > TREND else ""
    return cut + words.move_of(key_result, known[-TREND:])


def _pace(history: KeyResultHistory) -> str:
    if history.pace is None or not history.may_check_in:
        return ""
    return words.pace_sentence(history.key_result, history.pace)


def _buttons(history: KeyResultHistory) -> list[Block]:
    key_result = history.key_result
    label = f"Check in {key_result.label} {key_result.title}"
    check_in = button("Check in", CHECK_IN, value=str(key_result.id), label=label)
    objective = button(
        f"Changes of objective {key_result.label.partition('.')[0]}",
        OPEN_OBJECTIVE,
        value=str(key_result.objective_id),
    )
    if not history.may_check_in:
        return [actions(objective)]
    if history.own_last is None:
        return [actions(check_in, objective)]
    label = f"Correct my last check-in of {key_result.label}"
    correct = button("Correct my last", CORRECT, value=str(history.own_last), label=label)
    return [actions(check_in, correct, objective)]


def _page_buttons(history: KeyResultHistory) -> Iterator[Block]:
    key_result_id, page = history.key_result.id, history.page
    if page > 0:
        value = f"{key_result_id}:{page - 1}"
        yield button("Newer", NEWER, value=value, label="Newer entries of the history")
    if page < history.page_count - 1:
        value = f"{key_result_id}:{page + 1}"
        yield button("Older", OLDER, value=value, label="Older entries of the history")


def _event_blocks(event: HistoryEvent, history: KeyResultHistory) -> Iterator[Block]:
    if event.check_in is None:
        yield section(_changes_text(event, history))
        return
    line, quoted = _check_in_line(event, event.check_in, history), _quote(event.check_in.note)
    if len(line) + len(quoted) < MAX_SECTION:
        yield section(f"{line}\n{quoted}".rstrip())
    else:
        yield from (section(line), section(quoted))


def _check_in_line(event: HistoryEvent, check_in: CheckIn, history: KeyResultHistory) -> str:
    confidence = f"{check_in.confidence}/10{words.change_of(event.confidence_change)}"
    parts = (
        f"*{_day(event.at, history)}*",
        words.value_of(history.key_result, check_in),
        confidence if check_in.confidence else "",
        "stuck" if check_in.is_stuck else "",
        _SOURCES[check_in.source],
        _correction_words(event, check_in),
        escape(check_in.author, 60) if check_in.author else "",
    )
    return " · ".join(part for part in parts if part)


def _correction_words(event: HistoryEvent, check_in: CheckIn) -> str:
    """Say what does not hold any more, and what took its place."""
    if event.is_corrected:
        return "corrected since"
    return "correction" if check_in.corrects_id else ""


def _changes_text(event: HistoryEvent, history: KeyResultHistory) -> str:
    first = event.changes[0]
    by = f" · {escape(first.by, 60)}" if first.by else ""
    unit, year = history.key_result.unit, history.cycle.ends_on.year
    what = "\n".join(change_line(one, unit=unit, year=year) for one in event.changes)
    why = escape(first.why, 500)
    lines = (f"*{_day(event.at, history)}*{by}", what, f"> {why}" if why else "")
    return "\n".join(line for line in lines if line)


def _quote(note: str) -> str:
    """Quote a note whole where it fits; escaping makes it longer, so less of it may."""
    limit = MAX_SECTION
    while len(quoted := _quoted(note, limit)) > MAX_SECTION:
        limit = limit * 9 // 10
    return quoted


def _quoted(note: str, limit: int) -> str:
    lines = escape_lines(note.strip()[:limit], limit).splitlines()
    cut = "…" if len(note.strip()) > limit else ""
    return "\n".join(f"> {line}" for line in lines) + cut


def _day(at: datetime, history: KeyResultHistory) -> str:
    return day_in(at, team=history.team, cycle=history.cycle)


def day_in(at: datetime, *, team: Team, cycle: Cycle) -> str:
    """Return a day in the team's zone, with its year only where it is not the cycle's last."""
    local = at.astimezone(ZoneInfo(team.zone))
    year = "" if local.year == cycle.ends_on.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"
