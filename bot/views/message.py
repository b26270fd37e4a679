"""What a message consists of."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.blocks import Block


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Args:
        text: a plain full summary, escaped; notifications and screen readers get it, and its
            first sentence is the push.
        blocks: what is drawn.
    """

    text: str
    blocks: Sequence[Block]
