"""The prompt: the order, the words, and every size that must stay legal."""

from datetime import datetime, timedelta

import pytest

from bot.okr.week import Week
from bot.views.blocks import MAX_FALLBACK, MESSAGE_BLOCKS
from bot.views.message import Message
from bot.views.plan_work import OPEN as PLAN
from bot.views.prompt import FOLD_ABOVE, prompt_message
from bot.views.suggest_number import OPEN as SUGGEST
from sandbox.render import render_blocks
from sandbox.validation import check_message
from tests.okr.builders import a_key_result, a_team, a_work_item, an_objective, instant
from tests.views.week_builders import (
    MEETING,
    NASTY,
    NOW,
    a_week,
    history,
    large_objectives,
    sketched_week,
)


def prompt(week: Week, *, now: datetime = NOW, is_frozen: bool = False) -> Message:
    return prompt_message(week, command="/okr", now=now, is_frozen=is_frozen)


def shown(message: Message) -> str:
    assert check_message(list(message.blocks)) == []
    return render_blocks(list(message.blocks))


def test_the_prompt_reads_as_sketched() -> None:
    lines = shown(prompt(sketched_week())).splitlines()
    assert lines[:5] == [
        "# Checkout · week 6 of 13",
        "Planning today 10:00 · 4 of 5 updated",
        "*Talk about first*",
        "2.1 Onboarding: Ben is stuck",
        "1.2 Page load: no work for 3 weeks",
    ]
    assert lines[7:18] == [
        "*1 · Buyers finish what they start*",
        "*1.1 Completion*  66 %, aim 72 %",
        "On track 🟢 · 7/10 (+1) · Ana · 1 d ago",
        "→ Guest checkout, Saved cards",
        "*1.2 Page load*  2.9 s, aim 1.5 s",
        "At risk 🟡 · 4/10 (−2) · Chidi · 1 d ago",
        "→ no work for 3 weeks  [Plan work]",
        "*1.3 Payment errors*  0.3 %, limit 0.5 %",
        "Holding 🟢 · 8/10 · Dee · 1 d ago",
        "→ Retry rules",
        "*2 · Merchants go live without us*",
    ]


