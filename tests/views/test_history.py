"""The history modal: legal with the longest notes, newest first, and paged."""

from typing import Any

import pytest

from bot.okr.check_in import CheckInSource
from bot.okr.check_in_form import Choice
from bot.okr.errors import NotFoundError
from bot.okr.history import FieldChange, KeyResultHistory, events_of, page_of
from bot.okr.key_result import LifeState
from bot.okr.progress import Pace
from bot.views.blocks import View
from bot.views.history import choose_history, history_modal, parse_page
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import a_check_in, a_cycle, a_key_result, a_team, instant


def a_history(*check_ins: Any, changes: Any = (), page: int = 0, **terms: Any) -> KeyResultHistory:
    events, page, page_count = page_of(events_of(check_ins, changes), page)
    known: dict[str, Any] = {
        "key_result": a_key_result(target=72, start=61),
        "label": "CHK-1.1",
        "team": a_team(),
        "cycle": a_cycle(),
        "check_ins": check_ins,
        "pace": None,
        "may_check_in": True,
    }
    return KeyResultHistory(events=events, page=page, page_count=page_count, **(known | terms))


def built(history: KeyResultHistory) -> View:
    view = history_modal(history, channel_id="C1")
    assert check_view(view, "modal") == []
    return view


def shown(history: KeyResultHistory) -> str:
    return render_blocks(built(history)["blocks"])


def a_change(**terms: Any) -> FieldChange:
    known: dict[str, Any] = {
        "at": instant(11, 6),
        "act": "changed",
        "field": "target",
        "old": "72",
        "new": "75",
        "by": "Ben",
        "why": "Legal review",
    }
    return FieldChange(**(known | terms))


def test_it_tells_how_the_number_moved_and_what_was_changed() -> None:
    first = a_check_in(62, id=1, at=instant(10, 5), confidence=5, note="First look\nat it")
    second = a_check_in(66, id=2, at=instant(11, 9), confidence=7, author="Ben", is_stuck=True)
    text = shown(
        a_history(first, second, changes=[a_change(), a_change(field="unit", old="%", new=None)])
    )
    assert "*CHK-1.1 Completion* · aim 72 % · now 66 %" in text
    assert "Starts at 61 % · first check-in 62 %, Mon 5 Oct" in text
    assert "62 → 66 %" in text
    assert "*Mon 9 Nov* · 66 % · 7/10 (+2) · stuck · Ben" in text
    assert "*Fri 6 Nov* · Ben\nAim: 72 → 75 %\nUnit: % → none\n> Legal review" in text
    assert "*Mon 5 Oct* · 62 % · 5/10 · Ana" in text
    assert "> First look\n> at it" in text
    assert text.index("9 Nov") < text.index("6 Nov") < text.rindex("5 Oct")


def test_other_sources_and_acts_say_what_they_are() -> None:
    same = a_check_in(66, source=CheckInSource.NO_CHANGE)
    api = a_check_in(66, source=CheckInSource.API, author=None, confidence=None)
    added = a_change(act="added", field="title", old=None, by=None, why="")
    text = shown(a_history(same, api, changes=[added]))
    assert "no change · Ana" in text
    assert "66 % · from a source" in text
    assert "Added." in text


def test_a_correction_and_what_it_corrects_are_told_apart() -> None:
    wrong = a_check_in(62, id=1, at=instant(11, 9))
    slip = a_check_in(63, id=2, at=instant(11, 10), corrects_id=1)
    right = a_check_in(64, id=3, at=instant(11, 11), corrects_id=2)
    text = shown(a_history(wrong, slip, right))
    assert "*Wed 11 Nov* · 64 % · 7/10 · correction · Ana" in text
    assert "*Tue 10 Nov* · 63 % · 7/10 · corrected since · Ana" in text
    assert "*Mon 9 Nov* · 62 % · 7/10 · corrected since · Ana" in text


def test_an_empty_history_says_what_will_stand_there() -> None:
    assert "Nothing has happened yet" in shown(a_history(key_result=a_key_result(start=None)))
    only_note = a_check_in(None, at=instant(11, 2), confidence=None, note="Waiting")
    assert "> Waiting" in shown(a_history(only_note, key_result=a_key_result(start=None)))


def test_the_pace_is_for_those_who_can_still_move_it() -> None:
    pace = Pace(needed_per_week=a_key_result().weight, recent_per_week=None, recent_weeks=None)
    assert "1 % a week reaches 72." in shown(a_history(pace=pace))
    rollbacks = a_key_result(unit="a month")
    assert "1 a week reaches 100 a month." in shown(a_history(pace=pace, key_result=rollbacks))
    closed = a_key_result(state=LifeState.CANCELLED)
    text = shown(a_history(pace=pace, key_result=closed, may_check_in=False))
    assert "· dropped" in text
    assert "a week" not in text
    assert "[Check in]" not in text


def test_pages_lead_to_each_other() -> None:
    check_ins = [a_check_in(number, id=number) for number in range(25)]
    pages = [shown(a_history(*check_ins, page=page)) for page in (0, 1, 2)]
    assert [("[Newer]" in page, "[Older]" in page) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert "Page 2 of 3" in pages[1]
    assert "… → 17 → 18 → 19 → 20 → 21 → 22 → 23 → 24 %" in pages[0]


@pytest.mark.parametrize("note", ["&" * 3000, "*_~`" * 750, "a\n" * 1500, "م" * 3000, "\u202e"])
def test_the_longest_notes_stay_legal(note: str) -> None:
    check_ins = [a_check_in(1, id=number, note=note, author=note[:200]) for number in range(10)]
    built(a_history(*check_ins, changes=[a_change(why=note, old=note, new=note, by=note)]))


def test_a_note_that_fits_is_shown_whole() -> None:
    note = "Guest checkout is live for everyone. " * 60
    assert note.strip() in shown(a_history(a_check_in(1, note=note)))


def test_the_value_of_a_page_button_is_read_back() -> None:
    assert parse_page("17:2") == ("17", 2)
    for garbage in ("", "17", "17:", "17:x", "17:-1", "17:" + "9" * 40):
        with pytest.raises(NotFoundError):
            parse_page(garbage)


def test_key_results_are_offered_to_choose_from() -> None:
    message = choose_history([Choice(11, "1.1", "Completion", "1 · Buyers", is_own=True)])
    assert check_message(list(message.blocks)) == []
    assert "1.1 Completion" in str(message.blocks)
    assert "no key results yet" in choose_history([]).text


def test_another_year_is_named() -> None:
    at = instant(11, 9).replace(year=2025)
    assert "Sun 9 Nov 2025" in shown(a_history(a_check_in(1, at=at)))
