"""Work in words and lists: ages without blame, links that are safe, round trips."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry, PlaceQuestion
from bot.okr.work_item import Place, WorkSource
from bot.okr.work_list import TeamWork
from bot.views.placement_fields import (
    FieldIds,
    number_of,
    parse_placement,
    parse_suffix,
    placement_fields,
)
from bot.views.work import GO_TO, PER_PAGE, parse_more, parse_page, work_list_modal
from bot.views.work_words import age_line, counts_line, work_title
from sandbox.blocks.inputs import state_values
from sandbox.blocks.normalise import normalise
from sandbox.validation import check_view
from tests.okr.builders import (
    ACTIVATED_AT,
    a_cycle,
    a_key_result,
    a_team,
    a_work_item,
    an_objective,
)

OLD = ACTIVATED_AT - timedelta(days=430)
IDS = FieldIds("choose", "choose_key_result", ":17")


@pytest.mark.parametrize(
    "entry",
    [
        PlacementEntry(),
        PlacementEntry(Answer.UPKEEP),
        PlacementEntry(Answer.ANYWAY, reason="Sales promised it."),
        PlacementEntry(Answer.KEY_RESULT, 11, hypothesis="Fewer people leave."),
    ],
)
def test_what_was_answered_is_shown_and_read_back(entry: PlacementEntry) -> None:
    question = PlaceQuestion((an_objective(a_key_result()),), ACTIVATED_AT, entry)
    blocks = placement_fields(question, IDS, answers=tuple(Answer))
    values = state_values(normalise(blocks, "view"), {})
    assert parse_placement(values) == entry
    assert parse_suffix(values) == 17


def test_an_answer_about_one_objective_is_none_about_another() -> None:
    objectives = (
        an_objective(a_key_result()),
        an_objective(a_key_result(id=21, label="2.1"), id=2, number=2),
    )
    doubts = []
    for key_result_id in (11, 21):
        entry = PlacementEntry(Answer.KEY_RESULT, key_result_id)
        blocks = placement_fields(PlaceQuestion(objectives, OLD, entry), IDS, answers=[])
        doubts.append(blocks[-1])
    assert [block["label"]["text"][:25] for block in doubts] == [
        "Starting from objective 1",
        "Starting from objective 2",
    ]
    assert len({block["element"]["action_id"] for block in doubts}) == 2


def test_without_key_results_none_can_be_chosen() -> None:
    question = PlaceQuestion((), ACTIVATED_AT, PlacementEntry())
    [block] = placement_fields(question, IDS, answers=tuple(Answer), can_wait=True)
    values = [one["value"] for one in block["element"]["options"]]
    assert values[0] == "not_yet"
    assert Answer.KEY_RESULT.value not in values


@pytest.mark.parametrize("value", [None, "", "x", "²", "1" * 40, "-1"])
def test_strange_ids_count_as_none(value: str | None) -> None:
    assert number_of(value) is None


@pytest.mark.parametrize(
    ("source", "external_id", "told"),
    [
        (WorkSource.TYPED, None, ""),
        (WorkSource.MESSAGE, "C1:1.2", " · from a message"),
        (WorkSource.GITHUB, "acme/shop#212", " · GitHub #212"),
        (WorkSource.JIRA, "SHOP-7", " · Jira SHOP-7"),
        (WorkSource.LINEAR, None, " · Linear"),
    ],
)
def test_ages_blame_nobody(source: WorkSource, external_id: str | None, told: str) -> None:
    item = replace(a_work_item(created_at=OLD), source=source, external_id=external_id)
    line = age_line(item, now=ACTIVATED_AT, zone="UTC", is_older=True)
    assert line == f"14 months old, before these objectives{told}"


def test_a_link_cannot_break_out() -> None:
    link = "https://x.org/a|b><!channel>&c"
    assert work_title("A | <b>", link) == (
        "<https://x.org/a%7Cb%3E%3C!channel%3E&amp;c|A ¦ &lt;b&gt;>"
    )
    assert work_title("A", "https://x.org/" + "a" * 3000) == "A"


def test_what_is_in_play_is_counted_and_from_twenty_on_shared() -> None:
    counts = {Place.KEY_RESULT: 9, Place.UPKEEP: 2, None: 3}
    assert counts_line(counts) == "14 in play: 9 key results, 2 upkeep, 3 no place yet"
    assert counts_line({}) == "Nothing is in play."
    many = {Place.KEY_RESULT: 9, Place.UPKEEP: 8, None: 3}
    assert counts_line(many) == "20 in play: 45 % key results, 40 % upkeep, 15 % no place yet"


def test_a_page_that_is_gone_shows_the_last() -> None:
    items = tuple(a_work_item(id=number) for number in range(PER_PAGE + 1))
    work = TeamWork(a_team(), a_cycle(), (), items, frozenset())
    view = work_list_modal(work, page=9, is_member=True)
    assert parse_page(view["private_metadata"]) == (1, 1)
    empty = work_list_modal(replace(work, work_items=()), page=3, is_member=True)
    assert parse_page(empty["private_metadata"]) == (1, 0)


def test_the_menu_leads_to_the_page_where_a_place_begins() -> None:
    aimed = a_key_result(title="Speed & calm")
    items = (
        *(a_work_item(id=one, key_result_id=11) for one in range(1, PER_PAGE + 3)),
        *(a_work_item(id=100 + one, place=Place.UPKEEP) for one in range(2)),
        *(a_work_item(id=200 + one) for one in range(PER_PAGE)),
    )
    work = TeamWork(a_team(), a_cycle(), (an_objective(aimed),), items, frozenset())
    view = work_list_modal(work, page=0, is_member=True)
    menu = view["blocks"][-2]["elements"][-1]
    assert menu["action_id"] == GO_TO
    assert {one["text"]["text"]: parse_page(one["value"]) for one in menu["options"]} == {
        "1.1 Speed & calm": (1, 0),
        "Upkeep": (1, 1),
        "No place yet": (1, 1),
    }
    assert check_view(view, "modal") == []


def test_what_the_menu_sends_is_read() -> None:
    assert parse_more("shelve:5") == ("shelve", 5)
    assert parse_more("") == ("", None)
    assert parse_page("x") == (None, 0)
