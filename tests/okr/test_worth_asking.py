"""When finished work is worth a question: after three check-ins, once, if nothing moved."""

from datetime import timedelta

import pytest

from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.worth_asking import Finished, find_question
from tests.okr.builders import Number, a_check_in, a_key_result, a_milestone, instant

DONE_AT = instant(10, 20)
UP = a_key_result(start=60, target=72)
DOWN = a_key_result(kind=KeyResultKind.DECREASE, start=9, target=2)
YES_NO = a_key_result(kind=KeyResultKind.YES_NO, start=None, target=None)
KEEP = a_key_result(kind=KeyResultKind.KEEP_AT_MOST, start=None, target=5)
NO_START = a_key_result(start=None, target=72)


def asks(
    key_result: KeyResult,
    before: Number,
    *after: Number,
    since_days: int = 14,
    until_days: int = 21,
) -> bool:
    """Weekly check-ins after the work was done; the recap covers the third week."""
    check_ins = [a_check_in(before, id=1, at=DONE_AT - timedelta(days=1))] if before else []
    check_ins += [
        a_check_in(value, id=2 + week, at=DONE_AT + timedelta(days=7 * week + 6))
        for week, value in enumerate(after)
    ]
    found = find_question(
        key_result,
        check_ins,
        Finished("Canary deploys", key_result.id, DONE_AT, "Fewer surprises."),
        since=DONE_AT + timedelta(days=since_days),
        until=DONE_AT + timedelta(days=until_days),
    )
    return found is not None


@pytest.mark.parametrize(
    ("key_result", "before", "after", "expected"),
    [
        (UP, 64, (64, 64, 64), True),
        (UP, 64, (65, 64, 64), True),
        (UP, 64, (63, 62, 61), True),
        (UP, 64, (64, 64, 65), False),
        (UP, 64, (64, 64), False),
        (UP, 64, (), False),
        (UP, None, (64, 64, 64), False),
        (DOWN, 6, (6, 6, 6), True),
        (DOWN, 6, (7, 8, 9), True),
        (DOWN, 6, (6, 6, 5), False),
        (YES_NO, 0, (0, 0, 0), False),
        (KEEP, 4, (4, 4, 4), False),
        (NO_START, 64, (64, 64, 64), False),
        (UP, 64, (64, None, 64, 64), False),
    ],
)
def test_three_check_ins_without_movement_are_asked_about(
    key_result: KeyResult,
    before: Number,
    after: tuple[Number, ...],
    expected: bool,
) -> None:
    assert asks(key_result, before, *after) is expected


@pytest.mark.parametrize(
    ("since_days", "until_days", "expected"),
    [(0, 21, True), (14, 21, True), (20, 27, False), (21, 28, False), (7, 14, False)],
)
def test_it_is_asked_once_in_the_recap_of_the_third_check_in(
    since_days: int,
    until_days: int,
    expected: bool,
) -> None:
    is_asked = asks(UP, 64, 64, 64, 64, 64, since_days=since_days, until_days=until_days)
    assert is_asked is expected


def test_steps_are_asked_about_too() -> None:
    steps = a_key_result(
        kind=KeyResultKind.MILESTONES,
        start=None,
        target=None,
        milestones=[a_milestone(1), a_milestone(2)],
    )
    check_ins = [
        a_check_in(None, id=number, ticks=[1], at=DONE_AT + timedelta(days=7 * number - 1))
        for number in range(4)
    ]
    finished = Finished("Draft", steps.id, DONE_AT, "")
    period = {"since": DONE_AT + timedelta(days=14), "until": DONE_AT + timedelta(days=21)}
    assert find_question(steps, check_ins, finished, **period) is not None
    check_ins[3] = a_check_in(None, id=3, ticks=[1, 2], at=check_ins[3].at)
    assert find_question(steps, check_ins, finished, **period) is None
