"""What each kind of message says when it is sent."""

from dataclasses import replace
from datetime import date

import pytest

from bot.db.engine import reading, writing
from bot.db.models import MessageKind, ObjectiveRow, ScheduleRow
from bot.jobs.rendering import renderers_for
from bot.jobs.subject import Subject
from bot.okr.errors import ConflictError, NotFoundError
from bot.services.outbox import enqueue
from sandbox import render
from tests.services.rounds_world import change
from tests.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.sqlite_only
ALL = renderers_for("/okr")


async def owe(world: World, kind: MessageKind, **values: object) -> None:
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key=kind,
            kind=kind,
            now=world.now,
            **values,  # type: ignore[arg-type]
        )


async def test_the_welcome_names_who_added_the_bot(world: World) -> None:
    await world.seed_checkout()
    await owe(world, MessageKind.WELCOME, channel_id=world.checkout.id, details={"inviter_id": 1})
    await world.tick()
    assert "Ana added me." in render(world.checkout.bot_messages[0])


async def test_the_welcome_of_an_unknown_inviter_only_greets(world: World) -> None:
    await world.bot.workspace()
    await owe(world, MessageKind.WELCOME, channel_id=world.checkout.id)
    await world.tick()
    assert "Hello." in render(world.checkout.bot_messages[0])


async def test_the_question_for_okrs_is_a_direct_message(world: World) -> None:
    await world.seed_checkout()
    await owe(world, MessageKind.ASK_FOR_OKRS, team_id=1, person_id=2, details={"asked_by_id": 1})
    await world.tick()
    assert world.ben.last is not None
    assert "Ana thinks you have the OKRs of Checkout" in render(world.ben.last)
    world.slack.assert_clean()


@pytest.mark.parametrize("team_id", [None, 404])
async def test_a_team_that_is_gone_has_nothing_to_ask(world: World, team_id: int | None) -> None:
    subject = Subject(1, team_id, None, 1, {})
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await ALL[MessageKind.ASK_FOR_OKRS](session, subject, world.now)


async def test_a_prompt_without_okrs_is_not_said(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, ObjectiveRow, state="closed")
    async with reading(world.sessions) as session:
        with pytest.raises(ConflictError):
            await ALL[MessageKind.PROMPT](session, Subject(1, 1, None, None, {}), world.now)


async def test_a_holiday_is_said_in_place_of_the_prompt(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, ScheduleRow, weekday=4, holiday_calendar="DE")
    world.move(days=(date(2026, 12, 24) - world.now.date()).days)
    await world.tick()
    before = len(world.checkout.bot_messages)
    for _ in range(26):
        world.move(hours=1)
        await world.tick()
    said = [render(message) for message in world.checkout.bot_messages[before:]]
    assert len(said) == 1
    assert "No meeting on Fri 25 Dec: Christmas Day. The next one is on Fri 8 Jan." in said[0]
    world.slack.assert_clean()


async def test_nobody_is_asked_for_okrs_that_somebody_has_saved_meanwhile(world: World) -> None:
    await world.seed_checkout()
    subject = Subject(1, 1, None, 2, {"asked_by_id": 1, "saved_by": [1, 2, 0]})
    async with reading(world.sessions) as session:
        with pytest.raises(ConflictError, match="answered meanwhile"):
            await ALL[MessageKind.ASK_FOR_OKRS](session, subject, world.now)
        told = replace(subject, is_there=True)
        message = await ALL[MessageKind.ASK_FOR_OKRS](session, told, world.now)
    assert message.text.startswith("Ana saved 2 objectives for Checkout, so nothing is left")
