"""Public holidays are found by what people call a place, in English, in every year."""

import itertools
from datetime import date

import holidays
import pytest
from holidays.registry import COUNTRIES

from bot.holiday_calendars import HolidayCalendar, calendar_of, find_calendar
from bot.okr.errors import FormError


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DE", "DE"),
        (" deu ", "DE"),
        ("Germany", "DE"),
        ("de-by", "DE-BY"),
        ("Germany, Bayern", "DE-BY"),
        ("DE/Augsburg", "DE-Augsburg"),
        ("united states", "US"),
        ("US - California", "US-CA"),
        ("UK", "GB"),
        ("Guinea-Bissau", "GW"),
        ("BR-São Paulo Capital", "BR-São Paulo Capital"),
    ],
)
def test_finds_a_place(typed: str, code: str) -> None:
    found = find_calendar(typed)
    assert found == calendar_of(code) == HolidayCalendar(code)


def test_nothing_typed_is_no_calendar() -> None:
    assert find_calendar("  ") is None
    assert calendar_of(None) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Germny", 'I know no country "Germny". Type its name or its code, such as DE.'),
        ("Mordor, West", 'I know no country "Mordor, West". Type its name or its code'),
        ("DE-Bayren", 'I know no region "Bayren" of DE. Type one such as DE-BY.'),
        ("DE-", 'I know no region "" of DE. Type one such as DE-'),
        ("LU-North", "I know no regions of LU. Type LU alone."),
    ],
)
def test_refuses_what_it_does_not_know_under_its_field(typed: str, sentence: str) -> None:
    with pytest.raises(FormError) as refusal:
        find_calendar(typed)
    assert list(refusal.value.fields) == ["holidays"]
    assert sentence in refusal.value.sentence


def test_a_stored_place_that_is_gone_has_no_holidays() -> None:
    assert calendar_of("XX-1") is None


def test_names_holidays_in_english() -> None:
    assert HolidayCalendar("JP").name_of(date(2026, 2, 11)) == "Foundation Day"
    assert HolidayCalendar("DE-BY").name_of(date(2026, 1, 6)) == "Epiphany"
    assert HolidayCalendar("DE-HH").name_of(date(2026, 1, 6)) is None
    assert HolidayCalendar("DE").name_of(date(2026, 1, 7)) is None


def test_no_year_of_any_country_fails() -> None:
    codes = {entry[1] for entry in COUNTRIES.values()}
    for code, year in itertools.product(codes, (1, 1900, 2026, 2050, 9998)):
        HolidayCalendar(code).name_of(date(year, 1, 1))
    assert len(codes) > 200


def test_the_longest_code_fits_its_column() -> None:
    longest = max(
        len(f"{entry[1]}-{region}")
        for entry in COUNTRIES.values()
        for region in holidays.country_holidays(entry[1]).subdivisions
    )
    assert longest <= 32
