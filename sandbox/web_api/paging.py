"""Cursor paging as every list method of Slack does it."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments

T = TypeVar("T")


def page(
    items: Sequence[T], args: Arguments, *, default: int, most: int = 1000
) -> tuple[list[T], str]:
    """Return one page and the cursor of the next, empty when there is none.

    Raises:
        SlackError: invalid_cursor or invalid_limit.
    """
    limit = args.number("limit", default=default, most=most)
    start = _decoded(args.text("cursor"))
    end = start + limit
    following = _encoded(end) if end < len(items) else ""
    return list(items[start:end]), following


def _encoded(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _decoded(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "offset" or not number.isdecimal():
        raise SlackError("invalid_cursor")
    return int(number)
