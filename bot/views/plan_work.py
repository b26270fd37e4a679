"""Plan from a key result: the key result first, then the work and how the number would move."""

from bot.views.blocks import Block, button

OPEN = "plan_work.open"
"""Its value is a key result's id, or what `team_value` returns, or empty for the channel's team."""

_TEAM = "team:"


def team_value(team_id: int) -> str:
    """Return the value of a button that plans for a team, its key result not yet chosen."""
    return f"{_TEAM}{team_id}"


def plan_button(team_id: int) -> Block:
    """Return the button that starts planning from a key result."""
    return button("Plan from a key result", OPEN, value=team_value(team_id))
