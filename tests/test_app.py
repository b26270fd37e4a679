"""The bot as its owner holds it: started, asked, stopped, and started again on its database."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import writing
from bot.db.models import MessageKind, PostedMessageRow, TeamRow, WorkspaceRow, WorkspaceState
from bot.jobs.subject import Subject
from bot.services.outbox import enqueue
from bot.services.posted_messages import touch_prompt
from bot.slack.errors import SlackError
from bot.views.blocks import section
from bot.views.message import Message
from sandbox import render
from sandbox.faults import Answer
from tests.services.rounds_world import change, everything
from tests.world import World, world

__all__ = ["world"]


async def test_without_a_worker_nothing_happens_by_itself(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.bot.idle()
    assert world.checkout.bot_messages == []
    assert await world.bot.next_due() == world.now
    await world.bot.tick()
    assert len(world.checkout.bot_messages) == 1


async def test_a_worker_posts_and_edits_by_itself(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.bot.start(web_server=False, worker=True)
    [prompt] = await world.slack.until(lambda: world.checkout.bot_messages)
    await change(world.sessions, TeamRow, name="Renamed")
    async with writing(world.sessions) as session:
        await touch_prompt(session, team_id=1)
    world.bot.wake()
    await world.bot.idle()
    assert "Renamed" in render(prompt)
    world.slack.assert_clean()


async def test_what_is_posted_slowly_holds_up_no_edit_and_no_home(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_busy, may_go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
        is_busy.set()
        await may_go_on.wait()
        return Message("Welcome", [section("Welcome")])

    await world.seed_checkout()
    await world.ana.open_home()
    world.move(days=1)
    await world.tick()
    [prompt] = world.checkout.bot_messages
    monkeypatch.setitem(world.bot.jobs._means.renderers, MessageKind.WELCOME, slowly)
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="slow",
            kind=MessageKind.WELCOME,
            team_id=1,
            now=world.now,
        )
    await world.bot.start(web_server=False, worker=True)
    await is_busy.wait()
    await change(world.sessions, TeamRow, name="Renamed")
    async with writing(world.sessions) as session:
        await touch_prompt(session, team_id=1)
    world.bot.wake()
    await world.slack.until(lambda: "Renamed" in render(prompt))
    await world.slack.until(lambda: "Renamed" in (world.ana.home.shown if world.ana.home else ""))
    assert len(world.checkout.bot_messages) == 1
    may_go_on.set()
    await world.slack.until(lambda: len(world.checkout.bot_messages) == 2)
    world.slack.assert_clean()


async def test_a_restart_posts_no_second_prompt(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    for _ in range(2):
        await world.tick()
        await world.restart()
    world.move(hours=1)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1
    world.slack.assert_clean()


async def test_a_prompt_written_down_before_a_restart_is_posted_after_it(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.bot.jobs.plan_rounds()
    await world.restart()
    world.move(minutes=30)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1


async def test_a_start_with_a_good_token_ends_a_pause(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, WorkspaceRow, state=WorkspaceState.PAUSED)
    await world.restart()
    await world.bot.workspace()
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.ACTIVE


async def test_a_good_token_ends_a_pause_without_a_restart(world: World) -> None:
    await world.seed_checkout()
    await world.bot.workspace.ask_again_if_paused()
    await change(world.sessions, WorkspaceRow, state=WorkspaceState.PAUSED)
    world.slack.faults.add(Answer.UNAVAILABLE, "auth.test", times=1)
    with pytest.raises(SlackError):
        await world.bot.workspace.ask_again_if_paused()
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.PAUSED
    await world.bot.workspace.ask_again_if_paused()
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.ACTIVE


async def test_stopping_waits_for_what_was_begun_and_no_longer(world: World) -> None:
    await world.seed_checkout()
    async with world.bot.in_flight.working():
        world.bot.settings = world.bot.settings.model_copy(update={"shutdown_seconds": 0.05})
        await world.bot.stop()
    assert world.bot.http.closed


async def test_a_check_in_shows_in_the_posted_prompt(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.tick()
    [prompt] = world.checkout.bot_messages
    assert "On track" not in render(prompt)
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    world.ana.fill("value:1", "66")
    world.ana.fill("confidence:1", "8")
    await world.ana.press("Save")
    await world.tick()
    assert "66 %" in render(prompt)
    [posted] = await everything(world.sessions, PostedMessageRow)
    assert posted.rendered_version == posted.wanted_version > 1
    world.slack.assert_clean()


async def test_a_check_in_shows_though_the_clock_was_set_back_before_it(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.tick()
    [prompt] = world.checkout.bot_messages
    for value in ("66", "68"):
        await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
        world.ana.fill("value:1", value)
        world.ana.fill("confidence:1", "8")
        await world.ana.press("Save")
        await world.ana.close_modal()
        world.move(minutes=-2)
    await world.tick()
    assert "68 %" in render(prompt)
    world.slack.assert_clean()


async def test_two_starts_at_once_are_one_workspace(world: World) -> None:
    found = await asyncio.gather(*(world.bot.workspace() for _ in range(3)))
    assert len(set(found)) == 1
