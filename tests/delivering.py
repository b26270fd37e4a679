"""A bot's jobs with two clocks that tests move, and a Slack that misbehaves."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.db.engine import Sessions
from bot.db.models import MessageKind, OutboxRow, TeamRow
from bot.jobs import Jobs, create_jobs
from bot.jobs.subject import Renderer, Subject
from bot.okr.errors import ConflictError
from bot.views.blocks import section
from bot.views.message import Message
from tests.faulty_slack import FaultySlack
from tests.services.rounds_world import Team, a_team, change, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)


class Delivering:
    """Jobs on a database, with one team at first.

    Attributes:
        now: the business clock. real_now: the operational clock.
        step: how far the operational clock moves by itself whenever it is read.
    """

    def __init__(self, sessions: Sessions, slack: FaultySlack, settings: Settings) -> None:
        self.sessions = sessions
        self.slack = slack
        self.settings = settings.model_copy(update={"channel_pause_seconds": 0.0})
        self.now = PROMPT_AT
        self.real_now = datetime(2026, 1, 1, tzinfo=UTC)
        self.step = timedelta()
        self.renders: list[Subject] = []
        self.jobs = self.replica()

    def replica(
        self,
        sessions: Sessions | None = None,
        renderers: Mapping[MessageKind, Renderer] | None = None,
    ) -> Jobs:
        """Return another process's jobs."""
        return create_jobs(
            self.settings,
            sessions=sessions or self.sessions,
            slack=self.slack.client,
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
        return [await a_team(self.sessions, number=first + number) for number in range(count)]

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
