"""The Security team, which meets in a private channel."""

from datetime import date, time

from sandbox.demo.company.check_ins import CheckIn
from sandbox.demo.company.days import LAGOS, when
from sandbox.demo.company.okrs import Invite, KeyResult, Paste, SetUp
from sandbox.demo.company.scene import Happening
from sandbox.demo.company.talk import Talk
from sandbox.demo.company.work import UPKEEP, Added, Placing, Plan, Serves

CHANNEL = "security"
MEMBERS = ("Hana", "Dee", "Jonas")
FIRST_MEETING = when("8 Oct 14:00")

PASTED = """\
A lost laptop is a nuisance, not a breach
- Accounts with a passkey from 35 to 100 %, now 35 (Dee)
- Serious findings open for a week at most 2, now 1 (Jonas)"""

STORY: tuple[Happening, ...] = (
    Talk(when("2 Oct 10:55"), "Hana", "This stays among us three: our objectives are in here."),
    Invite(when("2 Oct 10:57"), "Hana"),
    SetUp(when("2 Oct 11:00"), "Hana", "Thursday", time(14)),
    Paste(
        when("2 Oct 11:05"),
        "Hana",
        PASTED,
        {"1.1": 7, "1.2": 7},
        "Passkeys for the warehouse\nPatch day",
    ),
    KeyResult(when("2 Oct 11:08"), "Hana", number="1.2", fields={"Worst acceptable": "4"}),
    KeyResult(
        when("2 Oct 11:10"),
        "Hana",
        objective="1 A lost laptop is a nuisance, not a breach",
        kind="Yes or no",
        fields={
            "Key result": "We recover from a backup within a day",
            "Due": date(2026, 11, 27),
            "Owner": "Hana",
        },
    ),
    Placing(
        when("8 Oct 12:10"),
        "Hana",
        {
            "Passkeys for the warehouse": Serves(
                "1.1 Accounts with a passkey", "Half of the accounts without one are there."
            ),
            "Patch day": UPKEEP,
        },
    ),
    Plan(
        when("22 Oct 14:10"),
        "Hana",
        "1.3",
        "Restore the shop on a spare machine",
        "We would know how long it takes.",
    ),
    Plan(
        when("22 Oct 14:20"),
        "Jonas",
        "1.2",
        "Work through the audit's list",
        "Each line that is mended is one less.",
    ),
    Added(when("29 Oct 14:20"), "Jonas", "Badge readers at the back door"),
    CheckIn(when("7 Oct 15:00"), "Dee", "1.1", "50", 7, "The office is done."),
    CheckIn(when("21 Oct 15:00"), "Dee", "1.1", "66", 8),
    CheckIn(when("6 Nov 15:00"), "Dee", "1.1", "78", 8, "The warehouse is halfway."),
    CheckIn(when("7 Oct 11:00", LAGOS), "Jonas", "1.2", "2", 7),
    CheckIn(when("21 Oct 11:00", LAGOS), "Jonas", "1.2", "3", 6, "The audit has begun."),
    CheckIn(
        when("6 Nov 11:00", LAGOS),
        "Jonas",
        "1.2",
        "5",
        5,
        "The audit found three in one day. Two are nearly mended.",
    ),
    CheckIn(when("21 Oct 11:30"), "Hana", "1.3", "No", 6, "The first try took three days."),
    CheckIn(when("4 Nov 11:30"), "Hana", "1.3", "No", 7, "Down to thirty hours."),
)
