"""Weeks 8 to 13, and the first three of the next quarter."""

from collections.abc import Sequence

from sandbox.quarter.cast import CHECKOUT, SEARCH
from sandbox.quarter.deeds import (
    AddIdeas,
    AddWork,
    Answer,
    BeginCycle,
    BringBack,
    CheckIn,
    CheckInDue,
    CloseCycle,
    CopyOkrs,
    Finish,
    MakeWork,
    Note,
    NoteKind,
    PlaceThem,
    Plan,
    PlanNextCycle,
    Round,
    Said,
    StartFresh,
    Week,
    Where,
)

C, S = CHECKOUT, SEARCH

WINTER: Sequence[Week] = (
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
