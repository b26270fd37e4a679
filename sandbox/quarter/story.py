"""The story: thirteen weeks of two teams, a round of each a week, and what follows them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sandbox.quarter.cast import CHECKOUT, SEARCH
from sandbox.quarter.deeds import (
    AddGoal,
    AddIdeas,
    AddWork,
    Aim,
    Answer,
    BeginCycle,
    BringBack,
    ChangeTarget,
    CheckIn,
    CheckInDue,
    CloseCycle,
    CopyOkrs,
    Finish,
    Follow,
    Goal,
    Kind,
    MakeWork,
    Note,
    NoteKind,
    Pause,
    PlaceThem,
    Plan,
    PlanNextCycle,
    Round,
    Said,
    StartFresh,
    Where,
)

Week = Mapping[str, Round]
"""A round of each team, by its key."""

C, S = CHECKOUT, SEARCH

WEEKS: Sequence[Week] = (
    {
        C: Round(
            prompted=(
                PlaceThem(
                    "Ana",
                    C,
                    (
                        Answer("Guest checkout", Where.KEY_RESULT, "1.1", "Half leave at sign-up."),
                        Answer("Admin dark mode", Where.SHELF),
                        Answer("Log cleanup", Where.HEALTH),
                        Answer("Renew certificates", Where.UPKEEP),
                        Answer("Sales ask", Where.ANYWAY, sentence="Promised to a customer."),
                    ),
                ),
                Plan("Ben", C, "1.2", "Try a CDN", "Images are two thirds of the load."),
            ),
            meeting=(
                CheckInDue("Ben", C, (Said("1.2", "3.3", 5), Said("2.1", "11", 6, "Slow start."))),
                Note("Ana", C, NoteKind.DECISION, "Images first"),
                Note("Chidi", C, NoteKind.PARKED, "Who is on call"),
            ),
        ),
        S: Round(
            prompted=(
                PlaceThem(
                    "Emre",
                    S,
                    (
                        Answer("Typo rules", Where.KEY_RESULT, "1.1", "A tenth mistypes."),
                        Answer("Old index", Where.DROP),
                    ),
                ),
                Plan("Dee", S, "1.3", "Copy the old index", "It is the first half of it."),
            ),
            meeting=(CheckInDue("Emre", S, (Said("1.1", "41", 8),)),),
            after=(Follow("Emre", C),),
        ),
    },
    {
        C: Round(
            before=(
                CheckInDue("Ana", C, (Said("1.1", "63", 7),)),
                CheckInDue("Chidi", C, (Said("1.3", "0.35", 8), Said("2.2", (), 7))),
            ),
            meeting=(CheckInDue("Ben", C, (Said("1.2", "2.9", 7), Said("2.1", "10.5", 6))),),
            after=(Finish("Ben", C, "Try a CDN"), AddWork("Chidi", C, "Pager rules")),
        ),
        S: Round(
            before=(CheckInDue("Farid", S, (Said("1.2", "99.3", 8),)),),
            meeting=(
                CheckInDue("Emre", S, (Said("1.1", "43", 8),)),
                CheckIn("Ben", S, Said("1.3", value=False, confidence=6)),
            ),
        ),
    },
    {
        C: Round(
            before=(CheckInDue("Ana", C, (Said("1.1", "63", 6, "The sale is over."),)),),
            meeting=(
                CheckInDue("Ben", C, (Said("1.2", "2.9", 7), Said("2.1", "10", 6))),
                CheckIn("Chidi", C, Said("2.2", ("Norway",), 8)),
            ),
            after=(AddWork("Ben", C, "Blue buttons"),),
        ),
        S: Round(
            before=(CheckInDue("Dee", S, (Said("1.3", value=False, confidence=5, note="Slow."),)),),
            meeting=(
                CheckInDue("Emre", S, (Said("1.1", "44", 5, "The tool is down.", is_stuck=True),)),
                Note("Farid", S, NoteKind.STUCK, "Access to the logs"),
            ),
        ),
    },
    {
        C: Round(
            before=(
                CheckInDue(
                    "Chidi", C, (Said("1.3", "0.6", 5, "A new bank."), Said("2.2", ("Norway",), 8))
                ),
            ),
            meeting=(
                CheckInDue("Ben", C, (Said("1.2", "2.9", 7), Said("2.1", "10", 6))),
                CheckIn("Ben", C, Said("1.1", "64", 6)),
            ),
            after=(
                AddGoal(
                    "Ana",
                    C,
                    Goal(
                        3,
                        "Releases do not wake anybody",
                        (Aim("3.1", "Rollbacks", Kind.DOWN, "Chidi", "6", "2", "6", "a month"),),
                    ),
                    "Two bad nights.",
                ),
            ),
        ),
        S: Round(
            prompted=(Plan("Farid", S, "1.2", "Cache the answers", "Most are asked again."),),
            meeting=(
                CheckInDue("Emre", S, (Said("1.1", "46", 7),)),
                CheckInDue("Farid", S, (Said("1.2", "99.2", 8),)),
            ),
        ),
    },
    {
        C: Round(
            before=(CheckInDue("Ana", C, (Said("1.1", "64.5", 6),)),),
            prompted=(
                PlaceThem(
                    "Chidi",
                    C,
                    (
                        Answer(
                            "Pager rules",
                            Where.KEY_RESULT,
                            "3.1",
                            "Fewer false calls.",
                            is_thought_of=True,
                        ),
                        Answer(
                            "Blue buttons",
                            Where.KEY_RESULT,
                            "3.1",
                            "They would not.",
                            is_thought_of=False,
                        ),
                    ),
                ),
            ),
            meeting=(
                CheckInDue(
                    "Ben", C, (Said("1.2", "3", 6, "It is back."), Said("2.1", "10", 5, "?"))
                ),
            ),
            after=(ChangeTarget("Ana", C, "2.1", "7", "Legal review is out of our hands."),),
        ),
        S: Round(
            meeting=(CheckInDue("Emre", S, (Said("1.1", "46", 7),)),),
            after=(
                Finish("Farid", S, "Cache the answers"),
                Pause("Dee", S, date(2026, 11, 9), date(2026, 11, 15), "Company days"),
            ),
        ),
    },
    {
        C: Round(
            before=(
                CheckInDue(
                    "Chidi",
                    C,
                    (Said("1.3", "0.4", 7), Said("2.2", ("Norway",), 8), Said("3.1", "5", 7)),
                ),
            ),
            meeting=(CheckInDue("Ana", C, (Said("1.1", "66", 7),)),),
        ),
        S: Round(),
    },
    {
        C: Round(),
        S: Round(
            meeting=(
                CheckInDue("Emre", S, (Said("1.1", "47", 7),)),
                CheckInDue("Farid", S, (Said("1.2", "99.1", 8),)),
            ),
        ),
    },
    {
        C: Round(
            before=(
                CheckInDue("Ana", C, (Said("1.1", "66", 3, "No more ideas.", is_stuck=True),)),
            ),
            prompted=(Plan("Ana", C, "1.1", "One page less", "A fifth leaves on each page."),),
            meeting=(
                CheckInDue("Ben", C, (Said("1.2", "2.9", 7), Said("2.1", "9", 6))),
                CheckIn("Chidi", C, Said("2.2", ("Norway", "Spain"), 8)),
                Note("Ben", C, NoteKind.DECISION, "Drop the second form"),
            ),
            after=(Finish("Ana", C, "Guest checkout"),),
        ),
        S: Round(
            meeting=(CheckInDue("Emre", S, (Said("1.1", "48", 7),)),),
            after=(Finish("Dee", S, "Copy the old index"),),
        ),
    },
    {
        C: Round(
            meeting=(
                CheckInDue("Ana", C, (Said("1.1", "68", 7),)),
                CheckInDue("Chidi", C, (Said("1.3", "0.4", 8), Said("3.1", "4", 7))),
            ),
        ),
        S: Round(
            before=(CheckInDue("Farid", S, (Said("1.2", "98.5", 6, "A bad week."),)),),
            meeting=(
                CheckInDue("Emre", S, (Said("1.1", "48", 6, "Nothing helped."),)),
                CheckInDue("Dee", S, (Said("1.3", value=False, confidence=8),)),
            ),
        ),
    },
    {
        C: Round(
            before=(CheckInDue("Ana", C, (Said("1.1", "69", 7),)),),
            meeting=(CheckInDue("Ben", C, (Said("1.2", "2.2", 7), Said("2.1", "8", 7))),),
        ),
        S: Round(
            meeting=(
                CheckInDue("Dee", S, (Said("1.3", value=True, confidence=10),)),
                CheckInDue("Emre", S, (Said("1.1", "50", 7),)),
            ),
        ),
    },
    {
        C: Round(
            meeting=(
                CheckInDue("Ana", C, (Said("1.1", "70", 8),)),
                CheckInDue("Ben", C, (Said("1.2", "2", 7), Said("2.1", "7", 9))),
            ),
            after=(AddWork("Ben", C, "Gift notes"),),
        ),
        S: Round(meeting=(CheckInDue("Farid", S, (Said("1.2", "99", 7),)),)),
    },
    {
        C: Round(
            before=(
                PlanNextCycle("Ana", C),
                StartFresh("Ana", C),
                CopyOkrs("Ana", C, "Buyers finish what they start", ("1.1", "1.2")),
                AddIdeas("Ben", C, "1.1", ("Pay by invoice", "Remember the cart")),
            ),
            prompted=(AddIdeas("Chidi", C, "1.2", ("Smaller images", "Fewer scripts")),),
            meeting=(
                CheckInDue(
                    "Chidi",
                    C,
                    (
                        Said("1.3", "0.4", 9),
                        Said("2.2", ("Norway", "Spain", "Italy"), 10),
                        Said("3.1", "3", 6, "The holidays."),
                    ),
                ),
            ),
            after=(
                BringBack("Ana", C, "Gift notes", "1.1", "Gifts are half of December."),
                MakeWork("Ben", C, "1.2", "Smaller images", "They are two thirds of the load."),
            ),
        ),
        S: Round(meeting=(CheckInDue("Emre", S, (Said("1.1", "51", 6, "The end is near."),)),)),
    },
    {
        C: Round(meeting=(CheckInDue("Ana", C, (Said("1.1", "71", 8),)),)),
        S: Round(meeting=(CheckInDue("Emre", S, (Said("1.1", "52", 6),)),)),
    },
    {
        C: Round(
            before=(
                CheckIn("Ana", C, Said("1.1", "71.5", 8)),
                BeginCycle("Ana", C),
                CloseCycle(
                    "Ana",
                    C,
                    {
                        "1.3": ("0.8", "Two bad weeks."),
                        "3.1": ("0.6", "The holidays hid some."),
                    },
                    "Start with the hardest step.",
                ),
            ),
            prompted=(
                PlaceThem(
                    "Ben",
                    C,
                    (
                        Answer("Sales ask", Where.DROP),
                        Answer(
                            "Pager rules",
                            Where.KEY_RESULT,
                            "1.2",
                            "Nobody waits for a restart.",
                            is_thought_of=True,
                        ),
                        Answer("One page less", Where.UPKEEP),
                    ),
                ),
            ),
            meeting=(
                CheckInDue("Ana", C, (Said("1.1", "71.5", 4, "The sale is over."),)),
                CheckInDue("Ben", C, (Said("1.2", "2", 6),)),
            ),
        ),
        S: Round(),
    },
    {C: Round(meeting=(CheckInDue("Ana", C, (Said("1.1", "71", 4),)),)), S: Round()},
    {C: Round(), S: Round()},
)
