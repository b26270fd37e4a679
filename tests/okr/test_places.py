"""Where work belongs, and which work is asked about."""

from datetime import datetime
from typing import Any

import pytest

from bot.okr.errors import FormError
from bot.okr.places import (
    NOT_THOUGHT_OF,
    Answer,
    check_placement,
    current_place,
    is_in_play,
    must_ask_origin,
    needs_place,
    outcome_of,
)
from bot.okr.work_item import Place, WorkItem, WorkState
from tests.okr.builders import a_work_item, instant

LINK = {"key_result_id": 11, "hypothesis": "Fewer steps, more buyers finish"}


def refusals(answer: Answer | None, **terms: Any) -> dict[str, str]:
    try:
        check_placement(answer, **terms)
    except FormError as refusal:
        return refusal.fields
    return {}


@pytest.mark.parametrize(
    ("answer", "state", "place"),
    [
        (Answer.SHELF, WorkState.SHELVED, None),
        (Answer.DROP, WorkState.DROPPED, None),
        (Answer.ENGINEERING_HEALTH, WorkState.OPEN, Place.ENGINEERING_HEALTH),
        (Answer.UPKEEP, WorkState.OPEN, Place.UPKEEP),
        (Answer.ANYWAY, WorkState.OPEN, Place.ANYWAY),
        (Answer.KEY_RESULT, WorkState.OPEN, Place.KEY_RESULT),
    ],
)
def test_every_answer_has_an_outcome(answer: Answer, state: WorkState, place: Place | None) -> None:
    assert outcome_of(answer) == (state, place)


@pytest.mark.parametrize(
    "answer", [Answer.SHELF, Answer.DROP, Answer.ENGINEERING_HEALTH, Answer.UPKEEP]
)
def test_most_answers_need_nothing_more(answer: Answer) -> None:
    assert refusals(answer) == {}


@pytest.mark.parametrize(
    ("answer", "terms", "fields"),
    [
        (None, {}, ["answer"]),
        (Answer.ANYWAY, {}, ["reason"]),
        (Answer.ANYWAY, {"reason": " \n"}, ["reason"]),
        (Answer.ANYWAY, {"reason": "x" * 501}, ["reason"]),
        (Answer.ANYWAY, {"reason": "x" * 500}, []),
        (Answer.KEY_RESULT, {}, ["key_result", "hypothesis"]),
        (Answer.KEY_RESULT, LINK, []),
        (Answer.KEY_RESULT, LINK | {"hypothesis": ""}, ["hypothesis"]),
        (Answer.KEY_RESULT, LINK | {"hypothesis": "x" * 501}, ["hypothesis"]),
        (Answer.KEY_RESULT, LINK | {"asks_origin": True}, ["would_have_thought"]),
        (Answer.KEY_RESULT, LINK | {"asks_origin": True, "would_have_thought": True}, []),
        (Answer.KEY_RESULT, LINK | {"would_have_thought": False}, []),
        (Answer.SHELF, {"asks_origin": True, "would_have_thought": False}, []),
    ],
)
def test_an_answer_is_refused_without_what_it_needs(
    answer: Answer | None, terms: dict[str, Any], fields: list[str]
) -> None:
    assert list(refusals(answer, **terms)) == fields


def test_what_nobody_would_have_thought_of_is_no_link() -> None:
    fields = refusals(Answer.KEY_RESULT, **LINK, asks_origin=True, would_have_thought=False)
    assert fields == {"would_have_thought": NOT_THOUGHT_OF}


@pytest.mark.parametrize(
    ("created_at", "activated_at", "expected"),
    [
        (instant(9, 30), instant(10, 1), True),
        (instant(10, 1), instant(10, 1), False),
        (instant(10, 2), instant(10, 1), False),
        (instant(10, 2), None, True),
    ],
)
def test_only_work_older_than_the_objective_is_asked_about(
    created_at: datetime, activated_at: datetime | None, *, expected: bool
) -> None:
    assert must_ask_origin(created_at, activated_at) is expected


@pytest.mark.parametrize(
    ("work_item", "is_planned", "expected"),
    [
        (a_work_item(started_at=None), False, False),
        (a_work_item(started_at=None), True, True),
        (a_work_item(started_at=None, owner="Ana"), False, True),
        (a_work_item(), False, True),
        *(
            (a_work_item(state=state, owner="Ana"), True, False)
            for state in WorkState
            if state != "open"
        ),
    ],
)
def test_work_in_play_is_open_and_started(
    work_item: WorkItem, *, is_planned: bool, expected: bool
) -> None:
    assert is_in_play(work_item, is_planned=is_planned) is expected


@pytest.mark.parametrize(
    ("work_item", "place"),
    [
        (a_work_item(), None),
        (a_work_item(place=Place.UPKEEP), Place.UPKEEP),
        (a_work_item(place=Place.ENGINEERING_HEALTH), Place.ENGINEERING_HEALTH),
        (a_work_item(id=7, place=Place.ANYWAY), Place.ANYWAY),
        (a_work_item(id=8, place=Place.ANYWAY), None),  # said in an earlier cycle
        (a_work_item(key_result_id=11), Place.KEY_RESULT),
        (a_work_item(key_result_id=12), None),  # cancelled, or of an earlier cycle
    ],
)
def test_a_place_holds_or_is_asked_about_again(work_item: WorkItem, place: Place | None) -> None:
    known = {"live_key_results": {11}, "anyway_this_cycle": {7}}
    assert current_place(work_item, **known) is place
    assert needs_place(work_item, is_planned=False, **known) is (place is None)


def test_work_that_is_not_in_play_is_never_asked_about() -> None:
    idea = a_work_item(started_at=None)
    assert not needs_place(idea, is_planned=False, live_key_results=set(), anyway_this_cycle=set())
