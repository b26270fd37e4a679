"""What a team talks about first."""

from dataclasses import replace
from typing import Any

import pytest

from bot.okr.focus import Focus, FocusReason, choose_focus, focus_reason
from bot.okr.health import Age, Freshness, Health, Reason
from bot.okr.standing import KeyResultStanding
from tests.okr.builders import a_check_in, a_key_result, a_work_item

OLD = Freshness(Age.OLD, 12)
WELL = KeyResultStanding(
    key_result=a_key_result(),
    last=a_check_in(1),
    previous=None,
    value=None,
    confidence=8,
    confidence_change=None,
    health=Health.ON_TRACK,
    reasons=(),
    freshness=Freshness(Age.FRESH, 1),
    keep=None,
    progress=None,
    disagrees=False,
    stuck=None,
    work=(a_work_item(),),
    weeks_without_work=0,
    is_updated=True,
)
BEHIND = {"health": Health.AT_RISK, "disagrees": True, "reasons": (Reason.PACE,)}


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({}, None),
        ({"stuck": "Ben"}, FocusReason.STUCK),
        ({"stuck": "Ben", "health": Health.OFF_TRACK}, FocusReason.STUCK),
        ({"health": Health.OFF_TRACK, "weeks_without_work": 3}, FocusReason.OFF_TRACK),
        ({"health": Health.AT_RISK, "confidence_change": -2}, FocusReason.AT_RISK),
        ({"confidence_change": -2}, FocusReason.CONFIDENCE_FELL),
        ({"confidence_change": -1}, None),
        ({"confidence_change": 2}, None),
        ({"confidence_change": -2, "freshness": OLD}, FocusReason.OUTDATED),
        ({"weeks_without_work": 1}, FocusReason.NO_WORK),
        ({"weeks_without_work": 5, "health": Health.HOLDING}, None),
        ({"weeks_without_work": 5, "expects_work": False}, None),
        (BEHIND, FocusReason.DISAGREES),
        (BEHIND | {"weeks_without_work": 1}, FocusReason.NO_WORK),
        (BEHIND | {"reasons": (Reason.PACE, Reason.DUE_DATE)}, FocusReason.AT_RISK),
        ({"freshness": OLD}, FocusReason.OUTDATED),
        ({"freshness": Freshness(Age.NONE, None), "health": None}, FocusReason.OUTDATED),
        (
            {
                "health": Health.ACHIEVED,
                "stuck": "Ben",
                "weeks_without_work": 3,
                "freshness": OLD,
            },
            None,
        ),
    ],
)
def test_a_key_result_has_one_reason_at_most(
    terms: dict[str, Any], reason: FocusReason | None
) -> None:
    assert focus_reason(replace(WELL, **terms)) is reason


def test_the_worst_comes_first_and_three_are_enough() -> None:
    outdated = replace(WELL, freshness=OLD)
    no_work = replace(WELL, weeks_without_work=2)
    longer_no_work = replace(WELL, weeks_without_work=3)
    at_risk = replace(WELL, health=Health.AT_RISK)
    stuck = replace(WELL, stuck="Ben")
    chosen = choose_focus([outdated, no_work, longer_no_work, WELL, stuck])
    assert chosen == (
        Focus(stuck, FocusReason.STUCK),
        Focus(longer_no_work, FocusReason.NO_WORK),
        Focus(no_work, FocusReason.NO_WORK),
    )
    assert choose_focus([outdated, at_risk])[0].reason is FocusReason.AT_RISK


def test_the_fixed_order_decides_between_equals() -> None:
    first, second = (
        replace(WELL, stuck="Ben", key_result=a_key_result(label=label)) for label in ("1.1", "1.2")
    )
    assert [focus.standing for focus in choose_focus([first, second])] == [first, second]


def test_among_the_stuck_the_worse_comes_first() -> None:
    well, off_track = (
        replace(WELL, stuck="Ben"),
        replace(WELL, stuck="Ana", health=Health.OFF_TRACK),
    )
    assert [focus.standing for focus in choose_focus([well, off_track])] == [off_track, well]


def test_nothing_to_say_is_said_by_nothing() -> None:
    assert choose_focus([WELL, WELL]) == ()
