"""A team's cycles, and the form that starts another."""

OPEN_CYCLE = "cycle.open"
"""Its value is a team's id, or empty for the channel's team."""
