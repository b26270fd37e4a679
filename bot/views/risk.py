"""What needs a word first, over several teams."""

from bot.okr.overview import RiskList
from bot.okr.text import shorten
from bot.views.blocks import MAX_FALLBACK, context, section
from bot.views.focus import focus_line
from bot.views.message import Message

MAX_LINES = 12
HALF = 6
NOTHING = "Nothing needs a word first right now."


def risk_message(found: RiskList) -> Message:
    """Return what to talk about, the worst first; never who is to blame for it."""
    risks = found.risks
    if not risks:
        return Message(NOTHING, [section(NOTHING)])
    lines = [
        f"{one.team.key}-{focus_line(one.focus)}" if found.is_named else focus_line(one.focus)
        for one in risks[:MAX_LINES]
    ]
    # Two sections, since names full of characters to escape would not fit into one.
    halves = (["*Talk about first*", *lines[:HALF]], lines[HALF:])
    blocks = [section("\n".join(half)) for half in halves if half]
    if more := len(risks) - len(lines):
        blocks.append(context(f"and {more} more, less urgent"))
    return Message(shorten("Talk about first: " + "; ".join(lines), MAX_FALLBACK), blocks)
