"""Rows of key results: every kind, every state of knowledge, in words before colour."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.okr.check_in import CheckIn
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.standing import KeyResultStanding
from bot.views.focus import focus_line
from bot.views.standing import (
    folded_line,
    key_result_row,
    key_result_summary,
    no_work,
    short_state,
    state_of,
    value_and_aim,
)
from sandbox.render import render_blocks
from tests.okr.builders import a_check_in, a_key_result, a_milestone, a_work_item, an_objective
from tests.views.week_builders import NOW, a_week, history

KEEP = KeyResultKind.KEEP_AT_MOST
YES_NO = KeyResultKind.YES_NO


def standing_of(key_result: KeyResult, *known: CheckIn, has_work: bool = True) -> KeyResultStanding:
    work = [a_work_item(key_result_id=key_result.id)] if has_work else []
    week = a_week(an_objective(key_result), check_ins={key_result.id: known}, work=work)
    return week.key_results[0]


def row(standing: KeyResultStanding) -> list[str]:
    block = key_result_row(standing, now=NOW, zone="Europe/Berlin", command="/okr")
    return render_blocks([block]).splitlines()


@pytest.mark.parametrize(
    ("key_result", "known", "words"),
    [
        (a_key_result(start=61, target=72), history(11, (66, 7)), "66 %, aim 72 %"),
        (a_key_result(start=61, target=72), (), "aim 72 %"),
        (a_key_result(start=61, target=72), history(11, (None, 7)), "no value yet, aim 72 %"),
        (a_key_result(target=None), history(11, (66, 7)), "66 %"),
        (a_key_result(target=None), (), ""),
        (
            a_key_result(start=None, start_due_on=date(2026, 11, 30)),
            (),
            "not measured yet, by 30 Nov, aim 100 %",
        ),
        (
            a_key_result(start=None, start_due_on=date(2026, 11, 9)),
            (),
            "not measured yet, was due 9 Nov, aim 100 %",
        ),
        (
            a_key_result(start=None, start_due_on=date(2026, 11, 10)),
            (),
            "not measured yet, by 10 Nov, aim 100 %",
        ),
        (a_key_result(kind=KEEP, target="0.5"), history(11, ("0.3", 7)), "0.3 %, limit 0.5 %"),
        (
            a_key_result(kind=KeyResultKind.KEEP_AT_LEAST, target=99),
            history(11, (98, 7)),
            "98 %, at least 99 %",
        ),
        (a_key_result(kind=YES_NO, target=None), history(11, (0, 7)), "not done yet"),
        (
            a_key_result(kind=YES_NO, target=None, due_on=date(2026, 12, 1)),
            (),
            "not done yet, by 1 Dec",
        ),
        (a_key_result(kind=YES_NO, target=None), history(11, (1, 7)), "done"),
        (a_key_result(kind=KeyResultKind.MILESTONES, target=None), (), ""),
        (
            a_key_result(unit="percent of paying customers"),
            history(11, (64, 7)),
            "64, aim 100 percent of paying customers",
        ),
        (
            a_key_result(unit="percent of paying customers", target=None),
            history(11, (64, 7)),
            "64 percent of paying customers",
        ),
        (a_key_result(unit="<&>"), history(11, (66, 7)), "66 &lt;&amp;&gt;, aim 100 &lt;&amp;&gt;"),
    ],
)
def test_value_and_aim(key_result: KeyResult, known: tuple[CheckIn, ...], words: str) -> None:
    assert value_and_aim(standing_of(key_result, *known)) == words


def test_steps_are_counted_also_when_only_confidence_was_said_since() -> None:
    steps = [a_milestone(number) for number in (1, 2, 3)]
    key_result = a_key_result(kind=KeyResultKind.MILESTONES, target=None, milestones=steps)
    known = (
        a_check_in(None, ticks=[1, 9], at=NOW - timedelta(days=3)),
        a_check_in(None, at=NOW - timedelta(days=1)),
    )
    assert value_and_aim(standing_of(key_result, *known)) == "1 of 3 steps"
    assert value_and_aim(standing_of(key_result)) == "0 of 3 steps"


@pytest.mark.parametrize(
    ("key_result", "known", "line"),
    [
        (a_key_result(), history(11, (40, 7), (45, 7)), "On track 🟢 · 7/10 · Ana · 1 d ago"),
        (a_key_result(), history(11, (45, 2)), "Off track 🔴 · 2/10 · Ana · 1 d ago"),
        (a_key_result(), history(11, (45, 7), days=0), "On track 🟢 · 7/10 · Ana · today"),
        (a_key_result(), history(11, (100, 7)), "Achieved ✅ · 7/10 · Ana · 1 d ago"),
        (
            a_key_result(),
            history(11, *[(0, 8)] * 5),
            "At risk 🟡 · 8/10, yet behind · Ana · 1 d ago",
        ),
        (
            a_key_result(),
            history(11, (45, 5), (45, 8), days=12),
            "12 days old, was on track ⚪ · 8/10 · Ana",
        ),
        (
            a_key_result(),
            history(11, (45, 2), days=12),
            "12 days old, was off track 🔴 · 2/10 · Ana",
        ),
        (a_key_result(), history(11, (None, None), days=12), "12 days old ⚪ · Ana"),
        (a_key_result(), history(11, (None, None)), "Not known yet ⚪ · Ana · 1 d ago"),
        (a_key_result(owner=None), (), "No check-in yet ⚪ · no owner"),
        (
            a_key_result(kind=YES_NO, target=None, due_on=date(2026, 11, 1)),
            (),
            "At risk, no check-in yet 🟡 · Ana",
        ),
        (
            a_key_result(kind=KEEP, target=1),
            history(11, (2, 8)),
            "Outside the limit 🟡 · 8/10 · Ana · 1 d ago",
        ),
        (
            a_key_result(kind=KEEP, target=1, floor=2),
            history(11, (3, 8)),
            "Past the floor 🔴 · 8/10 · Ana · 1 d ago",
        ),
        (
            a_key_result(kind=KEEP, target=1),
            history(11, (1, 4)),
            "At risk 🟡 · 4/10 · Ana · 1 d ago",
        ),
        (
            a_key_result(),
            history(11, (45, 7), is_stuck=True, author="Ben"),
            "On track 🟢 · 7/10 · Ben is stuck · Ana · 1 d ago",
        ),
        (
            a_key_result(),
            history(11, (45, 7), is_stuck=True),
            "On track 🟢 · 7/10 · Ana is stuck · 1 d ago",
        ),
    ],
)
def test_state_line(key_result: KeyResult, known: tuple[CheckIn, ...], line: str) -> None:
    assert row(standing_of(key_result, *known))[1] == line


def test_without_work_there_is_a_button_to_plan_some() -> None:
    standing = standing_of(a_key_result(), *history(11, (45, 7)), has_work=False)
    assert row(standing)[2:] == ["→ no work for 5 weeks  [Plan work]"]


def test_what_is_achieved_asks_for_no_work() -> None:
    standing = standing_of(a_key_result(), *history(11, (100, 7)), has_work=False)
    assert row(standing)[2:] == []


def test_what_has_no_number_asks_for_one() -> None:
    standing = standing_of(a_key_result(target=None), has_work=False)
    assert row(standing) == [
        "*1.1 Completion*",
        "No number yet ⚪ · Ana",
        "→ what would tell us it moved? A lead adds it: `/okr edit`",
    ]


def test_no_work_this_week() -> None:
    fresh = a_key_result(activated_at=NOW - timedelta(days=3))
    assert no_work(standing_of(fresh, has_work=False)) == "no work this week"


def test_summary_is_one_line() -> None:
    standing = standing_of(a_key_result(), *history(11, (45, 7)))
    assert key_result_summary(standing) == "1.1 Completion: 45 %, aim 100 %, on track, 7/10, Ana"


def test_folding_groups_by_state() -> None:
    krs = [a_key_result(id=one, label=f"1.{one}") for one in (1, 2, 3, 4, 5)]
    check_ins = {
        1: history(1, (45, 7)),
        3: history(3, (45, 7)),
        4: history(4, (45, 7), days=12),
        5: history(5, (45, 7), days=19),
    }
    week = a_week(an_objective(*krs, a_key_result(id=6, target=None)), check_ins=check_ins)
    assert folded_line(week.key_results) == (
        "2 on track · 1 without a number yet · 1 without a check-in yet · 2 not updated lately"
    )
    assert {short_state(one) for one in week.key_results} >= {"no check-in yet", "no number yet"}


def test_an_unknown_objective_says_so() -> None:
    assert state_of(None) == "not known yet ⚪"


@pytest.mark.parametrize(
    ("key_result", "known", "has_work", "words"),
    [
        (a_key_result(), history(11, (45, 7), is_stuck=True, author="Ben"), True, "Ben is stuck"),
        (a_key_result(), history(11, (45, 4), (45, 2)), True, "off track, 2/10, was 4"),
        (a_key_result(), history(11, (45, 2)), False, "off track, no work for 5 weeks"),
        (a_key_result(kind=KEEP, target=1, floor=2), history(11, (3, 8)), True, "past the floor"),
        (a_key_result(), history(11, (45, 6), (45, 4)), True, "at risk, 4/10, was 6"),
        (a_key_result(), history(11, (45, 4)), True, "at risk, 4/10"),
        (a_key_result(), history(11, (45, 4)), False, "no work for 5 weeks"),
        (a_key_result(kind=KEEP, target=1), history(11, (2, 8)), True, "outside the limit"),
        (a_key_result(), history(11, *[(0, None)] * 5), True, "behind its pace"),
        (
            a_key_result(kind=YES_NO, target=None, due_on=date(2026, 11, 1)),
            history(11, (0, 8)),
            True,
            "a due date has passed",
        ),
        (a_key_result(), history(11, (45, 10), (45, 7)), True, "7/10, was 10"),
        (a_key_result(), history(11, (45, 7)), False, "no work for 5 weeks"),
        (a_key_result(), history(11, *[(0, 8)] * 5), True, "8/10, yet behind: what do you see?"),
        (a_key_result(), history(11, (45, 7), days=12), True, "12 days old"),
        (a_key_result(), (), True, "no check-in yet"),
        (a_key_result(target=None), (), False, "no number yet"),
    ],
)
def test_what_to_talk_about_is_said_concretely(
    key_result: KeyResult, known: tuple[CheckIn, ...], has_work: bool, words: str
) -> None:
    work = [a_work_item(key_result_id=11)] if has_work else []
    week = a_week(an_objective(key_result), check_ins={11: known}, work=work)
    assert focus_line(week.focus[0]) == f"1.1 Completion: {words}"


def test_values_keep_their_exact_number() -> None:
    standing = standing_of(a_key_result(target=Decimal("0.000001")), *history(11, ("12345", 7)))
    assert value_and_aim(standing) == "12 345 %, aim 0.000001 %"
