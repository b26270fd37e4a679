"""Teams whose prompts come due soon, written into a database, and what is owed to them.

The rows belong to many workspaces, each with its own pace and its own turn. The bot has one token,
though, and the stand-in is one workspace: that is where all their channels live.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import utc_now
from bot.db.engine import create_engine_for, session_factory, writing
from bot.db.models import MessageKind, ScheduleRow, WorkspaceRow
from bot.services.outbox import enqueue
from sandbox import Person, Slack
from soak.judge import Owed
from tests.seeding import SeededTeam, seed_objective, seed_person, seed_team, seed_workspace

NOTICE = timedelta(minutes=120)
LATEST_SECONDS = 120.0
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Home:
    """One workspace of the database, and who leads its teams."""

    workspace_id: int
    lead_id: int


async def seed_teams(
    slack: Slack,
    database_url: str,
    *,
    count: int,
    span: float,
    chance: Random,
    workspaces: int = 1,
    are_welcomed: bool = False,
) -> tuple[Person, list[Owed]]:
    """Set up teams whose first prompts come due within `span` seconds.

    Return who leads them all, and what is owed.

    Args:
        are_welcomed: whether each channel is owed a first message too.
    """
    before = utc_now().replace(microsecond=0) - DAY
    ana = slack.add_person("Ana")
    engine = create_engine_for(database_url)
    async with writing(session_factory(engine)) as session:
        seeding = Seeding(session, slack, ana, before)
        homes = await seeding.add_homes(workspaces)
        placed = [
            await seeding.add_team(homes[number % workspaces], number) for number in range(count)
        ]
        # Only now, since so many take a while.
        now = utc_now().replace(microsecond=0)
        dues = [now + timedelta(seconds=round(chance.uniform(0, span))) for _ in placed]
        await seeding.let_come_due(
            dict(zip([team.team_id for team, _ in placed], dues, strict=True))
        )
        owed = [
            _owed(f"prompt:{team.team_id}:1", channel, "prompt", due, span)
            for (team, channel), due in zip(placed, dues, strict=True)
        ]
        if are_welcomed:
            for team, channel in placed:
                key = await seeding.welcome(team, now)
                owed.append(_owed(key, channel, "welcome", now, span))
    await engine.dispose()
    return ana, owed


@dataclass(frozen=True, slots=True)
class Seeding:
    """Writes teams that were there before, with their channels."""

    session: AsyncSession
    slack: Slack
    lead: Person
    before: datetime

    async def add_homes(self, count: int) -> list[Home]:
        """Add workspaces with their lead; the first one is the stand-in's."""
        homes = []
        for number in range(count):
            name = f"T{number:04}" if number else self.slack.workspace_id
            workspace = await seed_workspace(self.session, now=self.before, slack_team_id=name)
            lead = await seed_person(
                self.session,
                workspace_id=workspace,
                now=self.before,
                slack_user_id=self.lead.id,
                name=self.lead.name,
            )
            homes.append(Home(workspace, lead))
        bot_id = self.slack.world.state.app.bot_id
        await self.session.execute(update(WorkspaceRow).values(bot_id=bot_id))
        return homes

    async def add_team(self, home: Home, number: int) -> tuple[SeededTeam, str]:
        """Add a team with a channel and something to talk about."""
        channel = self.slack.add_channel(f"team-{number}", members=[self.lead], bot=True)
        team = await seed_team(
            self.session,
            workspace_id=home.workspace_id,
            now=self.before,
            lead_id=home.lead_id,
            key=f"T{number}",
            name=f"Team {number}",
            channel_id=channel.id,
        )
        await seed_objective(self.session, team, now=self.before, owner_id=home.lead_id)
        return team, channel.id

    async def let_come_due(self, dues: Mapping[int, datetime]) -> None:
        """Let the prompt of each team come due at an instant."""
        for row in await self.session.scalars(select(ScheduleRow)):
            meeting = dues[row.team_id] + NOTICE
            row.zone, row.weekday, row.local_time = "UTC", meeting.weekday(), meeting.time()
        await self.session.flush()

    async def welcome(self, team: SeededTeam, now: datetime) -> str:
        """Owe a team the first message in its channel; return its key."""
        key = f"welcome:{team.team_id}"
        await enqueue(
            self.session,
            workspace_id=team.workspace_id,
            key=key,
            kind=MessageKind.WELCOME,
            team_id=team.team_id,
            now=now,
        )
        return key


def _owed(key: str, channel: str, kind: str, due: datetime, span: float) -> Owed:
    at = due.timestamp()
    return Owed(key, channel, kind, at, at + span + LATEST_SECONDS)
