"""Walking Block Kit: which elements a block holds, which of them keep state, plain text of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.json_types import JsonObject

STATELESS = frozenset(
    {"button", "overflow", "image", "workflow_button", "feedback_buttons", "icon_button"}
)


@dataclass(frozen=True, slots=True)
class Control:
    """An interactive element with the block it stands in and the text that introduces it."""

    block: JsonObject
    element: JsonObject
    heading: str

    @property
    def block_id(self) -> str:
        """Return the id of the block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Return the id of the element."""
        return str(self.element.get("action_id", ""))

    @property
    def kind(self) -> str:
        """Return the element's type."""
        return str(self.element.get("type", ""))

    @property
    def is_input(self) -> bool:
        """Tell whether it stands in an input block."""
        return self.block.get("type") == "input"

    @property
    def dispatches(self) -> bool:
        """Tell whether using it sends block_actions."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def label(self) -> str:
        """Return what a person would call it: its label, its own text, else its block's text."""
        if self.is_input:
            return text_of(self.block.get("label"))
        own = text_of(self.element.get("text"))
        return own or text_of(self.element.get("placeholder")) or text_of(self.block.get("text"))


def text_of(value: object) -> str:
    """Return the text of a text object, or an empty string."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return value if isinstance(value, str) else ""


def nested_blocks(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    """Yield blocks in reading order, those inside containers and carousels too."""
    for block in blocks:
        yield block
        if block.get("type") == "container":
            yield from nested_blocks(block.get("child_blocks", []))
        if block.get("type") == "carousel":
            yield from nested_blocks(block.get("elements", []))


def elements_of(block: JsonObject) -> list[JsonObject]:
    """Return the interactive elements of one block."""
    match block.get("type"):
        case "actions" | "context_actions":
            found = block.get("elements", [])
        case "section":
            found = [block["accessory"]] if block.get("accessory") else []
        case "input":
            found = [block["element"]] if block.get("element") else []
        case "card":
            found = block.get("actions", [])
        case _:
            found = []
    return [e for e in found if isinstance(e, dict) and e.get("type") != "image"]


def block_text(block: JsonObject) -> str:
    """Return the text that a block shows, without its elements."""
    match block.get("type"):
        case "section":
            texts = [block.get("text"), *block.get("fields", [])]
        case "header" | "alert" | "markdown":
            texts = [block.get("text")]
        case "context":
            texts = [e for e in block.get("elements", []) if e.get("type") != "image"]
        case "card":
            texts = [block.get(key) for key in ("title", "subtitle", "body", "subtext")]
        case "container":
            texts = [block.get("title"), block.get("subtitle")]
        case "rich_text":
            return rich_text(block)
        case _:
            texts = []
    return "\n".join(text_of(text) for text in texts if text)


def rich_text(value: JsonObject) -> str:
    """Return the plain text of a rich_text block or element."""
    if "elements" in value:
        parts = [rich_text(e) for e in value["elements"]]
        is_outer = value.get("type") in ("rich_text", "rich_text_list")
        return ("\n" if is_outer else "").join(parts)
    spoken = {
        "user": f"<@{value.get('user_id')}>",
        "channel": f"<#{value.get('channel_id')}>",
        "broadcast": f"<!{value.get('range')}>",
        "usergroup": f"<!subteam^{value.get('usergroup_id')}>",
        "emoji": f":{value.get('name')}:",
        "date": str(value.get("fallback", value.get("timestamp", ""))),
        "link": str(value.get("text") or value.get("url", "")),
    }
    return spoken.get(str(value.get("type")), str(value.get("text", "")))


def controls(blocks: list[JsonObject]) -> list[Control]:
    """Return every interactive element in reading order, with the text before it."""
    found: list[Control] = []
    heading = ""
    for block in nested_blocks(blocks):
        own = block_text(block)
        if own and block.get("type") != "context":
            heading = own
        found.extend(Control(block, element, heading) for element in elements_of(block))
    return found


def options_of(element: JsonObject) -> list[JsonObject]:
    """Return the options an element offers, in groups or not."""
    options: list[JsonObject] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options.extend(group.get("options") or [])
    return options


def stateful(blocks: list[JsonObject]) -> list[Control]:
    """Return the elements whose value travels in state.values."""
    return [control for control in controls(blocks) if control.kind not in STATELESS]


def texts(value: object) -> Iterator[JsonObject]:
    """Yield every text object anywhere inside blocks."""
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "mrkdwn"):
            yield value
            return
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
