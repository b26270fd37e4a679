"""Which check-ins are due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.okr.check_in import CheckInSource
from bot.okr.due import due_key_results, is_due
from bot.okr.key_result import LifeState
from tests.okr.builders import a_check_in, a_key_result, an_objective, instant

NOW = instant(11, 9)


@pytest.mark.parametrize(
    ("rhythm", "interval_weeks", "days_ago", "expected"),
    [
        (1, 1, 4, False),
        (1, 1, 5, True),
        (1, 4, 5, True),
        (2, 1, 8, False),
        (2, 1, 12, True),
        (4, 1, 22, False),
        (4, 1, 26, True),
        (2, 2, 18, False),
        (2, 2, 19, True),
    ],
)
def test_a_check_in_covers_four_days_and_the_rounds_of_the_rhythm(
    rhythm: int, interval_weeks: int, days_ago: int, *, expected: bool
) -> None:
    history = [a_check_in(1, at=NOW - timedelta(days=days_ago))]
    key_result = a_key_result(rhythm=rhythm)
    assert is_due(key_result, history, interval_weeks=interval_weeks, now=NOW) is expected


def test_what_was_never_checked_in_is_due_while_it_counts() -> None:
    assert is_due(a_key_result(), (), interval_weeks=1, now=NOW)
    assert not is_due(a_key_result(state=LifeState.CLOSED), (), interval_weeks=1, now=NOW)


@pytest.mark.parametrize(("days_ago", "expected"), [(28, False), (29, True), (None, True)])
def test_where_a_source_writes_values_confidence_is_asked_every_four_weeks(
    days_ago: int | None, *, expected: bool
) -> None:
    by_source = a_check_in(1, at=NOW, confidence=None, source=CheckInSource.API)
    by_person = [] if days_ago is None else [a_check_in(1, at=NOW - timedelta(days=days_ago))]
    assert is_due(a_key_result(), [*by_person, by_source], interval_weeks=1, now=NOW) is expected


def test_owner_and_delegate_owe_in_the_fixed_order() -> None:
    first, second, third = (
        a_key_result(id=number, label=f"1.{number}", owner=None) for number in (1, 2, 3)
    )
    objective = an_objective(
        replace(second, delegate_id=7), replace(first, owner_id=7), replace(third, owner_id=8)
    )
    gone = an_objective(a_key_result(id=4, label="2.1"), id=2, number=2, state=LifeState.CANCELLED)
    owed = due_key_results([gone, objective], {}, person_id=7, interval_weeks=1, now=NOW)
    assert [key_result.id for key_result in owed] == [1, 2]
    checked = {1: [a_check_in(1, key_result_id=1, at=NOW)]}
    left = due_key_results([objective], checked, person_id=7, interval_weeks=1, now=NOW)
    assert [key_result.id for key_result in left] == [2]
