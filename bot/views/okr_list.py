"""The list from which leads edit OKRs, and the buttons that lead to it."""

OPEN_NEW = "okrs.new"
"""Its value is a team's id, or empty for the channel's team."""

OPEN_EDIT = "okrs.edit"
"""Its value is a team's id, or empty for the channel's team."""

OPEN_EDIT_KEY_RESULT = "okrs.edit_key_result"
"""Its value is a key result's id."""
