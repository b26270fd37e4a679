"""Check-ins and changes in order of time, cut into pages."""

from bot.okr.history import PAGE_SIZE, FieldChange, events_of, page_of
from tests.okr.builders import a_check_in, instant


def a_change(day: int, field: str = "target", by: str | None = "Ben") -> FieldChange:
    return FieldChange(instant(11, day), "changed", field, "72", "75", by, "")


def test_the_newest_comes_first_and_changes_of_one_moment_stand_together() -> None:
    check_ins = [
        a_check_in(1, id=1, at=instant(11, 1), confidence=5),
        a_check_in(2, id=2, at=instant(11, 5), confidence=None),
        a_check_in(3, id=3, at=instant(11, 9), confidence=7),
    ]
    changes = [a_change(3), a_change(3, "unit"), a_change(3, by="Ana"), a_change(6)]
    events = events_of(check_ins, changes)
    assert [event.at.day for event in events] == [9, 6, 5, 3, 3, 1]
    assert [event.confidence_change for event in events] == [2, None, None, None, None, None]
    assert [len(event.changes) for event in events] == [0, 1, 0, 1, 2, 0]


def test_of_one_moment_the_last_written_comes_first() -> None:
    check_ins = [a_check_in(1, id=1), a_check_in(2, id=2)]
    assert [event.check_in and event.check_in.id for event in events_of(check_ins, [])] == [2, 1]


def test_a_check_in_stays_above_the_one_before_whatever_the_clock_said() -> None:
    check_ins = [
        a_check_in(1, id=1, at=instant(11, 9)),
        a_check_in(2, id=2, at=instant(11, 5)),
        a_check_in(3, id=3, at=instant(11, 10)),
    ]
    events = events_of(check_ins, [a_change(7)])
    assert [event.check_in and event.check_in.id for event in events] == [3, 2, 1, None]
    assert [event.at.day for event in events] == [10, 5, 9, 7]


def test_what_was_added_with_its_first_check_in_stands_below_it() -> None:
    at = instant(11, 1)
    added = FieldChange(at, "added", "title", None, "Completion", "Ben", "")
    events = events_of([a_check_in(1, at=at)], [added])
    assert [event.check_in is None for event in events] == [False, True]


def test_pages_hold_ten_and_the_nearest_page_is_shown() -> None:
    events = events_of([a_check_in(1, id=number) for number in range(PAGE_SIZE + 1)], [])
    assert [
        (len(found), page, count)
        for found, page, count in (page_of(events, page) for page in (-1, 0, 1, 2))
    ] == [(10, 0, 2), (10, 0, 2), (1, 1, 2), (1, 1, 2)]
    assert page_of([], 0) == ((), 0, 1)
