"""What may be said about a key result in a form."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.okr.errors import FormError
from bot.okr.key_result import (
    KEEPS,
    MOVES,
    KeyResultKind,
    Milestone,
    check_key_result,
    has_number,
)
from tests.okr.builders import a_cycle, a_key_result, a_milestone, a_phased_target

BEFORE, INSIDE, AFTER = date(2026, 9, 30), date(2026, 11, 1), date(2027, 1, 1)


def refusals(**terms: Any) -> dict[str, str]:
    """Check the terms of a key result and return the sentence of each refused field."""
    known: dict[str, Any] = {
        "title": "Completion",
        "kind": KeyResultKind.INCREASE,
        "cycle": a_cycle(),
    }
    try:
        check_key_result(**(known | terms))
    except FormError as refusal:
        return refusal.fields
    return {}


@pytest.mark.parametrize(
    ("kind", "target", "milestones", "expected"),
    [
        (KeyResultKind.INCREASE, 72, (), True),
        (KeyResultKind.INCREASE, None, (), False),
        (KeyResultKind.KEEP_AT_MOST, None, (), False),
        (KeyResultKind.KEEP_AT_LEAST, 0, (), True),
        (KeyResultKind.MILESTONES, None, (), False),
        (KeyResultKind.MILESTONES, None, (a_milestone(1),), True),
        (KeyResultKind.YES_NO, None, (), True),
    ],
)
def test_a_key_result_has_a_number_when_it_says_how_it_is_measured(
    kind: KeyResultKind, target: int | None, milestones: tuple[Milestone, ...], *, expected: bool
) -> None:
    assert has_number(a_key_result(kind=kind, target=target, milestones=milestones)) is expected


def test_every_kind_moves_or_keeps_or_is_done_in_steps() -> None:
    in_steps = {KeyResultKind.MILESTONES, KeyResultKind.YES_NO}
    assert MOVES | KEEPS | in_steps == set(KeyResultKind)


@pytest.mark.parametrize("kind", KeyResultKind)
def test_an_incomplete_key_result_may_be_saved(kind: KeyResultKind) -> None:
    assert refusals(kind=kind) == {}


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"title": "  \n"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "x" * 200}, None),
        ({"unit": "x" * 21}, "unit"),
        ({"unit": "x" * 20}, None),
        ({"weight": Decimal("-0.1")}, "weight"),
        ({"weight": Decimal(0)}, None),
        ({"weight": Decimal(1000)}, None),
        ({"weight": Decimal(1001)}, "weight"),
        ({"rhythm": 3}, "rhythm"),
        ({"rhythm": 4}, None),
        ({"due_on": BEFORE}, "due_on"),
        ({"due_on": AFTER}, "due_on"),
        ({"due_on": date(2026, 10, 1)}, None),
        ({"due_on": date(2026, 12, 31)}, None),
    ],
)
def test_what_every_kind_has_is_checked(terms: dict[str, Any], field: str | None) -> None:
    assert list(refusals(**terms)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("kind", "start", "target", "part"),
    [
        (KeyResultKind.INCREASE, 61, 72, None),
        (KeyResultKind.INCREASE, None, 72, None),
        (KeyResultKind.INCREASE, 61, None, None),
        (KeyResultKind.INCREASE, -5, -1, None),
        (KeyResultKind.DECREASE, 9, 5, None),
        (KeyResultKind.INCREASE, 61, 61, "same as the start"),
        (KeyResultKind.DECREASE, 61, 61, "same as the start"),
        (KeyResultKind.INCREASE, 61, 50, "above the start, 61 %"),
        (KeyResultKind.DECREASE, 5, 9, "below the start, 5 %"),
        (KeyResultKind.YES_NO, 1, 1, None),
    ],
)
def test_an_increase_goes_up_and_a_decrease_down(
    kind: KeyResultKind, start: int | None, target: int | None, part: str | None
) -> None:
    values = {"start": start, "target": target}
    decimals = {name: None if v is None else Decimal(v) for name, v in values.items()}
    fields = refusals(kind=kind, unit="%", **decimals)
    assert (part in fields["target"]) if part else fields == {}


@pytest.mark.parametrize(
    ("kind", "floor", "part"),
    [
        (KeyResultKind.KEEP_AT_LEAST, "98", None),
        (KeyResultKind.KEEP_AT_LEAST, "99", None),
        (KeyResultKind.KEEP_AT_LEAST, "99.1", "below 99 %"),
        (KeyResultKind.KEEP_AT_MOST, "100", None),
        (KeyResultKind.KEEP_AT_MOST, "99", None),
        (KeyResultKind.KEEP_AT_MOST, "98.9", "above 99 %"),
        (KeyResultKind.INCREASE, "1000", None),
    ],
)
def test_the_worst_acceptable_value_is_no_better_than_the_limit(
    kind: KeyResultKind, floor: str, part: str | None
) -> None:
    fields = refusals(kind=kind, target=Decimal(99), floor=Decimal(floor), unit="%")
    assert (part in fields["floor"]) if part else fields == {}


def test_a_floor_without_a_limit_may_wait() -> None:
    assert refusals(kind=KeyResultKind.KEEP_AT_LEAST, floor=Decimal(5)) == {}


@pytest.mark.parametrize(
    ("milestone", "part"),
    [
        (a_milestone(1, weight=1), None),
        (a_milestone(1, weight=0), "weight"),
        (a_milestone(1, weight=-1), "weight"),
        (a_milestone(1, due_on=INSIDE), None),
        (a_milestone(1, due_on=AFTER), "Q4 2026: 1 Oct 2026 to 31 Dec 2026"),
        (Milestone(id=0, title=" ", weight=1, due_on=None), "title"),
        (Milestone(id=0, title="x" * 201, weight=1, due_on=None), "title"),
        (Milestone(id=0, title="x" * 200, weight=1, due_on=None), None),
    ],
)
def test_milestones_have_titles_weights_and_dates_in_the_cycle(
    milestone: Milestone, part: str | None
) -> None:
    fields = refusals(kind=KeyResultKind.MILESTONES, milestones=[a_milestone(9), milestone])
    assert (part in fields["milestones"]) if part else fields == {}
    assert refusals(kind=KeyResultKind.YES_NO, milestones=[milestone]) == {}


@pytest.mark.parametrize(
    ("days", "part"),
    [
        ([date(2026, 11, 1), date(2026, 12, 1)], None),
        ([date(2026, 10, 1), date(2026, 12, 31)], None),
        ([date(2026, 12, 1), date(2026, 11, 1)], "in order"),
        ([date(2026, 11, 1), date(2026, 11, 1)], "in order"),
        ([BEFORE, date(2026, 11, 1)], "Choose dates in Q4 2026"),
        ([date(2026, 11, 1), AFTER], "Choose dates in Q4 2026"),
    ],
)
def test_phased_targets_are_in_the_cycle_and_in_order(days: list[date], part: str | None) -> None:
    phased_targets = [a_phased_target(day, 50) for day in days]
    fields = refusals(phased_targets=phased_targets)
    assert (part in fields["phased_targets"]) if part else fields == {}
    assert refusals(kind=KeyResultKind.YES_NO, phased_targets=phased_targets) == {}


@pytest.mark.parametrize(
    ("kind", "now", "is_fine"),
    [
        (KeyResultKind.YES_NO, None, True),
        (KeyResultKind.YES_NO, Decimal(0), True),
        (KeyResultKind.YES_NO, Decimal(1), True),
        (KeyResultKind.YES_NO, Decimal(2), False),
        (KeyResultKind.INCREASE, Decimal(2), True),
    ],
)
def test_yes_and_no_are_the_only_values_of_yes_no(
    kind: KeyResultKind, now: Decimal | None, *, is_fine: bool
) -> None:
    assert refusals(kind=kind, now=now) == ({} if is_fine else {"now": "Choose yes or no."})


def test_all_that_is_wrong_is_said_at_once() -> None:
    fields = refusals(title="", rhythm=0, start=Decimal(1), target=Decimal(1), due_on=AFTER)
    assert list(fields) == ["title", "rhythm", "target", "due_on"]
