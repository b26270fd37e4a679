"""The arguments of a Web API call, from a form, a query string or JSON."""

import json

from sandbox.errors import SlackError
from sandbox.json_types import Json, JsonObject


class Arguments:
    """Reads arguments the way Slack does: strings, flags, and JSON inside strings."""

    def __init__(self, values: JsonObject) -> None:
        self.values = values

    def text(self, name: str) -> str | None:
        """Return an argument as text, or None when it is missing or empty."""
        value = self.values.get(name)
        return None if value in (None, "") else str(value)

    def required(self, name: str) -> str:
        """Return an argument that must be there.

        Raises:
            SlackError: invalid_arguments.
        """
        value = self.text(name)
        if value is None:
            raise SlackError("invalid_arguments", f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no argument."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        return value is True or str(value).lower() in ("1", "true")

    def number(self, name: str, *, default: int, most: int) -> int:
        """Return a whole number within 1 and most.

        Raises:
            SlackError: invalid_limit.
        """
        value = self.text(name)
        if value is None:
            return default
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise SlackError("invalid_limit")
        return int(value)

    def json(self, name: str, error: str) -> Json:
        """Return a JSON argument, which may come as an object or as a string.

        Raises:
            SlackError: the given error when the string is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None
