"""What may be recorded about a key result."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.check_in import (
    CheckInSource,
    as_it_stood,
    check_check_in,
    confidence_change,
    first_value,
    has_value,
    last_confidence,
    last_value,
    note_is_required,
    offers_no_change,
)
from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, KeyResultKind
from tests.okr.builders import a_check_in, a_key_result, a_milestone

PERSON, NO_CHANGE, API = CheckInSource.PERSON, CheckInSource.NO_CHANGE, CheckInSource.API
MILESTONES = a_key_result(kind=KeyResultKind.MILESTONES, milestones=[a_milestone(1)])
YES_NO = a_key_result(kind=KeyResultKind.YES_NO)
confidences = st.integers(1, 10)
AT = datetime(2026, 11, 9, 9, tzinfo=UTC)


def refusals(key_result: KeyResult, *confidences_before: int, **terms: Any) -> dict[str, str]:
    known: dict[str, Any] = {"value": Decimal(5), "ticks": (), "confidence": 7, "note": ""}
    history = [a_check_in(1, confidence=confidence) for confidence in confidences_before]
    try:
        check_check_in(key_result, history, **(known | terms))
    except FormError as refusal:
        return refusal.fields
    return {}


def test_values_and_confidence_are_found_apart() -> None:
    history = [
        a_check_in(None, id=1, confidence=6),
        a_check_in(60, id=2, confidence=8),
        a_check_in(64, id=3, confidence=None, source=API),
        a_check_in(None, id=4, confidence=5),
        a_check_in(None, id=5, confidence=None),
    ]
    assert [first_value(history), last_value(history)] == [history[1], history[2]]
    assert last_confidence(history) == 5
    assert confidence_change(history) == -3


def test_nothing_is_known_without_check_ins() -> None:
    assert first_value([]) is None
    assert last_value([]) is None
    assert last_confidence([]) is None
    assert confidence_change([a_check_in(1, confidence=5)]) is None


def test_ticks_are_a_value() -> None:
    assert has_value(a_check_in(None, ticks=[1]))
    assert has_value(a_check_in(0))
    assert not has_value(a_check_in(None))


@pytest.mark.parametrize(
    ("previous", "confidence", "expected"),
    [
        (None, None, False),
        (5, None, False),
        (None, 4, False),
        (None, 3, True),
        (7, 6, True),
        (7, 7, False),
        (7, 8, False),
        (4, 3, True),
        (3, 3, False),
        (2, 3, False),
        (3, 2, True),
    ],
)
def test_a_note_is_asked_when_confidence_falls_or_is_low_from_the_first(
    previous: int | None, confidence: int | None, *, expected: bool
) -> None:
    assert note_is_required(previous, confidence) is expected


@given(previous=confidences, confidence=confidences)
def test_nobody_explains_a_rise(previous: int, confidence: int) -> None:
    assert note_is_required(previous, confidence) is (confidence < previous)


@pytest.mark.parametrize(
    ("sources", "confidence", "expected"),
    [
        ([], 8, False),
        ([PERSON], 8, True),
        ([PERSON], 4, True),
        ([PERSON], 3, False),
        ([PERSON], None, False),
        ([PERSON, NO_CHANGE], 8, True),
        ([PERSON, NO_CHANGE, NO_CHANGE], 8, False),
        ([NO_CHANGE, NO_CHANGE, PERSON], 8, True),
        ([NO_CHANGE, API], 8, True),
        ([NO_CHANGE], 8, True),
    ],
)
def test_no_change_is_offered_twice_in_a_row_at_most(
    sources: list[CheckInSource], confidence: int | None, *, expected: bool
) -> None:
    history = [a_check_in(5, source=source, confidence=confidence) for source in sources]
    assert offers_no_change(history) is expected


@pytest.mark.parametrize(
    ("key_result", "value", "sentence"),
    [
        (a_key_result(), Decimal(-3), None),
        (a_key_result(), None, "Enter the value now."),
        (a_key_result(target=None), None, None),
        (a_key_result(start=None), None, "Enter the value now."),
        (a_key_result(start=None, start_due_on=date(2026, 11, 1)), None, None),
        (a_key_result(start=1, start_due_on=date(2026, 11, 1)), None, "Enter the value now."),
        (a_key_result(kind=KeyResultKind.KEEP_AT_MOST), None, "Enter the value now."),
        (YES_NO, Decimal(1), None),
        (YES_NO, Decimal(2), "Choose yes or no."),
        (YES_NO, None, "Choose yes or no."),
        (MILESTONES, None, None),
    ],
)
def test_a_value_is_asked_where_there_is_one(
    key_result: KeyResult, value: Decimal | None, sentence: str | None
) -> None:
    assert refusals(key_result, value=value).get("value") == sentence


def test_the_set_up_asks_for_confidence_alone() -> None:
    for key_result in (a_key_result(), YES_NO):
        assert refusals(key_result, value=None, is_value_required=False) == {}
    assert "value" in refusals(YES_NO, value=Decimal(7), is_value_required=False)


def test_only_milestones_of_the_key_result_are_ticked() -> None:
    assert refusals(MILESTONES, ticks=[1]) == {}
    assert "open it again" in refusals(MILESTONES, ticks=[1, 2])["ticks"]


@pytest.mark.parametrize(
    ("confidence", "is_fine"), [(None, False), (0, False), (1, True), (10, True), (11, False)]
)
def test_confidence_is_one_to_ten(confidence: int | None, *, is_fine: bool) -> None:
    assert (
        "confidence" not in refusals(a_key_result(), confidence=confidence, note="x")
    ) is is_fine


@pytest.mark.parametrize(
    ("before", "confidence", "note", "sentence"),
    [
        ([], 7, "", None),
        ([], 3, " \n", "Confidence is low. Say what is in the way."),
        ([], 3, "Waiting for Infra", None),
        ([8], 6, "", "Confidence fell from 8 to 6. Say what changed."),
        ([8], 6, "A rollback", None),
        ([8], 8, "x" * 3000, None),
        ([8], 8, "x" * 3001, "That is too long. Use at most 3000 characters."),
    ],
)
def test_a_note_is_asked_in_its_own_words(
    before: list[int], confidence: int, note: str, sentence: str | None
) -> None:
    fields = refusals(a_key_result(), *before, confidence=confidence, note=note)
    assert fields.get("note") == sentence


def test_values_of_a_source_do_not_hide_the_confidence_before() -> None:
    history = [a_check_in(1, confidence=8), a_check_in(2, confidence=None, source=API)]
    with pytest.raises(FormError) as refused:
        check_check_in(a_key_result(), history, value=Decimal(3), ticks=(), confidence=7, note="")
    assert list(refused.value.fields) == ["note"]


def test_a_history_as_it_stood_has_its_later_corrections() -> None:
    day = timedelta(days=1)
    before = [
        replace(a_check_in(value), id=number, at=AT + number * day)
        for number, value in ((1, 60), (2, 62))
    ]
    wrong, right, newer = (
        replace(a_check_in(value), id=number, at=AT + number * day, corrects_id=corrects)
        for number, value, corrects in ((3, 63, 2), (4, 64, 3), (5, 70, None))
    )
    history = [*before, wrong, right, newer]

    def stood(*, until: datetime | None = None) -> list[tuple[int, int | None]]:
        found = as_it_stood(history, at=AT + 2 * day, until=until)
        assert [one.at for one in found] == [one.at for one in before]
        return [(one.id, None if one.value is None else int(one.value)) for one in found]

    assert stood() == [(1, 60), (2, 64)]
    assert stood(until=AT + 4 * day) == [(1, 60), (2, 63)]
    assert stood(until=AT + 3 * day) == [(1, 60), (2, 62)]
    late = as_it_stood(history, at=AT + 9 * day, until=None)
    assert [one.id for one in late] == [1, 2, 3, 4, 5]
    assert as_it_stood([wrong], at=AT, until=None) == ()
