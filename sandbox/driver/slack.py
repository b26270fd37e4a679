"""The stand-in as a test holds it: one workspace, its people and channels, and the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from sandbox.clock import Clock
from sandbox.delivery.outbound import ACK_SECONDS, Outbound
from sandbox.delivery.sockets import SocketTransport
from sandbox.delivery.transport import HttpTransport
from sandbox.driver.changes import Changes
from sandbox.driver.handles import Channel
from sandbox.driver.happenings import Happenings
from sandbox.driver.interactions import Interactions
from sandbox.driver.manifest import load_manifest
from sandbox.driver.person import Person
from sandbox.driver.setting_up import new_channel, new_user, new_world
from sandbox.errors import DriverError
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.log import Expectation, Log
from sandbox.server import Server
from sandbox.state import State, is_person
from sandbox.world import World

T = TypeVar("T")
PATIENCE = 5.0


class Slack(Changes):
    """A workspace with one installed app."""

    def __init__(self, world: World, *, ack_seconds: float, quiet_seconds: float) -> None:
        self.world = world
        self.sockets = SocketTransport(world)
        self.server = Server(world, self.sockets)
        self.outbound = Outbound(world, ack_seconds=ack_seconds)
        self.interactions = Interactions(world, self.outbound)
        self.events = Happenings(world, self.outbound)
        self.quiet_seconds = quiet_seconds
        # Set this to wait until the bot has nothing in flight; then nothing depends on timing.
        self.idle: Callable[[], Awaitable[object]] | None = None
        state = world.state
        self.people = [Person(self, user) for user in state.users.values() if is_person(user)]
        self.channels = [
            Channel(self, one) for one in state.conversations.values() if not one.is_im
        ]

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        signing_secret: str,
        bot_token: str,
        port: int = 0,
        ack_seconds: float = ACK_SECONDS,
        quiet_seconds: float = 0.05,
        state: State | None = None,
        pages: Callable[[Slack, web.Application], None] | None = None,
    ) -> AsyncIterator[Slack]:
        """Serve a workspace until the block ends.

        Args:
            port: 0 takes a free one.
            state: what the workspace is like; without it, it is a fresh one.
            pages: adds further addresses to the stand-in's own.
        """
        clock = Clock()
        world = (
            World(state, Log(clock), clock)
            if state
            else new_world(clock, signing_secret=signing_secret, bot_token=bot_token)
        )
        slack = cls(world, ack_seconds=ack_seconds, quiet_seconds=quiet_seconds)
        await slack.server.start(port, pages=partial(pages, slack) if pages else None)
        try:
            yield slack
        finally:
            await slack.events.redeliveries.close()
            await slack.outbound.close()
            await slack.sockets.close()
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
    def faults(self) -> Faults:
        """Return what goes wrong; nothing, until a test switches it on."""
        return self.world.faults

    @property
    def limits(self) -> Limits:
        """Return the rate limits, which hold once a test enforces them."""
        return self.server.limits

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
        """Deliver over HTTP, to where the bot listens."""
        self.world.state.app.socket_mode = False
        self.outbound.use(HttpTransport(url, self.world.state.app.signing_secret))

    def connect_sockets(self, app_token: str) -> None:
        """Deliver over Socket Mode, by the connections that the bot opens with this token."""
        self.world.state.app.app_token = app_token
        self.world.state.app.socket_mode = True
        self.outbound.use(self.sockets)

    def load_manifest(self, path: Path | str) -> None:
        """Take commands, shortcuts, scopes and events from an app manifest in JSON."""
        load_manifest(self.world.state.app, Path(path))

    def declare_command(self, name: str, *, should_escape: bool = False) -> None:
        """Add a slash command, where no manifest is loaded."""
        declared = {"command": name, "should_escape": should_escape}
        self.world.state.app.commands[name] = declared

    def declare_shortcut(self, name: str, callback_id: str, *, kind: str = "message") -> None:
        """Add a message or global shortcut, where no manifest is loaded."""
        declared = {"name": name, "callback_id": callback_id, "type": kind}
        self.world.state.app.shortcuts.append(declared)

    def add_person(
        self,
        name: str,
        *,
        zone: str = "Europe/Berlin",
        locale: str = "en-GB",
        is_guest: bool = False,
        is_single_channel_guest: bool = False,
        is_stranger: bool = False,
        is_deleted: bool = False,
        is_bot: bool = False,
        known_as: str | None = None,
    ) -> Person:
        """Add somebody to the workspace, or from another one as a stranger.

        Args:
            known_as: the id, where others know it already.
        """
        user = new_user(self.world, name, zone=zone, locale=locale, known_as=known_as)
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

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[Person] = (),
        bot: bool = False,
        private: bool = False,
        shared: bool = False,
        archived: bool = False,
        known_as: str | None = None,
    ) -> Channel:
        """Add a channel; no event is sent for those who are in it from the start.

        Args:
            known_as: the id, where others know it already.
        """
        conversation = new_channel(self.world, name, known_as=known_as)
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

    async def until(self, condition: Callable[[], T], *, seconds: float = PATIENCE) -> T:
        """Wait until a condition holds and return its value; checked at every change."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := condition()):
                    await self.log.change()
                return value
        except TimeoutError:
            raise DriverError(f"still not true after {seconds} s") from None

    async def later(self, *, seconds: float) -> None:
        """Move the clock, send again what failed and is due by then, and wait for the bot."""
        self.clock.advance(seconds)
        await self.events.redeliveries.catch_up()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the bot is done: its own word if `idle` is set, else a moment of quiet."""
        if self.idle is not None:
            await self.idle()
            return
        try:
            async with asyncio.timeout(PATIENCE):
                while await self._changes_soon():
                    pass
        except TimeoutError:
            raise DriverError(f"the bot is not done after {PATIENCE} s") from None

    def expecting(self, *errors: str) -> AbstractContextManager[Expectation]:
        """Announce errors or rule names that must happen inside the block."""
        return self.log.expecting(*errors)

    def assert_clean(self) -> None:
        """Raise when the bot broke a rule that the test did not expect."""
        self.log.assert_clean()

    async def _changes_soon(self) -> bool:
        busy = self.log.calls_in_flight or self.outbound.in_flight
        try:
            async with asyncio.timeout(None if busy else self.quiet_seconds):
                await self.log.change()
        except TimeoutError:
            return False
        return True
