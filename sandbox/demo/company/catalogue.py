"""The Catalogue team: shoppers should find things, and new things should be there to find."""

from datetime import date, time

from sandbox.demo.company.check_ins import CheckIn
from sandbox.demo.company.days import KOLKATA, LAGOS, NEW_YORK, when
from sandbox.demo.company.okrs import Invite, KeyResult, Objective, Paste, SetUp, Step
from sandbox.demo.company.scene import Happening
from sandbox.demo.company.starting_fresh import (
    BringBack,
    Follow,
    Ideas,
    MakeItWork,
    OldList,
    StartFresh,
)
from sandbox.demo.company.talk import Talk
from sandbox.demo.company.work import (
    ENGINEERING_HEALTH,
    NOT_NOW,
    UPKEEP,
    Finish,
    Placing,
    Plan,
    Serves,
    TakeUp,
)

CHANNEL = "catalogue"
MEMBERS = ("Grace", "Farid", "Jonas", "Priya")
FIRST_MEETING = when("7 Oct 10:00", NEW_YORK)

PASTED = """\
Shoppers find it on the first try
- Searches that end in a click from 58 to 70 %, now 58 (Priya)
- Searches without a result from 12 to 6 %, now 12 (Jonas)
- Products with good pictures at least 95 %, now 96 (Grace)
New arrivals are online the same day
- Hours from dock to shop from 52 to 12 h, now 52 (Priya)"""

IN_THE_MIDDLE = """\
Synonyms in search
Move off the old image server
Monthly supplier prices
Colour filter"""

OLD_LIST = (
    "Search by picture",
    "Wish lists",
    "Compare three products",
    "Reviews with photos",
    "Gift finder",
    "Filter by delivery day",
    "Brand pages",
    "Newest first",
    "Videos on product pages",
    "Recently viewed",
    "Size guide",
    "Bundles",
)
"""What lay in the tracker before there were objectives."""

OKRS: tuple[Happening, ...] = (
    Invite(when("1 Oct 08:55", NEW_YORK), "Grace"),
    SetUp(when("1 Oct 09:00", NEW_YORK), "Grace", "Wednesday", time(10)),
    Paste(
        when("1 Oct 09:06", NEW_YORK),
        "Grace",
        PASTED,
        {"1.1": 7, "1.2": 7, "1.3": 8, "2.1": 5},
        IN_THE_MIDDLE,
    ),
    Objective(
        when("1 Oct 09:10", NEW_YORK),
        "Grace",
        number=1,
        why="Whoever searches buys three times as often, if they find it.",
        serves="CHK-1 Buyers finish what they start",
    ),
    Objective(when("1 Oct 09:12", NEW_YORK), "Grace", number=2, is_stretch=True),
    KeyResult(
        when("1 Oct 09:14", NEW_YORK), "Grace", number="1.3", fields={"Worst acceptable": "85"}
    ),
    KeyResult(
        when("1 Oct 09:16", NEW_YORK),
        "Grace",
        number="2.1",
        on_the_way={date(2026, 10, 31): "40", date(2026, 11, 30): "24"},
    ),
    KeyResult(
        when("1 Oct 09:18", NEW_YORK),
        "Grace",
        objective="2 New arrivals are online the same day",
        kind="Steps to finish",
        fields={
            "Key result": "One feed for all suppliers",
            "Owner": "Jonas",
            "How likely by 31 Dec?": 7,
        },
        steps=(
            Step("Read the big five", date(2026, 10, 16), weight=2),
            Step("Drafts make themselves", date(2026, 11, 6)),
            Step("Switch off the old import", date(2026, 12, 4)),
        ),
    ),
    KeyResult(
        when("2 Nov 09:30", NEW_YORK),
        "Grace",
        objective="2 New arrivals are online the same day",
        kind="Goes down",
        fields={
            "Key result": "Returned as “not as shown”",
            "Starts at": "8",
            "Aim": "5",
            "Unit": "%",
            "Owner": "Farid",
            "Weight": "0.5",
        },
        because="Buyers send back what the picture hid.",
    ),
)

WORK: tuple[Happening, ...] = (
    Placing(
        when("7 Oct 08:30", NEW_YORK),
        "Grace",
        {
            "Synonyms in search": Serves(
                "1.2 Searches without a result", "A third of the empty ones are only other words."
            ),
            "Move off the old image server": ENGINEERING_HEALTH,
            "Monthly supplier prices": UPKEEP,
            "Colour filter": NOT_NOW,
        },
    ),
    StartFresh(when("7 Oct 08:40", NEW_YORK), "Grace", count=len(OLD_LIST)),
    Plan(
        when("7 Oct 10:15", NEW_YORK),
        "Priya",
        "1.1",
        "Rank by what people buy",
        "What sells stands on page two today.",
    ),
    Plan(
        when("14 Oct 10:10", NEW_YORK),
        "Jonas",
        "2.2",
        "Drafts from the feed",
        "Typing a page by hand takes most of the day.",
        must_happen=True,
    ),
    Finish(when("28 Oct 16:00", LAGOS), "Jonas", "Synonyms in search"),
    Plan(
        when("28 Oct 10:20", NEW_YORK),
        "Grace",
        "1.3",
        "A photo day for small suppliers",
        "Four in five weak pictures come from them.",
    ),
    Plan(
        when("4 Nov 10:15", NEW_YORK),
        "Priya",
        "2.1",
        "Customs forms before arrival",
        "Boxes wait twenty hours for a form we could send ahead.",
        must_happen=True,
    ),
)

