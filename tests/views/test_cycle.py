"""A team's cycles: listed, planned, closed, read, and told about in the channel."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.okr.cycle import Cycle, CycleState
from bot.okr.cycle_closing import ClosingEntry, ClosingForm, CycleRecord, ScoreEntry, Suggestion
from bot.okr.cycle_copy import Copied, CopyChoice, CopyForm
from bot.okr.cycle_ending import CycleEnding
from bot.okr.cycle_plan import CyclePlan
from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, KeyResultKind, LifeState
from bot.okr.objective import Commitment, Objective
from bot.okr.team_cycles import TeamCycles
from bot.views import closing, copy_okrs, cycle_messages, cycle_record
from bot.views.blocks import View
from bot.views.cycle import cycles_modal, parse_page
from bot.views.cycle_form import CycleFields, parse_fields, plan_modal, rename_modal
from bot.views.message import Message
from bot.views.planning import DISCARD, planning_modal
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import (
    a_check_in,
    a_cycle,
    a_key_result,
    a_team,
    an_objective,
    instant,
)

NASTY = "<!channel> *_~ مرحبا 🙈 & " + "&" * 170
NOW = instant(11, 9)
LATE = datetime.fromisoformat("2027-01-05T09:00Z")
PLANNED = Cycle(2, 1, "Q1 2027", date(2027, 1, 1), date(2027, 3, 31), CycleState.PLANNING, None)
CLOSED = replace(a_cycle(), id=3, name="Q3 2026", state=CycleState.CLOSED)
CLOSING = replace(CLOSED, state=CycleState.CLOSING)


def cycles(*found: Cycle, may_plan: bool = True) -> TeamCycles:
    return TeamCycles(a_team(), found, may_plan)


def shown(view: View) -> str:
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


def said(message: Message) -> str:
    assert check_message(list(message.blocks)) == []
    return render_blocks(list(message.blocks))


def test_a_lead_sees_what_runs_what_is_planned_and_what_is_over() -> None:
    text = shown(cycles_modal(cycles(a_cycle(), CLOSING, CLOSED), now=NOW, told="Done."))
    assert text.startswith("Done.")
    assert "*Q4 2026* · week 6 of 13\n1 Oct 2026 to 31 Dec 2026" in text
    assert "[Plan the next one] [Close it]" in text
    assert "*Q3 2026* · over, not scored yet\n1 Oct 2026 to 31 Dec 2026  [Close it]" in text
    assert "*Q3 2026* · closed\n1 Oct 2026 to 31 Dec 2026  [Read]" in text
    planned = shown(cycles_modal(cycles(PLANNED, a_cycle()), now=NOW))
    assert "*Q1 2027* · being planned\n1 Jan 2027 to 31 Mar 2027  [Open the plan]" in planned
    assert "Plan the next one" not in planned


def test_members_only_read() -> None:
    text = shown(cycles_modal(cycles(PLANNED, a_cycle(), CLOSING, may_plan=False), now=NOW))
    assert "Close it" not in text
    assert "Plan the next one" not in text
    assert "[Open the plan]" in text
    assert "[Read]" in text


@pytest.mark.parametrize(
    ("now", "words"), [(instant(9, 1), "starts 1 Oct 2026"), (LATE, "over; close it, and begin")]
)
def test_before_and_after_it_says_so(now: datetime, words: str) -> None:
    assert words in shown(cycles_modal(cycles(a_cycle()), now=now))


def test_without_a_cycle_one_is_planned() -> None:
    text = shown(cycles_modal(cycles(CLOSED), now=NOW))
    assert "No cycle is running." in text
    assert "[Plan the next one]" in text
    for found in (cycles(may_plan=False), cycles(PLANNED)):
        assert "Plan the next one" not in shown(cycles_modal(found, now=NOW))


def test_many_earlier_cycles_come_by_pages() -> None:
    earlier = [replace(CLOSED, id=one, name=f"{one} {NASTY}"[:40]) for one in range(2, 32)]
    first = shown(cycles_modal(cycles(a_cycle(), *earlier), now=NOW))
    assert "Page 1 of 3" in first
    last = shown(cycles_modal(cycles(a_cycle(), *earlier), now=NOW, page=9))
    assert "Page 3 of 3" in last
    assert parse_page("7:2") == ("7", 2)
    assert parse_page("7:x") == ("7", 0)


def test_the_form_is_read_back_as_it_is_filled() -> None:
    view = plan_modal(cycles(a_cycle()), now=NOW)
    assert "*Q4 2026* goes on meanwhile." in shown(view)
    assert view["private_metadata"] == "1:0"
    fields = CycleFields("Q1 2027", date(2027, 1, 1), date(2027, 3, 31))
    assert parse_fields(state_values(view["blocks"], {})) == fields
    assert "goes on meanwhile" not in shown(plan_modal(cycles(), now=NOW))
    renamed = rename_modal(a_plan())
    assert renamed["private_metadata"] == "1:2"
    assert parse_fields(state_values(renamed["blocks"], {})) == fields


def test_dates_must_be_chosen() -> None:
    with pytest.raises(FormError) as refusal:
        parse_fields({"starts_on": {"x": {"selected_date": "2027-01-01"}}})
    assert refusal.value.fields == {"ends_on": "Choose a date."}


def copied_key_result(**terms: Any) -> KeyResult:
    known: dict[str, Any] = {
        "id": 21,
        "label": "1.1",
        "start": 66,
        "target": 72,
        "activated_at": None,
    }
    return replace(a_key_result(**(known | terms)), copied_from_id=11)


def a_plan(*objectives: Objective, **terms: Any) -> CyclePlan:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle": PLANNED,
        "objectives": objectives,
        "originals": {11: a_key_result(target=72)},
        "running": None,
        "source": a_cycle(),
        "member_count": 5,
        "today": date(2027, 1, 5),
        "may_edit": True,
    }
    return CyclePlan(**(known | terms))


def test_a_plan_is_a_list_of_numbered_steps() -> None:
    text = shown(planning_modal(a_plan(), told="Saved."))
    assert text.startswith("Saved.")
    assert "*2 · Objectives*\nNone so far." in text
    assert "[Add or edit] [Copy from Q4 2026]" in text
    assert "*4 · Begin*\nIt takes an objective with a key result." in text
    assert "Begin Q1 2027" not in text
    assert "Copy from" not in shown(planning_modal(a_plan(source=None)))


def test_copied_aims_are_asked_about() -> None:
    plan = a_plan(an_objective(copied_key_result(), a_key_result(id=22, label="1.2")))
    text = shown(planning_modal(plan))
    assert "1 objective, 2 key results so far." in text
    asked = "1.1 Completion · 66 → 72 %\n      _aim from Q4 2026: still right?_\n1.2 Completion"
    assert asked in text
    assert "[Begin Q1 2027]" in text
    changed = a_plan(an_objective(copied_key_result(target=80)))
    assert "still right?" not in shown(planning_modal(changed))


def asked_before_discarding(plan: CyclePlan) -> str:
    blocks = planning_modal(plan)["blocks"]
    buttons = [one for block in blocks for one in block.get("elements", ())]
    [found] = [one for one in buttons if one.get("action_id") == DISCARD]
    return str(found["confirm"]["text"]["text"])


def test_before_it_is_discarded_a_plan_says_what_goes_and_what_stays() -> None:
    full = a_plan(
        an_objective(a_key_result(), a_key_result(id=22, label="1.2")), idea_counts={11: 2, 22: 3}
    )
    assert asked_before_discarding(full) == (
        "1 objective, 2 key results and 5 ideas go with it. You can read it, and take it back,"
        " under All cycles. Work made from ideas stays, without a place. What was set aside stays"
        " on the shelf."
    )
    bare = asked_before_discarding(a_plan(an_objective()))
    assert bare.startswith("1 objective goes with it.")
    assert asked_before_discarding(a_plan()).startswith("There is nothing in it yet.")
    most = a_plan(*large(30, 30), cycle=replace(PLANNED, name="W" * 40))
    assert asked_before_discarding(most).endswith("on the shelf.")
    assert "Discard" not in shown(planning_modal(a_plan(may_edit=False)))


def test_what_still_runs_is_named_with_a_way_to_close_it() -> None:
    running = a_plan(an_objective(a_key_result()), running=a_cycle(), today=date(2026, 12, 31))
    text = shown(planning_modal(running))
    assert "Q4 2026 is still running until 31 Dec. Close it first.  [Close it]" in text
    assert "[Begin" not in text
    member = shown(planning_modal(replace(running, may_edit=False)))
    assert "[Close it]" not in member
    assert "[Add or edit]" not in member
    over = shown(planning_modal(replace(running, today=date(2027, 1, 1))))
    assert "Q4 2026 then waits for its scores." in over
    assert "[Begin Q1 2027]" in over


def test_a_member_sees_a_plan_that_may_begin_without_its_button() -> None:
    plan = a_plan(an_objective(a_key_result()), may_edit=False)
    assert "[Begin Q1 2027]" not in shown(planning_modal(plan))


def large(count: int, each: int) -> tuple[Objective, ...]:
    return tuple(
        an_objective(
            *(
                copied_key_result(
                    id=number * 100 + own, label=f"{number}.{own}", title=NASTY, unit=NASTY[:20]
                )
                for own in range(1, each + 1)
            ),
            id=number,
            number=number,
            title=NASTY,
            commitment=Commitment.ASPIRATIONAL,
        )
        for number in range(1, count + 1)
    )


def test_a_large_plan_fits_with_hints() -> None:
    name = replace(PLANNED, name=NASTY[:40])
    text = shown(planning_modal(a_plan(*large(12, 12), cycle=name, running=name)))
    assert "more lines" in text
    assert "There are 12 objectives." in text


def a_copy_form(*objectives: Objective, **terms: Any) -> CopyForm:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle": PLANNED,
        "source": a_cycle(),
        "objectives": objectives,
        "copied_objectives": frozenset(),
        "copied_key_results": frozenset(),
        "with_work": frozenset(),
        "page": 0,
        "page_count": 1,
    }
    return CopyForm(**(known | terms))


def test_what_may_be_copied_is_read_back_as_it_is_ticked() -> None:
    objective = an_objective(a_key_result(id=11), a_key_result(id=12, label="1.2"), id=5)
    form = a_copy_form(objective, with_work=frozenset({12}))
    view = copy_okrs.copy_modal(form, told="Copied.")
    text = shown(view)
    assert "From *Q4 2026* to *Q1 2027*." in text
    assert "Bring its open work along" in text
    assert copy_okrs.parse_copy(state_values(view["blocks"], {})) == CopyChoice(
        frozenset(), frozenset(), frozenset()
    )
    ticked = {
        "copy:5:0": {
            "x": {"selected_options": [{"value": "objective:5"}, {"value": "key_result:12"}]}
        },
        "work:5:0": {"x": {"selected_options": [{"value": "key_result:12"}, {"value": "odd:x"}]}},
        "other": {"x": {"selected_options": [{"value": "objective:9"}]}},
    }
    assert copy_okrs.parse_copy(ticked) == CopyChoice(
        frozenset({5}), frozenset({12}), frozenset({12})
    )
    assert view["private_metadata"] == "1:2:0"
    assert copy_okrs.parse_place("1:2:3") == ("1", "2", 3)
    assert copy_okrs.parse_place("1") == ("1", "", 0)


def test_what_was_copied_is_marked_and_not_offered() -> None:
    objective = an_objective(a_key_result(id=11), a_key_result(id=12, label="1.2"), id=5)
    form = a_copy_form(
        objective,
        copied_objectives=frozenset({5}),
        copied_key_results=frozenset({11}),
        page_count=2,
    )
    text = shown(copy_okrs.copy_modal(form))
    assert "Copied already: the objective and 1.1 Completion" in text
    assert "The objective" not in text
    assert "Page 1 of 2" in text
    for empty in (a_copy_form(), a_copy_form(source=None)):
        assert "There is nothing to copy." in shown(copy_okrs.copy_modal(empty))


def test_the_largest_page_of_copies_fits() -> None:
    objectives = large(8, 30)
    ids = frozenset(one.id for objective in objectives for one in objective.key_results)
    shown(copy_okrs.copy_modal(a_copy_form(*objectives, with_work=ids, page_count=2), told="Ok"))


@pytest.mark.parametrize(
    ("copied", "words"),
    [
        (Copied(0, 0), "Nothing was ticked, so nothing was copied."),
        (Copied(0, 2), "Copied 2 key results. You can change or take out each of them."),
        (Copied(1, 1), "Copied 1 objective and 1 key result. You can change or take out each"),
    ],
)
def test_it_is_said_what_was_copied(copied: Copied, words: str) -> None:
    assert words in copy_okrs.copied_words(copied)


def suggestion(key_result: KeyResult, **terms: Any) -> Suggestion:
    known: dict[str, Any] = {
        "objective": an_objective(key_result),
        "key_result": key_result,
        "last": a_check_in(66),
        "score": Decimal("0.45"),
        "expected": Decimal(1),
        "is_early": False,
    }
    return Suggestion(**(known | terms))


def a_closing(*suggestions: Suggestion, **terms: Any) -> ClosingForm:
    known: dict[str, Any] = {
        "token": "t",
        "team": a_team(),
        "cycle": a_cycle(),
        "suggestions": suggestions,
        "entry": ClosingEntry({11: ScoreEntry("0.45")}),
        "page": 0,
        "page_count": 1,
    }
    return ClosingForm(**(known | terms))


def test_the_closing_form_is_read_back_as_it_is_filled() -> None:
    form = a_closing(suggestion(a_key_result(), is_early=True))
    view = closing.closing_modal(form)
    text = shown(view)
    assert "How did *Q4 2026* go?" in text
    assert "*1.1 Completion* · last 66 % · aim 100 %" in text
    assert "Reached early. Aim higher next time?" in text
    assert "Suggested: 0.45. Another one needs a reason." in text
    read = closing.parse_closing(state_values(view["blocks"], {}))
    assert read == ClosingEntry({11: ScoreEntry("0.45", "")}, "", "", has_words=True)
    assert closing.parse_place(view["private_metadata"]) == ("t", 0)
    assert closing.parse_place("t:x") == ("t", 0)


def test_where_the_number_suggests_nothing_it_says_so() -> None:
    keep = a_key_result(kind=KeyResultKind.KEEP_AT_MOST, start=None, target=5)
    text = shown(closing.closing_modal(a_closing(suggestion(keep, score=None))))
    assert "It is outside its limit: how much of it was kept?" in text
    unknown = shown(
        closing.closing_modal(a_closing(suggestion(a_key_result(), score=None, last=None)))
    )
    assert "no value yet" in unknown
    assert "The number suggests nothing." in unknown


def test_pages_lead_on_and_back_and_the_last_one_asks_for_words() -> None:
    objectives = large(3, 2)
    suggestions = [
        suggestion(one, objective=objective)
        for objective in objectives
        for one in objective.key_results
    ]
    first = closing.closing_modal(a_closing(*suggestions, page_count=3))
    assert "What did we learn?" not in shown(first)
    assert closing.parse_closing(state_values(first["blocks"], {})).has_words is False
    last = closing.closing_modal(a_closing(*suggestions, page=2, page_count=3))
    text = shown(last)
    assert "[Back]" in text
    assert "Page 3 of 3" in text
    assert "What did we learn?" in text


def a_record(*objectives: Objective, **terms: Any) -> CycleRecord:
    known: dict[str, Any] = {
        "team": a_team(),
        "cycle": CLOSED,
        "objectives": objectives,
        "last_values": {11: a_check_in(66)},
        "learned": "Ask first\nThen build",
        "notes": "Bo knows",
        "closed_at": LATE,
        "reopen_until": LATE,
    }
    return CycleRecord(**(known | terms))


SCORED = replace(a_key_result(), score=Decimal("0.70"), score_note="Half was luck")


def test_a_closed_cycle_is_read_with_its_scores_and_words() -> None:
    gone = replace(a_key_result(id=12, label="1.2"), state=LifeState.CANCELLED)
    out = replace(gone, id=13, label="1.3", activated_at=None)
    unscored = a_key_result(id=14, label="1.4")
    record = a_record(
        an_objective(SCORED, gone, out, unscored),
        an_objective(id=2, number=2, state=LifeState.CANCELLED),
        an_objective(id=3, number=3, state=LifeState.CANCELLED, activated_at=None),
    )
    text = shown(cycle_record.record_modal(record, told="Closed."))
    assert "*What we learned*\nAsk first\nThen build" in text
    assert "*Notes*\nBo knows" in text
    assert "*1 Buyers finish what they start* · 0.7 · promise" in text
    assert "1.1 Completion · 0.7 · 66 % · aim 100 %\n_Half was luck_" in text
    assert "1.2 Completion · cancelled" in text
    assert "1.3" not in text
    assert "1.4 Completion · no score" in text
    assert "*2 Buyers finish what they start* · cancelled · promise" in text
    assert "*3 " not in text
    assert "[Open it again]" in text
    assert cycle_record.parse_page("1:3:2") == ("1", "3", 2)
    assert cycle_record.parse_page("1:3") == ("1", "3", 0)


def test_an_older_one_stays_closed_and_one_that_waits_has_no_scores_yet() -> None:
    old = a_record(reopen_until=None, learned="", notes="")
    text = shown(cycle_record.record_modal(old))
    assert "It had no objectives." in text
    assert "Open it again" not in text
    waiting = shown(
        cycle_record.record_modal(a_record(an_objective(a_key_result()), cycle=CLOSING))
    )
    assert "1.1 Completion · 66 % · aim 100 %" in waiting


def test_the_longest_record_fits() -> None:
    objectives = tuple(
        replace(one, key_results=tuple(replace(k, score_note=NASTY * 2) for k in one.key_results))
        for one in large(30, 5)
    )
    record = a_record(*objectives, learned=NASTY * 10, notes=f"{NASTY}\n" * 10)
    assert "Page 1 of 3" in shown(cycle_record.record_modal(record))
    assert "Page 3 of 3" in shown(cycle_record.record_modal(record, page=9))


def test_the_channel_is_told_what_came_of_a_cycle() -> None:
    message = cycle_messages.closed_message(a_record(an_objective(SCORED)))
    text = said(message)
    assert "*Q3 2026 is closed*  [Read]" in text
    assert "*1 Buyers finish what they start* · 0.7 · promise" in text
    assert "*What we learned*\nAsk first\nThen build" in text
    assert message.text.startswith("Q3 2026 is closed. 1 Buyers finish what they start · 0.7")
    assert "Ask first" in message.text
    again = cycle_messages.closed_message(a_record(cycle=CLOSING))
    assert said(again).startswith("Q3 2026 is open again.")


def test_the_longest_messages_fit() -> None:
    named = replace(CLOSED, name=NASTY[:40])
    record = a_record(*large(30, 1), cycle=named, learned=f"{NASTY}\n" * 20)
    assert "and 10 more objectives" in said(cycle_messages.closed_message(record))
    planned = replace(PLANNED, name=NASTY[:40])
    said(cycle_messages.planning_message(planned, large(30, 3), opened_by=NASTY))
    said(cycle_messages.closed_message(a_record(learned="")))


def test_the_channel_sees_the_plan_grow_and_begin() -> None:
    message = cycle_messages.planning_message(
        PLANNED, (an_objective(a_key_result()),), opened_by="Ana"
    )
    text = said(message)
    assert "*Planning Q1 2027* · 1 Jan 2027 to 31 Mar 2027" in text
    assert "1 objective, 1 key result so far" in text
    assert "[Open the plan]" in text
    discarded = replace(PLANNED, state=CycleState.DISCARDED)
    somebody = said(cycle_messages.planning_message(discarded, (), opened_by="Ana"))
    assert somebody.startswith("Q1 2027. This plan can still be read")
    begun = replace(PLANNED, state=CycleState.ACTIVE)
    assert said(cycle_messages.planning_message(begun, (), opened_by="Ana")) == (
        "Q1 2027 has begun. It was planned here."
    )


def ending(cycle: Cycle = CLOSED, planned: Cycle | None = None) -> CycleEnding:
    return CycleEnding(a_team(), cycle, "Q1 2027", planned)


def test_the_end_is_told_in_one_line() -> None:
    asked = said(cycle_messages.ending_message(ending(a_cycle())))
    assert "Checkout: Q4 2026 ends on 31 Dec. Plan the next one?" in asked
    assert "[Plan Q1 2027] [Not yet]" in asked
    over = said(cycle_messages.ended_message(ending(a_cycle())))
    assert "Q4 2026 ended. Start Q1 2027?  [Plan Q1 2027]" in over
    closed = said(cycle_messages.ended_message(ending(CLOSED, PLANNED)))
    assert "Q3 2026 is closed. Q1 2027 is planned. Begin it?  [Open the plan]" in closed
    assert "`/okr cycle`" in said(cycle_messages.not_yet_message("/okr"))


def test_it_begins_fresh_and_asks_for_two_ideas_each() -> None:
    plan = a_plan(an_objective(a_key_result(), a_key_result(id=22, label="1.2")))
    text = shown(planning_modal(plan))
    assert "*1 · Start fresh*\nSet the old list aside." in text
    assert "[Start fresh] [Shelf]" in text
    assert "*3 · Ideas*\n0 of 2 key results have two ways to move it." in text
    full = replace(plan, idea_counts={11: 2, 22: 3})
    assert "Every key result has two ways to move it." in shown(planning_modal(full))
    outside = shown(planning_modal(replace(plan, may_edit=False, is_member=False)))
    for hidden in ("[Start fresh]", "[Shelf]", "[Add ideas]"):
        assert hidden not in outside
