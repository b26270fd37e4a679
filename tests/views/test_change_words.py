"""Changes are told in the words of the form, never as they are stored."""

import pytest

from bot.okr.history import FieldChange
from bot.views.change_words import change_line
from tests.okr.builders import instant


def line(field: str, old: str | None, new: str | None, *, unit: str = "%") -> str:
    change = FieldChange(instant(11, 6), "changed", field, old, new, "Ben", "")
    return change_line(change, unit=unit, year=2026)


@pytest.mark.parametrize(
    ("field", "old", "new", "told"),
    [
        ("target", "72", "75", "Aim: 72 → 75 %"),
        ("target", None, "75.5", "Aim: none → 75.5 %"),
        ("floor", "-12000", None, "Worst acceptable value: −12 000 % → none"),
        ("start", "about 61", "61", "Start: about 61 → 61 %"),
        ("due_on", "2026-11-30", "2027-01-15", "Due date: 30 Nov → 15 Jan 2027"),
        ("start_due_on", None, "soon", "Date of the first measurement: none → soon"),
        ("kind", "increase", "keep_at_most", "Kind: goes up → stays at most"),
        ("rhythm", "1", "4", "Rhythm: every meeting → every 4th meeting"),
        ("commitment", "committed", "aspirational", "Kind of aim: promise → stretch"),
        ("owner", "Ana", "Ben & Dee", "Owner: Ana → Ben &amp; Dee"),
        ("delegate", None, "Dee", "Stand-in: none → Dee"),
        (
            "milestones",
            "Draft (weight 1, by 2026-11-30)\nReview (weight 1)",
            "Draft (weight 3, by 2026-12-07)\nReview (weight 1)\nan old line",
            "Steps: Draft (by 30 Nov), Review → Draft (weight 3, by 7 Dec), Review, an old line",
        ),
        (
            "phased_targets",
            None,
            "2026-11-30 66\n2026-12-15 69",
            "Dates on the way: none → 66 % by 30 Nov, 69 % by 15 Dec",
        ),
    ],
)
def test_a_change_reads_like_the_form(
    field: str, old: str | None, new: str | None, told: str
) -> None:
    assert line(field, old, new).replace("\u202f", " ") == told


def test_units_are_text_that_people_wrote() -> None:
    assert line("target", "5", "7", unit="<!here>") == "Aim: 5 → 7 &lt;!here&gt;"
    assert line("target", "5", "7", unit="$") == "Aim: $5 → 7"


def test_an_act_speaks_for_itself() -> None:
    added = FieldChange(instant(11, 6), "added", "title", None, "Completion", "Ben", "")
    assert change_line(added, year=2026) == "Added."
