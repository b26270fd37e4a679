"""Delivery when a channel, the database or the clock makes trouble."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions
from bot.db.models import MessageKind, OutboxState
from bot.jobs import means as means_module
from bot.jobs.subject import Subject
from bot.views.message import Message
from sandbox.faults import Answer
from sandbox.web_api.dispatch import METHODS, Method
from tests.delivering import HISTORY, POST, Delivering


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Delivering]:
    async with Delivering.start(sessions, settings) as world:
        yield world


async def test_many_teams_are_planned_at_one_tick(world: Delivering) -> None:
    await world.add_teams(24, first=2)
    await world.jobs.tick()
    assert len({one.channel for one in world.shown()}) == 25


async def test_a_database_that_does_not_answer_puts_it_off(world: Delivering) -> None:
    async def render(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
        raise DatabaseBusyOrGone

    await world.replica(renderers={MessageKind.PROMPT: render}).tick()
    row = await world.outbox()
    assert (row.state, row.error) == (OutboxState.PENDING, "database")
    world.later(seconds=10)
    await world.jobs.tick()
    assert len(world.shown()) == 1


async def test_with_little_lease_left_it_is_not_posted_but_given_back(world: Delivering) -> None:
    async def render(session: AsyncSession, subject: Subject, now: datetime) -> Message:
        if not world.renders:
            world.later(seconds=55)
        return await world.render(session, subject, now)

    await world.replica(renderers={MessageKind.PROMPT: render}).tick()
    assert len(world.renders) == 2
    assert len(world.shown()) == 1
    row = await world.outbox()
    assert (row.state, row.attempts) == (OutboxState.SENT, 1)


async def test_a_fault_of_ours_in_a_look_up_leaves_it_to_the_next_lease(
    world: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.fail(POST, Answer.DROP, is_committed=True)
    await world.jobs.tick()
    with monkeypatch.context() as patch:
        patch.setitem(METHODS, HISTORY, Method(lambda _world, _arguments: {}))
        world.later(seconds=60)
        await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENDING
    world.later(seconds=60)
    await world.jobs.tick()
    assert (await world.outbox()).state is OutboxState.SENT
    assert len(world.shown()) == 1


@pytest.mark.parametrize(("failures", "expected"), [(0, 1), (2, 1), (3, 0)])
async def test_what_became_of_a_call_is_written_down_patiently(
    world: Delivering, monkeypatch: pytest.MonkeyPatch, failures: int, expected: int
) -> None:
    monkeypatch.setattr(means_module, "RECORD_PAUSES", (0.0, 0.0, 0.0))
    left = iter([True] * failures)
    settled: list[AsyncSession] = []

    def flaky() -> Any:
        if next(left, False):
            raise ConnectionResetError
        return world.sessions()

    async def settle(session: AsyncSession) -> bool:
        settled.append(session)
        return False

    means = replace(world.jobs._means, sessions=flaky)  # type: ignore[arg-type]
    await means.record(settle)
    assert len(settled) == expected
