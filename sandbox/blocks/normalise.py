"""Filling in what Slack fills in: block ids, action ids, defaults of text objects."""

import hashlib

from sandbox.blocks.walk import elements_of, nested_blocks, texts
from sandbox.json_types import JsonObject, copied


def normalise(blocks: list[JsonObject], seed: str) -> list[JsonObject]:
    """Return a copy of blocks as Slack would give them back.

    Args:
        seed: makes generated ids differ from one message to the next.
    """
    filled: list[JsonObject] = copied(blocks)
    for place, block in enumerate(nested_blocks(filled)):
        if not block.get("block_id"):
            block["block_id"] = _short_id(seed, place, -1)
        for index, element in enumerate(elements_of(block)):
            if not element.get("action_id"):
                element["action_id"] = _short_id(seed, place, index)
    for text in texts(filled):
        if text["type"] == "plain_text":
            text.setdefault("emoji", True)
        else:
            text.setdefault("verbatim", False)
    return filled


def _short_id(seed: str, place: int, index: int) -> str:
    digest = hashlib.sha256(f"{seed}/{place}/{index}".encode()).hexdigest()
    return digest[:5]