CHECK_INS: tuple[Happening, ...] = (
    CheckIn(when("6 Oct 15:00", KOLKATA), "Priya", "1.1", "58.4", 7),
    CheckIn(when("13 Oct 15:00", KOLKATA), "Priya", "1.1", "58.9", 7),
    CheckIn(when("20 Oct 15:00", KOLKATA), "Priya", "1.1", "58.6", 7, "Autumn range is thin yet."),
    CheckIn(when("27 Oct 15:00", KOLKATA), "Priya", "1.1", "59.3", 7),
    CheckIn(
        when("6 Nov 15:00", KOLKATA),
        "Priya",
        "1.1",
        "59.6",
        7,
        "The new ranking goes live this week. In the test it gave six points.",
    ),
    CheckIn(when("6 Oct 10:00", LAGOS), "Jonas", "1.2", "11.2", 7),
    CheckIn(when("13 Oct 10:00", LAGOS), "Jonas", "1.2", "9.5", 8, "The first hundred synonyms."),
    CheckIn(when("20 Oct 10:00", LAGOS), "Jonas", "1.2", "9.8", 8),
    CheckIn(when("27 Oct 10:00", LAGOS), "Jonas", "1.2", "7.1", 9),
    CheckIn(when("6 Nov 10:00", LAGOS), "Jonas", "1.2", "5.8", 10, "All synonyms are in."),
    CheckIn(when("6 Oct 11:00", NEW_YORK), "Grace", "1.3", "96", 8),
    CheckIn(
        when("20 Oct 11:00", NEW_YORK), "Grace", "1.3", "93", 7, "Many small suppliers joined."
    ),
    CheckIn(
        when("6 Nov 11:00", NEW_YORK), "Grace", "1.3", "91", 7, "The photo day is on the 18th."
    ),
    CheckIn(when("6 Oct 15:10", KOLKATA), "Priya", "2.1", "51", 5),
    CheckIn(when("20 Oct 15:10", KOLKATA), "Priya", "2.1", "49", 4, "Customs take most of a day."),
    CheckIn(
        when("6 Nov 15:10", KOLKATA),
        "Priya",
        "2.1",
        "47",
        2,
        "Drafts help, but boxes still wait for customs. Twelve hours is far away.",
    ),
    CheckIn(
        when("16 Oct 16:00", LAGOS),
        "Jonas",
        "2.2",
        likely=7,
        note="Five suppliers, one feed.",
        done=("Read the big five",),
    ),
    CheckIn(when("27 Oct 10:10", LAGOS), "Jonas", "2.2", likely=7),
    CheckIn(
        when("6 Nov 10:10", LAGOS),
        "Jonas",
        "2.2",
        likely=6,
        note="Drafts need a week more than planned.",
    ),
)

TALK: tuple[Happening, ...] = (
    Talk(
        when("7 Oct 08:50", NEW_YORK),
        "Grace",
        "Our old list is on the shelf: twelve things, nothing is deleted. /okr shelf finds them.",
        answers=(("Priya", "Feels light. What would we think of first, for 1.1?"),),
    ),
    Talk(
        when("6 Nov 15:30"),
        "Jonas",
        "Searches without a result are below six percent. We are there!",
        answers=(("Priya", "Two months early. Well done, Jonas."),),
    ),
    Talk(
        when("9 Nov 09:15"),
        "Priya",
        "The supplier in Porto sends prices in the wrong column again.",
    ),
)

FRESH: tuple[Happening, ...] = (
    OldList(when("1 Oct 14:02", LAGOS), "Jonas", OLD_LIST),
    Ideas(
        when("7 Oct 10:25", NEW_YORK),
        "Priya",
        "1.1",
        ("Ask five shoppers to search aloud", "Show fewer, better results"),
    ),
    Ideas(
        when("7 Oct 10:27", NEW_YORK),
        "Jonas",
        "1.2",
        ("Read the empty searches every Friday", "Guess the word that was meant"),
    ),
    Ideas(when("7 Oct 10:30", NEW_YORK), "Grace", "2.1", ("Unpack in the order of demand",)),
    MakeItWork(
        when("21 Oct 10:20", NEW_YORK),
        "Jonas",
        "Guess the word that was meant",
        "Half of the empty ones have a typo.",
    ),
    BringBack(
        when("28 Oct 10:30", NEW_YORK),
        "Priya",
        "Filter by delivery day",
        "1.1 Searches that end in a click",
        "People leave the results to look up when it comes.",
    ),
    TakeUp(when("28 Oct 11:00", NEW_YORK), "Priya", "Filter by delivery day"),
    TakeUp(when("28 Oct 16:30", LAGOS), "Jonas", "Guess the word that was meant"),
    Follow(when("2 Oct 09:30", NEW_YORK), "Grace", "checkout"),
)

STORY = (*OKRS, *WORK, *FRESH, *CHECK_INS, *TALK)
