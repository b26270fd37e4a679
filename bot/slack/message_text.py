"""Reads the text of a message as a person reads it: without Slack's markup."""

import re
from html import unescape

_LINK = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
_FORMATTING = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)")


def first_line(text: str) -> str:
    """Return the first line of a message in which something is said."""
    lines = (plain_text(line) for line in text.splitlines())
    return next((line for line in lines if line), "")


def plain_text(text: str) -> str:
    """Return a text with links, mentions and formatting as plain words.

    Follows docs.slack.dev: formatting message text.
    """
    named = _LINK.sub(lambda found: _name(found["target"], found["label"]), text)
    return unescape(_FORMATTING.sub("", named)).strip()


def _name(target: str, label: str | None) -> str:
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    sign = {"@": "@", "#": "#"}.get(target[0], "")
    if sign:
        return f"{sign}{(label or 'someone' if sign == '@' else label or 'channel')}"
    return label or target.removeprefix("mailto:")
