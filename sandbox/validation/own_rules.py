"""Our own rules: what the independent validators do not look at."""

from collections import Counter
from collections.abc import Iterator

from sandbox.blocks.walk import controls, elements_of, nested_blocks
from sandbox.json_types import JsonObject

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100


def message_problems(blocks: list[JsonObject]) -> Iterator[str]:
    """Yield what is wrong with the blocks of a message."""
    if len(blocks) > MESSAGE_BLOCKS:
        yield f"no more than {MESSAGE_BLOCKS} items allowed [json-pointer:/blocks]"
    yield from block_problems(blocks)


def view_problems(view: JsonObject, kind: str) -> Iterator[str]:
    """Yield what is wrong with a view."""
    blocks = view.get("blocks")
    if view.get("type") != kind:
        yield f"must be a {kind} view [json-pointer:/view/type]"
    if not isinstance(blocks, list):
        yield "missing required field: blocks [json-pointer:/view]"
        return
    if len(blocks) > VIEW_BLOCKS:
        yield f"no more than {VIEW_BLOCKS} items allowed [json-pointer:/view/blocks]"
    yield from block_problems(blocks)


def block_problems(blocks: list[JsonObject]) -> Iterator[str]:
    """Yield what is wrong with a list of blocks, whatever it stands in."""
    for place, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            yield f"must be a block with a type [json-pointer:/blocks/{place}]"
            return
    block_ids = Counter(b["block_id"] for b in nested_blocks(blocks) if b.get("block_id"))
    for block_id, count in block_ids.items():
        if count > 1:
            yield f"duplicate block_id {block_id!r} used {count} times"
    for block in nested_blocks(blocks):
        ids = Counter(e["action_id"] for e in elements_of(block) if e.get("action_id"))
        for action_id, count in ids.items():
            if count > 1:
                yield f"duplicate action_id {action_id!r} in block {block.get('block_id')!r}"
    focused = sum(1 for c in controls(blocks) if c.element.get("focus_on_load"))
    if focused > 1:
        yield "only one element may have focus_on_load"
