"""What is read into what was typed about a key result."""

from decimal import Decimal

import pytest

from bot.okr.check_in_form import Entry, Reading, entry_of, live_ticks, read_entry
from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, KeyResultKind
from tests.okr.builders import a_check_in, a_key_result, a_milestone

STEPS = a_key_result(
    kind=KeyResultKind.MILESTONES, milestones=[a_milestone(1, weight=2), a_milestone(2, weight=3)]
)
NO_STEPS = a_key_result(kind=KeyResultKind.MILESTONES)
YES_NO = a_key_result(kind=KeyResultKind.YES_NO)


def read(key_result: KeyResult, entry: Entry, *, last: int | None = None) -> Reading:
    history = () if last is None else (a_check_in(1, confidence=last),)
    return read_entry(key_result, history, entry, before=Entry(), locale="de-DE")


def fields(key_result: KeyResult, entry: Entry, *, last: int | None = None) -> dict[str, str]:
    with pytest.raises(FormError) as refusal:
        read(key_result, entry, last=last)
    return refusal.value.fields


@pytest.mark.parametrize(
    ("key_result", "entry", "value"),
    [
        (a_key_result(), Entry("1,5"), Decimal("1.5")),
        (a_key_result(), Entry(confidence=7), None),
        (a_key_result(), Entry(note="Waiting"), None),
        (YES_NO, Entry("1"), Decimal(1)),
        (YES_NO, Entry("0"), Decimal(0)),
        (STEPS, Entry(ticks=frozenset({2})), Decimal(3)),
        (STEPS, Entry(confidence=7), Decimal(0)),
        (NO_STEPS, Entry(confidence=7), None),
    ],
)
def test_any_part_of_a_check_in_is_welcome(
    key_result: KeyResult, entry: Entry, value: Decimal | None
) -> None:
    assert read(key_result, entry) == Reading(value, entry.ticks)


def test_each_field_that_is_wrong_is_named() -> None:
    wrong = fields(a_key_result(), Entry("1.234", confidence=4), last=5)
    assert set(wrong) == {"value:11", "note:11"}
    assert "1,2340" in wrong["value:11"]
    assert set(fields(a_key_result(), Entry(confidence=3))) == {"note:11"}
    assert set(fields(a_key_result(), Entry(confidence=0))) >= {"confidence:11"}
    assert set(fields(STEPS, Entry(ticks=frozenset({9})))) == {"ticks:11"}
    assert set(fields(YES_NO, Entry("2"))) == {"value:11"}


def test_being_stuck_takes_a_few_words() -> None:
    assert set(fields(a_key_result(), Entry(is_stuck=True))) == {"note:11"}
    assert read(a_key_result(), Entry(is_stuck=True, note="Access")) == Reading(None, frozenset())
    assert read(STEPS, Entry(is_stuck=True, ticks=frozenset({1}))).value == 2


@pytest.mark.parametrize("value", ["66", "1.5", "1.234", "-3", "0.000001"])
def test_what_was_saved_reads_back_as_the_same(value: str) -> None:
    check_in = a_check_in(value, confidence=7, note="Live", is_stuck=True)
    entry = entry_of(check_in, a_key_result())
    assert (entry.confidence, entry.note, entry.is_stuck) == (7, "Live", True)
    assert read(a_key_result(), entry).value == Decimal(value)


def test_ticks_of_milestones_that_were_taken_out_are_left_out() -> None:
    check_in = a_check_in(5, ticks=[1, 9])
    assert live_ticks(STEPS, check_in) == {1}
    assert live_ticks(STEPS, None) == frozenset()
    assert entry_of(check_in, STEPS) == Entry(ticks=frozenset({1}), confidence=7)
    assert entry_of(a_check_in(None, confidence=3), a_key_result()).value == ""
