"""Selects: under headings where they are long, and never with a choice left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.okr.text import one_line
from bot.views.blocks import MAX_OPTION, MAX_PLACEHOLDER, Block, plain

MAX_CHOICES = 100
"""Of one menu without groups, and of one group; a menu has at most as many groups."""


def menu(
    action_id: str,
    options: Sequence[Block],
    *,
    chosen: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """Return a select; `chosen` is the value of the preselected choice.

    More choices than Slack allows in one list stand in groups of so many, none is left out.
    """
    if len(options) > MAX_CHOICES:
        return grouped_menu(action_id, [("", options)], chosen=chosen, placeholder=placeholder)
    return _select(action_id, options, {"options": list(options)}, chosen, placeholder)


def grouped_menu(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Block]]],
    *,
    chosen: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """Return a select whose choices stand under headings; a long group is split, none is cut.

    Args:
        groups: pairs of a heading and its choices; an empty heading names the first choice.
    """
    parts = [
        (heading or f"From {part[0]['text']['text']}", part)
        for heading, options in groups
        for at in range(0, len(options), MAX_CHOICES)
        if (part := options[at : at + MAX_CHOICES])
    ]
    offered = [
        {"label": plain(one_line(heading), MAX_OPTION), "options": list(part)}
        for heading, part in parts
    ]
    every = [one for _, part in parts for one in part]
    return _select(action_id, every, {"option_groups": offered}, chosen, placeholder)


def _select(
    action_id: str,
    options: Sequence[Block],
    offered: Mapping[str, Any],
    chosen: str | None,
    placeholder: str | None,
) -> Block:
    element: Block = {"type": "static_select", "action_id": action_id, **offered}
    first = next((one for one in options if one["value"] == chosen), None)
    if first is not None:
        element["initial_option"] = first
    if placeholder:
        element["placeholder"] = plain(placeholder, MAX_PLACEHOLDER)
    return element
