"""A lead says whether a prompt is there, of which the bot does not know."""

from datetime import timedelta

import pytest

from bot.db.engine import writing
from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.services.outbox import enqueue
from sandbox import ShownMessage, render
from tests.services.rounds_world import change, everything
from tests.world import World


async def ask(world: World) -> ShownMessage:
    """Have a prompt of unknown fate, and its lead asked."""
    await world.seed_checkout()
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="prompt",
            kind=MessageKind.PROMPT,
            team_id=1,
            now=world.now,
            not_after=world.now + timedelta(hours=2),
        )
    await change(world.sessions, OutboxRow, state=OutboxState.UNKNOWN, channel_id="C0UNKNOWN")
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="question",
            kind=MessageKind.UNCLEAR_POST,
            team_id=1,
            person_id=1,
            details={"outbox_id": 1},
            now=world.now,
        )
    await change(world.sessions, OutboxRow, OutboxRow.id == 1, channel_id=world.checkout.id)
    await world.tick()
    assert world.ana.last is not None
    return world.ana.last


async def test_post_it(world: World) -> None:
    question = await ask(world)
    assert "[Post it] [It is there]" in render(question)
    await world.ana.press("Post it", on=question)
    assert "I am posting it now." in render(question)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1
    world.slack.assert_clean()


async def test_it_is_there(world: World) -> None:
    question = await ask(world)
    await world.ana.press("It is there", on=question)
    assert "Good, I leave it there." in render(question)
    await world.tick()
    assert world.checkout.bot_messages == []
    [prompt, *_] = await everything(world.sessions, OutboxRow)
    assert prompt.state is OutboxState.SENT
    world.slack.assert_clean()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("Post it", "Post it", "I am posting it now."),
        ("Post it", "It is there", "I am posting it now."),
        ("It is there", "Post it", "Good, I leave it there."),
    ],
)
async def test_a_second_click_leaves_the_first_answer_as_it_is(
    world: World, first: str, second: str, said: str
) -> None:
    question = await ask(world)
    asked = list(question.state.blocks)
    await world.ana.press(first, on=question)
    await world.tick()
    answered = render(question)
    question.state.blocks = asked
    await world.ana.press(second, on=question)
    assert said in answered
    assert render(question) == answered
    await world.tick()
    assert len(world.checkout.bot_messages) == (first == "Post it")


@pytest.mark.parametrize("hours", [0, 3])
async def test_an_answer_that_comes_too_late_changes_nothing(world: World, hours: int) -> None:
    question = await ask(world)
    if not hours:
        await change(world.sessions, OutboxRow, OutboxRow.id == 1, state=OutboxState.DROPPED)
    world.move(hours=hours)
    await world.ana.press("Post it", on=question)
    assert "Nothing was changed" in render(question)
    await world.tick()
    assert world.checkout.bot_messages == []
