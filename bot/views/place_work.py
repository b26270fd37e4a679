"""Place them: one work item at a time, each skippable, nothing suggested."""

from bot.views.blocks import Block, button

OPEN = "place_work.open"
"""Its value is a team's id, or empty for the channel's team."""


def place_button(team_id: int) -> Block:
    """Return the button that starts placing what a team has in play without a place."""
    return button("Place them", OPEN, value=str(team_id))
