"""The Checkout team: its OKRs and its work. Its check-ins are beside it."""

from datetime import date, time

from sandbox.demo.company import checkout_check_ins
from sandbox.demo.company.days import NEW_YORK, when
from sandbox.demo.company.meetings import GoOn, Note, StartMeeting
from sandbox.demo.company.okrs import Invite, KeyResult, Objective, Paste, SetUp, Step
from sandbox.demo.company.scene import Happening
from sandbox.demo.company.starting_fresh import PlanShares
from sandbox.demo.company.talk import Talk
from sandbox.demo.company.work import (
    DROP,
    ENGINEERING_HEALTH,
    NOT_NOW,
    UPKEEP,
    Added,
    Anyway,
    Finish,
    Placing,
    Plan,
    Serves,
    TakeUp,
)

CHANNEL = "checkout"
MEMBERS = ("Ana", "Ben", "Chidi", "Dee", "Farid")
FIRST_MEETING = when("6 Oct 10:00")

PASTED = """\
Buyers finish what they start
- Completion from 61 to 72 %, now 61 (Ana)
- Page load from 3.4 to 1.5 s, now 3.4 (Chidi)
- Payment errors at most 0.5 %, now 0.4 (Dee)
Merchants go live without us
- Raise merchants who recommend us to 60 % (Chidi)
- Days to first order from 12 to 5 days, now 12 (Farid)"""

IN_THE_MIDDLE = """\
Guest checkout
Saved cards
Retry rules
Renew certificates
Payment library upgrade
Gift notes https://github.com/harbour-and-co/shop/issues/187
Old coupon page
Loyalty points"""

OKRS: tuple[Happening, ...] = (
    Invite(when("1 Oct 08:57"), "Ana"),
    SetUp(when("1 Oct 09:00"), "Ana", "Tuesday", time(10)),
    # Written down before there was an objective that could have asked for them.
    Added(when("1 Oct 09:03"), "Chidi", "Admin dark mode"),
    Added(when("1 Oct 09:04"), "Ben", "Log cleanup"),
    Paste(
        when("1 Oct 09:10"),
        "Ana",
        PASTED,
        {"1.1": 7, "1.2": 6, "1.3": 8, "2.1": 5, "2.2": 6},
        IN_THE_MIDDLE,
    ),
    Objective(
        when("1 Oct 09:20"),
        "Ana",
        number=1,
        why="Four of ten baskets are left at the till. People have chosen already: we lose them.",
    ),
    Objective(
        when("1 Oct 09:22"),
        "Ana",
        number=2,
        why="Each new shop needs two calls with us. That stops working at fifty a month.",
        is_stretch=True,
    ),
    KeyResult(
        when("1 Oct 09:24"),
        "Ana",
        number="1.3",
        fields={"Worst acceptable": "1", "Check in": "Every 2nd meeting"},
    ),
    KeyResult(
        when("1 Oct 09:26"),
        "Ana",
        number="2.1",
        fields={
            "No start yet? Measured by": date(2026, 11, 20),
            "Check in": "Every 2nd meeting",
        },
    ),
    KeyResult(
        when("1 Oct 09:28"),
        "Ana",
        objective="2 Merchants go live without us",
        kind="Steps to finish",
        fields={
            "Key result": "Sign-up without a call",
            "Owner": "Ben",
            "How likely by 31 Dec?": 6,
        },
        steps=(
            Step("Company details", date(2026, 10, 9)),
            Step("Bank account check", date(2026, 10, 30), weight=2),
            Step("First product from a template", date(2026, 11, 20)),
            Step("Help where people get stuck", date(2026, 12, 11)),
        ),
    ),
    PlanShares(when("5 Oct 14:55"), "Ana", health="30", upkeep="10"),
    Objective(
        when("5 Oct 15:00"),
        "Ana",
        title="Releases are a quiet affair",
        why="Nine rollbacks in September, most of them in the evening.",
    ),
    KeyResult(
        when("5 Oct 15:02"),
        "Ana",
        objective="3 Releases are a quiet affair",
        kind="Goes down",
        fields={
            "Key result": "Build time",
            "Starts at": "22",
            "Aim": "10",
            "Now at": "22",
            "Unit": "min",
            "Owner": "Dee",
            "How likely by 31 Dec?": 7,
        },
    ),
    KeyResult(
        when("5 Oct 15:04"),
        "Ana",
        objective="3 Releases are a quiet affair",
        kind="Goes down",
        fields={
            "Key result": "Rollbacks",
            "Starts at": "9",
            "Aim": "2",
            "Now at": "9",
            "Unit": "a month",
            "Owner": "Ben",
            "Weight": "2",
            "How likely by 31 Dec?": 7,
        },
    ),
    # Farid goes on leave.
    KeyResult(when("30 Oct 14:00"), "Ana", number="2.2", fields={"Stand-in": "Ana"}),
)

