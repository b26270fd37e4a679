"""Sentences stay whole, isolated and countable."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.text import (
    age,
    ago,
    closest,
    count_of,
    isolate,
    list_and,
    name_lines,
    one_line,
    shorten,
)

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
FAMILY = "👩\u200d👩\u200d👧"
THUMB = "👍🏽"
FLAG = "🇩🇪"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("long one", 6, "long…"),
        (f"a{FAMILY}b", 5, "a…"),
        (f"a{FAMILY}bc", 7, f"a{FAMILY}…"),
        (f"a{THUMB}bc", 3, "a…"),
        (f"{FLAG}{FLAG}", 3, f"{FLAG}…"),
        (f"a{FLAG}{FLAG}", 5 - 1, f"a{FLAG}…"),
        (f"{FLAG}a", 2, "…"),
        ("e\u0301e\u0301x", 4, "e\u0301…"),
        ("x\ud83d\ude00y", 3, "x…"),
        ("क्षa", 3, "…"),
        ("\u1112\u1161\u11abab", 3, "…"),
        ("🏴\U000e0067\U000e0062x", 3, "…"),
        ("x" + "\u0301" * 50, 10, "…"),
    ],
)
def test_shortens_between_characters_as_seen(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected


@settings(max_examples=100)
@given(st.text(max_size=60), st.integers(1, 40))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("שלום", "\u2068שלום\u2069"),
        ("a\u202eb", "\u2068ab\u2069"),
        ("\u2067x", "\u2068x\u2069"),
        ("a\x00b\tc", "ab\tc"),
        ("a\nשלום\r\nb", "a\n\u2068שלום\u2069\nb"),
        ("a\ud800", "a"),
    ],
)
def test_isolates_only_what_could_turn_our_text(text: str, expected: str) -> None:
    assert isolate(text) == expected


@settings(max_examples=100)
@given(st.text(alphabet="ab אب\u202e\u2066\u2069\u2068\n\x07", max_size=30))
def test_isolates_are_balanced_and_stable(text: str) -> None:
    once = isolate(text)
    assert isolate(once) == once
    for line in once.split("\n"):
        assert line.count("\u2068") == line.count("\u2069") <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" a\n\tb  c ", "a b c"), ("a \x07 b", "a b"), ("\u202ea", "a"), ("", "")],
)
def test_makes_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_finds_the_word_that_was_meant() -> None:
    assert closest("Chekin", ["checkin", "Plan"]) == "checkin"
    assert closest("plna", ["checkin", "Plan"]) == "Plan"
    assert closest("xyz", ["checkin", "Plan"]) is None


def test_counts_and_lists() -> None:
    assert count_of(1, "key result") == "1 key result"
    assert count_of(3, "key result") == "3 key results"
    assert count_of(0, "person", "people") == "0 people"
    assert [list_and(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("days", "past", "old"),
    [
        (-1, "today", "new today"),
        (0, "today", "new today"),
        (1, "1 d ago", "1 day old"),
        (12, "12 d ago", "12 days old"),
        (14, "2 weeks ago", "2 weeks old"),
        (62, "8 weeks ago", "8 weeks old"),
        (63, "2 months ago", "2 months old"),
        (430, "14 months ago", "14 months old"),
        (800, "2 years ago", "2 years old"),
    ],
)
def test_says_how_long_ago(days: int, past: str, old: str) -> None:
    then = NOW - timedelta(days=days)
    assert (ago(then, NOW), age(then, NOW)) == (past, old)


def test_days_are_those_of_the_zone() -> None:
    then = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)
    assert ago(then, NOW) == "1 d ago"
    assert ago(then, NOW, "Europe/Berlin") == "today"


def test_everybody_is_named_some_to_a_line() -> None:
    names = ["Ana", "Ben", "Cem", "Dee", "Eve"]
    assert name_lines("Members", names, per_line=2) == ["Members: Ana, Ben", "Cem, Dee", "Eve"]
    assert name_lines("Members", [], per_line=2) == []
