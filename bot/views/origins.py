"""How work met its key results, in words: for the team alone, and never a score."""

from collections.abc import Mapping

from bot.okr.origin import SHARES_FROM, Origin, shares_of
from bot.views.blocks import Block, context

ORIGIN_WORDS = {
    Origin.DERIVED: "came from it",
    Origin.REFRAMED: "rethought",
    Origin.LABELLED_LATER: "linked afterwards",
    Origin.CARRIED: "brought over",
    Origin.ALREADY_RUNNING: "already running",
}


def origin_blocks(counts: Mapping[Origin, int]) -> list[Block]:
    """Return one line that says how this cycle's work met its key results."""
    if not counts:
        return []
    return [
        context(f"How work met its key result: {origin_words(counts)}. Only your team sees this.")
    ]


def origin_words(counts: Mapping[Origin, int]) -> str:
    """Return counts, or from twenty on percentages: `9 came from it, 2 linked afterwards`."""
    is_many = sum(counts.values()) >= SHARES_FROM
    shown = shares_of(counts) if is_many else counts
    unit = " %" if is_many else ""
    parts = [f"{shown[one]}{unit} {words}" for one, words in ORIGIN_WORDS.items() if shown.get(one)]
    return ", ".join(parts)
