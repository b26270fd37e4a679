"""Reads a team's messages as a person does, back into the facts that they tell."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

from sandbox.quarter.model.facts import Change, Move, Prompt, Recap, Row, Shelf
from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.teller import bare

NUMBER = r"−?-?\d+(?:\.\d+)?"
HEAD = re.compile(r"# (?P<team>.+) · week (?P<week>\d+) of (?P<weeks>\d+)")
UPDATED = re.compile(r"(?P<updated>\d+) of (?P<due>\d+) updated")
TITLE = re.compile(r"(?P<number>\d+\.\d+) (?P<title>.+?)  (?P<where>.+)")
UNHEARD = re.compile(r"(?P<number>\d+\.\d+) (?P<title>.+?): (?P<where>.+) · (?P<owner>\w+)")
"""A key result in a cycle in which nobody has checked in yet."""

STATE = re.compile(
    r"(?:(?P<days>\d+) days? old, was )?(?P<state>[a-z ]+?)(?:, now (?P<now>[a-z ]+?))? "
    r"[🟢🟡🔴⚪✅]",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(
    r"(?P<confidence>\d+)/10(?: \((?P<change>[+−]\d+)\))?(?P<behind>, yet behind)?"
)
AGE = re.compile(r"(?P<days>\d+) d ago|(?P<today>today)")
IDLE = re.compile(r"no work for (\d+) weeks?|no work this week")
MOVE = re.compile(
    rf"(?P<number>\d+\.\d+) .*?: (?:(?P<before>{NUMBER}|no|yes) → )?(?P<now>{NUMBER}|no|yes)"
    r"(?P<rest> of \d+ done)?"
)
SAID = re.compile(r"(?P<text>.+) \((?P<who>[^()]+)\)")
ASKED = re.compile(r"(?P<work>.+) was meant to move (?P<number>\d+\.\d+)\.")
CHANGED = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?) .*?: "
    rf"(?:added|aim (?P<before>{NUMBER}) → (?P<after>{NUMBER}).*?)\. "
    r"(?:“(?P<why>.+)” )?(?P<who>\w+), \w{3}\.(?: Already planned, now fits: (?P<fits>.+)\.)?"
)
OBJECTIVE = re.compile(r"(?P<number>\d+) .+ · (?P<score>[\d.]+) · (?:promise|stretch)")
COUNT = re.compile(r"(\d+) ([a-z ]+)")
WORDS = {"outside the limit": "outside"}
LISTS = ("Moved", "Still", "Decided", "Parked", "Stuck", "Worth asking", "Goals changed")
QUESTION, UNPLACED = "What would move these this week?", "no place yet"
SHUT = "The shelf is shut."
FIRST = "Talk about first"


def read_prompt(shown: str) -> Prompt:
    """Read a prompt.

    Raises:
        StepFailedError: it is none.
    """
    lines = bare(shown).splitlines()
    head, updated = _read(HEAD, lines[0]), UPDATED.search(lines[1])
    rows = tuple(_rows(lines))
    return Prompt(
        team=head["team"],
        week=(int(head["week"]), int(head["weeks"])),
        updated=(int(updated["updated"]), int(updated["due"])) if updated else (0, len(rows)),
        focus=tuple(_focus(lines)),
        rows=rows,
        unplaced=tuple(_unplaced(lines)),
        in_play=_in_play(lines),
    )


def read_recap(shown: str, *, is_inside: bool = True) -> Recap:
    """Read a recap.

    Args:
        is_inside: of the team; else of one that follows it.

    Raises:
        StepFailedError: it is none.
    """
    lines = bare(shown).splitlines()
    head = _read(re.compile(r"Week (?P<week>\d+) · (?P<team>.+)"), lines[0])
    parts = _parts(lines[1:])
    moves = [_read(MOVE, line) for line in parts.get("Moved", [])]
    return Recap(
        team=head["team"],
        week=int(head["week"]),
        moved={one["number"]: _move(one) for one in moves},
        still=dict(_still(parts.get("Still", []))) if is_inside else None,
        decided=_said(parts.get("Decided", [])),
        parked=_said(parts.get("Parked", [])) if is_inside else None,
        stuck=tuple(_stuck(parts.get("Stuck", []))) if is_inside else None,
        questions=tuple(_questions(parts.get("Worth asking", []))) if is_inside else None,
        changes=tuple(_changes(parts.get("Goals changed", []))),
        in_play=_in_play(lines) if is_inside else None,
    )


def read_close_out(shown: str) -> Mapping[str, Fraction]:
    """Read the scores of the objectives, by their numbers, from what is said about a close."""
    found = [OBJECTIVE.fullmatch(line) for line in bare(shown).splitlines()]
    return {one["number"]: _value(one["score"]) for one in found if one}


def read_shelf(shown: str) -> Shelf:
    """Read the head of the shelf."""
    text = bare(shown)
    counts = re.search(r"(\d+) shelved, (\d+) came back", text)
    shelved, came_back = (int(counts[1]), int(counts[2])) if counts else (0, 0)
    return Shelf(SHUT not in text, shelved, came_back)


def _focus(lines: list[str]) -> Iterable[str]:
    if FIRST not in lines:
        return
    for line in lines[lines.index(FIRST) + 1 :]:
        if not (found := re.match(r"(\d+\.\d+) .+: .+", line)):
            return
        yield found[1]


def _rows(lines: list[str]) -> Iterable[Row]:
    begin = lines.index(next(line for line in lines if line.startswith("──")))
    end = lines.index(QUESTION)
    rows = lines[begin:end]
    for at, line in enumerate(rows):
        if found := UNHEARD.fullmatch(line):
            yield _unheard(found, rows[at + 1])
    starts = [at for at, line in enumerate(rows) if TITLE.fullmatch(line)]
    for at, until in pairwise([*starts, len(rows)]):
        yield _row(rows[at:until])


def _row(lines: list[str]) -> Row:
    title = _read(TITLE, lines[0])
    value, target = _where(title["where"])
    parts = lines[1].split(" · ")
    state, confidence = _read(STATE, parts[0]), CONFIDENCE.fullmatch(parts[1])
    age = AGE.fullmatch(parts[-1])
    people = parts[2 : -1 if age else None]
    stuck = [one.removesuffix(" is stuck") for one in people if one.endswith(" is stuck")]
    owner = [one for one in people if not one.endswith(" is stuck")] or stuck
    word = _word(state["state"])
    work = next((line[2:] for line in lines[2:] if line.startswith("→ ")), "")
    work = re.sub(r"  \[.*\]$", "", work)
    idle = IDLE.fullmatch(work)
    return Row(
        number=title["number"],
        title=title["title"],
        value=value,
        target=target,
        state=word,
        now=_word(state["now"]) if state["now"] else word,
        old_days=int(state["days"]) if state["days"] else None,
        age_days=None if age is None else int(age["days"] or 0),
        confidence=int(confidence["confidence"]) if confidence else None,
        change=int((confidence["change"] or "0").replace("−", "-")) if confidence else 0,
        is_doubted=bool(confidence and confidence["behind"]),
        owner=owner[0],
        stuck=stuck[0] if stuck else "",
        work=() if idle or not work else tuple(work.split(", ")),
        idle_weeks=int(idle[1] or 0) if idle else 0,
    )


def _unheard(found: re.Match[str], below: str) -> Row:
    _, target = _where(found["where"])
    return Row(
        number=found["number"],
        title=found["title"],
        value=None,
        target=target,
        state="",
        now="",
        old_days=None,
        age_days=None,
        confidence=None,
        change=0,
        is_doubted=False,
        owner=found["owner"],
        stuck="",
        work=tuple(below[2:].split(", ")) if below.startswith("→ ") else (),
        idle_weeks=0,
    )


def _where(words: str) -> tuple[Fraction | None, Fraction | None]:
    if words in {"done", "not done yet"}:
        return _value("1" if words == "done" else "0"), None
    found = [_value(one) for one in re.findall(NUMBER, words)]
    if " of " in words:
        return found[0], None
    return (found[0], found[1]) if len(found) > 1 else (None, found[0])


def _unplaced(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if re.fullmatch(rf"\d+ things? (?:has|have) {UNPLACED}", line):
            return lines[at + 1].split(" · ")
    return []


def _in_play(lines: list[str]) -> Mapping[str, int]:
    line = next((line for line in lines if " in play: " in line), "")
    counts = COUNT.findall(line.partition(": ")[2])
    return {_plural(place): int(count) for count, place in counts}


def _plural(place: str) -> str:
    return "key results" if place == "key result" else place


def _parts(lines: list[str]) -> dict[str, list[str]]:
    """Part a recap into its lists, whether each stands in one line or in several."""
    parts: dict[str, list[str]] = {}
    now: list[str] = []
    for line in lines:
        word = next((word for word in LISTS if line == word or line.startswith(f"{word}  ")), "")
        if word:
            now = parts[word] = [line.removeprefix(word).strip()] if line != word else []
        elif " in play: " in line or line.startswith(("[", "Nothing is in play")):
            now = []
        else:
            now.append(line)
    return parts


def _move(found: re.Match[str]) -> Move:
    """Read from where to where; of steps, and of yes or no, the first word is a move from none."""
    if found["before"] is None and (found["now"] == "yes" or found["rest"]):
        return _value("0"), _value(found["now"])
    return _value(found["before"]) if found["before"] else None, _value(found["now"])


def _still(lines: list[str]) -> Iterable[tuple[str, int]]:
    for entry in " · ".join(lines).split(" · ") if lines else ():
        number, _, idle = entry.partition(", ")
        found = IDLE.fullmatch(idle)
        yield number, int(found[1] or 0) if found else 0


def _said(lines: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((found["text"], found["who"]) for found in (_read(SAID, one) for one in lines))


def _stuck(lines: list[str]) -> Iterable[tuple[str, str]]:
    for text, who in _said(lines):
        yield re.sub(r"^\d+\.\d+ .*?: ", "", text), who


def _questions(lines: list[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        if found := ASKED.match(line):
            yield found["work"], found["number"]


def _changes(lines: list[str]) -> Iterable[Change]:
    for line in lines:
        found = _read(CHANGED, line)
        fits = tuple(found["fits"].split(", ")) if found["fits"] else ()
        before, after = (_value(found[one]) if found[one] else None for one in ("before", "after"))
        yield Change(found["number"], before, after, found["why"] or "", found["who"], fits)


def _word(state: str) -> str:
    return WORDS.get(state.lower(), state.lower())


def _value(text: str) -> Fraction:
    words = {"yes": "1", "no": "0"}
    return Fraction(words.get(text, text).replace("−", "-"))


def _read(pattern: re.Pattern[str], line: str) -> re.Match[str]:
    found = pattern.search(line)
    if found is None:
        raise StepFailedError("a line cannot be read as it should", f"{line}\n{pattern.pattern}")
    return found
