"""The recap of a meeting: what moved, what was decided, and what is worth asking."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.okr.key_result import KeyResult
from bot.okr.meeting import MeetingNote, NoteKind
from bot.okr.okr_change import OkrChange
from bot.okr.recap import Moved, Recap, Stuck
from bot.okr.standing import KeyResultStanding
from bot.okr.text import ago, list_and
from bot.okr.worth_asking import Question
from bot.views.blocks import (
    MAX_SECTION,
    Block,
    actions,
    button,
    context,
    divider,
    escape,
    section,
)
from bot.views.change_words import change_line
from bot.views.check_in_words import moved, value_of
from bot.views.meeting import CORRECT
from bot.views.message import Message
from bot.views.recall import recall_words
from bot.views.standing import key_result_name, lacks_work, no_work
from bot.views.work_words import counts_line

MOST = 8
"""So many entries of each kind; a recap of more is not read."""

NAME_LENGTH, NOTE_LENGTH = 60, 160
MOST_BLOCKS, MOST_WRITTEN = 48, 12_000
"""Slack takes 50 blocks; nobody reads that much, and the rest is a command away."""

NOTHING_TO_TELL = "There is nothing to tell of this meeting."
NOTHING_LEFT = "What stood here was corrected, or is not shown to you any more."
EARLY = "Too early, wrong lever, or half done?"


def recap_message(recap: Recap) -> Message:
    """Return the recap in the thread of the team's prompt."""
    lines = [*_lines(recap), _parked(recap)]
    lines = lines if any(lines) else [NOTHING_TO_TELL]
    own = _team_lines(recap)
    blocks = [*_blocks(recap, lines), *_for_the_team(recap, own)]
    return Message(_text(recap, [*lines, *own]), blocks)


def followed_recaps_message(recaps: Sequence[Recap], *, command: str) -> Message:
    """Return recaps for those outside the teams: movement, decisions and changed goals.

    What does not fit is left out, the last ones first, and named.
    """
    if not recaps:
        return Message(NOTHING_LEFT, [section(NOTHING_LEFT)])
    blocks: list[Block] = []
    texts: list[str] = []
    for recap in recaps:
        lines = [_moved(recap), _decided(recap), _changed(recap, names_work=False)]
        own = [*([divider()] if blocks else []), *_blocks(recap, lines)]
        if not _fits_in([*blocks, *own]):
            break
        blocks += own
        texts.append(_text(recap, lines))
    if rest := recaps[len(texts) :]:
        more = _left_out(rest, command)
        blocks.append(context(more))
        texts.append(more)
    return Message("\n\n".join(texts), blocks)


