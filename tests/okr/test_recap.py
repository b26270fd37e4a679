"""What a meeting came to: what moved since the last one, what did not, and what was said."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.okr.check_in import CheckIn
from bot.okr.errors import FormError
from bot.okr.history import FieldChange
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.meeting import MAX_NOTE, SAY_SOMETHING, MeetingNote, NoteKind, check_note
from bot.okr.okr_change import OkrChange
from bot.okr.recap import Recap, is_shelf_told, review_round
from bot.okr.shelf import ShelfCounts
from bot.okr.week import Week
from bot.okr.worth_asking import Finished
from tests.okr.builders import a_check_in, a_key_result, a_milestone, an_objective
from tests.views.week_builders import NOW, a_week, history, sketched_week

SINCE = NOW - timedelta(days=6)


def a_note(
    kind: NoteKind = NoteKind.DECISION, text: str = "Try a CDN", **terms: object
) -> MeetingNote:
    known: dict[str, object] = {"id": 1, "objective": None, "by": "Chidi", "at": NOW}
    return MeetingNote(kind=kind, text=text, **(known | terms))  # type: ignore[arg-type]


def a_recap(week: Week | None = None, **terms: object) -> Recap:
    known: dict[str, object] = {
        "round_id": 1,
        "check_ins": {},
        "finished": (),
        "notes": (),
        "changes": (),
        "since": SINCE,
        "until": NOW,
    }
    return review_round(week or sketched_week(), **(known | terms))  # type: ignore[arg-type]


def test_what_moved_is_told_from_the_last_recap_to_this_one() -> None:
    recap = a_recap(
        check_ins={
            11: history(11, (64, 6), (66, 7)),
            12: history(12, ("2.9", 6), ("2.9", 4)),
            13: history(13, ("0.3", 8)),
            22: [*history(22, (9, 7), days=12), a_check_in(8, id=99, at=NOW + timedelta(hours=1))],
        }
    )
    moved = [(one.key_result.label, one.before, one.now.value) for one in recap.moved]
    assert [(label, before.value if before else None, now) for label, before, now in moved] == [
        ("1.1", 64, 66),
        ("1.3", None, moved[1][2]),
    ]
    assert [one.key_result.label for one in recap.still] == ["1.2", "2.1", "2.2"]
    assert [(one.key_result.label, one.by) for one in recap.stuck] == [("2.1", "Ben")]
    assert recap.ended_at == NOW


def a_recap_of(key_result: KeyResult, *check_ins: CheckIn) -> Recap:
    week = a_week(an_objective(key_result), check_ins={key_result.id: check_ins})
    return a_recap(week, check_ins={key_result.id: check_ins})


def test_what_was_said_when_it_was_written_down_is_no_move() -> None:
    written_at = SINCE + timedelta(minutes=5)
    key_result = a_key_result(id=11, activated_at=written_at)
    first = a_check_in(61, id=1, at=written_at)
    quiet = a_recap_of(key_result, first)
    assert (quiet.moved, [one.key_result.id for one in quiet.still]) == ((), [11])
    later = a_check_in(63, id=2, at=NOW - timedelta(days=1))
    [moved] = a_recap_of(key_result, first, later).moved
    assert (moved.before, moved.now) == (first, later)
    [first_word] = a_recap_of(key_result, later).moved
    assert (first_word.before, first_word.now) == (None, later)


@pytest.mark.parametrize("kind", [KeyResultKind.MILESTONES, KeyResultKind.YES_NO])
def test_that_nothing_is_done_yet_is_no_move(kind: KeyResultKind) -> None:
    steps = (a_milestone(1), a_milestone(2)) if kind is KeyResultKind.MILESTONES else ()
    key_result = a_key_result(id=11, kind=kind, milestones=steps, start=None, target=None)
    not_yet = a_check_in(0, id=1, at=NOW - timedelta(days=1))
    assert a_recap_of(key_result, not_yet).moved == ()
    done = a_check_in(1, id=2, at=NOW, ticks=[1] if steps else [])
    assert len(a_recap_of(key_result, done).moved) == 1
    assert len(a_recap_of(key_result, not_yet, done).moved) == 1


def test_a_number_that_is_still_where_it_starts_has_not_moved() -> None:
    key_result = a_key_result(id=11, start=71)
    at_start, later = (a_check_in(value, id=1, at=NOW) for value in (71, 72))
    assert a_recap_of(key_result, at_start).moved == ()
    assert len(a_recap_of(key_result, later).moved) == 1


def test_a_recap_in_which_nothing_happened_is_empty() -> None:
    quiet = sketched_week()
    calm = a_recap(quiet, check_ins={})
    assert not calm.is_empty, "somebody is stuck"
    assert calm.is_empty_outside
    change = OkrChange(
        a_key_result(),
        an_objective(),
        (FieldChange(NOW, "changed", "target", "1", "2", "Ana", ""),),
    )
    for terms in (
        {"notes": (a_note(),)},
        {"changes": (change,)},
        {"check_ins": {11: history(11, (64, 6), (66, 7))}},
    ):
        assert not a_recap(quiet, **terms).is_empty_outside
    assert a_recap(quiet, notes=(a_note(NoteKind.PARKED),)).is_empty_outside


def test_finished_work_is_asked_about_only_where_the_key_result_is_live() -> None:
    check_ins = {11: history(11, (64, 6), (64, 6), (64, 6), (64, 6))}
    gone = Finished("Gone", 999, NOW - timedelta(days=16), "")
    done = Finished("Canary", 11, NOW - timedelta(days=16), "")
    [question] = a_recap(check_ins=check_ins, finished=(gone, done)).questions
    assert question.finished.title == "Canary"


def test_what_was_set_aside_is_told_by_one_recap_from_week_eight_on() -> None:
    week = replace(sketched_week(), week_number=8)
    starts = datetime.combine(week.cycle.starts_on, time(12), UTC)
    ends = {number: starts + timedelta(weeks=number - 1, days=1) for number in (6, 7, 8)}
    assert is_shelf_told(week, since=ends[7])
    assert not is_shelf_told(week, since=ends[8]), "told already"
    assert is_shelf_told(replace(week, week_number=10), since=ends[6]), "after two weeks' silence"
    assert not is_shelf_told(replace(week, week_number=7), since=ends[6])


def test_a_shelf_with_nothing_on_it_is_not_told() -> None:
    assert a_recap(shelf=ShelfCounts(0, 0)).shelf is None
    assert a_recap(shelf=ShelfCounts(47, 2)).shelf == ShelfCounts(47, 2)


def test_notes_are_told_apart_by_kind() -> None:
    recap = a_recap(notes=(a_note(), a_note(NoteKind.PARKED, "Dark mode")))
    assert [one.text for one in recap.of_kind(NoteKind.PARKED)] == ["Dark mode"]
    assert recap.of_kind(NoteKind.STUCK) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", SAY_SOMETHING), (" \n ", SAY_SOMETHING), ("x" * (MAX_NOTE + 1), str(MAX_NOTE))],
)
def test_a_note_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FormError, match=sentence):
        check_note(text)
    assert check_note(" Try\na CDN ") == "Try a CDN"
