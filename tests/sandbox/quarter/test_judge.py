"""The judge of the quarter: it passes what is owed, and names whatever is not."""

from datetime import datetime, timedelta

import pytest

from sandbox.quarter.cast import CYCLE, SET_UPS
from sandbox.quarter.deeds import ChangeTarget, CheckIn, Finish, Note, NoteKind, Said
from sandbox.quarter.judge import Judge
from sandbox.quarter.model import owed
from sandbox.quarter.model.team import Team
from sandbox.quarter.reading import read_prompt, read_recap
from sandbox.quarter.story import WEEKS
from sandbox.walkthrough.clock import BERLIN
from sandbox.walkthrough.failure import StepFailedError

BEGINS = datetime(2026, 10, 1, 10, 5, tzinfo=BERLIN)
MEETING = datetime(2026, 10, 6, 10, tzinfo=BERLIN)
ENDS = MEETING + timedelta(hours=1)

PROMPT = """\
# Checkout · week 1 of 13
Planning today 10:00 · 5 of 5 updated
*Talk about first*
1.2 Page load: at risk, 5/10
──────
*1 · Buyers finish what they start*
*1.1 Completion*  61 %, aim 72 %
On track 🟢 · 7/10 · Ana · 5 d ago
→ Guest checkout
*1.2 Page load*  3.3 s, aim 1.5 s
At risk 🟡 · 5/10 · Ben · today
→ Try a CDN
*1.3 Payment errors*  0.3 %, limit 0.5 %
Holding 🟢 · 7/10 · Chidi · 5 d ago
→ no work this week  [Plan work]
*2 · Merchants go live without us*
*2.1 Days to first order*  11 days, aim 5 days
On track 🟢 · 6/10 (−1) · Ben · today
→ no work this week  [Plan work]
*2.2 Open in new countries*  0 of 3 steps
On track 🟢 · 7/10 · Chidi · 5 d ago
→ no work this week  [Plan work]
──────
*What would move these this week?*
[Plan from a key result] [Check in] [Start meeting]
5 in play: 2 key results, 1 engineering health, 1 upkeep, 1 anyway"""

RECAP = """\
*Week 1 · Checkout*
*Moved*
1.2 Page load: 3.4 → 3.3 s
2.1 Days to first order: 12 → 11 days
*Still*  1.1 · 2.2, no work this week
*Decided*  Images first (Ana)
*Parked*  Who is on call (Chidi)
5 in play: 2 key results, 1 engineering health, 1 upkeep, 1 anyway
[Correct something]"""


@pytest.fixture
def checkout() -> Team:
    """The team after its first meeting."""
    team = Team.begin(SET_UPS[0], at=BEGINS, cycle=CYCLE)
    first = WEEKS[0]["CHK"]
    for deed in (*first.before, *first.prompted, *first.meeting):
        team.take(deed, MEETING)
    return team


def judged(team: Team, shown: str) -> str:
    """Return what a judge finds wrong with a prompt; nothing when it is as it should be."""
    try:
        Judge().prompt("week 1, CHK", owed.prompt(team, MEETING), read_prompt(shown))
    except StepFailedError as failure:
        return f"{failure.claim}\n{failure.evidence}"
    return ""


def recap_judged(team: Team, shown: str) -> str:
    """Return what a judge finds wrong with a recap; nothing when it is as it should be."""
    try:
        Judge().same("week 1, CHK", owed.recap(team, ENDS), read_recap(shown))
    except StepFailedError as failure:
        return f"{failure.claim}\n{failure.evidence}"
    return ""


def test_what_is_owed_passes_and_is_counted(checkout: Team) -> None:
    assert judged(checkout, PROMPT) == ""
    assert recap_judged(checkout, RECAP) == ""
    judge = Judge()
    judge.prompt("week 1, CHK", owed.prompt(checkout, MEETING), read_prompt(PROMPT))
    assert judge.checked > 70


