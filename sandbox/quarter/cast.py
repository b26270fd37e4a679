"""Who is in the story: six people in two teams, with their OKRs and what they have begun."""

from collections.abc import Mapping
from datetime import date, time

from sandbox.quarter.deeds import SetUp
from sandbox.quarter.okrs import Aim, Kind, Objective

CHECKOUT, SEARCH = "CHK", "SRC"
CYCLE = (date(2026, 10, 1), date(2026, 12, 31))
PEOPLE: Mapping[str, str] = {
    "Ana": "Europe/Berlin",
    "Ben": "Europe/Berlin",
    "Chidi": "Africa/Lagos",
    "Dee": "Europe/Berlin",
    "Emre": "Europe/Berlin",
    "Farid": "Europe/Berlin",
}

SET_UPS = (
    SetUp(
        "Ana",
        CHECKOUT,
        name="Checkout",
        channel="checkout",
        members=("Ana", "Ben", "Chidi"),
        weekday=1,
        at=time(10),
        objectives=(
            Objective(
                1,
                "Buyers finish what they start",
                (
                    Aim("1.1", "Completion", Kind.UP, "Ana", "61", "72", "61", "%"),
                    Aim(
                        "1.2", "Page load", Kind.DOWN, "Ben", "3.4", "1.5", "3.4", "s", confidence=5
                    ),
                    Aim("1.3", "Payment errors", Kind.AT_MOST, "Chidi", "", "0.5", "0.3", "%"),
                ),
            ),
            Objective(
                2,
                "Merchants go live without us",
                (
                    Aim("2.1", "Days to first order", Kind.DOWN, "Ben", "12", "5", "12", "days"),
                    Aim(
                        "2.2",
                        "Open in new countries",
                        Kind.STEPS,
                        "Chidi",
                        steps=("Norway", "Spain", "Italy"),
                    ),
                ),
                is_stretch=True,
            ),
        ),
        work=(
            "Guest checkout",
            "Admin dark mode",
            "Log cleanup",
            "Renew certificates",
            "Sales ask",
        ),
    ),
    SetUp(
        "Dee",
        SEARCH,
        name="Search",
        channel="search",
        members=("Dee", "Ben", "Emre", "Farid"),
        weekday=2,
        at=time(14),
        objectives=(
            Objective(
                1,
                "People find what they look for",
                (
                    Aim("1.1", "Searches with a click", Kind.UP, "Emre", "40", "55", "40", "%"),
                    Aim("1.2", "Answers in time", Kind.AT_LEAST, "Farid", "", "99", "99.4", "%"),
                    Aim("1.3", "The new index is live", Kind.YES_NO, "Dee", confidence=6),
                ),
            ),
        ),
        work=("Typo rules", "Old index"),
    ),
)
