"""What needs a word first, over several teams."""

from bot.okr.overview import RiskList
from bot.okr.text import shorten
from bot.views.blocks import MAX_FALLBACK, actions, context, section
from bot.views.focus import focus_line
from bot.views.message import Message
from bot.views.paging import PageIds, page_buttons, page_of, page_words

PAGES = PageIds("risk.previous", "risk.next")
"""The values of both are the number of the page to show."""

PER_PAGE = 12
HALF = 6
FIRST, LATER = "Talk about first", "Less urgent"
NOTHING = "Nothing needs a word first right now."


def risk_message(found: RiskList, *, page: int = 0) -> Message:
    """Return a page of what to talk about, the worst first; never who is to blame for it."""
    if not found.risks:
        return Message(NOTHING, [section(NOTHING)])
    shown, page, page_count = page_of(found.risks, page, size=PER_PAGE)
    lines = [
        f"{one.team.key}-{focus_line(one.focus)}" if found.is_named else focus_line(one.focus)
        for one in shown
    ]
    title = LATER if page else FIRST
    # Two sections, since names full of characters to escape would not fit into one.
    halves = ([f"*{title}*", *lines[:HALF]], lines[HALF:])
    blocks = [section("\n".join(half)) for half in halves if half]
    if page_count > 1:
        turning = page_buttons(PAGES, page, page_count)
        blocks += [context(page_words(page, page_count)), actions(*turning)]
    return Message(shorten(f"{title}: {'; '.join(lines)}", MAX_FALLBACK), blocks)
