"""Hints for those who write OKRs: never walls, and each may be skipped."""

from collections.abc import Mapping

from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.text import count_of

LARGE_TEAM = 9
"""From this many members on, a team may carry more."""

HIGH_CONFIDENCE = 9


def size_hints(key_result_counts: Mapping[int, int], *, member_count: int) -> tuple[str, ...]:
    """Say where a team has taken on more than people can keep in mind.

    At most 3 objectives with 3 key results each in a team of up to 8, and 5 above.

    Args:
        key_result_counts: number of each live objective to the count of its live key results.
    """
    limit = 5 if member_count >= LARGE_TEAM else 3
    advice = f"Most teams of this size do best with up to {limit}."
    hints = []
    if len(key_result_counts) > limit:
        hints.append(f"There are {count_of(len(key_result_counts), 'objective')}. {advice}")
    hints += [
        f"Objective {number} has {count_of(count, 'key result')}. {advice}"
        for number, count in key_result_counts.items()
        if count > limit
    ]
    return tuple(hints)


def kind_hint(kind: KeyResultKind) -> str | None:
    """Ask for a number behind a yes/no."""
    return "Which number would change?" if kind is KeyResultKind.YES_NO else None


def confidence_hint(
    commitment: Commitment, confidence: int | None, *, is_first: bool
) -> str | None:
    """Doubt a stretch that is nearly certain from the first."""
    is_stretch = commitment is Commitment.ASPIRATIONAL
    if not (is_first and is_stretch and confidence is not None and confidence > HIGH_CONFIDENCE):
        return None
    return f"{confidence}/10 from the first: is this a stretch? Perhaps aim higher."
