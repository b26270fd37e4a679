"""The check-in form: one key result or a page of up to six."""

OPEN = "check_in.open"
"""A button for one key result; its value is the key result's id."""

OPEN_DUE = "check_in.open_due"
"""A button for everything the person owes."""

SHORTCUT = "check_in"
"""The global shortcut's callback id, as in the manifest."""
