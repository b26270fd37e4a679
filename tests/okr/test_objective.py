"""What key results say about their objective."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.errors import FormError
from bot.okr.key_result import LifeState
from bot.okr.objective import (
    check_objective,
    check_weights,
    live_key_results,
    live_objectives,
    objective_progress,
)
from tests.okr.builders import a_key_result, an_objective

parts = st.fractions(0, 1)
weights = st.decimals("0.1", 100, places=1)


def test_what_is_closed_or_cancelled_does_not_count() -> None:
    second = a_key_result(id=2, label="1.2", position=1)
    first = a_key_result(id=1, label="1.1", position=2)
    closed = a_key_result(id=3, label="1.3", state=LifeState.CLOSED)
    cancelled = a_key_result(id=4, label="1.4", state=LifeState.CANCELLED)
    assert live_key_results(an_objective(first, closed, second, cancelled)) == (second, first)


def test_objectives_stand_in_their_fixed_order() -> None:
    moved_up = an_objective(id=2, number=2, position=0)
    first = an_objective(id=1, number=1, position=1)
    closed = an_objective(id=3, number=3, state=LifeState.CLOSED)
    assert live_objectives([first, closed, moved_up]) == (moved_up, first)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((1, Fraction(1, 2)), (1, Fraction(1)), Fraction(3, 4)),
        ((3, Fraction(0)), (1, Fraction(1)), Fraction(1, 4)),
        ((0, Fraction(0)), (1, Fraction(1)), Fraction(1)),
        ((1, None), (1, Fraction(1, 3)), Fraction(1, 3)),
        ((1, None), (0, Fraction(1, 3)), None),
        ((1, None), (1, None), None),
    ],
)
def test_progress_is_the_weighted_mean(
    first: tuple[int, Fraction | None],
    second: tuple[int, Fraction | None],
    found: Fraction | None,
) -> None:
    objective = an_objective(
        a_key_result(id=1, label="1.1", weight=first[0]),
        a_key_result(id=2, label="1.2", weight=second[0]),
        a_key_result(id=3, label="1.3"),
        a_key_result(id=4, label="1.4", state=LifeState.CANCELLED),
    )
    progress_of = {1: first[1], 2: second[1], 4: Fraction(0)}
    assert objective_progress(objective, progress_of) == found


@given(st.lists(st.tuples(weights, parts), min_size=1, max_size=6))
def test_the_mean_lies_between_the_least_and_the_most(
    rows: list[tuple[Decimal, Fraction]],
) -> None:
    objective = an_objective(
        *(a_key_result(id=i, label=f"1.{i}", weight=weight) for i, (weight, _) in enumerate(rows))
    )
    found = objective_progress(objective, {i: part for i, (_, part) in enumerate(rows)})
    assert found is not None
    assert min(part for _, part in rows) <= found <= max(part for _, part in rows)


def test_weights_that_are_all_zero_are_refused() -> None:
    check_weights([])
    check_weights([Decimal(0), Decimal("0.1")])
    with pytest.raises(FormError) as refused:
        check_weights([Decimal(0), Decimal("0.0")])
    assert list(refused.value.fields) == ["weight"]


@pytest.mark.parametrize(
    ("title", "is_fine"),
    [("Buyers finish", True), ("x" * 200, True), (" ", False), ("x" * 201, False)],
)
def test_an_objective_has_a_title(title: str, *, is_fine: bool) -> None:
    if is_fine:
        check_objective(title=title)
        return
    with pytest.raises(FormError) as refused:
        check_objective(title=title)
    assert list(refused.value.fields) == ["title"]
