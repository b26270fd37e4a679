"""Finding what would notify somebody in a message."""

import re
from collections.abc import Iterator

from sandbox.blocks.walk import texts
from sandbox.json_types import JsonObject

MARKUP = re.compile(r"<(!channel|!here|!everyone|!subteam\^[^>|]+|@[UW][A-Z0-9]+)(?:\|[^>]*)?>")
BARE = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")


def pings_of_text(text: str, *, parses_names: bool) -> list[str]:
    """Return the mentions in one mrkdwn text; bare @here counts only where names are parsed."""
    found = [match.group(0) for match in MARKUP.finditer(text)]
    if parses_names:
        found.extend(match.group(0) for match in BARE.finditer(MARKUP.sub("", text)))
    return found


def pings_of(message: JsonObject) -> list[str]:
    """Return every mention in a message's text and blocks."""
    links = bool(message.get("link_names")) or message.get("parse") == "full"
    found = pings_of_text(str(message.get("text") or ""), parses_names=links)
    blocks = message.get("blocks") or []
    for text in texts(blocks):
        if text["type"] == "mrkdwn":
            bare = links or not text.get("verbatim", False)
            found.extend(pings_of_text(str(text.get("text", "")), parses_names=bare))
    found.extend(_rich_pings(blocks))
    return list(dict.fromkeys(found))


def _rich_pings(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _rich_pings(inner)
    elif isinstance(value, dict):
        match value.get("type"):
            case "user" if "user_id" in value:
                yield f"<@{value['user_id']}>"
            case "usergroup" if "usergroup_id" in value:
                yield f"<!subteam^{value['usergroup_id']}>"
            case "broadcast" if "range" in value:
                yield f"<!{value['range']}>"
        for inner in value.values():
            yield from _rich_pings(inner)
