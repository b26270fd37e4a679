"""The loose types of what Slack and the bot exchange."""

from typing import Any

Json = Any
JsonObject = dict[str, Any]