def test_the_okrs_come_before_the_work_without_a_place() -> None:
    text = shown(prompt(sketched_week()))
    order = [
        "Talk about first",
        "1.1 Completion",
        "*2.2 Days to first order*",
        "What number would tell us this worked?  [Suggest a number]",
        "What would move these this week?",
        "[Plan from a key result] [Check in]",
        "*2 things have no place yet*\nAdmin dark mode · Log cleanup",
        "[Place them]",
        "12 in play: 9 key results, 1 upkeep, 2 no place yet",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_work_beyond_three_titles_is_counted() -> None:
    assert "→ Guide 0, Guide 1, Guide 2 and 2 more" in shown(prompt(sketched_week()))


def test_buttons_in_rows_say_what_they_are_about() -> None:
    blocks = prompt(sketched_week()).blocks
    accessories = {
        one["accessory"]["action_id"]: one["accessory"] for one in blocks if "accessory" in one
    }
    assert accessories[PLAN]["value"] == "12"
    assert accessories[PLAN]["accessibility_label"] == "Plan work for 1.2 Page load"
    assert accessories[SUGGEST]["value"] == "3"
    assert (
        accessories[SUGGEST]["accessibility_label"] == "Suggest a number for 3 New markets trust us"
    )


def test_the_text_tells_everything_and_begins_with_the_push() -> None:
    lines = prompt(sketched_week()).text.splitlines()
    assert lines[0] == (
        "Checkout: first 2.1 Onboarding, then 1.2 Page load, then 2.2 Days to first order."
    )
    assert lines[1] == "Week 6 of 13. Planning today 10:00. 4 of 5 updated."
    assert "1.2 Page load: 2.9 s, aim 1.5 s, at risk, 4/10, Chidi, no work for 3 weeks" in lines
    assert "3 · New markets trust us: What number would tell us this worked?" in lines
    assert lines[-1] == "No place yet (2): Admin dark mode, Log cleanup."


def test_a_closed_prompt_says_when_the_team_planned() -> None:
    message = prompt(sketched_week(), is_frozen=True)
    assert shown(message).startswith(
        "# Checkout · week 6 of 13\nPlanned Tue 10 Nov · 4 of 5 updated"
    )
    assert "[Plan from a key result] [Check in]" in shown(message)
    assert "Week 6 of 13. Planned Tue 10 Nov. 4 of 5 updated." in message.text


def test_a_closed_prompt_without_a_meeting_only_says_how_many_were_updated() -> None:
    week = a_week(an_objective(a_key_result()), check_ins={11: history(11, (1, 7))}, meeting=None)
    assert "week 6 of 13\n1 of 1 updated" in shown(prompt(week, is_frozen=True))
    assert "No planning ahead · 1 of 1 updated" in shown(prompt(week))


def test_a_first_week_begins_without_reproach() -> None:
    objective = an_objective(a_key_result(), a_key_result(id=12, label="1.2", target=None))
    message = prompt(a_week(objective, is_first=True))
    text = shown(message)
    assert "A fresh start." in text
    assert "*1 · Buyers finish what they start*\n1.1 Completion: aim 100 % · Ana\n1.2" in text
    assert "1.2 Completion: no number yet · Ana" in text
    assert "no work" not in text
    assert "updated" not in text
    assert message.text.startswith("Checkout: first say where each number stands.")


def test_a_first_week_shows_the_work_that_found_its_key_result() -> None:
    work = [a_work_item(title="Guest checkout", key_result_id=11)]
    week = a_week(an_objective(a_key_result()), work=work, is_first=True)
    assert "1.1 Completion: aim 100 % · Ana\n→ Guest checkout" in shown(prompt(week))


def test_after_the_first_meeting_there_is_no_fresh_start_any_more() -> None:
    text = shown(prompt(a_week(an_objective(a_key_result()))))
    assert "A fresh start." not in text
    assert "*Talk about first*\n1.1 Completion: no work for 5 weeks" in text
    assert "No check-in yet ⚪ · Ana\n→ no work for 5 weeks" in text


def test_a_first_week_with_long_names_has_a_block_for_each() -> None:
    one, *_ = large_objectives("&" * 200, owner="&" * 60)
    text = shown(prompt(a_week(one, is_first=True)))
    assert all(f"\n{key_result.label} " in text for key_result in one.key_results)


def test_a_large_first_week_only_counts_what_waits_for_its_first_check_in() -> None:
    text = shown(prompt(a_week(*large_objectives("Speed"), is_first=True)))
    assert "A fresh start." in text
    assert text.count("8 without a check-in yet") == 8
    assert "1.1" not in text
    assert "[See all OKRs]" in text


def test_a_quiet_week_proposes_a_short_planning() -> None:
    week = a_week(
        an_objective(a_key_result()),
        check_ins={11: history(11, (40, 8))},
        work=[a_work_item(key_result_id=11)],
    )
    message = prompt(week)
    assert "Quiet week: a 10-minute planning?" in shown(message)
    assert "Every key result has work this week." in shown(message)
    assert message.text.startswith("Checkout: Quiet week: a 10-minute planning?")


def test_a_week_with_nothing_to_talk_about_but_unplaced_work_says_nothing_on_top() -> None:
    week = a_week(
        an_objective(a_key_result()),
        check_ins={11: history(11, (40, 8))},
        work=[a_work_item(key_result_id=11), a_work_item(id=2)],
    )
    message = prompt(week)
    assert "Talk about first" not in shown(message)
    assert "*1 thing has no place yet*" in shown(message)
    assert message.text.startswith("Checkout: nothing is at risk.")


def test_without_objectives_it_says_what_to_do() -> None:
    message = prompt(a_week())
    assert "*What should be different by 31 Dec?*" in shown(message)
    assert "`/okr new`" in shown(message)
    assert "Plan from a key result" not in shown(message)
    assert message.text.startswith("Checkout: no objectives yet.")


def test_objectives_without_key_results_ask_for_a_number() -> None:
    message = prompt(a_week(an_objective()))
    assert "[Suggest a number]" in shown(message)
    assert message.text.startswith("Checkout: what number would tell us it worked?")


def test_the_first_prompt_reproaches_nobody_for_having_planned_nothing() -> None:
    objective = an_objective(
        a_key_result(id=11, label="1.1"), a_key_result(id=12, label="1.2", title="Page load")
    )
    known = {11: history(11, (66, 3)), 12: history(12, (60, 8))}
    dark_mode = a_work_item(id=20, title="Dark mode")
    message = prompt(a_week(objective, check_ins=known, work=[dark_mode], is_first=True))
    text = shown(message)
    assert "no work" not in text + message.text
    assert "*Talk about first*\n1.1 Completion: off track, 3/10" in text
    assert "*1 thing has no place yet*\nDark mode" in text
    placed = a_work_item(id=21, title="Guest checkout", key_result_id=12)
    text = shown(prompt(a_week(objective, check_ins=known, work=[placed], is_first=True)))
    assert "1.1 Completion: off track, no work" in text
    assert text.count("[Plan work]") == 1


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (-60, "Checkout · from 1 Oct"),
        (51, "Checkout · week 13 of 13"),
        (0, "Checkout · week 6 of 13"),
        (60, "Checkout · Q4 2026 has ended"),
    ],
)
def test_the_head_knows_where_in_the_cycle_it_is(days: int, title: str) -> None:
    now = NOW + timedelta(days=days)
    for is_frozen in (False, True):
        message = prompt(sketched_week(now=now), now=now, is_frozen=is_frozen)
        assert shown(message).startswith(f"# {title}\n")
        where = title.removeprefix("Checkout · ")
        assert f"\n{where[0].upper()}{where[1:]}. " in message.text


