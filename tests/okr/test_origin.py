"""How work met its key result: from dates and acts alone, row by row."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.origin import Link, Origin, count_origins, origin_of, shares_of
from bot.okr.work_item import PlacedHow
from tests.okr.builders import instant

BEGAN = instant(10, 1)
"""When the objectives began; the OKRs of a first cycle are locked a week later."""

LOCKED = instant(10, 8)
OLD, YOUNG, BETWEEN = instant(6, 1), instant(11, 2), instant(10, 5)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
FAR = datetime.max.replace(tzinfo=BEGAN.tzinfo)

D, R, L = Origin.DERIVED, Origin.REFRAMED, Origin.LABELLED_LATER
C, A = Origin.CARRIED, Origin.ALREADY_RUNNING
PLANNED, IDEA, PLACED = PlacedHow.PLANNED, PlacedHow.IDEA, PlacedHow.PLACED
REVIVED, CARRIED = PlacedHow.REVIVED, PlacedHow.CARRIED
DECLARED, IMPORTED = PlacedHow.DECLARED, PlacedHow.IMPORTED

Row = tuple[PlacedHow, datetime, timedelta, bool | None, datetime | None, datetime | None, Origin]
"""How, created, linked after, answer, objective began, lock of the first cycle, and the origin."""

ROWS: list[Row] = [
    (PLANNED, YOUNG, timedelta(0), None, BEGAN, None, D),
    (PLANNED, OLD, HOUR, None, BEGAN, None, D),
    (PLANNED, OLD, HOUR, None, BEGAN, LOCKED, D),
    (PLANNED, YOUNG, timedelta(0), None, None, None, D),
    (IDEA, YOUNG, timedelta(0), None, BEGAN, None, D),
    (IDEA, YOUNG, HOUR, None, BEGAN, LOCKED, D),
    (IDEA, BETWEEN, timedelta(0), None, None, FAR, D),
    (REVIVED, OLD, HOUR, None, BEGAN, None, R),
    (REVIVED, YOUNG, HOUR, None, BEGAN, None, R),
    (REVIVED, OLD, HOUR, None, None, None, R),
    (REVIVED, OLD, HOUR, None, BEGAN, LOCKED, R),
    (CARRIED, OLD, HOUR, None, BEGAN, None, C),
    (CARRIED, YOUNG, timedelta(0), None, BEGAN, None, C),
    (CARRIED, OLD, HOUR, True, BEGAN, LOCKED, C),
    (PLACED, YOUNG, timedelta(0), None, BEGAN, None, D),
    (PLACED, YOUNG, SECOND, None, BEGAN, None, D),
    (PLACED, YOUNG, MINUTE, None, BEGAN, None, D),
    (PLACED, YOUNG, MINUTE + SECOND, None, BEGAN, None, L),
    (PLACED, YOUNG, HOUR, None, BEGAN, None, L),
    (PLACED, YOUNG, 30 * 24 * HOUR, None, BEGAN, None, L),
    (PLACED, BEGAN, timedelta(0), None, BEGAN, None, D),
    (PLACED, BEGAN - SECOND, timedelta(0), True, BEGAN, None, R),
    (PLACED, OLD, HOUR, True, BEGAN, None, R),
    (PLACED, OLD, HOUR, False, BEGAN, None, L),
    (PLACED, OLD, HOUR, None, BEGAN, None, L),
    (PLACED, OLD, timedelta(0), None, BEGAN, None, L),
    (PLACED, YOUNG, timedelta(0), True, None, None, R),
    (PLACED, YOUNG, timedelta(0), None, None, None, L),
    (PLACED, OLD, HOUR, True, BEGAN, LOCKED, A),
    (PLACED, OLD, HOUR, None, BEGAN, LOCKED, A),
    (PLACED, BETWEEN, timedelta(0), None, BEGAN, LOCKED, A),
    (PLACED, BETWEEN, HOUR, None, BEGAN, LOCKED, A),
    (PLACED, LOCKED - SECOND, timedelta(0), None, BEGAN, LOCKED, A),
    (PLACED, LOCKED, timedelta(0), None, BEGAN, LOCKED, D),
    (PLACED, LOCKED, HOUR, None, BEGAN, LOCKED, L),
    (PLACED, YOUNG, HOUR, None, BEGAN, LOCKED, L),
    (PLACED, YOUNG, HOUR, None, BEGAN, FAR, A),
    (DECLARED, YOUNG, timedelta(0), None, BEGAN, None, D),
    (DECLARED, YOUNG, HOUR, None, BEGAN, None, L),
    (DECLARED, OLD, HOUR, None, BEGAN, None, L),
    (DECLARED, OLD, HOUR, None, BEGAN, LOCKED, A),
    (IMPORTED, YOUNG, HOUR, None, BEGAN, None, L),
    (IMPORTED, OLD, HOUR, None, BEGAN, None, L),
    (IMPORTED, OLD, HOUR, None, BEGAN, LOCKED, A),
]


def a_link(row: Row) -> Link:
    how, created_at, after, answer, began, lock, _ = row
    return Link(created_at, created_at + after, how, answer, began, lock)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_how_work_met_its_key_result(row: Row) -> None:
    assert origin_of(a_link(row)) is row[-1]


def test_they_are_counted_without_what_never_happened() -> None:
    links = [a_link(row) for row in ROWS if row[-1] in {D, C}]
    assert set(count_origins(links)) == {D, C}
    assert sum(count_origins(links).values()) == len(links)


@given(st.dictionaries(st.sampled_from(Origin), st.integers(1, 500), min_size=1))
def test_shares_add_up_and_stay_near_the_counts(counts: dict[Origin, int]) -> None:
    shares, total = shares_of(counts), sum(counts.values())
    assert sum(shares.values()) == 100
    assert all(abs(shares[one] - count * 100 / total) < 1 for one, count in counts.items())
