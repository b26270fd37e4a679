"""The list from which leads edit OKRs, what to add, and the question before closing."""

from dataclasses import replace

import pytest

from bot.okr.cycle import CycleState
from bot.okr.key_result import KeyResultKind, LifeState
from bot.okr.objective import Commitment, Objective
from bot.okr.okr_form import OkrList
from bot.views.blocks import View
from bot.views.okr_choice import add_modal, end_modal, new_key_result_button
from bot.views.okr_list import (
    CANCEL,
    CLOSE,
    UP,
    RowChoice,
    Told,
    okr_list_modal,
    parse_list,
    parse_page,
    parse_row,
    row_of,
    row_value,
    saved_words,
)
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_cycle, a_key_result, a_milestone, a_team, an_objective

NASTY = "<!channel> & *_~ <@U1> \u202eمرحبا 🙈 " + "&" * 150


def many(count: int, each: int, title: str = "Completion") -> tuple[Objective, ...]:
    return tuple(
        an_objective(
            *(
                a_key_result(
                    id=number * 100 + own, label=f"{number}.{own}", title=title, unit=NASTY[:20]
                )
                for own in range(1, each + 1)
            ),
            id=number,
            number=number,
            title=title,
        )
        for number in range(1, count + 1)
    )


def a_list(*objectives: Objective) -> OkrList:
    return OkrList(a_team(), a_cycle(), objectives, 5)


def shown(view: View) -> str:
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


def test_a_plan_is_edited_like_a_cycle_and_drafts_are_taken_out_of_it() -> None:
    draft = a_key_result(id=5, label="1.1", activated_at=None)
    out = a_key_result(id=6, label="1.2", activated_at=None, state=LifeState.CANCELLED)
    planned = replace(a_cycle(), id=9, state=CycleState.PLANNING)
    okrs = OkrList(a_team(), planned, (an_objective(draft, out, activated_at=None),), 5)
    view = okr_list_modal(okrs)
    text = shown(view)
    assert "*Checkout* · Q4 2026, planned" in text
    assert "Take it out" in text
    assert "Close" not in text
    assert "_taken out_" in text
    assert "[Put it back]" in text
    assert "[Back to the plan]" in text
    assert parse_list(view["private_metadata"]) == ("1", "9")
    assert parse_page(view["private_metadata"]) == 0
    assert parse_list("7") == ("7", "")


def test_each_row_says_how_it_is_measured_and_who_owns_it() -> None:
    text = shown(
        okr_list_modal(
            a_list(
                an_objective(
                    a_key_result(id=1, label="1.1", start=61, target=72),
                    a_key_result(id=2, label="1.2", start=None, target=5, owner=None),
                    a_key_result(id=3, label="1.3", kind=KeyResultKind.KEEP_AT_MOST, target="0.5"),
                    a_key_result(id=4, label="1.4", target=None),
                    a_key_result(
                        id=5,
                        label="1.5",
                        kind=KeyResultKind.MILESTONES,
                        milestones=[a_milestone(1), a_milestone(2)],
                    ),
                    a_key_result(id=6, label="1.6", kind=KeyResultKind.YES_NO),
                    commitment=Commitment.ASPIRATIONAL,
                )
            )
        )
    )
    assert "stretch · Ana" in text
    assert "61 → 72 % · Ana" in text
    assert "1.2 Completion\naim 5 %  [" in text
    assert "limit 0.5 %" in text
    assert "no number yet" in text
    assert "2 steps" in text
    assert "yes or no" in text


def test_only_what_can_be_done_is_offered() -> None:
    first, second = a_key_result(id=1, label="1.1"), a_key_result(id=2, label="1.2")
    closed = a_key_result(id=3, label="1.3", title="Errors", state=LifeState.CLOSED)
    text = shown(okr_list_modal(a_list(an_objective(first, closed, second))))
    assert "[⋯ Edit · Move down · Finish it · Drop it]" in text
    assert "[⋯ Edit · Move up · Finish it · Drop it]" in text
    assert "1.3 Errors\n_finished_  [Reopen]" in text


def test_a_finished_objective_folds_what_is_in_it() -> None:
    over = an_objective(a_key_result(), title="Old", state=LifeState.CANCELLED)
    text = shown(okr_list_modal(a_list(over)))
    assert "1 Old\n_dropped_  [Reopen]" in text
    assert "1.1" not in text


def test_an_empty_list_says_what_to_do() -> None:
    assert "Nothing here yet. Add an objective first." in shown(okr_list_modal(a_list()))


def test_eight_by_eight_fits_on_one_page() -> None:
    okrs = a_list(*many(8, 8, NASTY))
    told = Told(
        saved_words(okrs.objectives[0]),
        ("One hint.", "Another."),
        new_key_result_button(okrs.objectives[0]),
    )
    text = shown(okr_list_modal(okrs, told=told))
    assert "8.8" in text
    assert "[More]" not in text


def test_more_than_that_is_paged() -> None:
    okrs = a_list(*many(12, 8))
    first, last = okr_list_modal(okrs), okr_list_modal(okrs, page=99)
    assert "[More]" in shown(first)
    assert "[Earlier]" in shown(last)
    assert "[More]" not in shown(last)
    assert "12.8" in shown(last)
    assert parse_page(last["private_metadata"]) == 1


def test_the_page_of_a_row_is_shown() -> None:
    okrs = a_list(*many(12, 8))
    last, first = okrs.objectives[-1], okrs.objectives[0]
    for one, page in ((last, 1), (last.key_results[-1], 1), (first.key_results[0], 0)):
        assert parse_page(okr_list_modal(okrs, beside=row_of(one))["private_metadata"]) == page
    gone = row_of(replace(last, id=404))
    assert parse_page(okr_list_modal(okrs, page=1, beside=gone)["private_metadata"]) == 1


@pytest.mark.parametrize("text", ["", "5", "5:", "5:x", "5:-1", "5:²"])
def test_a_page_that_is_none_is_the_first(text: str) -> None:
    assert parse_page(text) == 0


def test_a_row_is_read_back() -> None:
    assert parse_row(row_value(UP, a_key_result(id=7))) == RowChoice("up", "key_result", "7")
    assert parse_row(row_value(UP, an_objective(id=7))) == RowChoice("up", "objective", "7")
    assert parse_row("nonsense") == RowChoice("nonsense", "", "")


def test_what_to_add_offers_the_live_objectives() -> None:
    one, over = an_objective(), an_objective(id=2, number=2, state=LifeState.CLOSED)
    text = shown(add_modal(a_list(one, over)))
    assert "A key result of" in text
    options = add_modal(a_list(one, over))["blocks"][1]["accessory"]["options"]
    assert [option["value"] for option in options] == ["1"]
    assert "A key result of" not in shown(add_modal(a_list(over)))
    shown(add_modal(a_list(*many(120, 0, NASTY))))


@pytest.mark.parametrize(("verb", "title"), [(CLOSE, "Finish it?"), (CANCEL, "Drop it?")])
def test_before_something_ends_it_is_asked(verb: str, title: str) -> None:
    key_result = replace(a_key_result(), title=NASTY[:200])
    view = end_modal(key_result, verb, cycle=a_cycle())
    assert view["title"]["text"] == title
    assert "It counts no longer." in shown(view)
    assert parse_row(view["private_metadata"]) == RowChoice(verb, "key_result", "11")
    assert "key results count no longer" in shown(end_modal(an_objective(), verb, cycle=a_cycle()))
