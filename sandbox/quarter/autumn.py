"""Weeks 1 to 7: how the teams find into it, and what comes between."""

from collections.abc import Sequence
from datetime import date

from sandbox.quarter.cast import CHECKOUT, SEARCH
from sandbox.quarter.deeds import (
    AddObjective,
    AddWork,
    Answer,
    ChangeTarget,
    CheckIn,
    CheckInDue,
    Finish,
    Follow,
    Note,
    NoteKind,
    Pause,
    PlaceThem,
    Plan,
    Round,
    Said,
    Week,
    Where,
)
from sandbox.quarter.okrs import Aim, Kind, Objective

C, S = CHECKOUT, SEARCH

AUTUMN: Sequence[Week] = (
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
                AddObjective(
                    "Ana",
                    C,
                    Objective(
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
)