@pytest.mark.parametrize(
    ("words", "others", "found"),
    [
        ("week 1 of 13", "week 2 of 13", "week: expected (1, 13), seen (2, 13)"),
        ("5 of 5 updated", "4 of 5 updated", "updated: expected (5, 5), seen (4, 5)"),
        ("3.3 s, aim", "3.2 s, aim", "1.2 value: expected 33/10, seen 16/5"),
        ("aim 1.5 s", "aim 1.4 s", "1.2 target: expected 3/2, seen 7/5"),
        ("On track 🟢 · 7/10 · Ana", "At risk 🟡 · 7/10 · Ana", "1.1 state: expected on track"),
        ("7/10 · Ana", "8/10 · Ana", "1.1 confidence: expected 7, seen 8"),
        ("6/10 (−1)", "6/10", "2.1 change: expected -1, seen 0"),
        ("5/10 · Ben", "5/10, yet behind · Ben", "1.2 is_doubted: expected False, seen True"),
        ("Ana · 5 d ago", "Ben · 5 d ago", "1.1 owner: expected Ana, seen Ben"),
        ("5/10 · Ben", "5/10 · Ben is stuck", "1.2 stuck: expected , seen Ben"),
        ("Ben · today\n→ Try", "Ben · 1 d ago\n→ Try", "1.2 age_days: expected 0, seen 1"),
        ("On track 🟢 · 7/10 · Ana · 5 d ago", "12 days old, was on track ⚪ · 7/10 · Ana", "old"),
        ("→ Guest checkout", "→ Saved cards", "1.1 work: expected ('Guest checkout',), seen"),
        ("→ no work this week", "→ no work for 3 weeks", "1.3 idle_weeks: expected 0, seen 3"),
        ("1 upkeep", "2 upkeep", "in_play: expected"),
        ("1.2 Page load: at risk, 5/10\n", "", "how much to talk about first"),
        ("1.2 Page load: at", "1.1 Completion: at", "what nobody needs to talk about"),
        ("*1.1 Completion*  61 %, aim 72 %", "1.1 Completion", "rows: expected"),
    ],
)
def test_every_difference_in_a_prompt_is_named(
    checkout: Team, words: str, others: str, found: str
) -> None:
    assert words in PROMPT
    assert found in judged(checkout, PROMPT.replace(words, others, 1))


@pytest.mark.parametrize(
    ("words", "others", "found"),
    [
        ("Week 1", "Week 2", "week: expected 1, seen 2"),
        ("3.4 → 3.3", "3.4 → 3.2", "moved: expected"),
        ("3.4 → 3.3", "3.3", "moved: expected"),
        ("1.2 Page load: 3.4 → 3.3 s\n", "", "moved: expected"),
        ("1.1 · 2.2", "2.2", "still: expected {'1.1': 0, '2.2': 0}, seen {'2.2': 0}"),
        ("no work this week", "no work for 2 weeks", "still: expected"),
        ("Images first (Ana)", "Images first (Ben)", "decided: expected"),
        ("Who is on call", "Dark mode", "parked: expected"),
        ("*Decided*", "*Stuck*  It (Ben)\n*Decided*", "stuck: expected (), seen (('It', 'Ben'),)"),
        ("1 anyway", "1 no place yet", "in_play: expected"),
        (
            "*Decided*",
            "*Worth asking*\nTry a CDN was meant to move 1.2. Done today.\n*Decided*",
            "questions: expected (), seen (('Try a CDN', '1.2'),)",
        ),
        (
            "*Decided*",
            "*Goals changed*  1.2 Page load: aim 2 → 1 s. “Why not.” Ana, Tue.\n*Decided*",
            "changes: expected ()",
        ),
    ],
)
def test_every_difference_in_a_recap_is_named(
    checkout: Team, words: str, others: str, found: str
) -> None:
    assert words in RECAP
    assert found in recap_judged(checkout, RECAP.replace(words, others, 1))


@pytest.mark.parametrize(
    "deed",
    [
        CheckIn("Ana", "CHK", Said("1.1", "62", 7)),
        CheckIn("Ben", "CHK", Said("1.2", "3.3", 4)),
        CheckIn("Chidi", "CHK", Said("2.2", ("Spain",), 7)),
        ChangeTarget("Ana", "CHK", "1.1", "75", "Because."),
        Finish("Ana", "CHK", "Guest checkout"),
        Note("Ana", "CHK", NoteKind.STUCK, "The keys are lost"),
    ],
    ids=lambda deed: type(deed).__name__,
)
def test_a_deed_that_the_bot_forgot_is_found(checkout: Team, deed: CheckIn) -> None:
    checkout.take(deed, MEETING)
    assert judged(checkout, PROMPT) or recap_judged(checkout, RECAP)
