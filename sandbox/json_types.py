"""The loose types of what Slack and the bot exchange."""

from typing import Any

Json = Any
JsonObject = dict[str, Any]


def copied(value: Json) -> Json:
    """Return JSON that shares no list and no object with the original."""
    if isinstance(value, dict):
        return {name: copied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
