"""Quarters, weeks of a cycle and its key."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.cycle import (
    MAX_NAME,
    Cycle,
    CycleState,
    cycle_key,
    discarded_name,
    elapsed_fraction,
    next_quarter,
    quarter_of,
    today_in,
    validate_cycle,
    week_of_cycle,
)
from bot.okr.errors import FormError

START, END = date(2026, 10, 1), date(2026, 12, 31)


def cycle(starts_on: date = START, ends_on: date = END) -> Cycle:
    return Cycle(1, 1, "Q4 2026", starts_on, ends_on, CycleState.ACTIVE, None)


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        (date(2026, 1, 1), "Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "Q2 2026", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), "Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "Q4 2026", START, END),
    ],
)
def test_names_the_quarter(day: date, name: str, first: date, last: date) -> None:
    assert quarter_of(day) == (name, first, last)


@settings(max_examples=100)
@given(st.dates(date(1, 1, 1), date(9999, 9, 30)))
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    _, first, last = quarter_of(day)
    assert first <= day <= last
    assert next_quarter(day)[1] == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Q4 2026", "2026Q4"),
        ("2026-q4", "2026Q4"),
        ("H1/2027", "2027H1"),
        ("Winter push 26", "WINTERPUSH26"),
        ("Été 2026", "ETE2026"),
    ],
)
def test_makes_a_key_of_the_name(name: str, key: str) -> None:
    assert cycle_key(name) == key


def test_keys_of_other_scripts_stay_apart() -> None:
    keys = {cycle_key(name) for name in ("Зима 2026", "Весна 2026", "第四四半期", "第三四半期")}
    assert len(keys) == 4
    assert all(key.isascii() and key.isalnum() and key == key.upper() for key in keys)


def test_reads_the_date_in_the_zone() -> None:
    now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert today_in("Europe/Berlin", now) == date(2027, 1, 1)
    assert today_in("America/New_York", now) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 9, 30), 0),
        (START, 1),
        (date(2026, 10, 7), 1),
        (date(2026, 10, 8), 2),
        (date(2026, 11, 10), 6),
        (END, 13),
        (date(2027, 2, 1), 13),
    ],
)
def test_counts_the_weeks(day: date, week: int) -> None:
    assert week_of_cycle(cycle(), day) == (week, 13)


@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_every_quarter_has_thirteen_weeks(month: int) -> None:
    _, first, last = quarter_of(date(2026, month, 1))
    assert week_of_cycle(cycle(first, last), last) == (13, 13)


def test_a_very_short_cycle_has_one_week() -> None:
    assert week_of_cycle(cycle(START, START), START) == (1, 1)


@pytest.mark.parametrize(
    ("day", "fraction"),
    [
        (date(2026, 9, 1), Fraction(0)),
        (START, Fraction(0)),
        (date(2026, 10, 2), Fraction(1, 91)),
        (END, Fraction(1)),
        (date(2027, 1, 1), Fraction(1)),
    ],
)
def test_says_how_much_has_passed(day: date, fraction: Fraction) -> None:
    assert elapsed_fraction(cycle(), day) == fraction


@pytest.mark.parametrize(
    ("name", "weeks", "fields"),
    [
        ("", 13, {"name"}),
        (" \n ", 13, {"name"}),
        ("!?", 13, {"name"}),
        ("x" * 41, 13, {"name"}),
        ("Q4", 0, {"ends_on"}),
        ("Q4", 1, {"ends_on"}),
        ("Q4", 54, {"ends_on"}),
        ("", -3, {"name", "ends_on"}),
    ],
)
def test_refuses_a_wrong_cycle(name: str, weeks: int, fields: set[str]) -> None:
    with pytest.raises(FormError) as refusal:
        validate_cycle(name, START, START + timedelta(weeks=weeks, days=-1))
    assert set(refusal.value.fields) == fields


@pytest.mark.parametrize("weeks", [2, 13, 53])
def test_accepts_a_cycle(weeks: int) -> None:
    assert validate_cycle(" Q4\n2026 ", START, START + timedelta(weeks=weeks, days=-1)) == "Q4 2026"


def test_a_discarded_plan_has_a_name_of_its_own() -> None:
    day = date(2026, 12, 3)
    first = discarded_name("Q1 2027", day, taken=())
    assert first == "Q1 2027, discarded 3 Dec"
    assert discarded_name("Q1 2027", day, taken=[first]) == f"{first} (2)"
    assert discarded_name("Q1 2027", day, taken=[first, f"{first} (2)"]) == f"{first} (3)"
    long = discarded_name("x" * MAX_NAME, day, taken=())
    assert long.endswith("…, discarded 3 Dec")
    assert len(long) == MAX_NAME
