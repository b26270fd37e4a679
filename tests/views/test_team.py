"""A team on demand, lists of teams, people and risks: what each person is shown."""

from fractions import Fraction

from bot.okr.focus import rank_focus
from bot.okr.objective_links import LinkedObjective, ObjectiveLinks
from bot.okr.overview import PersonList, RiskList, TeamFocus, TeamKeyResult, TeamList, TeamPage
from bot.okr.permissions import Act
from bot.okr.week import Week
from bot.views.blocks import MAX_FALLBACK, MESSAGE_BLOCKS, VIEW_BLOCKS
from bot.views.message import Message
from bot.views.notice import notice_modal
from bot.views.person_list import page_value, parse_page, person_list_message
from bot.views.risk import risk_message
from bot.views.team import team_message
from bot.views.team_list import start_message, team_list_message
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import a_key_result, a_team, an_objective
from tests.views.week_builders import NASTY, NOW, a_week, history, large_objectives, sketched_week

READER = frozenset({Act.READ})
LEAD = frozenset(Act)
MEMBER = LEAD - {Act.EDIT_OKRS, Act.EDIT_SETTINGS}


def shown(message: Message) -> str:
    blocks = list(message.blocks)
    assert check_message(blocks) == []
    assert check_view(notice_modal(blocks), "modal") == []
    assert len(blocks) <= min(MESSAGE_BLOCKS, VIEW_BLOCKS)
    assert len(message.text) <= MAX_FALLBACK
    return render_blocks(blocks)


def team(acts: frozenset[Act], week: Week | None = None) -> Message:
    page = TeamPage(a_team(), week or sketched_week(), acts)
    return team_message(page, command="/okr", now=NOW)


def test_a_member_sees_what_has_no_place_and_what_to_press() -> None:
    text = shown(team(MEMBER))
    assert "Talk about first" in text
    assert "*2 things have no place yet*" in text
    assert "[Plan from a key result] [Ideas] [Check in] [Work]" in text
    assert "[History of … ▾]" in text
    assert "[Plan work]" in text
    assert "[Settings]" in text
    assert "Edit OKRs" not in text
    assert "Post prompt" not in text


def test_a_lead_may_edit() -> None:
    assert "[Add OKRs] [Edit OKRs] [Settings] [Post prompt]" in shown(team(LEAD))


def test_others_read_the_okrs_and_no_shares() -> None:
    message = team(READER)
    text = shown(message)
    assert "1.2 Page load" in text
    assert "no place yet" not in text
    assert "in play" not in text
    assert "[Plan work]" not in text
    assert "No place yet" not in message.text
    assert "Plan from a key result" not in text
    assert "[Check in]" not in text


def test_a_team_without_objectives_can_only_begin() -> None:
    text = shown(team(LEAD, a_week()))
    assert "What should be different by 31 Dec?" in text
    assert "History" not in text
    assert "[Add OKRs]" in text


def test_links_to_other_teams_stand_below_the_okrs() -> None:
    pay, grow = (LinkedObjective(1, label, NASTY, None) for label in ("PAY-1", "CO-1"))
    half = LinkedObjective(3, "SHP-2", "Ship <fast>", Fraction(1, 2))
    links = (
        ObjectiveLinks(1, (pay, grow), ()),
        ObjectiveLinks(2, (), (half,) * 7),
        *(ObjectiveLinks(number, (pay,) * 5, (half,) * 7) for number in range(3, 20)),
    )
    page = TeamPage(a_team(), sketched_week(), MEMBER, links)
    text = shown(team_message(page, command="/okr", now=NOW))
    assert "1 serves PAY-1" in text
    assert ", which serves CO-1" in text
    assert "2 is served by SHP-2 Ship &lt;fast&gt; (50 %), SHP-2" in text
    assert "(50 %), 2 more" in text
    assert "and 16 more links" in text
    page = TeamPage(a_team(), sketched_week(), MEMBER, links[1:2])
    spoken = team_message(page, command="/okr", now=NOW).text
    assert ". 2 is served by SHP-2 Ship &lt;fast&gt; (50 %)" in spoken


def test_a_team_without_a_cycle_says_what_to_do() -> None:
    message = team_message(TeamPage(a_team(), None, READER), command="/okr", now=NOW)
    assert "A lead plans the next one: `/okr cycle`" in shown(message)
    assert "[Cycles]" in shown(message)


def test_the_largest_team_fits() -> None:
    week = a_week(*large_objectives((NASTY * 20)[:200]))
    assert "History" in shown(team(LEAD, week))


