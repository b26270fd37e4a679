"""A bot's jobs with two clocks that tests move, and a Slack that misbehaves when told to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.db.engine import Sessions
from bot.db.models import MessageKind, OutboxRow, TeamRow
from bot.jobs import Jobs, create_jobs
from bot.jobs.subject import Renderer, Subject
from bot.okr.errors import ConflictError
from bot.slack.client import SlackClient
from bot.views.blocks import section
from bot.views.message import Message
from sandbox import Slack
from sandbox.driver.handles import ShownMessage
from tests.services.rounds_world import Team, a_team, change, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
POST, EDIT = "chat.postMessage", "chat.update"
OPEN_DM, HISTORY = "conversations.open", "conversations.history"
HISTORY_SCOPES = frozenset({"channels:history", "groups:history", "im:history"})


@asynccontextmanager
async def a_slack(token: str) -> AsyncIterator[tuple[Slack, SlackClient]]:
    """Serve a workspace that keeps its history open to the bot; at the end nothing was refused."""
    async with (
        Slack.start(signing_secret="s3cret", bot_token=token) as slack,
        ClientSession() as session,
    ):
        slack.scopes.update(HISTORY_SCOPES)
        yield slack, SlackClient(token=token, base_url=slack.api_url, session=session)
        slack.assert_clean()


def asked(slack: Slack) -> list[str]:
    """Return the methods that were called, well or badly answered."""
    return [entry.data["method"] for entry in slack.log.entries if entry.kind == "answered"]


def fail(
    slack: Slack, method: str, *answers: str, times: int = 1, is_committed: bool = False
) -> None:
    """Misbehave at the next calls of a method, one answer after the other."""
    for answer in answers:
        slack.faults.add(answer, method, times=times, is_committed=is_committed, seconds=30)


class Delivering:
    """Jobs on a database, with one team at first.

    Attributes:
        now: the business clock. real_now: the operational clock.
        step: how far the operational clock moves by itself whenever it is read.
    """

    def __init__(
        self, sessions: Sessions, slack: Slack, client: SlackClient, settings: Settings
    ) -> None:
        self.sessions = sessions
        self.slack = slack
        self.client = client
        self.settings = settings.model_copy(update={"channel_pause_seconds": 0.0})
        self.now = PROMPT_AT
        self.real_now = datetime(2026, 1, 1, tzinfo=UTC)
        self.step = timedelta()
        self.renders: list[Subject] = []
        self.jobs = self.replica()

    @classmethod
    @asynccontextmanager
    async def start(
        cls, sessions: Sessions, settings: Settings, *, teams: int = 1
    ) -> AsyncIterator[Self]:
        """Play a workspace with some teams until the block ends."""
        async with a_slack(settings.slack_bot_token.get_secret_value()) as (slack, client):
            delivering = cls(sessions, slack, client, settings)
            await delivering.add_teams(teams)
            yield delivering

    def replica(
        self,
        sessions: Sessions | None = None,
        renderers: Mapping[MessageKind, Renderer] | None = None,
    ) -> Jobs:
        """Return another process's jobs."""
        return create_jobs(
            self.settings,
            sessions=sessions or self.sessions,
            slack=self.client,
            clock=lambda: self.now,
            real_clock=self._read_real_clock,
            renderers=renderers
            or {MessageKind.PROMPT: self.render, MessageKind.WELCOME: self.render},
        )

    async def render(self, session: AsyncSession, subject: Subject, now: datetime) -> Message:
        """Say the team's name, which tests change."""
        self.renders.append(subject)
        team = await session.get(TeamRow, subject.team_id)
        if team is None or team.name == "unsayable":
            raise ConflictError("Nothing to say.")
        if team.name == "broken":
            raise ZeroDivisionError
        text = f"{team.name} at {now:%H:%M:%S}"
        return Message(text, [section(text)])

    async def add_teams(self, count: int, first: int = 1) -> list[Team]:
        """Store teams, each in a workspace and channel of its own."""
        return [await self.add_team(first + number) for number in range(count)]

    async def add_team(self, number: int, workspace_id: int | None = None) -> Team:
        """Store a team whose channel and lead Slack knows."""
        self.slack.add_person(f"Lead {number}", known_as=f"U{number:04}")
        self.open_channel(f"C{number:04}")
        return await a_team(self.sessions, number=number, workspace_id=workspace_id)

    def open_channel(self, channel_id: str) -> str:
        """Have a channel that the bot is in, and return its id."""
        if channel_id not in self.slack.world.state.conversations:
            self.slack.add_channel(channel_id.lower(), bot=True, known_as=channel_id)
        return channel_id

    def fail(self, method: str, *answers: str, times: int = 1, is_committed: bool = False) -> None:
        """Misbehave at the next calls of a method, one answer after the other."""
        fail(self.slack, method, *answers, times=times, is_committed=is_committed)

    def count(self, method: str) -> int:
        """Return how often a method was called."""
        return asked(self.slack).count(method)

    def shown(self, channel_id: str | None = None) -> list[ShownMessage]:
        """Return the messages of a channel, or of all, the oldest first."""
        found = [
            message
            for conversation in self.slack.world.state.conversations.values()
            if channel_id in (None, conversation.id)
            for message in conversation.messages.values()
        ]
        return [ShownMessage(self.slack, one) for one in sorted(found, key=lambda one: one.ts)]

    def told(self, slack_user_id: str = "U0001") -> list[ShownMessage]:
        """Return the messages in a person's DM, the oldest first."""
        channel = self.slack.world.state.dm(slack_user_id)
        return self.shown(channel.id) if channel else []

    async def rename(self, name: str) -> None:
        """Change what every message says, as if somebody had checked in."""
        await change(self.sessions, TeamRow, name=name)

    async def outbox(self) -> OutboxRow:
        """Return the first row of the outbox."""
        return (await everything(self.sessions, OutboxRow))[0]

    def later(self, **span: Any) -> None:
        """Move the operational clock."""
        self.real_now += timedelta(**span)

    def _read_real_clock(self) -> datetime:
        self.real_now += self.step
        return self.real_now
