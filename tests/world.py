"""A workspace to play in: the strict stand-in, the real bot, and a clock that can be moved."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Bot, build
from bot.config import Settings
from bot.db.engine import Sessions, reading, writing
from bot.db.models import PersonRow
from sandbox import Channel, Person, Slack
from tests.seeding import SeededTeam, seed_key_result, seed_objective, seed_person, seed_team

MANIFEST = Path(__file__).parents[1] / "manifest.json"
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
"""A Monday in week 6 of the seeded cycle; the seeded team meets on Tuesdays at 10:00 in Berlin."""

NO_PAUSES = {
    "channel_pause_seconds": 0.0,
    "edit_pause_seconds": 0.0,
    "posts_per_minute": 1_000_000,
    "edits_per_minute": 1_000_000,
    "socket_pause_seconds": 0.01,
}
"""So that every tick brings posted messages up to date, and lost sockets come back at once."""

APP_TOKEN = SecretStr("xapp-test-token")


class World:
    """What a test plays in.

    Attributes:
        slack: the stand-in; `ana` (a lead), `ben` and `checkout` (a channel) are there.
        bot: the real bot, started without its worker: call `tick()` for scheduled work.
        now: the business clock; `move(hours=2)` moves it.
    """

    def __init__(self, slack: Slack, settings: Settings) -> None:
        self.slack = slack
        self.settings = settings
        self.now = MONDAY
        self.bot: Bot
        self.ana: Person = slack.add_person("Ana", zone="Europe/Berlin", locale="en-GB")
        self.ben: Person = slack.add_person("Ben", zone="Europe/Berlin", locale="en-GB")
        self.checkout: Channel = slack.add_channel(
            "checkout", members=[self.ana, self.ben], bot=True
        )

    @property
    def sessions(self) -> Sessions:
        return self.bot.sessions

    async def start(self) -> None:
        """Start the bot, or start it again on the same database."""
        self.bot = await build(self.settings, clock=lambda: self.now)
        if self.settings.slack_app_token is not None:
            self.slack.connect_sockets(self.settings.slack_app_token.get_secret_value())
        await self.bot.start(web_server=True, worker=False)
        if self.settings.slack_app_token is None:
            self.slack.connect(f"http://127.0.0.1:{self.bot.port}/slack/events")
        self.slack.idle = self.bot.idle

    async def restart(self) -> None:
        """Stop the bot and start it again on the same database."""
        await self.bot.stop()
        await self.start()

    def move(self, **span: float) -> None:
        """Move the business clock forward."""
        self.now += timedelta(**span)

    async def tick(self) -> None:
        """Let the bot do what is due by now."""
        await self.bot.tick()

    async def seed_checkout(self) -> SeededTeam:
        """Give the channel a team: lead Ana, member Ben, and key result 1.1 of Ana's."""
        workspace = await self.bot.workspace()
        async with writing(self.sessions) as session:
            ana_id = await self.introduce(session, workspace.id, self.ana)
            ben_id = await self.introduce(session, workspace.id, self.ben)
            seeded = await seed_team(
                session,
                workspace_id=workspace.id,
                now=self.now,
                lead_id=ana_id,
                member_ids=(ben_id,),
                channel_id=self.checkout.id,
            )
            objective_id = await seed_objective(session, seeded, now=self.now, owner_id=ana_id)
            await seed_key_result(
                session, seeded, objective_id=objective_id, now=self.now, owner_id=ana_id
            )
        return seeded

    async def person_id(self, person: Person) -> int:
        """Return our id of a person whom the bot has met."""
        async with reading(self.sessions) as session:
            found = await session.scalar(
                select(PersonRow.id).where(PersonRow.slack_user_id == person.id)
            )
        assert found is not None
        return found

    async def introduce(self, session: AsyncSession, workspace_id: int, person: Person) -> int:
        """Write somebody into the database, and return our id of them."""
        return await seed_person(
            session,
            workspace_id=workspace_id,
            now=self.now,
            slack_user_id=person.id,
            name=person.name,
        )


@asynccontextmanager
async def opened(settings: Settings, *, over_socket: bool = False) -> AsyncIterator[World]:
    """Play in a workspace until the block ends; Slack reaches the bot by HTTP or by a socket."""
    async with Slack.start(
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        bot_token=settings.slack_bot_token.get_secret_value(),
    ) as slack:
        slack.load_manifest(MANIFEST)
        changes: dict[str, Any] = {"slack_api_url": slack.api_url, **NO_PAUSES}
        if over_socket:
            changes |= {"slack_app_token": APP_TOKEN, "slack_signing_secret": SecretStr("")}
        world = World(slack, settings.model_copy(update=changes))
        await world.start()
        try:
            yield world
        finally:
            await world.bot.stop()


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    """A workspace with Ana, Ben and the channel checkout, which the bot is in."""
    async with opened(settings) as world:
        yield world
