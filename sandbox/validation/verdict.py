"""The verdict on a payload: all rules together, remembered by the payload itself."""

import json
from functools import lru_cache

from sandbox.json_types import JsonObject
from sandbox.validation.blockkit_oracle import blockkit_problems
from sandbox.validation.fields import unknown_fields, unknown_view_fields
from sandbox.validation.own_rules import message_problems, shape_problems, view_problems
from sandbox.validation.sdk_oracle import sdk_problems
from sandbox.validation.slackblocks_oracle import slackblocks_problems

REMEMBERED = 4096


def check_message(blocks: list[JsonObject]) -> list[str]:
    """Return why Slack would refuse the blocks of a message."""
    return list(_message(json.dumps(blocks)))


def check_view(view: JsonObject, kind: str) -> list[str]:
    """Return why Slack would refuse a view of a kind, modal or home."""
    return list(_view(json.dumps(view), kind))


@lru_cache(maxsize=REMEMBERED)
def _message(text: str) -> tuple[str, ...]:
    blocks = json.loads(text)
    misshapen = tuple(shape_problems(blocks))
    if misshapen:
        return misshapen
    return (
        *message_problems(blocks),
        *unknown_fields(blocks),
        *_oracles({"blocks": blocks}, "message"),
    )


@lru_cache(maxsize=REMEMBERED)
def _view(text: str, kind: str) -> tuple[str, ...]:
    view = json.loads(text)
    if view.get("type") != kind:
        return (f"must be a {kind} view [json-pointer:/view/type]",)
    misshapen = tuple(shape_problems(view.get("blocks")))
    if misshapen:
        return misshapen
    return (
        *view_problems(view, kind),
        *unknown_view_fields(view, kind),
        *unknown_fields(view["blocks"]),
        *_oracles(view, kind),
    )


def _oracles(payload: JsonObject, surface: str) -> tuple[str, ...]:
    return (
        *slackblocks_problems(payload, surface),
        *blockkit_problems(payload),
        *sdk_problems(payload, surface),
    )
