"""Events that fail come again, by HTTP or by a socket, and are handled once."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.config import Settings
from bot.db.engine import reading
from bot.db.models import ChannelMemberRow, InboundEventRow
from sandbox.faults import Answer
from tests.handlers.trouble import be_impatient, locked
from tests.world import World, opened

pytestmark = pytest.mark.sqlite_only
JOINED = "member_joined_channel"


@pytest.fixture(params=[False, True], ids=["http", "socket"])
async def world(settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A team in its channel, whose events Slack sends by either way."""
    async with opened(settings, over_socket=request.param) as world:
        await world.seed_checkout()
        yield world
        world.slack.assert_clean()


async def count(world: World, table: type[ChannelMemberRow] | type[InboundEventRow]) -> int:
    async with reading(world.sessions) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def retries(world: World) -> list[str]:
    """Return which redelivery each joining was; empty for the first delivery."""
    sent = world.slack.log.deliveries(JOINED)
    return [one.data["retry"].get("X-Slack-Retry-Num", "") for one in sent]


async def test_an_event_that_got_lost_is_handled_when_it_comes_again(world: World) -> None:
    dee = world.slack.add_person("Dee")
    before = await count(world, ChannelMemberRow)
    world.slack.events.lose(times=2)
    await world.slack.join(world.checkout, dee)
    assert await count(world, ChannelMemberRow) == before
    await world.slack.later(seconds=59)
    assert await count(world, ChannelMemberRow) == before
    await world.slack.later(seconds=1)
    assert await count(world, ChannelMemberRow) == before + 1
    await world.slack.later(seconds=3600)
    assert retries(world) == ["", "1", "2"]
    assert await count(world, InboundEventRow) == 1


async def test_an_event_whose_answer_got_lost_is_handled_once(world: World) -> None:
    channel = world.slack.add_channel("new", members=[world.ana])
    world.slack.events.lose(times=4, is_handled=True)
    await world.slack.invite_bot(channel, by=world.ana)
    for seconds in (60, 300, 3600):
        await world.slack.later(seconds=seconds)
        await world.tick()
    assert retries(world) == ["", "1", "2", "3"]
    assert len(channel.bot_messages) == 1
    assert await count(world, InboundEventRow) == 1


async def test_what_comes_again_late_undoes_nothing_that_came_after_it(world: World) -> None:
    dee = world.slack.add_person("Dee")
    before = await count(world, ChannelMemberRow)
    world.slack.events.lose(times=2, is_handled=True)
    await world.slack.join(world.checkout, dee)
    assert await count(world, ChannelMemberRow) == before + 1
    await world.slack.leave(world.checkout, dee)
    await world.slack.later(seconds=60)
    assert retries(world) == ["", "1", "2"]
    assert await count(world, ChannelMemberRow) == before


async def test_an_event_at_which_the_bot_failed_is_handled_at_once_after(
    world: World,
) -> None:
    world.slack.faults.add(Answer.INTERNAL_ERROR, "users.info", times=1)
    world.slack.outbound.ack_seconds = 0.5
    before = await count(world, ChannelMemberRow)
    with world.slack.expecting("internal_error", "bad_status", "operation_timeout"), capture_logs():
        await world.slack.join(world.checkout, world.slack.add_person("Dee"))
    assert retries(world) == ["", "1"]
    assert await count(world, ChannelMemberRow) == before + 1


async def test_an_event_that_comes_while_the_database_is_held_comes_again(world: World) -> None:
    dee = world.slack.add_person("Dee")
    await be_impatient(world)
    before = await count(world, ChannelMemberRow)
    world.slack.outbound.ack_seconds = 0.2
    with world.slack.expecting("bad_status", "operation_timeout"), capture_logs():
        with locked(world):
            await world.slack.join(world.checkout, dee)
        assert await count(world, ChannelMemberRow) == before
        world.slack.outbound.ack_seconds = 3.0
        await world.slack.later(seconds=60)
    assert retries(world) == ["", "1", "2"]
    assert await count(world, ChannelMemberRow) == before + 1
