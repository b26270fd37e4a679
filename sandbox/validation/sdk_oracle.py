"""Payloads checked by the validators inside slack_sdk's own models, where they know the block."""

import copy
import json
from collections.abc import Iterator
from functools import lru_cache

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from sandbox.json_types import JsonObject

FAILURES = (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError)
BLOCKS = frozenset(
    {
        "section",
        "header",
        "divider",
        "context",
        "actions",
        "image",
        "input",
        "rich_text",
        "video",
        "table",
        "markdown",
        "alert",
    }
)
VIEW_KEYS = frozenset(
    {
        "type",
        "title",
        "submit",
        "close",
        "private_metadata",
        "callback_id",
        "external_id",
        "clear_on_close",
        "notify_on_close",
    }
)


def sdk_problems(payload: JsonObject, surface: str) -> Iterator[str]:
    """Yield what slack_sdk finds wrong with a view, or with {"blocks": ...} of a message."""
    for block in payload.get("blocks", []):
        if block.get("type") in BLOCKS:
            yield from _block_problems(json.dumps(block))
    if surface != "message":
        yield from _view_problems(payload)


# Most blocks of a message stay the same from one edit to the next.
@lru_cache(maxsize=4096)
def _block_problems(text: str) -> tuple[str, ...]:
    try:
        parsed = Block.parse(json.loads(text))
        if parsed is not None:
            parsed.to_dict()
    except FAILURES as error:
        return (f"slack_sdk: {error}",)
    return ()


def _view_problems(payload: JsonObject) -> Iterator[str]:
    # The models change the dictionaries they are given, and some blocks they do not know.
    kept = {k: v for k, v in payload.items() if k in VIEW_KEYS and v not in (None, "")}
    blocks = [DividerBlock() for _ in payload["blocks"]]
    try:
        View(blocks=blocks, **copy.deepcopy(kept)).to_dict()
    except FAILURES as error:
        yield f"slack_sdk: {error}"
