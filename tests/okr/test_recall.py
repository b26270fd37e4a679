"""Recall: which month it is, and how much may be known."""

from datetime import UTC, date, datetime

import pytest

from bot.okr.errors import FormError
from bot.okr.recall import RecallAnswer, check_answer, month_in


@pytest.mark.parametrize(
    ("zone", "month"), [("UTC", 11), ("Europe/Berlin", 12), ("America/New_York", 11)]
)
def test_the_month_is_that_of_the_team(zone: str, month: int) -> None:
    assert month_in(zone, datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == date(2026, month, 1)


def test_one_cannot_know_more_than_there_are() -> None:
    assert check_answer(0, asked=3) == RecallAnswer(0, 3)
    assert check_answer(3, asked=3) == RecallAnswer(3, 3)
    for named in (-1, 4):
        with pytest.raises(FormError, match="changed since"):
            check_answer(named, asked=3)
