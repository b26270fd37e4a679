"""The operational clock is set back: nothing waits for long, and nothing is said twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.db.engine import Sessions, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, PostedMessageRow
from bot.jobs.subject import Subject
from bot.services.claims import claim_due
from bot.services.posted_messages import claim_due_edits, touch_prompt
from bot.services.sendings import EDITED_IN_PLACE
from bot.services.waits import LONGEST, LONGEST_WAIT
from bot.views.message import Message
from sandbox.faults import Answer
from tests.delivering import EDIT, HISTORY, POST, Delivering
from tests.services.rounds_world import change, everything

LEASE = timedelta(seconds=60)


def slacks_now(world: Delivering) -> datetime:
    return datetime.fromtimestamp(world.slack.clock.wall(), UTC)


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Delivering]:
    """A team, and a clock that is an hour ahead of Slack's."""
    async with Delivering.start(sessions, settings) as world:
        world.real_now = slacks_now(world) + timedelta(hours=1)
        yield world


async def touch(world: Delivering, name: str) -> None:
    await world.rename(name)
    async with writing(world.sessions) as session:
        await touch_prompt(session, team_id=1)


async def claim(world: Delivering) -> None:
    """Claim the prompt, as somebody who is killed or is slow."""
    await world.jobs.plan_rounds()
    async with writing(world.sessions) as session:
        await claim_due(
            session,
            owner="another",
            limit=9,
            lease=LEASE,
            kinds={MessageKind.PROMPT},
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )


async def test_a_retry_does_not_wait_for_the_old_time(world: Delivering) -> None:
    world.fail(POST, Answer.RATE_LIMITED)
    await world.jobs.tick()
    world.later(hours=-1)
    await world.jobs.tick()
    assert len(world.shown()) == 1


async def test_what_may_have_been_said_is_looked_for_a_lease_later_and_found(
    world: Delivering,
) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    world.later(hours=-1)
    await world.jobs.tick()
    world.later(seconds=59)
    await world.jobs.tick()
    assert world.count(HISTORY) == 0
    world.later(seconds=1)
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENT
    assert len(world.shown()) == 1
    assert world.count(HISTORY) == 1


@pytest.mark.parametrize("minutes", [2, 4])
async def test_after_a_small_step_back_it_is_looked_for_within_minutes_and_found(
    world: Delivering, minutes: int
) -> None:
    world.real_now = slacks_now(world) + timedelta(minutes=minutes)
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    world.later(minutes=-minutes)
    await world.jobs.tick()
    world.later(minutes=minutes + 1)
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENT
    assert len(world.shown()) == 1


async def test_what_was_not_said_is_said_once_after_a_look(world: Delivering) -> None:
    await claim(world)
    world.later(hours=-1)
    await world.jobs.tick()
    assert world.shown() == []
    world.later(seconds=60)
    await world.jobs.tick()
    assert (len(world.shown()), world.count(HISTORY)) == (1, 1)


async def test_a_try_that_was_put_off_is_looked_for_where_the_old_time_does_not_reach(
    world: Delivering,
) -> None:
    world.fail(POST, Answer.RATE_LIMITED)
    await world.jobs.tick()
    world.later(hours=-1)
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    world.later(minutes=1)
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENT
    assert len(world.shown()) == 1


async def test_whoever_claimed_before_does_not_post_after(world: Delivering) -> None:
    async def render(session: AsyncSession, subject: Subject, now: datetime) -> Message:
        if not world.renders:
            world.later(hours=-1)
        return await world.render(session, subject, now)

    await world.replica(renderers={MessageKind.PROMPT: render}).tick()
    assert len(world.renders) == 2, "it was given back, and claimed by the new time"
    assert len(world.shown()) == 1
    row = await world.outbox()
    assert (row.state, row.attempts) == (OutboxState.SENT, 1)


async def test_an_edit_does_not_wait_for_the_old_time(world: Delivering) -> None:
    await world.jobs.tick()
    await touch(world, "One")
    await world.jobs.deliver()
    await touch(world, "Two")
    world.later(hours=-1)
    await world.jobs.deliver()
    assert str(world.shown()[0].text).startswith("Two")


async def test_an_edit_in_flight_has_a_lease_from_now(world: Delivering) -> None:
    await world.jobs.tick()
    await touch(world, "One")
    async with writing(world.sessions) as session:
        await claim_due_edits(
            session,
            owner="another",
            limit=9,
            lease=LEASE,
            kinds=list(EDITED_IN_PLACE),
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
    world.later(hours=-1)
    await world.jobs.deliver()
    world.later(seconds=59)
    await world.jobs.deliver()
    assert world.count(EDIT) == 0
    world.later(seconds=1)
    await world.jobs.deliver()
    assert str(world.shown()[0].text).startswith("One")


async def test_no_wait_is_as_long_as_what_counts_as_left(world: Delivering) -> None:
    await world.jobs.plan_rounds()
    await change(world.sessions, OutboxRow, attempts=40)
    world.fail(POST, "service_unavailable")
    await world.jobs.deliver()
    [row] = await everything(world.sessions, OutboxRow)
    assert row.next_try_at == world.real_now + LONGEST_WAIT < world.real_now + LONGEST
    await world.jobs.deliver()
    assert world.count(POST) == 1
    world.later(minutes=4)
    await world.jobs.deliver()
    [message] = await everything(world.sessions, PostedMessageRow)
    assert message.channel_id == "C0001"
