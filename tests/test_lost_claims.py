"""A standby that was behind takes over: what it does not know to be posted is not posted again."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import utc_now
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing
from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    PostedMessageRow,
    ServerLifeRow,
    TeamRow,
    WorkspaceRow,
)
from bot.db.readiness import upgrade_database
from bot.jobs import Jobs, create_jobs
from bot.jobs.subject import Subject
from bot.services.outbox import AT_ONCE, enqueue
from bot.services.server_lives import is_same_life
from bot.slack.client import SlackClient
from bot.views.blocks import section
from bot.views.message import Message
from sandbox import Slack
from sandbox.faults import Answer
from sandbox.house import settings_for
from tests.services.rounds_world import a_team, change, everything
from tests.standby import Pair, a_pair

TOKEN, HISTORY = "xoxb-sandbox", "conversations.history"


async def render(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
    return Message("x", [section("x")])


@dataclass(frozen=True, slots=True)
class World:
    """Jobs on PostgreSQL and the stand-in, with one team, its channel and its lead."""

    sessions: Sessions
    slack: Slack
    jobs: Jobs

    async def owe(
        self,
        key: str,
        *,
        kind: MessageKind = MessageKind.WELCOME,
        person_id: int | None = None,
        not_after: datetime | None = None,
    ) -> None:
        """Owe the team something, or a person."""
        async with writing(self.sessions) as session:
            await enqueue(
                session,
                workspace_id=1,
                key=key,
                kind=kind,
                team_id=1,
                person_id=person_id,
                now=utc_now(),
                not_after=not_after,
            )

    async def deliver(self) -> None:
        """Deliver all there is: of what took over, the first try takes nothing yet."""
        await self.jobs.deliver()
        await self.jobs.deliver()

    def posted(self) -> list[str]:
        """Return the keys of all that was posted."""
        posts = self.slack.log.posts()
        return sorted(
            json.loads(entry.data["arguments"]["metadata"])["event_payload"]["key"]
            if isinstance(entry.data["arguments"]["metadata"], str)
            else entry.data["arguments"]["metadata"]["event_payload"]["key"]
            for entry in posts
        )

    def looks(self) -> int:
        """Return how often something was looked for."""
        return len(self.slack.log.calls(HISTORY))

    async def states(self) -> set[OutboxState]:
        """Return what became of everything."""
        return {row.state for row in await everything(self.sessions, OutboxRow)}


@asynccontextmanager
async def a_world(url: str) -> AsyncIterator[World]:
    engine = create_engine_for(url)
    sessions = session_factory(engine)
    await a_team(sessions)
    async with Slack.start(signing_secret="s", bot_token=TOKEN) as slack, ClientSession() as http:
        slack.scopes.update({"channels:history", "im:history"})
        channel, ana = slack.add_channel("checkout", bot=True), slack.add_person("Ana")
        await change(sessions, WorkspaceRow, bot_id=slack.world.state.app.bot_id)
        await change(sessions, PersonRow, slack_user_id=ana.id)
        await change(sessions, TeamRow, channel_id=channel.id)
        jobs = create_jobs(
            settings_for(slack.api_url, url),
            sessions=sessions,
            slack=SlackClient(token=TOKEN, base_url=slack.api_url, session=http),
            clock=utc_now,
            renderers=dict.fromkeys((MessageKind.WELCOME, MessageKind.PROMPT), render),
        )
        yield World(sessions, slack, jobs)
    await engine.dispose()


@pytest.fixture
async def world(postgresql_url: str) -> AsyncIterator[World]:
    async with a_world(postgresql_url) as world:
        yield world


async def stop_following(pair: Pair, world: World) -> None:
    """Let the standby miss from now on what the first server commits."""
    pair.first.configure(synchronous_standby_names="")
    pair.second.configure(primary_conninfo="")
    async with reading(world.sessions) as session:
        while await session.scalar(text("SELECT count(*) FROM pg_stat_get_wal_senders()")):
            pass


async def test_what_a_standby_missed_is_posted_once() -> None:
    with a_pair() as pair:
        await upgrade_database(pair.url)
        async with a_world(pair.url) as world:
            await world.owe("before")
            await world.deliver()
            await world.owe("missed", kind=MessageKind.PROMPT)
            await world.owe("direct", person_id=1)
            await stop_following(pair, world)
            await world.deliver()
            assert world.posted() == ["before", "direct", "missed"]
            pair.first.crash()
            pair.second.promote()
            pair.point_at(pair.second)
            async with reading(world.sessions) as session:
                kept = {row.key: row.state for row in await session.scalars(select(OutboxRow))}
            assert kept["missed"] is kept["direct"] is OutboxState.PENDING
            await world.owe("after")
            await world.deliver()
            assert world.posted() == ["after", "before", "direct", "missed"]
            assert await world.states() == {OutboxState.SENT}


async def forget(world: World, *, is_new_life: bool = True) -> None:
    """Let the database be as it was before everything was claimed."""
    await change(
        world.sessions,
        OutboxRow,
        state=OutboxState.PENDING,
        attempts=0,
        channel_id=None,
        first_try_at=None,
        ts=None,
        sent_at=None,
    )
    async with writing(world.sessions) as session:
        await session.execute(delete(PostedMessageRow))
    if is_new_life:
        await change(world.sessions, ServerLifeRow, name="another")


async def test_everything_in_doubt_is_looked_for_once(world: World) -> None:
    await world.owe("said")
    await world.owe("to her", person_id=1)
    await world.deliver()
    await world.owe("unsaid")
    await forget(world)
    await world.deliver()
    assert (world.posted(), world.looks()) == (["said", "to her", "unsaid"], 3)
    await world.owe("later")
    await world.deliver()
    assert (len(world.posted()), world.looks()) == (4, 3)
    [life] = await everything(world.sessions, ServerLifeRow)
    assert life.noticed_at is not None


async def test_the_first_life_and_a_restart_doubt_nothing(world: World) -> None:
    await world.owe("one")
    await world.deliver()
    await forget(world, is_new_life=False)
    await world.deliver()
    assert (world.posted(), world.looks()) == (["one", "one"], 0)


async def test_where_nobody_may_look_it_is_posted_as_if_never_tried(world: World) -> None:
    await world.owe("prompt", kind=MessageKind.PROMPT)
    await world.deliver()
    await world.owe("unsaid", kind=MessageKind.PROMPT)
    await change(world.sessions, ServerLifeRow, name="another")
    world.slack.scopes.clear()
    world.slack.scopes.add("chat:write")
    await world.deliver()
    assert (world.posted(), world.looks()) == (["prompt", "unsaid"], 1)
    assert await world.states() == {OutboxState.SENT}


async def test_an_unclear_look_is_repeated_before_any_post(world: World) -> None:
    await world.owe("said")
    await world.deliver()
    await forget(world)
    world.slack.world.faults.add(Answer.INTERNAL_ERROR, HISTORY, times=1)
    await world.deliver()
    [row] = await everything(world.sessions, OutboxRow)
    assert (row.state, row.doubted_at is None) == (OutboxState.SENDING, False)
    await change(world.sessions, OutboxRow, lease_until=AT_ONCE)
    await world.deliver()
    assert (world.posted(), world.looks()) == (["said"], 1)


async def test_what_is_in_doubt_is_looked_for_although_it_is_late(world: World) -> None:
    await world.owe("said", not_after=utc_now() + timedelta(days=1))
    await world.deliver()
    await forget(world)
    await change(world.sessions, OutboxRow, not_after=AT_ONCE)
    await world.deliver()
    assert await world.states() == {OutboxState.SENT}


async def test_who_notices_at_the_same_time_waits_for_nobody(world: World) -> None:
    await world.owe("said")
    await world.deliver()
    await forget(world)
    async with writing(world.sessions) as one, writing(world.sessions) as other:
        assert not await is_same_life(one, real_now=utc_now())
        assert not await is_same_life(other, real_now=utc_now())
    await world.deliver()
    assert world.posted() == ["said"]


async def test_a_server_that_does_not_tell_its_life_is_served_as_before(world: World) -> None:
    await world.owe("one")
    await world.deliver()
    await forget(world)
    async with writing(world.sessions) as session:
        await session.execute(text("CREATE ROLE plain"))
        await session.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain"))
        await session.execute(text("SET LOCAL ROLE plain"))
        assert not await is_same_life(session, real_now=utc_now())
        await session.execute(text("RESET ROLE"))
        await session.execute(
            text("REVOKE EXECUTE ON FUNCTION pg_walfile_name(pg_lsn) FROM PUBLIC")
        )
        await session.execute(text("SET LOCAL ROLE plain"))
        await session.execute(text("UPDATE server_life SET name = 'another'"))
        assert await is_same_life(session, real_now=utc_now())
        await session.rollback()
