"""Home: what one owes first, then the week, then the teams."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.okr.overview import HomePage, TeamKeyResult, TeamPage, TeamWorkItem
from bot.okr.permissions import Act
from bot.okr.recall import Recall, RecallAnswer
from bot.okr.week import Week
from bot.views.blocks import VIEW_BLOCKS, View
from bot.views.focus import planning_words
from bot.views.home import home_view, outsider_home
from bot.views.recall import ask_modal, count_named, mark_modal, saved_modal
from bot.views.team import team_message
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_key_result, a_team, a_work_item, an_objective
from tests.views.week_builders import NASTY, NOW, a_week, history, large_objectives, sketched_week


def shown(view: View) -> str:
    assert check_view(view, "home") == []
    assert len(view["blocks"]) <= VIEW_BLOCKS
    return render_blocks(view["blocks"])


def home(*weeks: Week | None, due: int = 0, unplaced: int = 0, title: str = "Sales ask") -> str:
    standings = [one for week in weeks if week for one in week.key_results]
    page = HomePage(
        name="Ana",
        due=tuple(TeamKeyResult(a_team(), one) for one in standings[:due]),
        unplaced=tuple(
            TeamWorkItem(a_team(), a_work_item(id=one, title=title)) for one in range(unplaced)
        ),
        teams=tuple(TeamPage(a_team(), week, frozenset(Act)) for week in weeks),
    )
    return shown(home_view(page, command="/okr", now=NOW))


def test_home_starts_with_what_one_owes() -> None:
    lines = home(sketched_week(), due=2, unplaced=1).splitlines()
    assert lines[:6] == [
        "# What you owe",
        "*CHK-1.1 Completion*  66 %, aim 72 %  [Check in]",
        "*CHK-1.2 Page load*  2.9 s, aim 1.5 s  [Check in]",
        "[Check in all]",
        "*Yours, no place yet*",
        "Sales ask",
    ]
    assert lines[7:12] == [
        "# This week",
        "*Checkout*",
        "Planning today 10:00",
        "2.1 Onboarding: Ben is stuck",
        "1.2 Page load: no work for 3 weeks",
    ]
    assert lines[-5:] == [
        "*Checkout* · week 6 of 13",
        "1 · Buyers finish what they start: at risk 🟡",
        "2 · Merchants go live without us: on track 🟢",
        "3 · New markets trust us: not known yet ⚪",
        "[Open] [Work] [Plan from a key result]",
    ]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (None, "Planning today 10:00"),
        ("Europe/Madrid", "Planning today 10:00"),
        ("Asia/Kolkata", "Planning today 10:00, for you 14:30"),
        ("Pacific/Auckland", "Planning today 10:00, for you 22:00"),
        ("Pacific/Honolulu", "Planning today 10:00, for you 23:00"),
    ],
)
def test_who_lives_in_another_zone_reads_their_own_time_too(zone: str | None, words: str) -> None:
    page = HomePage(
        name="Ana",
        due=(),
        unplaced=(),
        teams=(TeamPage(a_team(), sketched_week(), frozenset(Act)),),
    )
    assert f"\n{words}\n" in shown(home_view(page, command="/okr", now=NOW, zone=zone))
    message = team_message(page.teams[0], command="/okr", now=NOW, zone=zone)
    assert f"{words} · 4 of 5 updated" in render_blocks(list(message.blocks))
    assert f"{words}. 4 of 5 updated." in message.text


def test_where_the_day_differs_it_is_said_with_the_time() -> None:
    evening = NOW - timedelta(hours=12)
    words = planning_words(sketched_week(now=evening), evening, reader_zone="Pacific/Honolulu")
    assert words == "Planning tomorrow 10:00, for you today 23:00"


def test_nothing_due_is_said_with_thanks() -> None:
    text = home(sketched_week())
    assert "Nothing is due. Thank you." in text
    assert "Check in all" not in text
    assert "no place yet" not in text


def test_one_check_in_needs_no_button_for_all() -> None:
    assert "Check in all" not in home(sketched_week(), due=1)


def test_a_newcomer_reads_what_this_is_and_what_to_do() -> None:
    text = home()
    assert "Hello Ana" in text
    assert "type `/okr setup` there" in text


def test_an_outsider_gets_a_sentence() -> None:
    assert shown(outsider_home()).startswith("OKRs here are for full members")


def test_teams_without_a_cycle_or_objectives_say_so() -> None:
    text = home(None, a_week(), a_week(an_objective(a_key_result())))
    assert "No cycle is running." in text
    assert "No objectives yet." in text


def test_the_largest_home_stays_legal() -> None:
    week = a_week(*large_objectives((NASTY * 20)[:200]))
    text = home(*[week] * 12, due=30, unplaced=9, title=(NASTY * 20)[:200])
    assert "and 20 more: *Check in all* asks for them too" in text
    assert "and 4 more, under *Work* below" in text


def test_every_team_of_a_person_can_be_opened() -> None:
    text = home(*[sketched_week()] * 12)
    assert "# More of your teams\n*Checkout* · week 6 of 13 · at risk 🟡  [Open]" in text
    assert text.count("[Open]") == 12
    assert "more team" not in text


def test_very_many_teams_end_with_where_they_are_listed() -> None:
    week = a_week(*large_objectives((NASTY * 20)[:200]))
    text = home(*[week] * 60, due=30, unplaced=9, title=(NASTY * 20)[:200])
    assert "and 12 more teams: `/okr all`" in text


def test_many_objectives_end_with_how_many_more() -> None:
    many = [an_objective(id=one, number=one) for one in range(1, 12)]
    assert "and 3 more: *Open* shows them" in home(a_week(*many))


def test_a_quiet_week_is_said() -> None:
    week = a_week(
        an_objective(a_key_result()),
        check_ins={11: history(11, (45, 8))},
        work=[a_work_item(key_result_id=11)],
    )
    assert "Quiet week: a 10-minute planning?" in home(week)


def test_recall_comes_after_the_week_and_says_what_was_answered() -> None:
    objectives = (an_objective(),)
    answers = (None, RecallAnswer(None, 1), RecallAnswer(1, 1))
    page = HomePage(
        name="Ana",
        due=(),
        unplaced=(),
        teams=(TeamPage(a_team(), sketched_week(), frozenset(Act)),),
        recalls=tuple(Recall(a_team(), objectives, one) for one in answers),
    )
    text = shown(home_view(page, command="/okr", now=NOW))
    assert text.index("# This week") < text.index("# From memory")
    assert "without looking, what are this cycle's objectives?\n[Answer] [Not this month]" in text
    assert "*Checkout* · not this month  [Answer after all]" in text
    assert "you knew 1 of 1 objectives this month  [Correct it]" in text


def test_the_longest_recall_is_legal() -> None:
    team = replace(a_team(), name=NASTY * 4)
    recall = Recall(team, large_objectives(NASTY * 4), None)
    for view in (ask_modal(recall), mark_modal(recall, NASTY * 80), saved_modal(recall)):
        assert check_view(view, "modal") == []
    values = state_values(mark_modal(recall, "")["blocks"], {})
    assert count_named(values) == 0