def test_teams_are_listed_with_their_state_and_paged() -> None:
    pages = (
        TeamPage(a_team(), sketched_week(), READER),
        TeamPage(a_team(), None, READER),
        TeamPage(a_team(), a_week(), READER),
    )
    text = shown(team_list_message(TeamList(pages, 1, 3)))
    assert "*Checkout* · week 6 of 13 · at risk 🟡  [Open]" in text
    assert "*Checkout* · no cycle is running" in text
    assert "*Checkout* · no objectives yet" in text
    assert "Page 2 of 3\n[Previous] [Next]" in text
    assert "[Next]" not in shown(team_list_message(TeamList(pages, 2, 3)))
    assert "[Previous]" not in shown(team_list_message(TeamList(pages, 0, 3)))
    assert "Page" not in shown(team_list_message(TeamList(pages, 0, 1)))


def test_nobody_to_list_is_said() -> None:
    assert "no team that you can see" in shown(team_list_message(TeamList((), 0, 1)))


def start(count: int, *, is_channel: bool, may_set_up: bool = True) -> str:
    pages = [TeamPage(a_team(), sketched_week(), MEMBER)] * count
    return shown(start_message(pages, command="/okr", is_channel=is_channel, may_set_up=may_set_up))


def test_elsewhere_it_says_what_to_do_next() -> None:
    assert "[Set up, 5 min] [See an example]" in start(0, is_channel=True)
    assert "Your teams" in start(1, is_channel=True)
    assert "Open one of yours" in start(1, is_channel=False)
    assert "type `/okr setup`" in start(0, is_channel=False)
    assert "Set up, 5 min" not in start(0, is_channel=True, may_set_up=False)
    assert "and 2 more: `/okr all`" in start(42, is_channel=True)


def test_a_persons_key_results_are_named_with_their_team() -> None:
    standings = sketched_week().key_results
    person = PersonList("U1", "Ana & co", tuple(TeamKeyResult(a_team(), one) for one in standings))
    message = person_list_message(person, now=NOW)
    assert "*Ana &amp; co*\n*CHK-1.1 Completion*  66 %, aim 72 %\nOn track" in shown(message)
    assert message.text.startswith("Key results of Ana &amp; co.\n1.1 Completion")


def test_a_very_long_list_of_a_person_has_pages_up_to_the_last() -> None:
    week = a_week(*large_objectives((NASTY * 20)[:200]))
    everything = tuple(TeamKeyResult(a_team(), one) for one in week.key_results)
    person = PersonList("U1", NASTY, everything)
    pages = [shown(person_list_message(person, page=page, now=NOW)) for page in range(5)]
    assert "Page 1 of 5\n[Next]" in pages[0]
    assert "Page 5 of 5\n[Previous]" in pages[4]
    for one in week.key_results:
        assert sum(f"*CHK-{one.key_result.label} " in page for page in pages) == 1


def test_a_page_of_a_person_is_read_from_what_comes_back() -> None:
    assert parse_page(page_value("U1", 3)) == ("U1", "3")
    assert parse_page("") == ("", "")


def test_nothing_to_see_of_a_person_is_one_sentence() -> None:
    message = person_list_message(PersonList("U1", "Ana", ()), now=NOW)
    assert shown(message) == message.text == "Ana owns no key results that you can see."


def test_risks_have_the_worst_first() -> None:
    ranked = rank_focus(sketched_week().key_results)
    risks = tuple(TeamFocus(a_team(), one) for one in ranked)
    message = risk_message(RiskList(risks, is_named=True))
    assert shown(message).splitlines()[:3] == [
        "*Talk about first*",
        "CHK-2.1 Onboarding: Ben is stuck",
        "CHK-1.2 Page load: no work for 3 weeks",
    ]
    within = risk_message(RiskList(risks, is_named=False))
    assert shown(within).splitlines()[1] == "2.1 Onboarding: Ben is stuck"


def test_many_risks_have_pages_up_to_the_last() -> None:
    week = a_week(*large_objectives("&" * 200), check_ins={11: history(11, (1, 2))})
    risks = tuple(TeamFocus(a_team(), one) for one in rank_focus(week.key_results))
    found = RiskList(risks, is_named=False)
    pages = [shown(risk_message(found, page=page)).splitlines() for page in range(6)]
    assert pages[0][0] == "*Talk about first*"
    assert pages[5][0] == "*Less urgent*"
    assert pages[5][-2:] == ["Page 6 of 6", "[Previous]"]
    lines = [line for page in pages for line in page if line[0].isdigit()]
    assert len(set(lines)) == len(risks) == 64


def test_no_risks_are_said_too() -> None:
    week = a_week(an_objective(a_key_result()))
    assert week.focus
    nothing = risk_message(RiskList((), is_named=False))
    assert shown(nothing) == "Nothing needs a word first right now."
