"""What a person of the workspace sees."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sandbox.blocks.walk import text_of
from sandbox.driver.handles import Channel, ShownMessage, ShownView
from sandbox.errors import DriverError
from sandbox.state import Client, Message, User

if TYPE_CHECKING:
    from sandbox.driver.slack import Slack


class Onlooker:
    """Sees modals, Home, private messages, and what the client says when the bot fails."""

    def __init__(self, slack: Slack, state: User, client_id: str | None = None) -> None:
        self.slack = slack
        self.state = state
        # Whoever is driven by a test looks at one window only, which has their own id.
        self.client = Client(state, client_id or state.id)
        # What the client told the person about failures, oldest first.
        self.notices: list[str] = []

    def __repr__(self) -> str:
        return f"<person {self.id} {self.name}>"

    @property
    def id(self) -> str:
        """Return the Slack user id."""
        return self.state.id

    @property
    def name(self) -> str:
        """Return the full name."""
        return self.state.real_name

    @property
    def mention(self) -> str:
        """Return the mention as Slack writes it."""
        return f"<@{self.id}>"

    @property
    def modals(self) -> list[ShownView]:
        """Return the open modals, the visible one last."""
        return [
            ShownView(self.slack, view) for view in self.slack.world.state.stack(self.client.id)
        ]

    @property
    def modal(self) -> ShownView | None:
        """Return the visible modal."""
        return self.modals[-1] if self.modals else None

    @property
    def front(self) -> ShownView:
        """Return the visible modal, which must be there.

        Raises:
            DriverError: when no modal is open.
        """
        if self.modal is None:
            told = f"; last notice: {self.notices[-1]}" if self.notices else ""
            raise DriverError(f"{self.name} has no modal open{told}")
        return self.modal

    @property
    def home(self) -> ShownView | None:
        """Return the Home tab as published for this person."""
        view = self.slack.world.state.home(self.id)
        return ShownView(self.slack, view) if view else None

    @property
    def dm(self) -> Channel | None:
        """Return the direct message channel with the bot, once there is one."""
        found = self.slack.world.state.dm(self.id)
        return Channel(self.slack, found) if found else None

    @property
    def sees(self) -> list[ShownMessage]:
        """Return what the bot told this person alone: ephemerals and DMs, newest last."""
        found: list[Message] = []
        for conversation in self.slack.world.state.conversations.values():
            found += [m for m in conversation.ephemerals if m.ephemeral_to == self.id]
            if conversation.is_im and conversation.user == self.id:
                found += [m for m in conversation.messages.values() if m.bot_id]
        found.sort(key=lambda m: float(m.ts))
        return [ShownMessage(self.slack, m) for m in found]

    @property
    def last(self) -> ShownMessage | None:
        """Return the newest thing the bot told this person alone."""
        return self.sees[-1] if self.sees else None

    @property
    def errors(self) -> dict[str, str]:
        """Return label -> message of the errors in the visible modal.

        Where several inputs share a label, the key is "label (block id)".
        """
        if self.modal is None:
            return {}
        labels = {b["block_id"]: text_of(b.get("label")) for b in self.modal.blocks}
        shared = Counter(labels.values())
        errors: dict[str, str] = {}
        for block_id, message in self.modal.state.errors.items():
            label = labels[block_id]
            errors[label if shared[label] == 1 else f"{label} ({block_id})"] = message
        return errors
