"""What was typed about a key result is read, and each refusal stands under its own field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResultKind, PhasedTarget
from bot.okr.key_result_entry import (
    MAX_STEPS,
    MAX_TARGETS,
    KeyResultEntry,
    StepEntry,
    TargetEntry,
    entry_of,
)
from bot.okr.key_result_reading import read_key_result
from bot.okr.okr_input import KeyResultInput, MilestoneInput
from tests.okr.builders import a_cycle, a_key_result, a_milestone, a_phased_target

NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 1)
AFTER = "2027-02-01"


def an_entry(**terms: Any) -> KeyResultEntry:
    return replace(KeyResultEntry(title="Completion"), **terms)


def read(entry: KeyResultEntry) -> KeyResultInput:
    return read_key_result(entry, cycle=a_cycle(), locale="en-GB")


def refusals(**terms: Any) -> dict[str, str]:
    with pytest.raises(FormError) as refusal:
        read(an_entry(**terms))
    return refusal.value.fields


KINDS = [
    a_key_result(
        start=61,
        target=72,
        phased_targets=[a_phased_target(NOVEMBER, 65), a_phased_target(DECEMBER, "70.5")],
        rhythm=4,
        weight=0,
    ),
    a_key_result(kind=KeyResultKind.DECREASE, start=None, start_due_on=NOVEMBER, target=5),
    a_key_result(kind=KeyResultKind.DECREASE, start="-1.234", target=-5, unit=""),
    a_key_result(kind=KeyResultKind.KEEP_AT_LEAST, start=None, target=99, floor=95),
    a_key_result(kind=KeyResultKind.KEEP_AT_MOST, start=None, target=None),
    a_key_result(
        kind=KeyResultKind.MILESTONES,
        start=None,
        target=None,
        unit="",
        milestones=[a_milestone(3, 2, DECEMBER), a_milestone(4)],
    ),
    a_key_result(kind=KeyResultKind.YES_NO, start=None, target=None, unit="", due_on=DECEMBER),
]


@pytest.mark.parametrize("known", KINDS, ids=lambda known: f"{known.kind}-{known.target}")
def test_what_exists_reads_back_as_it_is(known: Any) -> None:
    assert read(entry_of(known)) == KeyResultInput(
        title=known.title,
        kind=known.kind,
        start=known.start,
        start_due_on=known.start_due_on,
        target=known.target,
        floor=known.floor,
        unit=known.unit,
        weight=known.weight,
        rhythm=known.rhythm,
        due_on=known.due_on,
        milestones=tuple(
            MilestoneInput(one.title, one.weight, one.due_on, one.id) for one in known.milestones
        ),
        phased_targets=known.phased_targets,
    )


def test_what_the_kind_does_not_use_is_left_out() -> None:
    typed = an_entry(
        kind=KeyResultKind.YES_NO,
        start="x",
        target="y",
        floor="z",
        now="1",
        unit="%",
        targets=(TargetEntry(1, "2026-12-01", "70"),),
        steps=(StepEntry(2, title="Contract"),),
    )
    assert read(typed) == KeyResultInput(title="Completion", kind=KeyResultKind.YES_NO)


def test_without_a_start_it_starts_where_it_is_now() -> None:
    assert read(an_entry(now="66")).start == 66
    later = read(an_entry(now="66", start_due_on="2026-11-20"))
    assert (later.start, later.start_due_on) == (None, NOVEMBER)
    known = read(an_entry(start="61", now="66", start_due_on="2026-11-20"))
    assert (known.start, known.start_due_on) == (Decimal(61), None)


def test_confidence_weight_and_rhythm() -> None:
    given = read(an_entry(confidence="7", weight="", rhythm="2"))
    assert (given.confidence, given.weight, given.rhythm) == (7, Decimal(1), 2)
    assert read(an_entry(weight="0")).weight == 0


def test_all_refusals_come_at_once() -> None:
    fields = refusals(
        title=" ", start="many", target="x", now="1.234", confidence="11", weight="-1", rhythm="3"
    )
    assert set(fields) == {"title", "start", "target", "now", "confidence", "weight", "rhythm"}
    assert "two numbers" in fields["now"]


def test_an_aim_the_wrong_way_stands_under_the_aim() -> None:
    assert set(refusals(start="5", target="3")) == {"target"}


def test_a_due_date_outside_the_cycle_stands_under_it() -> None:
    assert set(refusals(kind=KeyResultKind.YES_NO, due_on=AFTER)) == {"due_on"}


def test_a_refused_step_is_named_and_a_blank_new_one_does_not_count() -> None:
    steps = (
        StepEntry(1, title="Contract"),
        StepEntry(2),
        StepEntry(3, id=9),
        StepEntry(4, due_on="2026-12-01"),
        StepEntry(5, title="Late", due_on=AFTER),
    )
    fields = refusals(kind=KeyResultKind.MILESTONES, steps=steps)
    assert set(fields) == {"step:3", "step:4", "step:5"}
    odd = (StepEntry(1, title="Contract", weight="much"), StepEntry(2))
    assert read(an_entry(kind=KeyResultKind.MILESTONES, steps=odd)).milestones == (
        MilestoneInput("Contract"),
    )


def test_dates_on_the_way_may_be_typed_in_any_order() -> None:
    targets = (
        TargetEntry(1, "2026-12-01", "70"),
        TargetEntry(2),
        TargetEntry(3, "2026-11-20", "65"),
    )
    assert read(an_entry(targets=targets)).phased_targets == (
        PhasedTarget(NOVEMBER, Decimal(65)),
        PhasedTarget(DECEMBER, Decimal(70)),
    )


def test_a_refused_date_on_the_way_is_named() -> None:
    targets = (
        TargetEntry(1, "2026-12-01", "70"),
        TargetEntry(2, "2026-12-01", "71"),
        TargetEntry(3, "", "71"),
        TargetEntry(4, "2026-11-20", " "),
        TargetEntry(5, AFTER, "71"),
        TargetEntry(6, "2026-11-20", "x"),
    )
    assert set(refusals(targets=targets)) == {f"phase:{key}" for key in (2, 3, 4, 5, 6)}


def test_rows_come_up_to_a_limit_and_keys_are_never_given_twice() -> None:
    entry = KeyResultEntry()
    for _ in range(20):
        entry = entry.with_step().with_target()
    assert (len(entry.steps), len(entry.targets)) == (MAX_STEPS, MAX_TARGETS)
    fewer = entry.without("1").with_step()
    keys = [row.key for row in fewer.steps] + [row.key for row in fewer.targets]
    assert len(keys) == len(set(keys))
    assert 1 not in keys
