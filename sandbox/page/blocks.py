"""Blocks as HTML: what stands in a message, a modal and the Home tab."""

from collections.abc import Callable

from markupsafe import Markup

from sandbox.blocks.walk import Control, block_text, elements_of, text_of
from sandbox.json_types import JsonObject
from sandbox.page.charts import chart
from sandbox.page.elements import element
from sandbox.page.fields import GROUPS, Look, field_id, text_object
from sandbox.page.html import Child, join, tag
from sandbox.page.rich_text import rich_text


def draw(blocks: list[JsonObject], look: Look) -> Markup:
    """Return blocks in reading order."""
    drawn: list[Markup] = []
    heading = ""
    for block in blocks:
        own = block_text(block)
        heading = own if own and block["type"] != "context" else heading
        make = DRAWN.get(block["type"], _unknown)
        drawn.append(make(block, look, heading))
    return join(drawn)


def _section(block: JsonObject, look: Look, heading: str) -> Markup:
    fields = [tag("div", text_object(one, look)) for one in block.get("fields", [])]
    text = text_object(block["text"], look) if block.get("text") else None
    accessory = block.get("accessory")
    return _block(
        block,
        tag("div", text, tag("div", fields, class_="fields") if fields else None, class_="said"),
        _image(accessory) if accessory and accessory["type"] == "image" else None,
        _elements(block, look, heading),
    )


def _actions(block: JsonObject, look: Look, heading: str) -> Markup:
    return _block(block, _elements(block, look, heading))


def _elements(block: JsonObject, look: Look, heading: str) -> list[Markup]:
    return [element(Control(block, one, heading), look) for one in elements_of(block)]


def _header(block: JsonObject, look: Look, _heading: str) -> Markup:
    return tag("h3", text_object(block["text"], look), class_="block header")


def _divider(_block: JsonObject, _look: Look, _heading: str) -> Markup:
    return tag("hr", class_="block")


def _context(block: JsonObject, look: Look, _heading: str) -> Markup:
    parts = [
        _image(one) if one["type"] == "image" else tag("span", text_object(one, look))
        for one in block["elements"]
    ]
    return _block(block, parts)


def _input(block: JsonObject, look: Look, heading: str) -> Markup:
    control = Control(block, block["element"], heading)
    own, hint = field_id(control), block.get("hint")
    wrong = look.errors.get(control.block_id)
    return _block(
        block,
        _label(control, look),
        element(control, look),
        tag("p", wrong, class_="wrong", role="alert", id=f"{own}-wrong") if wrong else None,
        tag("p", text_object(hint, look), class_="hint", id=f"{own}-hint") if hint else None,
    )


def _label(control: Control, look: Look) -> Markup:
    own = field_id(control)
    is_group = control.kind in GROUPS
    is_optional = control.block.get("optional")
    return tag(
        "span" if is_group else "label",
        text_object(control.block["label"], look),
        tag("span", " (optional)", class_="quiet") if is_optional else None,
        for_=None if is_group else own,
        id=f"{own}-label",
        class_="label",
    )


def _image(block: JsonObject) -> Markup:
    return tag("span", f"🖼 {block.get('alt_text', '')}", class_="quiet")


def _picture(block: JsonObject, _look: Look, _heading: str) -> Markup:
    return _block(block, _image(block))


def _rich_text(block: JsonObject, look: Look, _heading: str) -> Markup:
    return _block(block, tag("div", rich_text(block, look.names), class_="said"))


def _chart(block: JsonObject, _look: Look, _heading: str) -> Markup:
    return _block(block, chart(block))


def _table(block: JsonObject, look: Look, _heading: str) -> Markup:
    rows = [
        tag("tr", [tag("th" if first else "td", _cell(cell, look)) for cell in row])
        for first, row in zip([True] + [False] * len(block["rows"]), block["rows"], strict=False)
    ]
    return _block(block, tag("table", rows))


def _cell(cell: JsonObject, look: Look) -> Child:
    return rich_text(cell, look.names) if cell.get("type") == "rich_text" else text_of(cell)


def _container(block: JsonObject, look: Look, _heading: str) -> Markup:
    return _block(
        block,
        tag("strong", text_object(block.get("title"), look)),
        draw(block.get("child_blocks", []), look),
    )


def _alert(block: JsonObject, look: Look, _heading: str) -> Markup:
    return _block(block, text_object(block["text"], look), role="note")


def _unknown(block: JsonObject, _look: Look, _heading: str) -> Markup:
    return _block(block, tag("em", f"({block['type']} is not drawn here) "), block_text(block))


def _block(block: JsonObject, *children: Child, role: str | None = None) -> Markup:
    return tag("div", *children, class_=f"block {block['type']}", role=role)


DRAWN: dict[str, Callable[[JsonObject, Look, str], Markup]] = {
    "section": _section,
    "actions": _actions,
    "context_actions": _actions,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "input": _input,
    "image": _picture,
    "rich_text": _rich_text,
    "data_visualization": _chart,
    "table": _table,
    "data_table": _table,
    "container": _container,
    "alert": _alert,
}
