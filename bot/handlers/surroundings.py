"""What the composition root hands to every listener, and requests made of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.clock import Clock
from bot.db.engine import Sessions
from bot.handlers.in_flight import InFlight
from bot.handlers.people import find_actor, note_presence
from bot.handlers.request import Request
from bot.slack.client import SlackClient


class PublishHome(Protocol):
    """Brings the Home of a person up to date."""

    async def __call__(self, *, workspace_id: int, person_id: int, event_id: str) -> None:
        """Publish it, once for each event."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace the bot serves, as stored and as Slack names it."""

    id: int
    slack_team_id: str
    bot_user_id: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event from Slack; `event_id` is the same when Slack sends it again."""

    event_id: str
    event: Mapping[str, Any]
    workspace: Workspace
    now: datetime
    sessions: Sessions
    slack: SlackClient
    command: str
    wake: Callable[[], None]
    publish_home: PublishHome


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every listener needs.

    Args:
        workspace: returns the workspace, asking Slack once who the bot is.
        wake: tells delivery that something may be due.
        publish_home: brings a Home that was just opened up to date.
    """

    sessions: Sessions
    slack: SlackClient
    clock: Clock
    workspace: Callable[[], Awaitable[Workspace]]
    command: str
    wake: Callable[[], None]
    in_flight: InFlight
    publish_home: PublishHome

    async def request(self, body: Mapping[str, Any]) -> Request:
        """Look up who acts and return the request as listeners see it."""
        workspace = await self.workspace()
        now = self.clock()
        actor, person = await find_actor(
            body,
            workspace_id=workspace.id,
            slack_team_id=workspace.slack_team_id,
            sessions=self.sessions,
            slack=self.slack,
            now=now,
        )
        request = Request(
            actor=actor,
            person=person,
            now=now,
            body=body,
            sessions=self.sessions,
            slack=self.slack,
            command=self.command,
            wake=self.wake,
        )
        await note_presence(actor, person, request.channel_id, sessions=self.sessions)
        return request

    async def event(self, body: Mapping[str, Any]) -> Event:
        """Return an event as listeners see it."""
        return Event(
            event_id=str(body.get("event_id", "")),
            event=body["event"],
            workspace=await self.workspace(),
            now=self.clock(),
            sessions=self.sessions,
            slack=self.slack,
            command=self.command,
            wake=self.wake,
            publish_home=self.publish_home,
        )
