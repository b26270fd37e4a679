"""The stand-in as a test holds it: one workspace, its people and channels, and the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sandbox.clock import Clock
from sandbox.delivery import events as event_shapes
from sandbox.delivery.outbound import ACK_SECONDS, Outbound
from sandbox.delivery.transport import HttpTransport
from sandbox.driver.escaping import escaped
from sandbox.driver.handles import Channel
from sandbox.driver.happenings import Happenings
from sandbox.driver.interactions import Interactions
from sandbox.driver.manifest import load_manifest
from sandbox.driver.person import Person
from sandbox.driver.setting_up import new_channel, new_user, new_world
from sandbox.errors import DriverError
from sandbox.log import Expectation, Log
from sandbox.server import Server
from sandbox.state import Conversation, User
from sandbox.world import World

T = TypeVar("T")
PATIENCE = 5.0


class Slack:
    """A workspace with one installed app."""

    def __init__(self, world: World, *, ack_seconds: float, quiet_seconds: float) -> None:
        self.world = world
        self.server = Server(world)
        self.outbound = Outbound(world, ack_seconds=ack_seconds)
        self.interactions = Interactions(world, self.outbound)
        self.events = Happenings(world, self.outbound)
        self.quiet_seconds = quiet_seconds
        # Set this to wait until the bot has nothing in flight; then nothing depends on timing.
        self.idle: Callable[[], Awaitable[object]] | None = None
        self.people: list[Person] = []
        self.channels: list[Channel] = []

    @classmethod
    @asynccontextmanager
    async def start(cls, *, signing_secret: str = "signing-secret", bot_token: str = "xoxb-bot",
                    port: int = 0, ack_seconds: float = ACK_SECONDS,
                    quiet_seconds: float = 0.05) -> AsyncIterator[Slack]:
        """Serve a fresh workspace until the block ends."""
        world = new_world(Clock(), signing_secret=signing_secret, bot_token=bot_token)
        slack = cls(world, ack_seconds=ack_seconds, quiet_seconds=quiet_seconds)
        await slack.server.start(port)
        try:
            yield slack
        finally:
            await slack.outbound.close()
            await slack.server.stop()

    @property
    def api_url(self) -> str:
        """Return the base URL for a Web API client."""
        return f"{self.world.base_url}/api/"

    @property
    def log(self) -> Log:
        """Return the record of everything that happened."""
        return self.world.log

    @property
    def clock(self) -> Clock:
        """Return the clock on which triggers and response URLs expire."""
        return self.world.clock

    @property
    def workspace_id(self) -> str:
        """Return the id of the workspace (Slack's team id)."""
        return self.world.state.team_id

    @property
    def bot_user_id(self) -> str:
        """Return the bot's user id."""
        return self.world.state.app.bot_user

    @property
    def scopes(self) -> set[str]:
        """Return the granted scopes, which may be changed."""
        return self.world.state.app.scopes

    def connect(self, url: str) -> None:
        """Say where the bot listens."""
        self.outbound.transport = HttpTransport(url, self.world.state.app.signing_secret)

    def load_manifest(self, path: Path | str) -> None:
        """Take commands, shortcuts, scopes and events from an app manifest in JSON."""
        load_manifest(self.world.state.app, Path(path))

    def add_person(self, name: str, *, zone: str = "Europe/Berlin", locale: str = "en-GB",
                   is_guest: bool = False, is_single_channel_guest: bool = False,
                   is_stranger: bool = False, is_deleted: bool = False,
                   is_bot: bool = False) -> Person:
        """Add somebody to the workspace, or from another one as a stranger."""
        user = new_user(self.world, name, zone=zone, locale=locale)
        user.is_restricted = is_guest or is_single_channel_guest
        user.is_ultra_restricted = is_single_channel_guest
        user.is_stranger = is_stranger
        user.deleted = is_deleted
        user.is_bot = is_bot
        if is_stranger:
            user.team_id = "T0OTHERTEAM"
        person = Person(self, user)
        self.people.append(person)
        return person

    def add_channel(self, name: str, *, members: Iterable[Person] = (), bot: bool = False,
                    private: bool = False, shared: bool = False,
                    archived: bool = False) -> Channel:
        """Add a channel; no event is sent for those who are in it from the start."""
        conversation = new_channel(self.world, name)
        conversation.members = [person.id for person in members]
        conversation.creator = conversation.members[0] if conversation.members else ""
        if bot:
            conversation.members.append(self.bot_user_id)
        conversation.is_private = private
        conversation.is_ext_shared = shared
        conversation.is_archived = archived
        channel = Channel(self, conversation)
        self.channels.append(channel)
        return channel

    async def invite_bot(self, channel: Channel, *, by: Person) -> None:
        """Let somebody add the bot to a channel."""
        bot = self.world.state.users[self.bot_user_id]
        await self.events.joined(channel.state, bot, by.id)
        await self.settle()

    async def remove_bot(self, channel: Channel) -> None:
        """Take the bot out of a channel."""
        await self.events.left(channel.state, self.world.state.users[self.bot_user_id])
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
        for message in channel.state.messages.values():
            message.channel = new_id
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

    async def until(self, condition: Callable[[], T], *, seconds: float = PATIENCE) -> T:
        """Wait until a condition holds and return its value; checked at every change."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := condition()):
                    await self.log.change()
                return value
        except TimeoutError:
            raise DriverError(f"still not true after {seconds} s") from None

    async def settle(self) -> None:
        """Wait until the bot is done: its own word if `idle` is set, else a moment of quiet."""
        if self.idle is not None:
            await self.idle()
            return
        async with asyncio.timeout(PATIENCE):
            while await self._changes_soon():
                pass

    def expecting(self, *errors: str) -> AbstractContextManager[Expectation]:
        """Announce errors or rule names that must happen inside the block."""
        return self.log.expecting(*errors)

    def assert_clean(self) -> None:
        """Raise when the bot broke a rule that the test did not expect."""
        self.log.assert_clean()

    def check_command(self, user: User, name: str, channel: Conversation) -> None:
        """Refuse what Slack's client would not let a person type.

        Raises:
            DriverError: with the reason.
        """
        commands = self.world.state.app.commands
        if commands and name not in commands:
            raise DriverError(f"{name} is not a command of the app, only {sorted(commands)}")
        if user.team_id != self.workspace_id:
            raise DriverError("only members of the app's workspace can use its commands")
        if channel.is_archived:
            raise DriverError("nobody can type in an archived channel")
        if user.id not in channel.members and (channel.is_private or channel.is_im):
            raise DriverError(f"{user.real_name} is not in {channel.name}")

    def escaped(self, command: str, text: str) -> str:
        """Return command text as Slack sends it, with ids where should_escape says so."""
        declared = self.world.state.app.commands.get(command, {})
        return escaped(self.world.state, text) if declared.get("should_escape") else text

    def shortcut_id(self, name: str, kind: str) -> str:
        """Return the callback id of a shortcut.

        Raises:
            DriverError: when the app declares none of that name.
        """
        for shortcut in self.world.state.app.shortcuts:
            if shortcut["type"] == kind and name in (shortcut["name"], shortcut["callback_id"]):
                return str(shortcut["callback_id"])
        raise DriverError(f"the app has no {kind} shortcut {name!r}")

    async def _channel_changed(self, what: str, channel: Channel, by: Person) -> None:
        await self.events.channel_changed(what, channel.state, by.id)
        await self.settle()

    async def _changes_soon(self) -> bool:
        busy = self.log.calls_in_flight or self.outbound.in_flight
        try:
            async with asyncio.timeout(None if busy else self.quiet_seconds):
                await self.log.change()
        except TimeoutError:
            return False
        return True
