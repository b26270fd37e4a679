"""Rich text, which is what people's own messages are made of, as HTML."""

from markupsafe import Markup

from sandbox.json_types import JsonObject
from sandbox.page.html import tag
from sandbox.page.mrkdwn import EMOJI, plain
from sandbox.page.names import Names

TAGS = {
    "rich_text_list": "ul",
    "rich_text_preformatted": "pre",
    "rich_text_quote": "blockquote",
}


def rich_text(value: JsonObject, names: Names) -> Markup:
    """Return a rich_text block or one of its elements."""
    if "elements" not in value:
        return _leaf(value, names)
    inner = [rich_text(one, names) for one in value["elements"]]
    if value["type"] == "rich_text_list":
        return tag("ul", [tag("li", one) for one in inner])
    return tag(TAGS.get(value["type"], "div"), inner)


def _leaf(value: JsonObject, names: Names) -> Markup:
    match value.get("type"):
        case "user":
            return tag("span", f"@{names.user(value['user_id'])}", class_="mention")
        case "channel":
            return tag("span", f"#{names.channel(value['channel_id'])}", class_="mention")
        case "emoji":
            return plain(EMOJI.get(value["name"], f":{value['name']}:"))
        case "link":
            shown = value.get("text") or value["url"]
            is_web = str(value["url"]).startswith(("https://", "http://"))
            return tag("a", shown, href=value["url"] if is_web else None, rel="noreferrer noopener")
        case _:
            return plain(str(value.get("text") or value.get("fallback") or ""))
