"""Numbers are read as people write them, never guessed, and kept exactly."""

import re
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.errors import OkrError
from bot.okr.numbers import (
    MAX_VALUE,
    QUANTUM,
    format_entry,
    format_move,
    format_value,
    parse_value,
)

VALUES = st.decimals(
    min_value=-MAX_VALUE, max_value=MAX_VALUE, places=6, allow_nan=False, allow_infinity=False
) | st.integers(-999_999_999, 999_999_999).map(lambda n: Decimal(n) / 1000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("12 %", "12"),
        ("12%", "12"),
        ("١٢٫٥٪", "12.5"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200,5", "1200.5"),
        ("1'200.50", "1200.5"),
        ("1’200", "1200"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567.5", "1234567.5"),
        ("\u22125", "-5"),
        ("- 5", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        ("007", "7"),
        ("१२", "12"),
        ("１２．５", "12.5"),
        ("0.234", "0.234"),
        ("001.234", "1.234"),
        ("1234.567", "1234.567"),
        ("1.2340", "1.234"),
        ("1.50000000", "1.5"),
        ("١٫٢٣٤", "1.234"),
        ("\u200f12\u200f", "12"),
        ("999999999999.999999", "999999999999.999999"),
    ],
)
def test_reads_what_people_write(text: str, value: str) -> None:
    assert parse_value(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("2.9 s", "s", "2.9"),
        ("2.9S", "s", "2.9"),
        ("€ 5", "€", "5"),
        ("5 €", "€", "5"),
        ("-€5", "€", "-5"),
        ("€ -5", "€", "-5"),
        ("1 day", "days", "1"),
        ("5", "days", "5"),
        ("72 %", "percent", "72"),
        ("５ ％", "%", "5"),
    ],
)
def test_ignores_the_unit(text: str, unit: str, value: str) -> None:
    assert parse_value(text, unit=unit) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "12,345", "-1.234", "123.456", "1,000", "1.200 %"])
@pytest.mark.parametrize("locale", ["en", "de-DE", "de_CH", "fr"])
def test_asks_back_what_can_mean_two_things(text: str, locale: str) -> None:
    with pytest.raises(OkrError, match="two numbers") as refusal:
        parse_value(text, locale=locale)
    small, large = re.findall(r"(-?\d[\d.,]*) for", refusal.value.sentence)
    assert parse_value(large) == parse_value(small) * 1000


def test_examples_follow_the_locale() -> None:
    with pytest.raises(OkrError, match=r"1,2340"):
        parse_value("1.234", locale="de-DE")
    with pytest.raises(OkrError, match=r"1\.2340"):
        parse_value("1.234", locale="de-CH")
    with pytest.raises(OkrError, match="such as 12 or 1,5"):
        parse_value("", locale="pt-BR")


@pytest.mark.parametrize(
    "text",
    ["x", "1e5", "NaN", "1.2.3", "1 23", "1,2,3", "--5", "5-", "1 234'567", "5²", "½", "10k", "$5"],
)
def test_refuses_what_is_no_number_and_quotes_it(text: str) -> None:
    with pytest.raises(OkrError, match="Type a number") as refusal:
        parse_value(text)
    assert f'"{text}"' in refusal.value.sentence


def test_says_what_is_counted_when_the_unit_is_another_one() -> None:
    with pytest.raises(OkrError, match='counted in "min"'):
        parse_value("12 %", unit="min")


@pytest.mark.parametrize(
    ("text", "sentence"), [("0.1234567", "decimals"), ("1000000000000", "too large")]
)
def test_refuses_what_cannot_be_kept(text: str, sentence: str) -> None:
    with pytest.raises(OkrError, match=sentence):
        parse_value(text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("72", "%", "72 %"),
        ("72.50", "", "72.5"),
        ("2.9", "s", "2.9 s"),
        ("1.5", "$", "$1.5"),
        ("-5", "€", "−€5"),
        ("1E+3", "", "1000"),
        ("9999", "", "9999"),
        ("10000", "users", "10\u202f000 users"),
        ("-1234567.8", "", "−1\u202f234\u202f567.8"),
        ("-0.0000001", "", "0"),
        ("0.33333333333", "a week", "0.333333 a week"),
    ],
)
def test_writes_for_reading(value: str, unit: str, text: str) -> None:
    assert format_value(Decimal(value), unit) == text


@settings(max_examples=200)
@given(VALUES)
def test_an_entry_reads_back_exactly(value: Decimal) -> None:
    assert parse_value(format_entry(value)) == value


@settings(max_examples=100)
@given(VALUES)
def test_what_is_read_never_has_an_exponent(value: Decimal) -> None:
    assert re.fullmatch(r"−?\d[\d\u202f]*(\.\d*[1-9])?", format_value(value))


@settings(max_examples=200)
@given(st.text(alphabet="0123456789.,' -+%€k\u202f١٢٫", max_size=24))
def test_any_text_is_a_storable_number_or_a_refusal(text: str) -> None:
    value = Decimal(0)
    with suppress(OkrError):
        value = parse_value(text)
    assert abs(value) <= MAX_VALUE
    assert value == value.quantize(QUANTUM)


@pytest.mark.parametrize(
    ("values", "unit", "written"),
    [
        (("64", "66"), "%", "64 → 66 %"),
        (("61", "64", "66"), "%", "61 → 64 → 66 %"),
        (("5", "7"), "$", "$5 → 7"),
        (("-5", "-7.50"), "€", "−€5 → −7.5"),
        (("12", "5"), "", "12 → 5"),
        (("66",), "%", "66 %"),
        (("7",), "£", "£7"),
    ],
)
def test_a_move_has_its_unit_once(values: tuple[str, ...], unit: str, written: str) -> None:
    assert format_move(*map(Decimal, values), unit=unit) == written
