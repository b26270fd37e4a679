"""The button that opens the shelf, for every page that leads there."""

from bot.views.blocks import Block, button

OPEN = "shelf.open"
"""Its value is a team's id, or empty for the channel's team."""


def shelf_button(team_id: int) -> Block:
    """Return the button that opens a team's shelf."""
    label = "Open the shelf: what was set aside"
    return button("Shelf", OPEN, value=str(team_id), label=label)
