"""Payloads checked by the validators inside slack_sdk's own models, where they know the block."""

import copy
from collections.abc import Iterator

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
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
    # The models change the dictionaries they are given.
    payload = copy.deepcopy(payload)
    try:
        known = [b for b in payload.get("blocks", []) if b.get("type") in BLOCKS]
        parsed = [Block.parse(block) for block in known]
        for block in parsed:
            if block is not None:
                block.to_dict()
        if surface != "message":
            kept = {k: v for k, v in payload.items() if k in VIEW_KEYS and v not in (None, "")}
            View(blocks=[block for block in parsed if block is not None], **kept).to_dict()
    except FAILURES as error:
        yield f"slack_sdk: {error}"
