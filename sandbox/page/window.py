"""One browser tab: who looks, where they are, and what they have before them."""

from dataclasses import dataclass, field

from sandbox.driver.person import Person
from sandbox.page.names import Names
from sandbox.state import Conversation, Message, View

HOME = "home"


@dataclass(slots=True)
class Window:
    """What the server knows of one tab; reloading the tab makes a new one, as with Slack's client.

    Attributes:
        at: the id of the conversation that is shown, or `home`.
        thread: the timestamp of the message whose thread is open.
        opened: the timestamp of its beginning; private answers from before are gone.
        read: the timestamp up to which each conversation was seen.
        told: how many of the person's notices were shown.
    """

    person: Person
    at: str
    opened: str
    thread: str | None = None
    dismissed: set[str] = field(default_factory=set)
    read: dict[str, str] = field(default_factory=dict)
    told: int = 0

    @property
    def id(self) -> str:
        """Return the id of this window, under which its modals are kept."""
        return self.person.client.id

    @property
    def address(self) -> str:
        """Return the address at which a tab shows the same."""
        thread = f"&thread={self.thread}" if self.thread else ""
        return f"/?as={self.person.id}&at={self.at}{thread}"

    @property
    def names(self) -> Names:
        """Return what ids stand for, as this person reads them."""
        return Names(self.person.slack.world.state, self.person.state)

    @property
    def place(self) -> Conversation | None:
        """Return the conversation that is shown; None at Home."""
        found = self.person.slack.world.state.conversations.get(self.at)
        return found if found is not None and self.names.sees(found) else None

    @property
    def conversations(self) -> list[Conversation]:
        """Return the channels this person may open, by name."""
        found = self.person.slack.world.state.conversations.values()
        seen = [one for one in found if not one.is_im and self.names.sees(one)]
        return sorted(seen, key=lambda one: (one.is_private, one.name))

    @property
    def modal(self) -> View | None:
        """Return the visible modal."""
        stack = self.person.slack.world.state.stack(self.id)
        return stack[-1] if stack else None

    def is_member(self, conversation: Conversation) -> bool:
        """Tell whether this person is in a conversation."""
        return self.person.id in conversation.members

    def messages(self, conversation: Conversation) -> list[Message]:
        """Return what this person reads in a conversation, oldest first, threads left out."""
        found = [m for m in conversation.messages.values() if m.thread_ts in (None, m.ts)]
        private = [m for m in conversation.ephemerals if self._has(m) and m.thread_ts is None]
        return sorted((*found, *private), key=lambda m: float(m.ts))

    def replies(self, conversation: Conversation, ts: str) -> list[Message]:
        """Return what this person reads in a thread, oldest first, the parent left out."""
        every = (*conversation.messages.values(), *filter(self._has, conversation.ephemerals))
        return sorted(
            (m for m in every if m.thread_ts == ts and m.ts != ts), key=lambda m: float(m.ts)
        )

    def find_message(self, channel_id: str, ts: str) -> Message | None:
        """Return a message that this person has before them."""
        conversation = self.person.slack.world.state.conversations.get(channel_id)
        if conversation is None or not self.names.sees(conversation):
            return None
        private = {m.ts: m for m in conversation.ephemerals if self._has(m)}
        return conversation.messages.get(ts) or private.get(ts)

    def newest(self, conversation: Conversation) -> str:
        """Return the timestamp of the newest thing that this person reads in a conversation."""
        return max((m.ts for m in self.messages(conversation)), key=float, default="0")

    def mark_read(self) -> None:
        """Take what the shown conversation holds as seen."""
        if self.place is not None:
            self.read[self.place.id] = self.newest(self.place)

    def is_unread(self, conversation: Conversation) -> bool:
        """Tell whether something came since it was last shown."""
        return float(self.newest(conversation)) > float(self.read.get(conversation.id, self.opened))

    def news(self) -> list[str]:
        """Return what the client has to say and has not said yet."""
        fresh = self.person.notices[self.told :]
        self.told = len(self.person.notices)
        return fresh

    def _has(self, message: Message) -> bool:
        return (
            message.ephemeral_to == self.person.id
            and float(message.ts) > float(self.opened)
            and message.ts not in self.dismissed
        )
