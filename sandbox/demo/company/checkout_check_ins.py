"""What the people of Checkout said about their key results, week by week."""

from sandbox.demo.company.check_ins import CheckIn
from sandbox.demo.company.days import KOLKATA, NEW_YORK, when
from sandbox.demo.company.scene import Happening

COMPANY_DETAILS, BANK_ACCOUNT = "Company details", "Bank account check"

COMPLETION: tuple[Happening, ...] = (
    CheckIn(when("5 Oct 11:00"), "Ana", "1.1", "61.4", 7),
    CheckIn(when("12 Oct 11:10"), "Ana", "1.1", "62.5", 7, "Fewer fields on the address page."),
    CheckIn(
        when("19 Oct 10:50"),
        "Ana",
        "1.1",
        "62.1",
        5,
        "A sale brought many who only look. I expect it back next week.",
    ),
    CheckIn(
        when("26 Oct 11:00"), "Ana", "1.1", "63.8", 6, "Back up, and saved cards begin to pay."
    ),
    CheckIn(
        when("2 Nov 11:05"), "Ana", "1.1", "66", 7, "Guest checkout is on for half of the buyers."
    ),
)

PAGE_LOAD: tuple[Happening, ...] = (
    CheckIn(when("5 Oct 10:00"), "Chidi", "1.2", "3.3", 6),
    CheckIn(when("12 Oct 10:10"), "Chidi", "1.2", "3.1", 7, "The first smaller pictures are live."),
    CheckIn(when("19 Oct 10:00"), "Chidi", "1.2", "2.9", 7, "All pictures are done."),
    CheckIn(when("26 Oct 10:20"), "Chidi", "1.2", "2.8", 7),
    CheckIn(
        when("2 Nov 10:15"),
        "Chidi",
        "1.2",
        "2.9",
        6,
        "The new fonts cost us a little. Scripts next.",
    ),
    CheckIn(
        when("9 Nov 09:10"),
        "Chidi",
        "1.2",
        "2.9",
        4,
        "Scripts are the next big thing, and nobody has had time for them.",
    ),
)

PAYMENT_ERRORS: tuple[Happening, ...] = (
    CheckIn(when("5 Oct 14:00"), "Dee", "1.3", "0.4", 8),
    CheckIn(when("19 Oct 14:00"), "Dee", "1.3", "0.6", 7, "One bank was down on Saturday."),
    CheckIn(when("2 Nov 14:00"), "Dee", "1.3", "0.3", 8, "Retry rules catch most of it now."),
    CheckIn(when("9 Nov 09:25"), "Dee", "1.3", "0.3", 8),
)

MERCHANTS: tuple[Happening, ...] = (
    CheckIn(
        when("19 Oct 10:05"),
        "Chidi",
        "2.1",
        likely=5,
        note="We ask from November on. Questions are ready.",
    ),
    CheckIn(when("2 Nov 10:20"), "Chidi", "2.1", likely=5, note="Eleven of fifty have answered."),
    CheckIn(when("9 Nov 09:14"), "Chidi", "2.1", likely=6, note="31 of 50. A number by the 20th."),
    CheckIn(when("5 Oct 15:00", KOLKATA), "Farid", "2.2", "12", 6),
    CheckIn(
        when("12 Oct 15:00", KOLKATA),
        "Farid",
        "2.2",
        "11",
        6,
        "Shorter welcome mail, fewer questions.",
    ),
    CheckIn(when("19 Oct 15:20", KOLKATA), "Farid", "2.2", "10.5", 7),
    CheckIn(
        when("29 Oct 15:10", KOLKATA),
        "Farid",
        "2.2",
        "9",
        7,
        "The sample catalogue helps: three shops sold on their first weekend.",
    ),
    CheckIn(
        when("9 Oct 10:00", NEW_YORK),
        "Ben",
        "2.3",
        likely=6,
        note="Forms are in.",
        done=(COMPANY_DETAILS,),
    ),
    CheckIn(
        when("23 Oct 11:10", NEW_YORK), "Ben", "2.3", likely=6, note="The bank's test is slow."
    ),
    CheckIn(
        when("30 Oct 15:10", NEW_YORK),
        "Ben",
        "2.3",
        likely=7,
        note="The bank check works without us.",
        done=(COMPANY_DETAILS, BANK_ACCOUNT),
    ),
    CheckIn(when("6 Nov 10:00", NEW_YORK), "Ben", "2.3", likely=7, note="Templates are half done."),
)

RELEASES: tuple[Happening, ...] = (
    CheckIn(when("12 Oct 14:00"), "Dee", "3.1", "21", 7),
    CheckIn(when("19 Oct 14:05"), "Dee", "3.1", "20", 7, "The cache is on for half of the builds."),
    CheckIn(when("26 Oct 14:00"), "Dee", "3.1", "19", 7, "The cache is on everywhere.", slip="9"),
    CheckIn(when("2 Nov 14:05"), "Dee", "3.1", "19", 7),
    CheckIn(when("9 Nov 09:28"), "Dee", "3.1", "17", 7, "The tests run in three parts."),
    CheckIn(when("12 Oct 09:30", NEW_YORK), "Ben", "3.2", "8", 7),
    CheckIn(
        when("19 Oct 09:30", NEW_YORK),
        "Ben",
        "3.2",
        "8",
        6,
        "Canary deploys take longer than I hoped.",
    ),
    CheckIn(
        when("26 Oct 09:30", NEW_YORK),
        "Ben",
        "3.2",
        "6",
        6,
        "Canary deploys caught two bad releases.",
    ),
    CheckIn(when("2 Nov 09:30", NEW_YORK), "Ben", "3.2", "6", 6),
    CheckIn(
        when("6 Nov 10:05", NEW_YORK),
        "Ben",
        "3.2",
        "6",
        5,
        "Rehearsals need access to staging. I have asked Hana, and wait for it.",
        is_stuck=True,
    ),
)

STORY = (*COMPLETION, *PAGE_LOAD, *PAYMENT_ERRORS, *MERCHANTS, *RELEASES)
