"""Our own rules: what the independent validators do not look at."""

from collections import Counter
from collections.abc import Iterator

from sandbox.blocks.walk import (
    Control,
    controls,
    elements_of,
    nested_blocks,
    options_of,
    text_of,
    texts,
)
from sandbox.json_types import JsonObject

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
CHOOSING = frozenset({"static_select", "multi_static_select", "radio_buttons", "checkboxes"})
NOT_EMPTY = frozenset({"elements", "options", "option_groups", "initial_options", "fields"})
TEXT_LIMITS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}


def message_problems(blocks: list[JsonObject]) -> Iterator[str]:
    """Yield what is wrong with the blocks of a message."""
    if len(blocks) > MESSAGE_BLOCKS:
        yield f"no more than {MESSAGE_BLOCKS} items allowed [json-pointer:/blocks]"
    yield from block_problems(blocks)


def view_problems(view: JsonObject, kind: str) -> Iterator[str]:
    """Yield what is wrong with a view, apart from the form of its blocks."""
    blocks: list[JsonObject] = view["blocks"]
    if len(blocks) > VIEW_BLOCKS:
        yield f"no more than {VIEW_BLOCKS} items allowed [json-pointer:/view/blocks]"
    if kind == "modal" and not view.get("title"):
        yield "missing required field: title [json-pointer:/view]"
    has_inputs = any(block.get("type") == "input" for block in blocks)
    if kind == "modal" and has_inputs and not view.get("submit"):
        yield "submit is required with input blocks [json-pointer:/view/submit]"
    for name, most in TEXT_LIMITS.items():
        if len(view.get(name) or "") > most:
            yield f"must be no more than {most} characters [json-pointer:/view/{name}]"
    yield from block_problems(blocks)


def shape_problems(blocks: object) -> Iterator[str]:
    """Yield where something is not a block at all, so that nothing else can be checked."""
    if not isinstance(blocks, list):
        yield "must provide an array [json-pointer:/blocks]"
        return
    for place, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            yield f"must be a block with a type [json-pointer:/blocks/{place}]"
            continue
        for name in ("elements", "accessory", "element", "fields", "options"):
            inner = block.get(name)
            items = inner if isinstance(inner, list) else [inner] if name in block else []
            if not all(isinstance(item, dict) for item in items):
                yield f"must provide an object [json-pointer:/blocks/{place}/{name}]"


def block_problems(blocks: list[JsonObject]) -> Iterator[str]:
    """Yield what is wrong with a list of blocks, whatever it stands in."""
    yield from _duplicates(blocks)
    for block in nested_blocks(blocks):
        yield from _empties(block)
    for text in texts(blocks):
        if not text_of(text):
            yield "must be more than 0 characters [json-pointer:.../text]"
    found = controls(blocks)
    if sum(1 for control in found if control.element.get("focus_on_load")) > 1:
        yield "only one element may have focus_on_load"
    for control in found:
        yield from _initial_outside(control)
        yield from _repeated_values(control)


def _duplicates(blocks: list[JsonObject]) -> Iterator[str]:
    ids = Counter(b["block_id"] for b in nested_blocks(blocks) if b.get("block_id"))
    for block_id, count in ids.items():
        if count > 1:
            yield f"duplicate block_id {block_id!r} used {count} times"
    for block in nested_blocks(blocks):
        actions = Counter(e["action_id"] for e in elements_of(block) if e.get("action_id"))
        for action_id, count in actions.items():
            if count > 1:
                yield f"duplicate action_id {action_id!r} in block {block.get('block_id')!r}"


def _empties(value: JsonObject) -> Iterator[str]:
    for name in NOT_EMPTY & set(value):
        if value[name] == [] and not str(value.get("type")).startswith("rich_text"):
            yield f"no fewer than 1 items required [json-pointer:.../{name}]"
    for element in elements_of(value):
        for name in NOT_EMPTY & set(element):
            if element[name] == []:
                yield f"no fewer than 1 items required [json-pointer:.../{name}]"


def _initial_outside(control: Control) -> Iterator[str]:
    if control.kind not in CHOOSING:
        return
    offered = options_of(control.element)
    initial = control.element.get("initial_options") or []
    if control.element.get("initial_option"):
        initial = [control.element["initial_option"]]
    for option in initial:
        if option not in offered:
            shown = text_of(option.get("text"))
            yield f"initial option {shown!r} is not among the options of {control.action_id!r}"


def _repeated_values(control: Control) -> Iterator[str]:
    values = Counter(
        option.get("value") for option in options_of(control.element) if option.get("value")
    )
    for value, count in values.items():
        if count > 1:
            yield f"option value {value!r} is used {count} times in {control.action_id!r}"