def test_more_than_twelve_fold_into_a_line_per_objective() -> None:
    objectives = large_objectives("Key result")[:2]
    check_ins = {
        key_result.id: history(key_result.id, (40, 8), (45, 5 if key_result.number == 2 else 8))
        for one in objectives
        for key_result in one.key_results
    }
    work = [a_work_item(id=one, key_result_id=one) for one in check_ins]
    text = shown(prompt(a_week(*objectives, check_ins=check_ins, work=work)))
    assert "*1 · Key result*\n7 on track\n*1.2" in text
    assert text.count("At risk") == 2
    assert "[See all OKRs]" in text


def test_no_more_than_twelve_rows_ask_for_talk_the_most_urgent_ones_in_their_order() -> None:
    objectives = large_objectives("Speed")
    ids = [one.id for objective in objectives for one in objective.key_results]
    stuck = ids[60]
    check_ins = {one: history(one, (40, 5), is_stuck=one == stuck) for one in ids}
    text = shown(prompt(a_week(*objectives, check_ins=check_ins)))
    rows = [line for line in text.splitlines() if line.startswith("*") and " Speed*  " in line]
    assert len(rows) == FOLD_ABOVE
    assert rows[-1].startswith("*8.5 ")
    assert text.count("8 at risk") == 5


def test_titles_are_cut_where_there_are_many_rows() -> None:
    objectives = large_objectives("L" * 200)
    check_ins = {objectives[0].key_results[0].id: history(1, (40, 1))}
    text = shown(prompt(a_week(*objectives, check_ins=check_ins)))
    assert max(len(line) for line in text.splitlines()) < 130


def test_a_small_team_has_nothing_to_see_beyond_the_message() -> None:
    assert "See all" not in shown(prompt(sketched_week()))


@pytest.mark.parametrize("known", ["none", "some", "all"])
@pytest.mark.parametrize("title", ["Key result", (NASTY * 20)[:200], "&" * 200])
def test_the_largest_team_stays_legal_and_loses_nothing(known: str, title: str) -> None:
    objectives = large_objectives(title, owner=title[:60])
    ids = [one.id for objective in objectives for one in objective.key_results]
    told = {"none": [], "some": ids[::2], "all": ids}[known]
    check_ins = {one: history(one, (40, 7), (45, 3), is_stuck=True, author=title) for one in told}
    work = [
        *(a_work_item(id=1000 + one, title=title, key_result_id=one) for one in told),
        *(a_work_item(id=2000 + one, title=title) for one in range(40)),
    ]
    team = a_team()
    message = prompt(a_week(*objectives, check_ins=check_ins, work=work, team=team))
    text = shown(message)
    assert len(message.blocks) <= MESSAGE_BLOCKS
    assert len(message.text) <= MAX_FALLBACK
    assert "<!channel>" not in message.text
    rows = sum(line.startswith("*") and "*  " in line for line in text.splitlines())
    assert rows <= FOLD_ABOVE
    assert "[See all OKRs]" in text
    assert "and 37 more" in text
    assert "more lines: /okr shows everything." in message.text


def test_very_many_objectives_are_named_at_the_end() -> None:
    many = [
        an_objective(
            *([a_key_result(id=number, label=f"{number}.1")] if number < 4 else []),
            id=number,
            number=number,
            title=f"Objective {number}",
        )
        for number in range(1, 41)
    ]
    message = prompt(a_week(*many, check_ins={1: history(1, (1, 7))}))
    text = shown(message)
    assert len(message.blocks) <= MESSAGE_BLOCKS
    assert "*And 18 more objectives*\n23 Objective 23 · 24 Objective 24" in text
    assert "and 13 more" in text
    assert "[See all OKRs]" in text


def test_very_many_objectives_without_numbers_can_be_seen_too() -> None:
    many = [an_objective(id=one, number=one, title=f"Objective {one}") for one in range(1, 31)]
    text = shown(prompt(a_week(*many)))
    assert "*And 8 more objectives*" in text
    assert "[See all OKRs]" in text


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "today 10:00"),
        (-12, "tomorrow 10:00"),
        (-48, "Tue 10:00"),
        (-24 * 8, "Tue 10 Nov 10:00"),
    ],
)
def test_planning_is_named_in_the_teams_zone(hours: int, words: str) -> None:
    now = NOW + timedelta(hours=hours)
    assert f"Planning {words} ·" in shown(prompt(sketched_week(now=now), now=now))


def test_the_zone_decides_what_today_is() -> None:
    assert MEETING.starts_at == instant(11, 10, 9)
    week = a_week(
        an_objective(a_key_result()),
        check_ins={11: history(11, (1, 7))},
        team=a_team(zone="Pacific/Auckland"),
    )
    assert "Planning today 22:00" in shown(prompt(week))
