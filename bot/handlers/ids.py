"""Ids that come back from Slack: anything may stand there."""

from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND

MAX_DIGITS = 18
"""More than this and the database could not hold it."""


def id_of(text: str) -> int:
    """Read one of our ids.

    Raises:
        NotFoundError: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise NotFoundError(NOT_FOUND)
    return int(text)
