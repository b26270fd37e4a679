"""Blocks as readable plain text, the way a person reads them."""

from collections.abc import Callable

from sandbox.blocks.inputs import Entries, initial_state, value_of
from sandbox.blocks.walk import block_text, elements_of, rich_text, text_of
from sandbox.json_types import Json, JsonObject

RULE = "──────"


def render(shown: Json) -> str:
    """Return the text of a message, view or person's surface handle."""
    return str(shown.shown)


def render_blocks(
    blocks: list[JsonObject],
    entries: Entries | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    """Return blocks as text; inputs show what is entered and the errors under them."""
    lines = [_block(block, entries or {}, errors or {}) for block in blocks]
    return "\n".join(line for line in lines if line)


def _block(block: JsonObject, entries: Entries, errors: dict[str, str]) -> str:
    kind = str(block.get("type"))
    if kind == "input":
        return _input(block, entries, errors)
    if kind == "container":
        inner = render_blocks(block.get("child_blocks", []), entries, errors)
        return f"{block_text(block)}\n{inner}"
    if kind in ROWS:
        parts = [block_text(block), *(_element(e, block, entries) for e in elements_of(block))]
        return ROWS[kind].join(part for part in parts if part)
    return PLAIN[kind](block) if kind in PLAIN else block_text(block)


def _input(block: JsonObject, entries: Entries, errors: dict[str, str]) -> str:
    element = block.get("element", {})
    optional = " (optional)" if block.get("optional") else ""
    lines = [f"{text_of(block.get('label'))}{optional} {_element(element, block, entries)}"]
    if text_of(block.get("hint")):
        lines.append(f"  {text_of(block['hint'])}")
    if block.get("block_id") in errors:
        lines.append(f"  ! {errors[block['block_id']]}")
    return "\n".join(lines)


def _element(element: JsonObject, block: JsonObject, entries: Entries) -> str:
    kind = str(element.get("type", ""))
    if kind in ("button", "workflow_button", "icon_button"):
        return f"[{text_of(element.get('text'))}]"
    if kind == "overflow":
        return "[⋯ " + " · ".join(_option_text(o) for o in element.get("options", [])) + "]"
    if kind == "feedback_buttons":
        return "[👍] [👎]"
    entered = entries.get(str(block.get("block_id")), {}).get(str(element.get("action_id")))
    value = value_of(entered or initial_state(element))
    if kind in ("checkboxes", "radio_buttons"):
        return _ticks(element, value, ("☑", "☐") if kind == "checkboxes" else ("◉", "○"))
    shown = _value_text(value) or text_of(element.get("placeholder"))
    return f"[{shown} ▾]" if "select" in kind or "picker" in kind else f"[{shown}]"


def _ticks(element: JsonObject, value: Json, marks: tuple[str, str]) -> str:
    chosen = value if isinstance(value, list) else [value] if value else []
    picked = {option.get("value") for option in chosen}
    lines = [
        f"{marks[0] if o.get('value') in picked else marks[1]} {_option_text(o)}"
        for o in element.get("options", [])
    ]
    return "\n  " + "\n  ".join(lines)


def _option_text(option: JsonObject) -> str:
    return text_of(option.get("text"))


def _value_text(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(_value_text(item) for item in value)
    if isinstance(value, dict):
        return rich_text(value) if value.get("type") == "rich_text" else _option_text(value)
    return "" if value is None else str(value)


def _table(block: JsonObject) -> str:
    rows = [" | ".join(rich_text(cell) for cell in row) for row in block.get("rows", [])]
    return "\n".join([text_of(block.get("caption")), *rows]).strip()


# Blocks with elements in a row, and what stands between the parts.
ROWS = {"actions": " ", "context_actions": " ", "section": "  ", "card": "  "}
PLAIN: dict[str, Callable[[JsonObject], str]] = {
    "divider": lambda _: RULE,
    "header": lambda block: f"# {text_of(block.get('text'))}",
    "image": lambda block: f"(image: {block.get('alt_text', '')})",
    "data_visualization": lambda block: f"(chart: {block.get('title', '')})",
    "table": _table,
    "data_table": _table,
}