WORK: tuple[Happening, ...] = (
    Placing(
        when("6 Oct 08:20"),
        "Ana",
        {
            "Guest checkout": Serves(
                "1.1 Completion", "Half of those who leave do so when asked for an account."
            ),
            "Saved cards": Serves(
                "1.1 Completion", "Regular buyers type sixteen digits less, and come back."
            ),
            "Retry rules": Serves(
                "1.3 Payment errors", "One in three failed payments works a minute later."
            ),
            "Renew certificates": UPKEEP,
            "Payment library upgrade": ENGINEERING_HEALTH,
            "Gift notes": Anyway("Promised to six shops for Christmas."),
            "Old coupon page": DROP,
            "Loyalty points": NOT_NOW,
        },
    ),
    Plan(
        when("6 Oct 10:12"),
        "Chidi",
        "1.2",
        "Smaller product pictures",
        "Pictures are two thirds of what a page loads.",
        must_happen=True,
    ),
    Plan(
        when("6 Oct 10:20"),
        "Dee",
        "3.1",
        "Keep the build cache",
        "Four builds out of five repeat the last one.",
    ),
    Plan(
        when("6 Oct 10:25"),
        "Ben",
        "3.2",
        "Canary deploys",
        "We would see a bad release when it reaches one buyer in twenty.",
    ),
    Plan(
        when("13 Oct 10:15"),
        "Farid",
        "2.2",
        "Sample catalogue",
        "An empty shop is where new merchants stop.",
    ),
    Plan(
        when("13 Oct 10:20"),
        "Ben",
        "2.3",
        "Bank account check",
        "It is what most of the calls are about.",
    ),
    Finish(when("16 Oct 16:40", "Africa/Lagos"), "Chidi", "Smaller product pictures"),
    Plan(
        when("20 Oct 10:30"),
        "Chidi",
        "2.1",
        "Ask the first 50 merchants",
        "Without a first number we cannot tell what moves it.",
    ),
    Finish(when("23 Oct 11:00", NEW_YORK), "Ben", "Canary deploys"),
    Plan(
        when("27 Oct 10:10"),
        "Dee",
        "3.1",
        "Split the test run",
        "Tests are twelve of the nineteen minutes.",
        must_happen=True,
    ),
    Finish(when("30 Oct 15:00", NEW_YORK), "Ben", "Bank account check"),
    Plan(
        when("3 Nov 10:15"),
        "Ben",
        "2.3",
        "First product from a template",
        "It is the step after which people stay.",
    ),
    Plan(
        when("3 Nov 10:20"),
        "Ben",
        "3.2",
        "Rehearse releases on staging",
        "Four of the last six rollbacks would have shown there.",
        must_happen=True,
    ),
    Added(when("5 Nov 16:20"), "Ana", "Sales ask: launch banner", is_started=True),
    TakeUp(when("5 Nov 11:00"), "Chidi", "Admin dark mode"),
    TakeUp(when("5 Nov 09:30", NEW_YORK), "Ben", "Log cleanup"),
)

TALK: tuple[Happening, ...] = (
    Talk(when("1 Oct 08:50"), "Ana", "Setting up our objectives here in a minute. Bear with me."),
    Talk(
        when("16 Oct 17:45"),
        "Chidi",
        "Product pictures are a third of their size now. Page load is at 2.9 s.",
        answers=(("Dee", "You can feel it on a phone. Lovely."),),
    ),
    Talk(
        when("2 Nov 09:30"),
        "Ana",
        "Guest checkout is on for half of the buyers. So far so good.",
        answers=(("Dee", "Two merchants wrote to say thank you."),),
    ),
    Talk(
        when("5 Nov 16:10"),
        "Ben",
        "Sales would like a banner for the Lindqvist launch on the 20th. Can we?",
        answers=(("Ana", "Let us look on Tuesday. I note it down."),),
    ),
    Talk(
        when("9 Nov 09:20"),
        "Chidi",
        "Guest checkout breaks on Safari 17: the postcode field jumps back to the top.",
        answers=(("Dee", "I see it here, too. On an older iPad."),),
    ),
    Talk(when("9 Nov 09:35"), "Dee", "The build is at 17 minutes. Tea has to be drunk faster now."),
)

MEETING: tuple[Happening, ...] = (
    StartMeeting(when("3 Nov 10:02"), "Ana"),
    Note(when("3 Nov 10:14"), "Chidi", "Decision", "Try a CDN for the product pictures"),
    Note(when("3 Nov 10:18"), "Dee", "Park it", "A dark mode for the admin pages"),
    GoOn(when("3 Nov 10:22"), "Ana"),
    GoOn(when("3 Nov 10:34"), "Ana"),
    Note(when("3 Nov 10:40"), "Ben", "Stuck", "Rollbacks: we need access to staging from Infra"),
    GoOn(when("3 Nov 10:50"), "Ana"),
)

STORY = (*OKRS, *WORK, *checkout_check_ins.STORY, *TALK, *MEETING)
