"""Grades at the close: what the numbers suggest, and what people may type instead."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.check_in import CheckIn
from bot.okr.errors import OkrError
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.progress import KeepStanding
from bot.okr.scoring import (
    expected_score,
    is_early,
    objective_score,
    reached_on,
    read_score,
    suggest_score,
    suggested_score,
)
from tests.okr.builders import a_check_in, a_cycle, a_key_result, a_milestone, instant

KEEP = KeyResultKind.KEEP_AT_MOST
STEPS = a_key_result(
    kind=KeyResultKind.MILESTONES,
    start=None,
    target=None,
    milestones=[a_milestone(1, 2), a_milestone(2)],
)
YES_NO = a_key_result(kind=KeyResultKind.YES_NO, start=None, target=None)


@pytest.mark.parametrize(
    ("key_result", "history", "score"),
    [
        (a_key_result(start=61, target=72), [a_check_in(66)], "0.45"),
        (a_key_result(start=61, target=72), [a_check_in(72)], "1"),
        (a_key_result(start=61, target=72), [a_check_in(90)], "1"),
        (a_key_result(start=61, target=72), [a_check_in(50)], "0"),
        (a_key_result(start=61, target=72), [a_check_in(66), a_check_in(confidence=2)], "0.45"),
        (a_key_result(start=61, target=72), [a_check_in(70), a_check_in(66)], "0.45"),
        (a_key_result(start=61, target=72), [], None),
        (a_key_result(start=61, target=None), [a_check_in(66)], None),
        (a_key_result(start=None, target=72), [a_check_in(66)], None),
        (a_key_result(start=None, target=72), [a_check_in(72)], "1"),
        (
            a_key_result(kind=KeyResultKind.DECREASE, start=10, target=4),
            [a_check_in(8)],
            "0.33",
        ),
        (a_key_result(kind=KEEP, start=None, target=5, floor=8), [a_check_in(5)], "1"),
        (a_key_result(kind=KEEP, start=None, target=5, floor=8), [a_check_in(6)], None),
        (a_key_result(kind=KEEP, start=None, target=5, floor=8), [a_check_in(9)], "0"),
        (a_key_result(kind=KEEP, start=None, target=5), [a_check_in(9)], None),
        (STEPS, [a_check_in(2, ticks=[1])], "0.67"),
        (STEPS, [a_check_in(0)], "0"),
        (STEPS, [a_check_in(3, ticks=[1, 2])], "1"),
        (STEPS, [], None),
        (YES_NO, [a_check_in(1)], "1"),
        (YES_NO, [a_check_in(0)], "0"),
    ],
)
def test_scores_come_from_the_last_value(
    key_result: KeyResult, history: Sequence[CheckIn], score: str | None
) -> None:
    assert suggest_score(key_result, history) == (None if score is None else Decimal(score))


def test_a_promise_is_expected_in_full_and_a_stretch_around_0_7() -> None:
    assert expected_score(Commitment.COMMITTED) == Decimal("1.0")
    assert expected_score(Commitment.ASPIRATIONAL) == Decimal("0.7")


@pytest.mark.parametrize(
    ("part", "standing", "score"),
    [
        (Fraction(2, 3), None, "0.67"),
        (Fraction(0), None, "0"),
        (None, None, None),
        (None, KeepStanding.HOLDING, "1"),
        (None, KeepStanding.PAST_FLOOR, "0"),
        (None, KeepStanding.OUTSIDE, None),
    ],
)
def test_scores_are_suggested(
    part: Fraction | None, standing: KeepStanding | None, score: str | None
) -> None:
    assert suggested_score(part, standing) == (None if score is None else Decimal(score))


@pytest.mark.parametrize(
    ("scored", "score"),
    [
        ([], None),
        ([("1", None)], None),
        ([("0", "1")], None),
        ([("1", "1"), ("1", "0.5")], "0.75"),
        ([("2", "1"), ("1", "0")], "0.67"),
        ([("1", "0.4"), ("3", None)], "0.4"),
    ],
)
def test_an_objective_has_the_weighted_mean(
    scored: list[tuple[str, str | None]], score: str | None
) -> None:
    parts = [(Decimal(one), None if other is None else Decimal(other)) for one, other in scored]
    assert objective_score(parts) == (None if score is None else Decimal(score))


scores = st.decimals(0, 1, places=2)


@given(st.lists(st.tuples(st.decimals("0.1", 100, places=1), scores), min_size=1))
def test_the_mean_lies_between_the_least_and_the_best(
    scored: list[tuple[Decimal, Decimal]],
) -> None:
    found = objective_score(scored)
    assert found is not None
    assert min(score for _, score in scored) <= found <= max(score for _, score in scored)


def test_the_day_is_the_first_from_which_the_aim_stayed_reached() -> None:
    key_result = a_key_result(start=61, target=72)
    days = [(60, 4), (72, 5), (66, 6), (73, 7), (None, 8), (80, 9)]
    history = [a_check_in(value, at=instant(11, day)) for value, day in days]
    assert reached_on(key_result, history, zone="Europe/Berlin") == date(2026, 11, 7)
    assert reached_on(key_result, history[:3], zone="Europe/Berlin") is None
    assert reached_on(key_result, [], zone="Europe/Berlin") is None


@pytest.mark.parametrize(
    ("commitment", "day", "early"),
    [
        # Two thirds of the 91 days are 60.67 days.
        (Commitment.ASPIRATIONAL, date(2026, 11, 30), True),
        (Commitment.ASPIRATIONAL, date(2026, 12, 1), False),
        (Commitment.COMMITTED, date(2026, 10, 5), False),
    ],
)
def test_a_stretch_may_be_reached_early(commitment: Commitment, day: date, *, early: bool) -> None:
    assert is_early(commitment, day, a_cycle()) is early


@pytest.mark.parametrize(
    ("text", "score"),
    [("0.7", "0.7"), ("0,75", "0.75"), (" 1 ", "1"), ("0", "0"), ("", None), ("  ", None)],
)
def test_a_score_is_read_as_it_is_typed(text: str, score: str | None) -> None:
    assert read_score(text, locale="de-DE") == (None if score is None else Decimal(score))


@pytest.mark.parametrize("text", ["1.1", "-0.1", "0.725", "good", "70", "∞"])
def test_what_is_no_score_is_refused(text: str) -> None:
    with pytest.raises(OkrError):
        read_score(text, locale="en-GB")
