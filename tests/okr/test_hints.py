"""Hints for those who write OKRs."""

import pytest

from bot.okr.hints import confidence_hint, kind_hint, size_hints
from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Commitment


@pytest.mark.parametrize(
    ("key_result_counts", "member_count", "parts"),
    [
        ({}, 5, []),
        ({1: 3, 2: 3, 3: 3}, 8, []),
        ({1: 4}, 8, ["Objective 1 has 4 key results."]),
        ({1: 5}, 9, []),
        ({1: 6}, 9, ["Objective 1 has 6 key results."]),
        ({1: 1, 2: 1, 3: 1, 4: 1}, 8, ["There are 4 objectives."]),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, 9, []),
        (dict.fromkeys(range(1, 7), 1), 9, ["There are 6 objectives."]),
        (
            {1: 4, 2: 3, 3: 1, 5: 5},
            3,
            ["There are 4 objectives.", "Objective 1 has 4", "Objective 5 has 5"],
        ),
    ],
)
def test_a_team_hears_when_it_takes_on_too_much(
    key_result_counts: dict[int, int], member_count: int, parts: list[str]
) -> None:
    hints = size_hints(key_result_counts, member_count=member_count)
    assert len(hints) == len(parts)
    assert all(part in hint for part, hint in zip(parts, hints, strict=True))


def test_the_advice_names_the_limit_for_this_team() -> None:
    assert size_hints({1: 9}, member_count=8)[0].endswith("with up to 3.")
    assert size_hints({1: 9}, member_count=9)[0].endswith("with up to 5.")


@pytest.mark.parametrize("kind", KeyResultKind)
def test_a_yes_no_is_asked_for_its_number(kind: KeyResultKind) -> None:
    expected = "Which number would change?" if kind is KeyResultKind.YES_NO else None
    assert kind_hint(kind) == expected


@pytest.mark.parametrize(
    ("commitment", "confidence", "is_first", "is_hinted"),
    [
        (Commitment.ASPIRATIONAL, 10, True, True),
        (Commitment.ASPIRATIONAL, 9, True, False),
        (Commitment.ASPIRATIONAL, 10, False, False),
        (Commitment.ASPIRATIONAL, None, True, False),
        (Commitment.COMMITTED, 10, True, False),
    ],
)
def test_a_stretch_that_is_certain_from_the_first_is_doubted(
    commitment: Commitment, confidence: int | None, *, is_first: bool, is_hinted: bool
) -> None:
    hint = confidence_hint(commitment, confidence, is_first=is_first)
    assert (hint is not None) is is_hinted