def _fits_in(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks leave room for a line below them."""
    written = sum(len(one["text"]["text"]) for one in blocks if "text" in one)
    return len(blocks) < MOST_BLOCKS and written <= MOST_WRITTEN


def _left_out(recaps: Sequence[Recap], command: str) -> str:
    names = [escape(one.week.team.name, NAME_LENGTH) for one in recaps[:MOST]]
    more = [f"{len(recaps) - MOST} more"] if len(recaps) > MOST else []
    where = f"`{command} recap` in a team's channel shows its own."
    return f"There is more from {list_and([*names, *more])}. {where}"


def _lines(recap: Recap) -> list[str]:
    return [
        _moved(recap),
        _still(recap),
        _decided(recap),
        _stuck(recap),
        _questions(recap),
        _changed(recap, names_work=True),
    ]


def _title(recap: Recap) -> str:
    return f"*Week {recap.week.week_number} · {escape(recap.week.team.name, 80)}*"


def _blocks(recap: Recap, lines: Sequence[str]) -> list[Block]:
    return [section(_title(recap)), *(section(line[:MAX_SECTION]) for line in lines if line)]


def _team_lines(recap: Recap) -> list[str]:
    return [
        counts_line(recap.in_play_by_place) if recap.in_play_by_place else "",
        f"{recap.shelf.shelved} shelved, {recap.shelf.came_back} came back" if recap.shelf else "",
        recall_words(recap.recall) if recap.recall else "",
    ]


def _for_the_team(recap: Recap, lines: Sequence[str]) -> list[Block]:
    correct = actions(button("Correct something", CORRECT, value=str(recap.round_id)))
    return [*(context(line) for line in lines if line), correct]


def _text(recap: Recap, lines: Sequence[str]) -> str:
    name, number = escape(recap.week.team.name, 80), recap.week.week_number
    first = f"{name}, week {number}: {_push(recap)}"
    return "\n".join([first, *(line.replace("*", "") for line in lines if line)])


def _push(recap: Recap) -> str:
    if recap.moved:
        names = [one.key_result.label for one in recap.moved[:MOST]]
        return f"{', '.join(names)} moved."
    return "what was said."


def _moved(recap: Recap) -> str:
    return _listed("Moved", [_move(one) for one in recap.moved])


def _move(one: Moved) -> str:
    name = key_result_name(one.key_result, NAME_LENGTH)
    return f"{name}: {moved(one.key_result, one.before, one.now)}"


def _still(recap: Recap) -> str:
    return _listed("Still", [_stayed(one) for one in recap.still], between=" · ")


def _stayed(standing: KeyResultStanding) -> str:
    label = standing.key_result.label
    return f"{label}, {no_work(standing)}" if lacks_work(standing) else label


def _decided(recap: Recap) -> str:
    return _listed("Decided", [_note(one) for one in recap.of_kind(NoteKind.DECISION)])


def _note(note: MeetingNote) -> str:
    by = f" ({escape(note.by, NAME_LENGTH)})" if note.by else ""
    return f"{escape(note.text, NOTE_LENGTH)}{by}"


def _stuck(recap: Recap) -> str:
    said = [_note(one) for one in recap.of_kind(NoteKind.STUCK)]
    return _listed("Stuck", [*(_stuck_words(one) for one in recap.stuck), *said])


def _stuck_words(one: Stuck) -> str:
    what = one.note.strip().partition("\n")[0]
    name = key_result_name(one.key_result, NAME_LENGTH)
    by = f" ({escape(one.by, NAME_LENGTH)})" if one.by else ""
    return f"{name}: {escape(what, NOTE_LENGTH)}{by}" if what else f"{name}{by}"


def _questions(recap: Recap) -> str:
    words = [_question(one, recap) for one in recap.questions]
    return _listed("Worth asking", [*words, EARLY]) if words else ""


def _question(one: Question, recap: Recap) -> str:
    finished, key_result = one.finished, one.key_result
    label, when = key_result.label, ago(finished.ended_at, recap.ended_at, recap.week.team.zone)
    title = escape(finished.title, NAME_LENGTH)
    still = value_of(key_result, one.now)
    return f"{title} was meant to move {label}. Done {when}, {label} still {still}."


def _changed(recap: Recap, *, names_work: bool) -> str:
    named: set[str] = set()
    entries = []
    for one in recap.changes:
        new = [title for title in one.fits if title not in named] if names_work else []
        named.update(new)
        entries.append(f"{_change(one, recap)}{_fits(new)}")
    return _listed("Goals changed", entries)


def _change(one: OkrChange, recap: Recap) -> str:
    unit = one.subject.unit if isinstance(one.subject, KeyResult) else ""
    year = recap.week.cycle.ends_on.year
    what = " ".join(_lowered(change_line(each, unit=unit, year=year)) for each in one.changes)
    why = f" “{escape(one.why, NOTE_LENGTH)}”" if one.why else ""
    day = one.at.astimezone(ZoneInfo(recap.week.team.zone))
    by = f"{escape(one.by, NAME_LENGTH)}, " if one.by else ""
    name = f"{one.label} {escape(one.subject.title, NAME_LENGTH)}"
    return f"{name}: {what}.{why} {by}{day:%a}."


def _lowered(line: str) -> str:
    return (line[:1].lower() + line[1:]).rstrip(".").replace(":", "", 1)


def _fits(planned: Sequence[str]) -> str:
    if not planned:
        return ""
    titles = ", ".join(escape(title, NAME_LENGTH) for title in planned[:3])
    more = f" and {len(planned) - 3} more" if len(planned) > 3 else ""
    return f" Already planned, now fits: {titles}{more}."


def _parked(recap: Recap) -> str:
    return _listed("Parked", [_note(one) for one in recap.of_kind(NoteKind.PARKED)])


def _listed(word: str, entries: Sequence[str], *, between: str = "\n") -> str:
    if not entries:
        return ""
    shown = list(entries[:MOST])
    if (more := len(entries) - len(shown)) > 0:
        shown.append(f"and {more} more")
    is_one_line = between != "\n" or len(shown) == 1
    return f"*{word}*{'  ' if is_one_line else between}{between.join(shown)}"
