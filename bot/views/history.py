"""The history of a key result, in a modal that can be paged."""

OPEN = "history.open"
"""A button; its value is the key result's id."""
