"""The team's work by place, and the form that adds to it."""

OPEN_LIST = "work.open_list"
OPEN_ADD = "work.open_add"
"""The values of both are a team's id, or empty for the channel's team."""

ADD_SHORTCUT = "add_work"
TRACK_SHORTCUT = "track_as_work"
