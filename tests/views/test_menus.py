"""Menus: under headings, and never with a choice left out."""

from collections.abc import Sequence

import pytest

from bot.okr.check_in_form import Choice
from bot.views.blocks import Block, actions, option
from bot.views.check_in_choice import MAX_CHOICES, YOURS, nothing_due
from bot.views.menus import grouped_menu, menu
from bot.views.placement_fields import key_result_menu
from sandbox.validation import check_message
from tests.okr.builders import a_key_result, an_objective


def options(count: int) -> list[Block]:
    return [option(f"Team {number}", str(number)) for number in range(1, count + 1)]


def groups_of(element: Block) -> dict[str, list[str]]:
    return {
        group["label"]["text"]: [one["value"] for one in group["options"]]
        for group in element["option_groups"]
    }


def legal(element: Block) -> Block:
    assert check_message([actions(element)]) == []
    return element


@pytest.mark.parametrize("count", [1, 100])
def test_a_short_menu_is_one_list(count: int) -> None:
    element = legal(menu("a", options(count), chosen=str(count)))
    assert len(element["options"]) == count
    assert element["initial_option"]["value"] == str(count)


def test_a_long_menu_is_split_and_loses_nothing() -> None:
    element = legal(menu("a", options(250), chosen="250", placeholder="Choose"))
    groups = groups_of(element)
    assert list(groups) == ["From Team 1", "From Team 101", "From Team 201"]
    assert [one for group in groups.values() for one in group] == [str(n) for n in range(1, 251)]
    assert element["initial_option"]["value"] == "250"


def test_a_heading_without_choices_is_left_out() -> None:
    groups = [("Empty", []), ("1 · Speed", options(101))]
    element = legal(grouped_menu("a", groups))
    assert [group["label"]["text"] for group in element["option_groups"]] == ["1 · Speed"] * 2
    assert "initial_option" not in element


def test_key_results_stand_under_their_objective() -> None:
    objectives = [
        an_objective(a_key_result(id=11, label="1.1"), title="T" * 200),
        an_objective(id=2, number=2, title="Nothing below yet"),
        an_objective(a_key_result(id=31, label="3.1"), id=3, number=3, title="Speed"),
    ]
    element = legal(key_result_menu(objectives, "a", chosen=31))
    headings = list(groups_of(element))
    assert headings[0].startswith("1 · TTT")
    assert headings[1:] == ["3 · Speed"]
    assert element["initial_option"]["value"] == "31"


def some_choices(count: int, own: Sequence[int] = ()) -> list[Choice]:
    return [
        Choice(number, f"CHK-1.{number}", "T" * 200, "CHK-1 · Speed", is_own=number in own)
        for number in range(1, count + 1)
    ]


def test_a_hundred_and_fifty_can_be_checked_in_all_the_same_ones_own_first() -> None:
    message = nothing_due(some_choices(150, own=(1, 2)))
    assert check_message(list(message.blocks)) == []
    assert message.text == "Nothing is due from you now. Check in anyway?"
    groups = message.blocks[1]["elements"][0]["option_groups"]
    assert [(one["label"]["text"], len(one["options"])) for one in groups] == [
        (YOURS, 2),
        ("CHK-1 · Speed", 100),
        ("CHK-1 · Speed", 48),
    ]
    assert len(message.blocks) == 2


def test_what_no_longer_fits_is_counted_with_how_to_name_it() -> None:
    message = nothing_due(some_choices(MAX_CHOICES + 12))
    assert check_message(list(message.blocks)) == []
    assert message.blocks[-1]["elements"][0]["text"] == (
        f"and 12 more: type its number after the verb, as `CHK-1.{MAX_CHOICES + 1}`"
    )
