"""Whatever is owed reaches Slack once: in spite of downtime, crashes, replicas and bad answers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.config import Settings
from bot.db.engine import Sessions, create_engine_for, session_factory, writing
from bot.db.models import (
    DraftRow,
    InboundEventRow,
    MessageKind,
    OutboxState,
    PostedMessageRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.services.claims import claim_due
from bot.services.outbox import enqueue
from sandbox.faults import Answer
from tests.delivering import ENDS_AT, HISTORY, OPEN_DM, POST, PROMPT_AT, Delivering, asked
from tests.services.rounds_world import change, everything

WEEK = timedelta(weeks=1)


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Delivering]:
    async with Delivering.start(sessions, settings) as world:
        yield world


async def test_a_prompt_is_posted_once_in_its_channel(world: Delivering) -> None:
    for _ in range(3):
        await world.jobs.tick()
    [message] = world.shown()
    assert (message.channel, message.text) == ("C0001", "Checkout at 07:00:00")
    row = await world.outbox()
    assert (row.state, row.ts, row.attempts) == (OutboxState.SENT, message.ts, 1)


async def test_nothing_comes_before_its_time(world: Delivering) -> None:
    world.now -= timedelta(seconds=1)
    await world.jobs.tick()
    assert asked(world.slack) == []
    assert await world.jobs.next_due() == PROMPT_AT


async def test_the_next_due_instants_lead_through_the_weeks(world: Delivering) -> None:
    posted = []
    for _ in range(5):
        await world.jobs.tick()
        posted.append((world.now, len(world.shown())))
        world.now = await world.jobs.next_due() or world.now
    assert posted == [
        (PROMPT_AT, 1),
        (ENDS_AT, 1),
        (PROMPT_AT + WEEK, 2),
        (ENDS_AT + WEEK, 2),
        (PROMPT_AT + 2 * WEEK, 3),
    ]


async def test_an_hour_of_downtime_neither_loses_nor_doubles(world: Delivering) -> None:
    await world.jobs.plan_rounds()
    world.now += timedelta(hours=1)
    await world.replica().tick()
    await world.replica().tick()
    assert len(world.shown()) == 1


async def test_after_the_meeting_it_is_not_posted_any_more(world: Delivering) -> None:
    await world.jobs.plan_rounds()
    world.now = ENDS_AT
    await world.jobs.tick()
    assert world.shown() == []
    assert (await world.outbox()).state is OutboxState.DROPPED


@pytest.mark.parametrize("answer", [Answer.DROP, Answer.SERVER_ERROR, "fatal_error"])
@pytest.mark.parametrize("is_committed", [False, True])
async def test_after_an_unclear_answer_it_looks_before_it_posts(
    world: Delivering, answer: str, *, is_committed: bool
) -> None:
    world.fail(POST, answer, is_committed=is_committed)
    await world.jobs.tick()
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENDING
    assert world.count(HISTORY) == 0
    world.later(seconds=60)
    await world.jobs.tick()
    assert world.count(HISTORY) == 1
    assert world.count(POST) == (1 if is_committed else 2)
    assert len(world.shown()) == 1
    assert (await world.outbox()).state is OutboxState.SENT


async def test_what_was_found_again_is_brought_up_to_date(world: Delivering) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    await world.rename("Renamed")
    world.later(seconds=60)
    await world.jobs.tick()
    [message] = world.shown()
    assert message.text.startswith("Renamed")


async def test_after_a_kill_between_claim_and_post_it_looks_and_then_posts(
    world: Delivering,
) -> None:
    await world.jobs.plan_rounds()
    async with writing(world.sessions) as session:
        await claim_due(
            session,
            owner="killed",
            limit=9,
            lease=timedelta(seconds=60),
            kinds=[MessageKind.PROMPT],
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
    await world.jobs.tick()
    assert asked(world.slack) == []
    world.later(seconds=60)
    await world.jobs.tick()
    assert asked(world.slack) == [HISTORY, POST]


async def test_a_look_up_that_fails_is_repeated(world: Delivering) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    world.fail(HISTORY, Answer.RATE_LIMITED, "fatal_error", "service_unavailable")
    await world.jobs.tick()
    for _ in range(4):
        world.later(seconds=60)
        await world.jobs.tick()
    assert len(world.shown()) == 1
    assert (await world.outbox()).state is OutboxState.SENT


async def test_where_history_may_not_be_read_nothing_is_posted_again(world: Delivering) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    world.fail(HISTORY, "missing_scope")
    for _ in range(3):
        await world.jobs.tick()
        world.later(seconds=60)
    row = await world.outbox()
    assert (row.state, row.error) == (OutboxState.UNKNOWN, "missing_scope")
    assert world.count(POST) == 1


async def test_a_rate_limit_is_waited_out_as_long_as_slack_says(world: Delivering) -> None:
    world.fail(POST, Answer.RATE_LIMITED)
    await world.jobs.tick()
    world.later(seconds=29)
    await world.jobs.tick()
    assert world.shown() == []
    world.later(seconds=1)
    await world.jobs.tick()
    assert len(world.shown()) == 1
    assert world.count(HISTORY) == 0


async def test_a_channel_that_is_gone_ends_it(world: Delivering) -> None:
    world.fail(POST, "is_archived")
    for _ in range(3):
        await world.jobs.tick()
        world.later(minutes=10)
    row = await world.outbox()
    assert (row.state, row.error) == (OutboxState.FAILED, "is_archived")
    assert world.count(POST) == 1


async def test_a_dead_token_pauses_the_workspace(world: Delivering) -> None:
    world.fail(POST, "token_revoked")
    await world.jobs.tick()
    await world.jobs.tick()
    assert world.count(POST) == 1
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.PAUSED
    assert await world.jobs.next_due() is None
    await change(world.sessions, WorkspaceRow, state=WorkspaceState.ACTIVE)
    await world.jobs.tick()
    assert len(world.shown()) == 1


async def test_a_dead_token_at_a_look_up_pauses_too(world: Delivering) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    world.fail(HISTORY, "token_revoked")
    await world.jobs.tick()
    world.later(seconds=60)
    await world.jobs.tick()
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.PAUSED


@pytest.mark.parametrize("name", ["Checkout", "broken"])
async def test_our_own_fault_is_tried_three_times(world: Delivering, name: str) -> None:
    await world.rename(name)
    if name == "Checkout":
        world.fail(POST, "invalid_blocks", times=3)
    for _ in range(5):
        await world.jobs.tick()
        world.later(minutes=10)
    row = await world.outbox()
    assert (row.state, row.attempts) == (OutboxState.FAILED, 3)
    assert world.shown() == []


async def test_what_has_become_void_is_dropped_with_its_reason(world: Delivering) -> None:
    await world.rename("unsayable")
    await world.jobs.tick()
    row = await world.outbox()
    assert (row.state, row.error) == (OutboxState.DROPPED, "Nothing to say.")


async def test_a_direct_message_is_opened_first(world: Delivering) -> None:
    world.now -= timedelta(days=1)
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="hello",
            kind=MessageKind.WELCOME,
            team_id=1,
            person_id=1,
            now=world.now,
        )
    world.fail(OPEN_DM, Answer.SERVER_ERROR)
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.PENDING
    world.later(minutes=1)
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    world.later(minutes=1)
    await world.jobs.tick()
    assert len(world.told()) == 1
    assert world.shown() == world.told()
    assert (await world.outbox()).state is OutboxState.SENT


async def test_after_a_kill_before_the_dm_was_open_nothing_is_looked_for(
    world: Delivering,
) -> None:
    world.now -= timedelta(days=1)
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="hello",
            kind=MessageKind.WELCOME,
            team_id=1,
            person_id=1,
            now=world.now,
        )
        await claim_due(
            session,
            owner="killed",
            limit=9,
            lease=timedelta(seconds=60),
            kinds=[MessageKind.WELCOME],
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
    world.later(seconds=60)
    await world.jobs.tick()
    assert world.count(HISTORY) == 0
    assert len(world.shown()) == 1


async def test_a_process_that_stops_begins_nothing(world: Delivering) -> None:
    await world.jobs.plan_rounds()
    world.jobs.stop_claiming()
    await world.jobs.deliver()
    assert asked(world.slack) == []
    assert (await world.outbox()).state is OutboxState.PENDING


async def test_old_drafts_and_events_are_forgotten(world: Delivering) -> None:
    async with writing(world.sessions) as session:
        for hours, name in ((23, "new"), (25, "old")):
            seen_at = world.now - timedelta(hours=hours)
            session.add(InboundEventRow(workspace_id=1, event_id=name, seen_at=seen_at))
    await world.jobs.housekeep()
    async with writing(world.sessions) as session:
        assert await session.get(InboundEventRow, (1, "new")) is not None
        assert await session.get(InboundEventRow, (1, "old")) is None
        assert await session.get(DraftRow, 1) is None


async def test_two_replicas_post_fifty_prompts_once_each(
    postgresql_url: str, settings: Settings
) -> None:
    engines = [create_engine_for(postgresql_url) for _ in range(2)]
    async with Delivering.start(session_factory(engines[0]), settings, teams=0) as world:
        await world.add_teams(50, first=0)
        replicas = [world.replica(session_factory(engine)) for engine in engines]
        await asyncio.gather(*(one.tick() for one in replicas * 2))
        channels = [one.channel for one in world.shown()]
        assert sorted(channels) == [f"C{number:04}" for number in range(50)]
        [*rows] = await everything(world.sessions, PostedMessageRow)
        assert len(rows) == 50
    for engine in engines:
        await engine.dispose()
