"""See all: every objective on a page of its own, nothing folded."""

import pytest

from bot.okr.week import Week
from bot.views.all_okrs import ROWS_PER_PAGE, all_okrs_modal, page_value, parse_page
from bot.views.blocks import View
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_key_result, a_work_item, an_objective
from tests.views.week_builders import NASTY, NOW, a_week, history, large_objectives


def built(week: Week, page: int = 0) -> View:
    view = all_okrs_modal(week, page=page, command="/okr", now=NOW)
    assert check_view(view, "modal") == []
    return view


def shown(week: Week, page: int = 0) -> str:
    return render_blocks(built(week, page)["blocks"])


def test_an_objective_is_shown_in_full_with_the_way_to_the_others() -> None:
    week = a_week(
        *large_objectives("Speed"),
        check_ins={31: history(31, (40, 7))},
        work=[a_work_item(id=1, title="Faster build", key_result_id=31)],
    )
    lines = shown(week, 2).splitlines()
    assert lines[0].startswith("*3 · Speed*")
    assert "*3.1 Speed*  40 %, aim 100 %" in lines
    assert "→ Faster build" in lines
    assert sum(line.startswith("*3.") for line in lines) == 8
    assert lines[-2:] == ["[Previous] [Next] [Work]", "Page 3 of 8"]


def test_the_menu_leads_to_every_objective() -> None:
    view = built(a_week(*large_objectives("Speed")), 7)
    menu = view["blocks"][0]["accessory"]
    assert [one["value"] for one in menu["options"]] == [page_value(1, at) for at in range(8)]
    assert menu["initial_option"]["text"]["text"] == "8 Speed"
    assert "[Next]" not in render_blocks(view["blocks"])


def test_a_page_that_is_gone_gives_the_last() -> None:
    week = a_week(*large_objectives("Speed"))
    assert shown(week, 99) == shown(week, 7)


@pytest.mark.parametrize("title", ["Speed", (NASTY * 20)[:200], "&" * 200])
def test_very_many_key_results_of_one_objective_take_several_pages(title: str) -> None:
    many = [a_key_result(id=one, label=f"1.{one}", title=title) for one in range(1, 131)]
    week = a_week(an_objective(*many, title=title))
    pages = [shown(week, page) for page in range(4)]
    assert "Page 4 of 4" in pages[3]
    assert all(any(f"*1.{one} " in page for page in pages) for one in range(1, 131))
    assert sum(line.startswith("*1.") for line in pages[0].splitlines()) == ROWS_PER_PAGE


def test_what_is_not_there_yet_is_said() -> None:
    assert "No key results yet." in shown(a_week(an_objective()))
    assert shown(a_week()).startswith("No objectives yet.")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("17:2", (17, 2)), ("17", (17, 0)), ("17:x", (17, 0)), ("x", (None, 0)), ("", (None, 0))],
)
def test_a_page_is_read_from_what_comes_back(value: str, expected: tuple[int | None, int]) -> None:
    assert parse_page(value) == expected
