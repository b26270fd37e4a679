"""A modal that only says something."""

from collections.abc import Sequence

from bot.views.blocks import Block, View, modal

NOTICE = "notice.read"


def notice_modal(blocks: Sequence[Block], *, title: str = "OKRs") -> View:
    """Return a modal with something to read and nothing to fill in."""
    return modal(title, blocks, callback_id=NOTICE, close="Close")
