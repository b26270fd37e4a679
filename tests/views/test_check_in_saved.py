"""What is said after a check-in, and what is offered when nothing is due."""

from decimal import Decimal
from typing import Any

import pytest

from bot.okr.check_in_form import SavedCheckIn, SavedCheckIns
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.progress import KeepStanding, Pace
from bot.views.check_in_choice import nothing_due
from bot.views.check_in_saved import check_in_saved_modal
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import a_check_in, a_key_result, a_milestone

BUILD_TIME = a_key_result(
    label="3.1", title="Build time", kind=KeyResultKind.DECREASE, start=25, target=10, unit="min"
)


def a_saved(key_result: KeyResult = BUILD_TIME, **terms: Any) -> SavedCheckIn:
    known: dict[str, Any] = {
        "label": key_result.label,
        "check_in": a_check_in(17, confidence=7),
        "before": a_check_in(19),
        "confidence": 7,
        "confidence_change": None,
        "pace": None,
        "keep": None,
        "is_reached": False,
        "disagrees": False,
        "hint": None,
    }
    return SavedCheckIn(key_result=key_result, **(known | terms))


def shown(*saved: SavedCheckIn, left: int = 0) -> str:
    view = check_in_saved_modal(SavedCheckIns("token", saved, left))
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


@pytest.mark.parametrize(
    ("recent", "weeks", "end"),
    [
        ("1.5", 4, "; the last four weeks gave 1.5."),
        ("-0.5", 2, "; the last two weeks gave −0.5."),
        ("0", 1, "; the last week gave 0."),
        (None, None, "."),
    ],
)
def test_what_is_needed_stands_against_what_the_weeks_gave(
    recent: str | None, weeks: int | None, end: str
) -> None:
    pace = Pace(Decimal(1), None if recent is None else Decimal(recent), weeks)
    text = shown(a_saved(pace=pace, confidence_change=-1))
    assert text.startswith("Saved.\n*3.1 Build time*  19 → 17 min · 7/10 (−1)")
    assert f"1 min a week reaches 10{end}" in text


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"is_reached": True}, "The aim is reached."),
        ({"keep": KeepStanding.HOLDING}, "Holding."),
        ({"keep": KeepStanding.OUTSIDE}, "Outside the limit."),
        ({"keep": KeepStanding.PAST_FLOOR}, "Past the worst acceptable value."),
        ({"disagrees": True, "confidence": 8}, "8/10, yet behind: what do you see?"),
        ({"hint": "Perhaps aim higher."}, "Perhaps aim higher."),
    ],
)
def test_what_it_means_is_said(terms: dict[str, Any], sentence: str) -> None:
    assert sentence in shown(a_saved(**terms))


def test_each_kind_says_where_it_is() -> None:
    steps = a_key_result(kind=KeyResultKind.MILESTONES, milestones=[a_milestone(1), a_milestone(2)])
    yes_no = a_key_result(kind=KeyResultKind.YES_NO)
    ticked = a_check_in(1, ticks=[1], confidence=None)
    assert "1 of 2 done" in shown(a_saved(steps, check_in=ticked, before=None))
    assert "  yes · 7/10" in shown(a_saved(yes_no, check_in=a_check_in(1), before=None))
    both = a_check_in(2, ticks=[1, 2])
    assert "1 → 2 of 2 done" in shown(a_saved(steps, check_in=both, before=ticked))
    assert "no → yes" in shown(a_saved(yes_no, check_in=a_check_in(1), before=a_check_in(0)))
    only_ticks = a_check_in(None, ticks=[1])
    assert "7/10" in shown(a_saved(check_in=only_ticks, before=None))


def test_a_note_alone_and_being_stuck_are_said() -> None:
    note = a_check_in(None, confidence=None, note="Waiting")
    assert "note saved" in shown(a_saved(check_in=note))
    stuck = a_check_in(None, confidence=None, note="Access", is_stuck=True)
    assert "stuck: first at planning" in shown(a_saved(check_in=stuck))


@pytest.mark.parametrize(
    ("count", "left", "opening"),
    [
        (3, 1, "3 saved, 1 left as it was."),
        (1, 2, "1 saved, 2 left as they were."),
        (2, 0, "2 saved."),
    ],
)
def test_several_are_counted(count: int, left: int, opening: str) -> None:
    assert shown(*[a_saved()] * count, left=left).startswith(opening)


def test_very_many_are_named_down_to_the_last_and_can_be_edited() -> None:
    many = [a_saved(a_key_result(label=f"CHK-1.{one}")) for one in range(1, 301)]
    text = shown(*many)
    assert "*CHK-1.40 " in text
    assert "Saved, too: CHK-1.41, CHK-1.42" in text
    assert "CHK-1.300\n[Edit]" in text


def test_without_key_results_it_says_who_adds_them() -> None:
    message = nothing_due([])
    assert check_message(list(message.blocks)) == []
    assert "A lead adds the first ones" in message.text
