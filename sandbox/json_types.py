"""The loose type of JSON objects that Slack and the bot exchange."""

from typing import Any

JsonObject = dict[str, Any]
