"""The model of the quarter: where it stands on what product.md says in so many words."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from sandbox.quarter.cast import CYCLE, SET_UPS
from sandbox.quarter.deeds import (
    AddIdeas,
    CheckIn,
    CopyOkrs,
    Finish,
    Follow,
    Pause,
    Plan,
    PlanNextCycle,
    Said,
)
from sandbox.quarter.model import owed
from sandbox.quarter.model.key_result import KeyResult
from sandbox.quarter.model.team import DAY, WEEK, Team, next_quarter
from sandbox.quarter.okrs import Aim, Kind
from sandbox.walkthrough.clock import BERLIN

BEGINS = datetime(2026, 10, 1, 10, 5, tzinfo=BERLIN)
FIRST_END = datetime(2026, 10, 6, 11, tzinfo=BERLIN)
UP = Aim("1.1", "Completion", Kind.UP, "Ana", "60", "70", "60", "%")


@pytest.fixture
def checkout() -> Team:
    return Team.begin(SET_UPS[0], at=BEGINS, cycle=CYCLE)


def a_key_result(aim: Aim = UP, *, is_stretch: bool = False) -> KeyResult:
    return KeyResult.of(aim, is_stretch=is_stretch, cycle=CYCLE, at=BEGINS)


def heard(one: KeyResult, *said: tuple[str, int], every: timedelta = WEEK) -> KeyResult:
    for number, (value, confidence) in enumerate(said):
        one.hear(Said("1.1", value, confidence), by="Ana", at=BEGINS + number * every)
    return one


@pytest.mark.parametrize(
    ("confidence", "promise", "stretch"),
    [
        (1, "off track", "off track"),
        (2, "off track", "off track"),
        (3, "off track", "at risk"),
        (4, "at risk", "at risk"),
        (5, "at risk", "on track"),
        (6, "at risk", "on track"),
        (7, "on track", "on track"),
    ],
)
def test_confidence_weighs_less_on_a_stretch(confidence: int, promise: str, stretch: str) -> None:
    day = BEGINS.date()
    assert heard(a_key_result(), ("61", confidence)).health(day) == promise
    assert heard(a_key_result(is_stretch=True), ("61", confidence)).health(day) == stretch


@pytest.mark.parametrize(
    ("day", "behind"),
    [(date(2026, 10, 23), False), (date(2026, 10, 24), True)],
)
def test_pace_is_judged_after_a_quarter_of_the_cycle(day: date, *, behind: bool) -> None:
    one = heard(a_key_result(), ("60", 8))
    assert one.is_behind(day) is behind
    assert one.health(day) == ("at risk" if behind else "on track")
    assert one.is_doubted(day) is behind


def test_a_reached_aim_is_achieved_whatever_else() -> None:
    assert heard(a_key_result(), ("70", 1)).health(CYCLE[1]) == "achieved"


@pytest.mark.parametrize(("days", "is_old"), [(10, False), (11, True)])
def test_a_check_in_is_old_after_one_and_a_half_rhythms(days: int, *, is_old: bool) -> None:
    assert heard(a_key_result(), ("61", 7)).is_old(BEGINS.date() + days * DAY) is is_old


def test_a_team_meets_thirteen_times_unless_it_pauses(checkout: Team) -> None:
    assert len(list(checkout.meetings)) == owed.WEEKS
    checkout.take(Pause("Ana", "CHK", date(2026, 10, 13), date(2026, 10, 26), "Fair"), BEGINS)
    assert len(list(checkout.meetings)) == owed.WEEKS - 2
    days = [date(2026, 10, day) for day in (6, 13, 20, 27)]
    assert [owed.is_told_of_pause(checkout, day) for day in days] == [False, True, False, False]


def test_finished_work_is_asked_about_after_three_check_ins_and_once(checkout: Team) -> None:
    checkout.take(Plan("Ben", "CHK", "1.2", "Try a CDN", "Images."), BEGINS)
    checkout.take(Finish("Ben", "CHK", "Try a CDN"), BEGINS)
    asked = []
    for week in range(5):
        end = FIRST_END + week * WEEK
        checkout.take(CheckIn("Ben", "CHK", Said("1.2", "3.4", 7)), end - timedelta(minutes=30))
        found = owed.recap(checkout, end)
        asked.append(bool(found and found.questions))
    assert asked == [False, False, True, False, False]


def test_a_meeting_without_news_has_no_recap(checkout: Team) -> None:
    assert owed.recap(checkout, FIRST_END) is None
    checkout.take(Follow("Emre", "CHK"), BEGINS)
    checkout.take(CheckIn("Ana", "CHK", Said("1.1", "61", 7, is_stuck=True)), FIRST_END)
    assert owed.recap(checkout, FIRST_END) is not None
    assert owed.followed_recap(checkout, FIRST_END) is None, "who is stuck is for the team"


def test_what_was_heard_of_within_four_days_is_not_due(checkout: Team) -> None:
    at = FIRST_END
    assert owed.due(checkout, "Ben", at) == ("1.2", "2.1")
    checkout.take(CheckIn("Ana", "CHK", Said("1.2", "3", 7)), at)
    assert owed.due(checkout, "Ben", at + 4 * DAY) == ("2.1",)
    assert owed.due(checkout, "Ben", at + 4 * DAY + timedelta(minutes=1)) == ("1.2", "2.1")


def test_the_shelf_of_a_plan_opens_when_each_key_result_has_two_ideas(checkout: Team) -> None:
    assert owed.shelf(checkout).is_open
    checkout.take(PlanNextCycle("Ana", "CHK"), BEGINS)
    checkout.take(CopyOkrs("Ana", "CHK", "Buyers", ("1.1", "1.2")), BEGINS)
    opened = []
    for number, ideas in (("1.1", ("a", "b")), ("1.2", ("c",)), ("1.2", ("d",))):
        checkout.take(AddIdeas("Ana", "CHK", number, ideas), BEGINS)
        opened.append(owed.shelf(checkout).is_open)
    assert opened == [False, False, True]


def test_the_end_is_told_twice_and_the_lead_asked_two_weeks_before(checkout: Team) -> None:
    mondays = [date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)]
    assert [owed.is_lead_asked(checkout, day) for day in mondays] == [False, True, False]
    days = [date(2026, 12, 29), date(2027, 1, 5), date(2027, 1, 12), date(2027, 1, 19)]
    assert [owed.is_told_of_end(checkout, day) for day in days] == [False, True, True, False]
    assert next_quarter(CYCLE[1]) == (date(2027, 1, 1), date(2027, 3, 31))
    assert next_quarter(date(2026, 9, 30)) == CYCLE


def test_scores_are_suggested_in_hundredths_and_an_objective_takes_their_mean() -> None:
    team = Team.begin(SET_UPS[0], at=BEGINS, cycle=CYCLE)
    team.over = {"1.1": heard(a_key_result(), ("63.333", 7)), "1.2": heard(a_key_result())}
    assert owed.suggested_scores(team) == {"1.1": Fraction(33, 100)}
    assert owed.objective_scores(team, {"1.2": "0.5"}) == {"1": Fraction(42, 100)}
