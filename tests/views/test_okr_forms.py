"""The forms of objectives and key results: legal, and read back as they were filled."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.okr.key_result import MOVES, KeyResultKind
from bot.okr.key_result_entry import KeyResultEntry, StepEntry, TargetEntry, entry_of
from bot.okr.objective import Commitment
from bot.okr.okr_form import Choice, KeyResultForm, ObjectiveForm
from bot.views.blocks import View
from bot.views.key_result_form import key_result_modal
from bot.views.key_result_parse import parse_key_result
from bot.views.objective_form import ObjectiveFields, objective_modal, parse_objective
from sandbox.blocks.inputs import state_values
from sandbox.blocks.walk import text_of
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import (
    a_cycle,
    a_key_result,
    a_milestone,
    a_phased_target,
    a_team,
    an_objective,
)

NASTY = "<!channel> & *_~ <@U1> \u202eمرحبا 🙈 " + "&" * 100
DECEMBER = date(2026, 12, 1)
KIND_FIELDS = {
    KeyResultKind.INCREASE: ["Starts at", "Aim", "Now at", "Unit"],
    KeyResultKind.DECREASE: ["Starts at", "Aim", "Now at", "Unit"],
    KeyResultKind.KEEP_AT_LEAST: ["At least", "Worst acceptable", "Now at", "Unit"],
    KeyResultKind.KEEP_AT_MOST: ["At most", "Worst acceptable", "Now at", "Unit"],
    KeyResultKind.MILESTONES: ["Step 1", "Step 2"],
    KeyResultKind.YES_NO: ["Due"],
}


def a_form(entry: KeyResultEntry, **terms: Any) -> KeyResultForm:
    known: dict[str, Any] = {
        "token": "t",
        "team": a_team(),
        "cycle": a_cycle(),
        "objective": an_objective(),
        "key_result": None,
    }
    return KeyResultForm(entry=entry, **(known | terms))


def built(form: KeyResultForm) -> View:
    view = key_result_modal(form)
    assert check_view(view, "modal") == []
    return view


def labels(view: View) -> list[str]:
    return [text_of(block["label"]) for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.parametrize("kind", list(KeyResultKind))
@pytest.mark.parametrize("is_more", [True, False])
def test_each_kind_is_read_back_as_it_was_filled(kind: KeyResultKind, *, is_more: bool) -> None:
    entry = KeyResultEntry(
        title="Completion",
        kind=kind,
        start="61",
        start_due_on="2026-11-20",
        target="72,5",
        floor="50",
        now="66",
        confidence="7",
        unit="%",
        owner="U1",
        delegate="U2",
        weight="2",
        rhythm="4",
        due_on="2026-12-01",
        steps=(StepEntry(1, 5, "Contract", "3", "2026-12-01"), StepEntry(2, None, "Traffic", "13")),
        targets=(TargetEntry(3, "2026-12-01", "70"), TargetEntry(4)),
        is_more=is_more,
        next_key=5,
    )
    view = built(a_form(entry))
    blank = replace(
        entry,
        kind=KeyResultKind.YES_NO,
        steps=tuple(replace(row, title="", weight="1", due_on="") for row in entry.steps),
        targets=tuple(TargetEntry(row.key) for row in entry.targets),
    )
    read = parse_key_result(state_values(view["blocks"], {}), blank)
    shown = KIND_FIELDS[kind]
    assert labels(view)[2 : 2 + len(shown)] == shown
    assert read.kind is kind
    if kind is KeyResultKind.MILESTONES:
        assert read.steps == entry.steps
    if "Starts at" in shown:
        assert read.targets == entry.targets
    assert replace(read, kind=kind, steps=entry.steps, targets=entry.targets) == entry


@pytest.mark.parametrize(
    "known",
    [
        a_key_result(start=61, phased_targets=[a_phased_target(DECEMBER, "70.5")]),
        a_key_result(kind=KeyResultKind.KEEP_AT_MOST, start=None, floor=900, target="0.5"),
        a_key_result(
            kind=KeyResultKind.MILESTONES, milestones=[a_milestone(3, 2, DECEMBER), a_milestone(4)]
        ),
        a_key_result(kind=KeyResultKind.YES_NO, due_on=DECEMBER),
    ],
    ids=lambda known: known.kind,
)
def test_one_that_exists_opens_without_what_is_asked_once(known: Any) -> None:
    entry = entry_of(known, owner="U1")
    view = built(a_form(entry, key_result=known))
    assert text_of(view["title"]) == "Key result 1.1"
    assert not {"Now at", "How likely by 31 Dec?"} & set(labels(view))
    assert parse_key_result(state_values(view["blocks"], {}), entry) == entry


def test_a_yes_no_is_asked_for_its_number() -> None:
    view = built(a_form(KeyResultEntry(kind=KeyResultKind.YES_NO)))
    assert "Which number would change?" in render_blocks(view["blocks"])


def test_as_many_rows_as_there_may_be_still_fit() -> None:
    entry = KeyResultEntry(title=NASTY[:200], unit=NASTY[:20], is_more=True)
    for _ in range(20):
        entry = entry.with_step().with_target()
    for kind in KeyResultKind:
        view = built(a_form(replace(entry, kind=kind), objective=an_objective(title=NASTY)))
        text = render_blocks(view["blocks"])
        assert "Add a step" not in text
        assert "Add a date" not in text
        assert ("15 steps at most." in text) is (kind is KeyResultKind.MILESTONES)
        assert ("15 dates at most." in text) is (kind in MOVES)


def test_the_fields_that_most_leave_alone_are_folded() -> None:
    entry = KeyResultEntry()
    folded, open_ = (built(a_form(replace(entry, is_more=is_more))) for is_more in (False, True))
    assert set(labels(open_)) - set(labels(folded)) == {
        "No start yet? Measured by",
        "Stand-in",
        "Weight",
        "Check in",
    }
    assert "[More]" in render_blocks(folded["blocks"])
    assert "[More]" not in render_blocks(open_["blocks"])


def test_what_slack_sends_beside_the_form_changes_nothing() -> None:
    entry = KeyResultEntry(title="Completion").with_step().with_target()
    odd: dict[str, dict[str, Any]] = {
        "kind": {"x": {"selected_option": {"value": "sideways"}}},
        "step:1": {},
        "phase:2": {"text": {"value": None}},
    }
    assert parse_key_result(odd, entry) == entry
    assert parse_key_result({}, entry) == entry


def an_objective_form(**terms: Any) -> ObjectiveForm:
    known: dict[str, Any] = {
        "token": "t",
        "team": a_team(),
        "cycle": a_cycle(),
        "objective": None,
        "title": "",
        "why": "",
        "owner": "",
        "commitment": Commitment.COMMITTED,
        "parent_id": None,
        "parents": (),
    }
    return ObjectiveForm(**(known | terms))


def built_objective(form: ObjectiveForm) -> View:
    view = objective_modal(form)
    assert check_view(view, "modal") == []
    return view


def test_an_objective_is_read_back_as_it_was_filled() -> None:
    form = an_objective_form(
        objective=an_objective(),
        title=NASTY[:200],
        why="They leave\nat the last step",
        owner="U1",
        commitment=Commitment.ASPIRATIONAL,
        parent_id=250,
        parents=tuple(Choice(number, f"PAY-1 {NASTY}") for number in range(1, 300)),
    )
    view = built_objective(form)
    assert text_of(view["title"]) == "Objective 1"
    assert parse_objective(state_values(view["blocks"], {})) == ObjectiveFields(
        form.title, form.why, "U1", Commitment.ASPIRATIONAL, "250", ""
    )


def test_an_empty_objective_asks_for_little() -> None:
    view = built_objective(an_objective_form())
    assert labels(view) == ["Objective", "Why it matters", "Owner", "How firm is it?"]
    assert parse_objective(state_values(view["blocks"], {})) == ObjectiveFields(
        "", "", None, Commitment.COMMITTED, None, ""
    )


def test_no_parent_is_a_choice() -> None:
    view = built_objective(an_objective_form(parents=(Choice(5, "PAY-1 Payments never fail"),)))
    assert labels(view)[-1] == "Serves"
    assert parse_objective(state_values(view["blocks"], {})).parent is None


@pytest.mark.parametrize(
    ("view", "label", "is_optional"),
    [
        (built_objective(an_objective_form(asks_why=True)), "Why now?", False),
        (
            built_objective(an_objective_form(asks_why=True, objective=an_objective())),
            "Why the change?",
            True,
        ),
        (built(a_form(KeyResultEntry(), asks_why=True)), "Why now?", False),
        (
            built(a_form(KeyResultEntry(), asks_why=True, key_result=a_key_result())),
            "Why the change?",
            True,
        ),
    ],
    ids=["new objective", "objective", "new key result", "key result"],
)
def test_okrs_that_are_set_ask_why(view: View, label: str, is_optional: bool) -> None:
    asked = [one for one in view["blocks"] if one.get("block_id") == "change_why"]
    assert [(text_of(one["label"]), one["optional"]) for one in asked] == [(label, is_optional)]


def test_the_reason_stays_while_the_form_changes() -> None:
    entry = KeyResultEntry(title="Completion", change_why="Legal needs it")
    view = built(a_form(entry, asks_why=True))
    assert parse_key_result(state_values(view["blocks"], {}), KeyResultEntry()).change_why == (
        "Legal needs it"
    )
