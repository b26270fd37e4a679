"""Ideas in a modal: legal at any length, and only one's own can be taken out."""

from typing import Any

from bot.okr.idea import Idea, IdeasPage
from bot.views.blocks import View
from bot.views.ideas import add_modal, choose_modal, ideas_modal, parse_hypothesis, parse_ideas
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_key_result, a_team, instant
from tests.views.week_builders import NASTY, large_objectives, sketched_objectives


def an_idea(**terms: Any) -> Idea:
    known: dict[str, Any] = {
        "id": 1,
        "key_result_id": 11,
        "text": "Guest checkout",
        "by": "Ana",
        "at": instant(11, 9),
        "is_own": True,
        "work_item_id": None,
    }
    return Idea(**(known | terms))


def a_page(*ideas: Idea, **terms: Any) -> IdeasPage:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle_name": "Q1 2027",
        "is_planned": True,
        "objectives": sketched_objectives(),
        "ideas": {11: ideas},
        "may_remove_all": False,
    }
    return IdeasPage(**(known | terms))


def shown(view: View) -> str:
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


def test_it_asks_for_two_ways_to_move_each_key_result() -> None:
    text = shown(ideas_modal(a_page(an_idea()), told="Saved."))
    assert "*Q1 2027* · what would move each key result?\n0 of 5 key results have two." in text
    assert "1.1 Completion  61 → 72 %\n_with only one way, it may be a task_" in text
    assert "_no idea yet_" in text
    assert "• Guest checkout · Ana" in text
    full = {
        one.id: (an_idea(id=1), an_idea(id=2))
        for o in sketched_objectives()
        for one in o.key_results
    }
    assert "Every key result has two ways to move it." in shown(ideas_modal(a_page(ideas=full)))
    assert "A lead adds the first ones" in shown(ideas_modal(a_page(objectives=())))


def test_only_ones_own_idea_can_be_taken_out_and_work_stays() -> None:
    def choices(page: IdeasPage) -> str:
        return str(ideas_modal(page)["blocks"])

    assert "remove:1" in choices(a_page(an_idea()))
    assert "remove:1" not in choices(a_page(an_idea(is_own=False)))
    assert "remove:1" in choices(a_page(an_idea(is_own=False), may_remove_all=True))
    work = choices(a_page(an_idea(work_item_id=5)))
    assert "work now" in work
    assert "choose:1" not in work


def test_the_most_ideas_are_legal() -> None:
    objectives = large_objectives(NASTY * 4)
    ideas = {
        one.id: tuple(an_idea(id=number, text=NASTY * 4, by=NASTY * 4) for number in range(9))
        for objective in objectives
        for one in objective.key_results
    }
    assert "More ideas than fit here" in shown(
        ideas_modal(a_page(objectives=objectives, ideas=ideas))
    )


def test_forms_are_read_back() -> None:
    view = add_modal(a_key_result(target=72, start=61))
    assert check_view(view, "modal") == []
    filled = state_values(view["blocks"], {})
    assert parse_ideas(filled) == ""
    view = choose_modal(an_idea(text=NASTY), a_key_result(title=NASTY))
    assert check_view(view, "modal") == []
    assert parse_hypothesis(state_values(view["blocks"], {})) == ""
