"""The recap and the card of a meeting: short, legal, and nothing of the team's own outside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.okr.history import FieldChange
from bot.okr.meeting import MeetingCard, MeetingNote, NoteKind
from bot.okr.okr_change import OkrChange
from bot.okr.recall import RecallRate
from bot.okr.recap import Recap
from bot.okr.shelf import ShelfCounts
from bot.okr.week import Week
from bot.okr.worth_asking import Finished
from bot.views.followers import followers_modal, parse_followers
from bot.views.meeting import (
    correct_modal,
    meeting_message,
    note_modal,
    parse_note_state,
    parse_notes,
)
from bot.views.message import Message
from bot.views.recall import recall_words
from bot.views.recap import followed_recaps_message, recap_message
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import a_key_result, a_team, an_objective
from tests.okr.test_recap import a_note, a_recap
from tests.views.week_builders import NASTY, NOW, a_week, history, large_objectives, sketched_week

MOVED = {11: history(11, (64, 6), (66, 7)), 12: history(12, ("2.9", 6), ("2.9", 4))}


def shown(message: Message) -> str:
    assert check_message(list(message.blocks)) == []
    return render_blocks(list(message.blocks))


def outside(*recaps: Recap) -> Message:
    return followed_recaps_message(recaps, command="/okr")


def a_change(why: str = "Legal review is out of our hands.", **terms: Any) -> OkrChange:
    key_result = a_key_result(id=22, label="2.2", title="Days to first order", unit="days")
    changed = FieldChange(NOW - timedelta(days=1), "changed", "target", "5", "7", "Ana", why)
    return OkrChange(key_result, an_objective(), (changed,), **terms)


def test_it_says_what_the_meeting_came_to() -> None:
    recap = a_recap(
        check_ins=MOVED | {21: history(21, (3, 8), (3, 8), (3, 8), (3, 8))},
        notes=(
            a_note(),
            a_note(NoteKind.STUCK, "3.2 needs staging access from Infra", by=None),
            a_note(NoteKind.PARKED, "Dark mode"),
        ),
        changes=(a_change(fits=("Bulk import",)),),
        finished=(Finished("Faster build", 12, NOW - timedelta(days=21), ""),),
    )
    text = shown(recap_message(recap))
    for part in (
        "*Week 6 · Checkout*",
        "*Moved*  1.1 Completion: 64 → 66 %",
        "*Still*  1.2, no work for 3 weeks · 2.1 · 2.2",
        "*Decided*  Try a CDN (Chidi)",
        "*Stuck*\n2.1 Onboarding (Ben)\n3.2 needs staging access from Infra",
        "*Goals changed*  2.2 Days to first order: aim 5 → 7 days. “Legal review",
        "is out of our hands.” Ana, Mon. Already planned, now fits: Bulk import.",
        "*Parked*  Dark mode (Chidi)",
        "in play: ",
        "[Correct something]",
    ):
        assert part in text, part
    assert recap_message(recap).text.startswith("Checkout, week 6: 1.1 moved.")


def test_the_team_alone_reads_of_its_shelf_and_its_memory() -> None:
    recap = a_recap(
        check_ins=MOVED, shelf=ShelfCounts(47, 2), recall=RecallRate(date(2026, 11, 1), 4, 9, 12)
    )
    text = shown(recap_message(recap))
    assert "47 shelved, 2 came back" in text
    assert "47 shelved, 2 came back" in recap_message(recap).text, "it is all that is read aloud"
    assert "November, without looking: 9 of 12 objectives known, 4 people answered" in text
    assert "shelved" not in (told := shown(outside(recap)))
    assert "without looking" not in told
    many = recall_words(RecallRate(date(2026, 11, 1), 7, 14, 21))
    assert many.startswith("November, without looking: 67 % of objectives known")


def test_finished_work_is_a_question_and_no_verdict() -> None:
    recap = a_recap(
        check_ins={11: history(11, (64, 6), (64, 6), (64, 6), (64, 6))},
        finished=(Finished("Canary deploys", 11, NOW - timedelta(days=21), ""),),
    )
    text = shown(recap_message(recap))
    assert "Canary deploys was meant to move 1.1. Done 3 weeks ago, 1.1 still 64 %." in text
    assert "Too early, wrong lever, or half done?" in text


def test_followers_read_movement_decisions_and_changed_goals_only() -> None:
    recap = a_recap(
        check_ins=MOVED,
        notes=(a_note(), a_note(NoteKind.PARKED, "Dark mode"), a_note(NoteKind.STUCK, "Blocked")),
        changes=(a_change(fits=("Bulk import",)),),
    )
    text = shown(outside(recap))
    assert "*Moved*" in text
    assert "*Decided*" in text
    assert "*Goals changed*" in text
    for hidden in ("Still", "Stuck", "Blocked", "Parked", "Dark mode", "in play", "Correct"):
        assert hidden not in text + outside(recap).text


def test_the_longest_recap_is_legal() -> None:
    week = a_week(*large_objectives(NASTY * 4, owner=NASTY))
    histories = {
        one.key_result.id: history(one.key_result.id, (1, 6), (2, 7)) for one in week.key_results
    }
    notes = [a_note(kind, NASTY * 7, by=NASTY * 5) for kind in NoteKind for _ in range(30)]
    changes = [a_change(NASTY * 10, fits=(NASTY * 4,) * 9) for _ in range(30)]
    recap = a_recap(week, check_ins=histories, notes=tuple(notes), changes=tuple(changes))
    assert "and 56 more" in shown(recap_message(recap))
    shown(outside(recap))


def a_card(
    step: int = 0, notes: Sequence[MeetingNote] = (), week: Week | None = None
) -> MeetingCard:
    return MeetingCard(
        id=5, round_id=9, week=week or sketched_week(), step=step, notes=tuple(notes)
    )


def test_the_card_walks_the_objectives() -> None:
    text = shown(meeting_message(a_card()))
    assert text.startswith("1 of 3\n*1 · Buyers finish what they start*")
    assert "*1.1 Completion*  66 %, aim 72 %\nOn track · 7/10 (+1)" in text
    assert "→ Guest checkout, Saved cards" in text
    assert "→ no work for 3 weeks" in text
    assert "[Next] [Decision] [Stuck] [Park it]" in text
    assert "[Back]" not in text
    second = shown(meeting_message(a_card(1, [a_note(), a_note(NoteKind.PARKED)])))
    assert "Ben is stuck" in second
    assert "1 decided · 1 parked" in second
    spoken = meeting_message(a_card(1, [a_note(), a_note(NoteKind.PARKED)])).text
    assert "1 decided · 1 parked" in spoken
    assert "[Back]" in second
    assert "No key result yet" in shown(meeting_message(a_card(2)))


def test_the_card_ends_with_what_was_kept_and_parked_last() -> None:
    notes = [
        a_note(NoteKind.PARKED, "Dark mode", by=None),
        a_note(),
        a_note(NoteKind.STUCK, "Infra"),
    ]
    text = shown(meeting_message(a_card(3, notes)))
    assert text.index("*Decided*") < text.index("*Stuck*") < text.index("*Parked*")
    assert "Dark mode" in text
    assert "[Next]" not in text
    assert "Nothing was noted." in shown(meeting_message(a_card(3)))


@pytest.mark.parametrize("step", [0, 8])
def test_the_longest_card_is_legal(step: int) -> None:
    notes = [a_note(kind, NASTY * 7, by=NASTY * 5) for kind in NoteKind for _ in range(30)]
    shown(meeting_message(a_card(step, notes, week=a_week(*large_objectives(NASTY * 4)))))


def test_notes_are_read_back() -> None:
    view = note_modal(NoteKind.PARKED, "5:31")
    assert check_view(view, "modal") == []
    state = parse_note_state(view["private_metadata"])
    assert (state.meeting_id, state.objective_id, state.kind) == ("5", "31", NoteKind.PARKED)
    assert parse_note_state("5").kind is None
    view = correct_modal([a_note(), a_note(NoteKind.STUCK, "Infra", id=2)], 9)
    assert check_view(view, "modal") == []
    assert parse_notes(state_values(view["blocks"], {})) == {1: "Try a CDN", 2: "Infra"}
    assert parse_notes({"note:x": {}, "other:1": {}, f"note:{'9' * 30}": {}}) == {}
    assert "Nothing was noted." in render_blocks(correct_modal([], 9)["blocks"])


def test_followers_are_read_back() -> None:
    view = followers_modal(a_team(), slack_user_ids=["U1"], channel_ids=["C2"])
    assert check_view(view, "modal") == []
    assert parse_followers(state_values(view["blocks"], {})) == (("U1",), ("C2",))
    empty = followers_modal(a_team(), slack_user_ids=[], channel_ids=[])
    assert parse_followers(state_values(empty["blocks"], {})) == ((), ())


def named(number: int, **terms: Any) -> Recap:
    week = replace(sketched_week(), team=replace(a_team(), name=f"Team {number}"))
    return a_recap(week, **terms)


def test_the_teams_of_a_week_are_told_in_one_message() -> None:
    message = outside(named(1, check_ins=MOVED), named(2, notes=(a_note(),)))
    text = shown(message)
    first, second = text.index("*Week 6 · Team 1*"), text.index("*Week 6 · Team 2*")
    assert first < text.index("1.1 Completion") < second < text.index("Try a CDN")
    assert message.text.startswith("Team 1, week 6: 1.1 moved.")
    assert "\n\nTeam 2, week 6: what was said." in message.text


def test_what_is_too_much_for_one_message_is_named() -> None:
    many = [named(one, check_ins=MOVED, notes=(a_note(),)) for one in range(1, 31)]
    message = outside(*many)
    text = shown(message)
    assert "*Week 6 · Team 11*" in text
    assert "There is more from Team 13, Team 14, " in text
    assert "and 10 more. `/okr recap` in a team's channel shows its own." in text
    assert "Team 29" not in text
    assert "There is more from Team 13" in message.text


def test_a_message_of_which_nothing_is_left_says_so() -> None:
    assert shown(outside()) == "What stood here was corrected, or is not shown to you any more."


def test_a_recap_that_was_emptied_says_that_there_is_nothing_to_tell() -> None:
    empty = replace(a_recap(), still=(), stuck=())
    assert "There is nothing to tell of this meeting." in shown(recap_message(empty))
