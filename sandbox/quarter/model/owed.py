"""What a team is owed at an instant: its prompt, its recap, who is asked, and what is suggested."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sandbox.quarter.deeds import Note, NoteKind
from sandbox.quarter.model.facts import Change, Move, Prompt, Recap, Row, Shelf
from sandbox.quarter.model.key_result import (
    ACHIEVED,
    AT_RISK,
    HOLDING,
    OFF_TRACK,
    OUTSIDE,
    KeyResult,
    day_of,
)
from sandbox.quarter.model.team import NO_PLACE, WEEK, Team, Work

PROMPT_NOTICE, MEETING = timedelta(hours=2), timedelta(hours=1)
WEEKS = 13
ASKED_BEFORE = 2 * WEEK
ENDED_LINES = 2
RECENT = timedelta(days=4)
FELL = -2
"""A fall of confidence that is worth a word; one step is noise."""

CHECK_INS_SINCE = 3


def prompt(team: Team, now: datetime) -> Prompt:
    """Return what the prompt says at an instant."""
    rows = tuple(_row(team, one, now) for one in team.key_results.values())
    since, in_play = _since(team, now), team.in_play(now)
    told = [one for one in team.key_results.values() if one.heard_at and one.heard_at >= since]
    # Where nobody has said anything yet there is nothing to judge, and all is asked for.
    told_any = any(one.entries for one in team.key_results.values())
    return Prompt(
        team=team.set_up.name,
        week=(week_of(team, day_of(now)), WEEKS),
        updated=(len(told), len(rows)),
        focus=tuple(row.number for row in rows if _asks_for_talk(row)) if told_any else (),
        rows=rows,
        unplaced=tuple(work.title for work in in_play if work.place == NO_PLACE),
        in_play=Counter(work.place for work in in_play),
    )


def week_of(team: Team, day: date) -> int:
    """Return which week of the cycle a day is in; the odd days belong to the last one."""
    return min((day - team.cycle[0]) // WEEK + 1, WEEKS)


def recap(team: Team, until: datetime) -> Recap | None:
    """Return what a meeting came to when it was over; None where nothing did."""
    since = _since(team, until)
    moved = dict(_moved(team, since, until))
    notes = [note for at, note in team.notes if since < at <= until]
    stuck = [one.stuck for one in team.key_results.values() if one.stuck]
    found = Recap(
        team=team.set_up.name,
        week=week_of(team, day_of(until)),
        moved=moved,
        still=dict(_still(team, moved.keys(), until)),
        decided=_said(notes, NoteKind.DECISION),
        parked=_said(notes, NoteKind.PARKED),
        stuck=(*((one.note, one.by) for one in stuck), *_said(notes, NoteKind.STUCK)),
        questions=tuple(_questions(team, since, until)),
        changes=tuple(_changes(team, since, until)),
        in_play=Counter(work.place for work in team.in_play(until)),
    )
    is_said = any((moved, notes, found.stuck, found.questions, found.changes))
    return found if is_said else None


def followed_recap(team: Team, until: datetime) -> Recap | None:
    """Return what those who follow a team are told: no shares, no work."""
    found = recap(team, until)
    if found is None or not (found.moved or found.decided or found.changes):
        return None
    hidden = dict.fromkeys(("still", "parked", "stuck", "questions", "in_play"))
    changes = tuple(replace(one, fits=()) for one in found.changes)
    return replace(found, changes=changes, **hidden)  # type: ignore[arg-type]


def due(team: Team, person: str, now: datetime) -> tuple[str, ...]:
    """Return the key results that a person owes: theirs, and not heard of for four days."""
    return tuple(
        number
        for number, one in team.key_results.items()
        if one.aim.owner == person and not (one.heard_at and now - one.heard_at <= RECENT)
    )


def shelf(team: Team) -> Shelf:
    """Return what the shelf says: it stays shut until each key result of the plan has two ideas."""
    is_open = team.plan is None or team.plan.is_thought_through
    return Shelf(is_open, len(team.shelved), len(team.came_back))


def suggested_scores(team: Team) -> Mapping[str, Fraction]:
    """Return the scores to suggest for what has a percentage, in hundredths."""
    found = {number: one.progress for number, one in team.over.items()}
    return {number: round(one, 2) for number, one in found.items() if one is not None}


def objective_scores(team: Team, given: Mapping[str, str]) -> Mapping[str, Fraction]:
    """Return the scores of the objectives: the mean of what their key results were given.

    Args:
        given: where another score than the suggested one was given.
    """
    scores = {**suggested_scores(team), **{one: Fraction(score) for one, score in given.items()}}
    of: dict[str, list[Fraction]] = {}
    for number, score in scores.items():
        of.setdefault(number.partition(".")[0], []).append(score)
    return {number: round(sum(found) / Fraction(len(found)), 2) for number, found in of.items()}


def is_lead_asked(team: Team, monday: date) -> bool:
    """Tell whether it falls into a week that the lead is asked about the next cycle."""
    asked_on = team.cycle[1] - ASKED_BEFORE
    return team.plan is None and monday <= asked_on < monday + WEEK


def is_told_of_pause(team: Team, day: date) -> bool:
    """Tell whether the channel is told that there is no meeting: for the first one of a pause."""
    return any(day - WEEK < pause.first <= day <= pause.last for pause in team.pauses)


def is_told_of_end(team: Team, day: date) -> bool:
    """Tell whether a line about the end stands in for the prompt of a day: twice, then silence."""
    return team.cycle[1] < day <= team.cycle[1] + ENDED_LINES * WEEK


def _since(team: Team, until: datetime) -> datetime:
    """Return when the meeting before was over, else when the team began."""
    ends = [meeting + MEETING for meeting in team.meetings]
    return max([team.begun_at, *(end for end in ends if end < until)])


def _row(team: Team, one: KeyResult, now: datetime) -> Row:
    day = day_of(now)
    is_old, state = one.is_old(day), one.health(day)
    work = tuple(
        found.title
        for found in team.in_play(now)
        if found.number == one.aim.number and not found.is_planned
    )
    return Row(
        number=one.aim.number,
        title=one.aim.title,
        value=one.value,
        target=one.target,
        state=one.health(day_of(one.heard_at)) if is_old and one.heard_at else state,
        now=state,
        old_days=one.age(day) if is_old else None,
        age_days=None if is_old else one.age(day),
        confidence=one.confidence,
        change=0 if is_old else one.change,
        is_doubted=one.is_doubted(day),
        owner=one.aim.owner,
        stuck=one.stuck.by if one.stuck else "",
        work=work,
        idle_weeks=0 if work or state == ACHIEVED else _idle_weeks(team, one, day),
    )


def _asks_for_talk(row: Row) -> bool:
    if row.now == ACHIEVED:
        return False
    is_well = row.now not in {OFF_TRACK, AT_RISK, OUTSIDE}
    is_idle = row.idle_weeks > 0 and row.now != HOLDING
    is_known = row.age_days is not None and not row.is_doubted and row.change > FELL
    return bool(row.stuck) or is_idle or not (is_well and is_known)


def _idle_weeks(team: Team, one: KeyResult, day: date) -> int:
    """Count the whole weeks since the last work for a key result, or since it was there."""
    work = [found for found in team.work.values() if found.number == one.aim.number]
    ends = [day_of(found.until) for found in work if found.until is not None]
    return (day - max([day_of(one.begun_at), *ends])) // WEEK


def _moved(team: Team, since: datetime, until: datetime) -> Iterator[tuple[str, Move]]:
    """Yield what has another number than at the last recap, or than when it was written down."""
    for number, one in team.key_results.items():
        before, now = one.value_at(max(since, one.begun_at)), one.value_at(until)
        if now is not None and now != (one.start if before is None else before):
            yield number, (before, now)


def _still(team: Team, moved: Collection[str], until: datetime) -> Iterator[tuple[str, int]]:
    for number, one in team.key_results.items():
        row = _row(team, one, until)
        if number not in moved and row.now not in {ACHIEVED, HOLDING}:
            yield number, row.idle_weeks


def _questions(team: Team, since: datetime, until: datetime) -> Iterator[tuple[str, str]]:
    """Yield work whose key result did not move by the third check-in after it was done."""
    for work in team.work.values():
        if _is_asked_about(team, work, since, until):
            yield work.title, work.number


def _is_asked_about(team: Team, work: Work, since: datetime, until: datetime) -> bool:
    if work.until is None or not (work.is_done and work.number):
        return False
    one, done_at = team.key_results[work.number], work.until
    after = [entry for entry in one.entries if done_at < entry.at <= until]
    if len(after) < CHECK_INS_SINCE or after[CHECK_INS_SINCE - 1].at <= since:
        return False
    before, now = (one.progress_at(one.value_at(instant)) for instant in (done_at, until))
    return before is not None and now is not None and now <= before


def _changes(team: Team, since: datetime, until: datetime) -> Iterator[Change]:
    """Yield what was changed, with older work that found its place there since, each once."""
    told: set[str] = set()
    for at, change in team.changes:
        if since < at <= until:
            fits = [
                work.title
                for work in team.work.values()
                if work.placed_at and work.since < at <= work.placed_at <= until
                if f"{work.number}.".startswith(f"{change.number}.") and work.title not in told
            ]
            told.update(fits)
            yield replace(change, fits=tuple(fits))


def _said(notes: Collection[Note], kind: NoteKind) -> tuple[tuple[str, str], ...]:
    return tuple((note.text, note.who) for note in notes if note.kind is kind)
