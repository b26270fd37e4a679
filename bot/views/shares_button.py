"""The button that leads to technical debt in a cycle, both ways."""

from bot.okr.cycle import Cycle
from bot.views.blocks import Block, button
from bot.views.cycle_words import cycle_value

OPEN = "shares.open"
"""Its value is a team's id and that of its life in the cycle."""


def shares_button(cycle: Cycle, words: str = "Technical debt") -> Block:
    """Return the button that opens the form."""
    value = cycle_value(cycle.team_id, cycle.id)
    return button(words, OPEN, value=value, label=f"Technical debt in {cycle.name}")
