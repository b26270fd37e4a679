"""When the database or Slack fails: the person is told, nothing is half saved, and it goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import create_engine_for, reading, session_factory, writing
from bot.db.models import CheckInRow
from bot.handlers.errors import NO_ANSWER, NOT_READ, NOT_SAVED, TOO_LATE, explain
from bot.handlers.registry import Kind
from bot.views import check_in, history, recall, shelf, work
from sandbox import render
from tests.handlers import stories
from tests.handlers.examples import EXAMPLES
from tests.handlers.play import Play, Story, number
from tests.handlers.replay import as_person, faults_logged, recorded, send
from tests.handlers.saved_database import difference, dump, restore_database
from tests.handlers.stage import set_stage
from tests.handlers.targets import KEY_RESULT
from tests.handlers.trouble import be_impatient, failing, gone, locked
from tests.world import World


@pytest.fixture
async def play(world: World) -> Play:
    return Play(world, await set_stage(world))


SAVE_NOTHING = {shelf.LIST, recall.SHOW}


def submissions() -> dict[Story, list[tuple[Kind, str]]]:
    found: dict[Story, list[tuple[Kind, str]]] = {}
    for key, example in EXAMPLES.items():
        if key[0] is Kind.SUBMISSION and key[1] not in SAVE_NOTHING:
            found.setdefault(example.story, []).append(key)
    return found


@pytest.mark.parametrize("story", submissions(), ids=lambda story: story.__name__)
async def test_a_locked_database_keeps_the_form_open(play: Play, story: Story) -> None:
    world = play.world
    recordings = await recorded(play, story)
    await be_impatient(world)
    for key in submissions()[story]:
        restore_database(world, recordings[key].database)
        delivery = as_person(world, recordings[key].delivery, play.ana, play.cast.checkout.id)
        before = dump(world)
        with locked(world):
            refused = await send(world, delivery)
        assert NOT_SAVED in refused.shown, key
        assert '"response_action": "update"' in refused.answer.body
        assert delivery.payload["view"]["callback_id"] in refused.answer.body
        assert refused.faults == []
        assert difference(before, dump(world)) == [], key
        saved = await send(world, delivery)
        assert NOT_SAVED not in saved.shown
        assert saved.faults == []


async def test_what_was_typed_is_still_there_after_a_lock(play: Play) -> None:
    await be_impatient(play.world)
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="7", note="better")
    with locked(play.world):
        await play.submit()
    assert NOT_SAVED in render(play.ana.front)
    assert "better" in render(play.ana.front)
    await play.submit()
    assert NOT_SAVED not in render(play.ana.front)
    assert "66 %" in render(play.ana.front)
    play.world.slack.assert_clean()


async def test_a_locked_database_is_told_after_a_button_too(play: Play) -> None:
    await be_impatient(play.world)
    with locked(play.world):
        await play.tap(check_in.OPEN, number(KEY_RESULT))
    assert play.ana.last is not None
    assert NOT_READ in render(play.ana.last)
    assert play.ana.modals == []


async def test_a_command_that_only_opens_a_form_had_nothing_to_save(play: Play) -> None:
    await be_impatient(play.world)
    with locked(play.world):
        await play.type("checkin")
    assert play.ana.last is not None
    assert NOT_READ in render(play.ana.last)


async def test_a_button_that_saves_says_that_it_did_not(play: Play) -> None:
    recording = (await recorded(play, stories.go_through_work))[Kind.ACTION, work.FINISH]
    delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
    restore_database(play.world, recording.database)
    with gone(play.world):
        outcome = await send(play.world, delivery)
    assert NOT_SAVED in outcome.shown


async def test_a_form_says_that_it_was_not_saved_when_the_database_is_gone(play: Play) -> None:
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="7", note="better")
    with gone(play.world):
        await play.submit()
    assert NOT_SAVED in render(play.ana.front)
    await play.submit()
    assert "66 %" in render(play.ana.front)


@asynccontextmanager
async def postgresql_locked(url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("LOCK TABLE check_in IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        await transaction.rollback()
        await connection.close()


async def count_check_ins(world: World) -> int:
    async with reading(world.sessions) as session:
        return await session.scalar(select(func.count()).select_from(CheckInRow)) or 0


@pytest.mark.both_databases
async def test_each_database_says_that_it_did_not_save(
    play: Play, database: str, database_url: str
) -> None:
    world = play.world
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="7", note="better")
    before = await count_check_ins(world)
    if database == "sqlite":
        await be_impatient(world)
        with locked(world):
            await play.submit()
    else:
        async with postgresql_locked(database_url):
            await play.submit()
    assert NOT_SAVED in render(play.ana.front)
    assert await count_check_ins(world) == before
    await play.submit()
    assert await count_check_ins(world) == before + 1


@pytest.mark.both_databases
async def test_a_lost_connection_is_opened_again(
    play: Play, database: str, database_url: str
) -> None:
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="7", note="better")
    if database == "postgresql":
        connection = await asyncpg.connect(database_url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.close()
    with faults_logged() as faults:
        await play.submit()
    assert faults == []
    assert "66 %" in render(play.ana.front)


TROUBLES: dict[str, tuple[Any, str]] = {
    "server_error": (lambda: web.HTTPInternalServerError(text="<html>"), NO_ANSWER),
    "too_many": (lambda: web.HTTPTooManyRequests(headers={"Retry-After": "1"}), NO_ANSWER),
    "unavailable": (web.HTTPServiceUnavailable, NO_ANSWER),
    "internal_error": ("internal_error", NO_ANSWER),
    "ratelimited": ("ratelimited", NO_ANSWER),
    "late": ("expired_trigger_id", TOO_LATE),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_slack_fails_to_open_a_modal(play: Play, name: str) -> None:
    trouble, sentence = TROUBLES[name]
    with failing(play.world, trouble, "views.open"), faults_logged() as faults:
        await play.tap(history.OPEN, number(KEY_RESULT))
    assert faults == []
    assert play.ana.last is not None
    assert sentence in render(play.ana.last)
    await play.tap(history.OPEN, number(KEY_RESULT))
    assert play.ana.front.title == "History"


@pytest.mark.parametrize("name", TROUBLES)
async def test_slack_fails_to_change_a_modal(play: Play, name: str) -> None:
    """Then the sentence cannot be shown there either; pressing again works."""
    trouble, sentence = TROUBLES[name]
    await play.tap(history.OPEN, number(KEY_RESULT))
    with failing(play.world, trouble, "views.update"), faults_logged() as faults:
        await play.press(history.OLDER)
    assert faults == []
    assert play.ana.last is not None
    assert sentence in render(play.ana.last)
    await play.press(history.OLDER)
    assert "Page 2" in render(play.ana.front)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ((), None),
        (("response_url",), "chat.postEphemeral"),
        (("response_url", "chat.postEphemeral"), "chat.postMessage"),
        (("response_url", "chat.postEphemeral", "conversations.open"), None),
    ],
)
async def test_an_incident_is_told_wherever_the_person_can_still_be_reached(
    play: Play, gone: tuple[str, ...], told: str | None
) -> None:
    world = play.world
    recording = (await recorded(play, stories.read_old_history))[Kind.ACTION, history.OPEN]
    delivery = as_person(world, recording.delivery, play.ana, play.cast.checkout.id)
    if "response_url" in gone:
        delivery.payload["response_url"] += "-expired"
    first = len(world.slack.log.entries)
    with (
        failing(world, "nobody_knows", "views.open"),
        failing(world, "channel_not_found", *gone),
    ):
        outcome = await send(world, delivery)
    calls = [one.data for one in world.slack.log.entries[first:] if one.kind == "call"]
    said = [one["method"] for one in calls if "incident" in str(one["arguments"])]
    reached = [one for one in said if one not in gone]
    assert len(outcome.faults) == 1
    assert [one for one in reached if one.startswith("chat.")] == ([told] if told else [])
    assert outcome.answer.status == 200


async def test_a_modal_closed_meanwhile_is_no_incident(play: Play) -> None:
    recording = (await recorded(play, stories.read_old_history))[Kind.ACTION, history.OLDER]
    delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
    await play.ana.close_modal(whole_stack=True)
    with play.world.slack.expecting("not_found"):
        outcome = await send(play.world, delivery)
    assert (outcome.answer.status, outcome.faults) == (200, [])


async def test_a_modal_changed_meanwhile_is_left_alone(play: Play) -> None:
    recording = (await recorded(play, stories.read_old_history))[Kind.ACTION, history.OLDER]
    delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
    await send(play.world, delivery)
    shown = render(play.ana.front)
    with play.world.slack.expecting("hash_conflict"):
        outcome = await send(play.world, delivery)
    assert (outcome.answer.status, outcome.faults) == (200, [])
    assert render(play.ana.front) == shown


async def test_a_person_slack_cannot_describe_is_told_to_try_again(play: Play) -> None:
    nia = play.world.slack.add_person("Nia")
    play.cast.checkout.members.append(nia.id)
    with failing(play.world, web.HTTPInternalServerError, "users.info"), faults_logged() as faults:
        await nia.command("/okr", "", channel=play.cast.checkout)
    assert faults == []
    assert nia.last is not None
    assert NO_ANSWER in render(nia.last)
    await nia.command("/okr", "", channel=play.cast.checkout)
    assert "Ocelot objective 1" in render(nia.last)


async def test_a_known_person_goes_on_when_slack_cannot_describe_them(play: Play) -> None:
    play.world.move(days=2)
    with failing(play.world, web.HTTPInternalServerError, "users.info"), faults_logged() as faults:
        await play.type("")
    assert faults == []
    assert play.ana.last is not None
    assert "Ocelot objective 1" in render(play.ana.last)


async def test_no_acknowledgement_is_lost_however_fast_the_refusal(play: Play) -> None:
    """Bolt drops an ack when its listener raises before Bolt has looked for it."""
    recordings = await recorded(play, stories.check_in_once)
    keys = (Kind.ACTION, check_in.OPEN), (Kind.SUBMISSION, check_in.SUBMIT)
    deliveries = [
        as_person(play.world, recordings[key].delivery, play.cast.gus, play.cast.checkout.id)
        for key in keys * 50
    ]
    outcomes = [await send(play.world, delivery) for delivery in deliveries[:50]]
    outcomes += await asyncio.gather(*(send(play.world, one) for one in deliveries[50:]))
    assert {(one.answer.status, one.answer.failure) for one in outcomes} == {(200, None)}
    assert [one.faults for one in outcomes if one.faults] == []


@pytest.mark.parametrize(("saves", "sentence"), [(False, NOT_READ), (True, NOT_SAVED)])
@pytest.mark.parametrize("context", [reading, writing])
async def test_only_what_meant_to_save_says_that_nothing_was_saved(
    context: Callable[..., AbstractAsyncContextManager[object]], saves: bool, sentence: str
) -> None:
    engine = create_engine_for("sqlite:////nowhere/okrbot.db")
    with pytest.raises(DatabaseBusyOrGone) as caught:
        async with context(session_factory(engine)):
            pass
    await engine.dispose()
    assert explain(caught.value, saves=saves).sentence == sentence
