"""What objectives serve and are served by, in a few lines."""

from collections.abc import Sequence

from bot.okr.objective_links import LinkedObjective, ObjectiveLinks
from bot.okr.progress import percent
from bot.okr.text import count_of
from bot.views.blocks import Block, context, escape, sections

MOST_LINES = 20
MOST_NAMED = 5


def link_blocks(links: Sequence[ObjectiveLinks]) -> list[Block]:
    """Return one block of small print about links between teams; nothing without any."""
    packed = [one["text"]["text"] for one in sections(link_lines(links))]
    return [context(*packed)] if packed else []


def link_lines(links: Sequence[ObjectiveLinks]) -> list[str]:
    """Return a line for each direction of each objective, escaped."""
    lines = []
    for one in links:
        if one.serves:
            chain = ", which serves ".join(map(_name, one.serves))
            lines.append(f"{one.number} serves {chain}")
        if one.served_by:
            lines.append(f"{one.number} is served by {_names(one.served_by)}")
    rest = len(lines) - MOST_LINES
    return lines if rest <= 0 else [*lines[:MOST_LINES], f"and {count_of(rest, 'more link')}"]


def _names(linked: Sequence[LinkedObjective]) -> str:
    named = [_name(one) for one in linked[:MOST_NAMED]]
    rest = len(linked) - MOST_NAMED
    return ", ".join(named if rest <= 0 else [*named, f"{rest} more"])


def _name(linked: LinkedObjective) -> str:
    done = "" if linked.progress is None else f" ({percent(linked.progress)} %)"
    return f"{linked.label} {escape(linked.title, 60)}{done}"
