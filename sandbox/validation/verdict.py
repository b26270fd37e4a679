"""The verdict on a payload: all rules together, remembered by the payload's hash."""

import json
from collections.abc import Callable
from functools import lru_cache

from sandbox.json_types import JsonObject
from sandbox.validation.own_rules import message_problems, view_problems

Warn = Callable[[str, str], object]


def check_message(blocks: list[JsonObject], *, warn: Warn) -> list[str]:
    """Return why Slack would refuse the blocks of a message."""
    return list(_message(json.dumps(blocks)))


def check_view(view: JsonObject, kind: str, *, warn: Warn) -> list[str]:
    """Return why Slack would refuse a view of a kind, modal or home."""
    return list(_view(json.dumps(view), kind))


@lru_cache(maxsize=4096)
def _message(payload: str) -> tuple[str, ...]:
    return tuple(message_problems(json.loads(payload)))


@lru_cache(maxsize=4096)
def _view(payload: str, kind: str) -> tuple[str, ...]:
    return tuple(view_problems(json.loads(payload), kind))
