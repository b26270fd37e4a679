"""What changes in a workspace from outside: members, channels, people, the installation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from sandbox.delivery import events as event_shapes
from sandbox.driver.handles import Channel
from sandbox.driver.happenings import Happenings
from sandbox.state import User
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.driver.person import Person


class Changes(ABC):
    """Changes the workspace and tells the bot by events, then waits for it to settle."""

    world: World
    events: Happenings
    channels: list[Channel]

    @abstractmethod
    async def settle(self) -> None:
        """Wait until the bot is done."""

    async def invite_bot(self, channel: Channel, *, by: Person) -> None:
        """Let somebody add the bot to a channel."""
        bot = self._bot()
        await self.events.joined(channel.state, bot, by.id)
        await self.settle()

    async def remove_bot(self, channel: Channel) -> None:
        """Take the bot out of a channel."""
        await self.events.left(channel.state, self._bot())
        await self.settle()

    async def join(self, channel: Channel, person: Person, *, by: Person | None = None) -> None:
        """Let somebody join a channel."""
        await self.events.joined(channel.state, person.state, by.id if by else None)
        await self.settle()

    async def leave(self, channel: Channel, person: Person) -> None:
        """Let somebody leave a channel."""
        await self.events.left(channel.state, person.state)
        await self.settle()

    async def archive(self, channel: Channel, *, by: Person) -> None:
        """Archive a channel."""
        channel.state.is_archived = True
        await self._channel_changed("archive", channel, by)

    async def unarchive(self, channel: Channel, *, by: Person) -> None:
        """Bring an archived channel back."""
        channel.state.is_archived = False
        await self._channel_changed("unarchive", channel, by)

    async def rename(self, channel: Channel, name: str, *, by: Person) -> None:
        """Rename a channel."""
        channel.state.name = name
        await self._channel_changed("rename", channel, by)

    async def share(self, channel: Channel, *, by: Person) -> None:
        """Share a channel with another organisation."""
        channel.state.is_ext_shared = True
        await self._channel_changed("shared", channel, by)

    async def unshare(self, channel: Channel, *, by: Person) -> None:
        """Stop sharing a channel with another organisation."""
        channel.state.is_ext_shared = False
        await self._channel_changed("unshared", channel, by)

    async def delete_channel(self, channel: Channel, *, by: Person) -> None:
        """Delete a channel for good."""
        await self.events.channel_changed("deleted", channel.state, by.id)
        self.world.state.conversations.pop(channel.id, None)
        self.channels.remove(channel)
        await self.settle()

    async def change_channel_id(self, channel: Channel, new_id: str) -> None:
        """Give a channel another id, as happens when one is shared or made private."""
        old = channel.id
        del self.world.state.conversations[old]
        channel.state.id = new_id
        self.world.state.conversations[new_id] = channel.state
        for message in (*channel.state.messages.values(), *channel.state.ephemerals):
            message.channel = new_id
        for url in self.world.state.response_urls.values():
            url.channel = new_id if url.channel == old else url.channel
        await self.events.send(event_shapes.channel_id_changed(self.world, old, new_id))
        await self.settle()

    async def change_person(self, person: Person, **changes: object) -> None:
        """Change fields of a person (tz, locale, real_name, deleted, is_restricted, ...)."""
        for name, value in changes.items():
            setattr(person.state, name, value)
        await self.events.send(event_shapes.user_change(self.world, person.state))
        await self.settle()

    async def uninstall(self) -> None:
        """Uninstall the app: the token dies, then both events arrive."""
        self.world.state.app.token_state = "account_inactive"
        await self.events.send(event_shapes.tokens_revoked(self.world))
        await self.events.send(event_shapes.app_uninstalled(self.world))
        await self.settle()

    async def _channel_changed(self, what: str, channel: Channel, by: Person) -> None:
        await self.events.channel_changed(what, channel.state, by.id)
        await self.settle()

    def _bot(self) -> User:
        return self.world.state.users[self.world.state.app.bot_user]
