"""Handles on messages, views and channels: what a test reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import messages
from sandbox.blocks.walk import text_of
from sandbox.json_types import JsonObject
from sandbox.render import render_blocks
from sandbox.state import Conversation, Message, View

if TYPE_CHECKING:
    from sandbox.driver.slack import Slack


class ShownMessage:
    """A message as it stands now; the same message gives equal handles."""

    def __init__(self, slack: Slack, state: Message) -> None:
        self.slack = slack
        self.state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShownMessage) and other.state is self.state

    def __hash__(self) -> int:
        return hash((self.state.channel, self.state.ts))

    def __repr__(self) -> str:
        return f"<message {self.ts} {self.text[:60]!r}>"

    @property
    def ts(self) -> str:
        """Return its timestamp, which is its id."""
        return self.state.ts

    @property
    def channel(self) -> str:
        """Return the id of its channel."""
        return self.state.channel

    @property
    def text(self) -> str:
        """Return the top-level text: what notifications and screen readers give."""
        return self.state.text

    @property
    def blocks(self) -> list[JsonObject]:
        """Return its blocks."""
        return self.state.blocks

    @property
    def shown(self) -> str:
        """Return what a person reads, as plain text."""
        return render_blocks(self.blocks) if self.blocks else self.text

    @property
    def thread(self) -> list[ShownMessage]:
        """Return the replies, oldest first."""
        conversation = self.slack.world.state.conversations[self.channel]
        return [ShownMessage(self.slack, m) for m in messages.replies(conversation, self.ts)]

    @property
    def thread_ts(self) -> str | None:
        """Return the parent's timestamp when it is a reply."""
        return self.state.thread_ts

    @property
    def edits(self) -> list[JsonObject]:
        """Return what it said before each edit, oldest first."""
        return self.state.edits

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return self.state.ephemeral_to is not None

    @property
    def is_by_bot(self) -> bool:
        """Tell whether the bot said it."""
        return self.state.bot_id is not None

    @property
    def is_deleted(self) -> bool:
        """Tell whether it is gone."""
        return self.state.is_deleted

    @property
    def metadata(self) -> JsonObject | None:
        """Return its metadata."""
        return self.state.metadata


class ShownView:
    """A modal or Home tab as it stands now."""

    def __init__(self, slack: Slack, state: View) -> None:
        self.slack = slack
        self.state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShownView) and other.state is self.state

    def __hash__(self) -> int:
        return hash(self.state.id)

    def __repr__(self) -> str:
        return f"<view {self.state.id} {self.title!r}>"

    @property
    def id(self) -> str:
        """Return its id."""
        return self.state.id

    @property
    def hash(self) -> str:
        """Return the hash of its present content."""
        return self.state.hash

    @property
    def title(self) -> str:
        """Return its title."""
        return text_of(self.state.body["title"])

    @property
    def submit(self) -> str:
        """Return the text of its submit button, empty when there is none."""
        return text_of(self.state.body["submit"])

    @property
    def callback_id(self) -> str:
        """Return its callback id."""
        return str(self.state.body["callback_id"])

    @property
    def private_metadata(self) -> str:
        """Return its private metadata."""
        return str(self.state.body["private_metadata"])

    @property
    def blocks(self) -> list[JsonObject]:
        """Return its blocks."""
        blocks: list[JsonObject] = self.state.body["blocks"]
        return blocks

    @property
    def is_closed(self) -> bool:
        """Tell whether the person no longer has it."""
        return self.state.is_closed

    @property
    def shown(self) -> str:
        """Return what the person reads, as plain text."""
        body = render_blocks(self.blocks, self.state.entries, self.state.errors)
        close = text_of(self.state.body["close"])
        feet = " ".join(f"[{text}]" for text in (close, self.submit) if text)
        return "\n".join(part for part in (self.title, body, feet) if part)


class Channel:
    """A channel of the workspace."""

    def __init__(self, slack: Slack, state: Conversation) -> None:
        self.slack = slack
        self.state = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Channel) and other.state is self.state

    def __hash__(self) -> int:
        return hash(self.state.id)

    def __repr__(self) -> str:
        return f"<channel {self.id} {self.name}>"

    @property
    def id(self) -> str:
        """Return its id."""
        return self.state.id

    @property
    def name(self) -> str:
        """Return its name without the hash sign."""
        return self.state.name

    @property
    def members(self) -> list[str]:
        """Return the ids of its members."""
        return self.state.members

    @property
    def messages(self) -> list[ShownMessage]:
        """Return its top-level messages, oldest first."""
        found = [m for m in self.state.messages.values() if m.thread_ts in (None, m.ts)]
        return [ShownMessage(self.slack, m) for m in found]

    @property
    def bot_messages(self) -> list[ShownMessage]:
        """Return the bot's top-level messages, oldest first."""
        return [message for message in self.messages if message.is_by_bot]

    @property
    def last(self) -> ShownMessage | None:
        """Return the newest top-level message."""
        return self.messages[-1] if self.messages else None
