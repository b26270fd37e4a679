"""The log: what happened, never what was written, never a secret; not even when it goes wrong."""

import logging
from collections.abc import Iterator

import aiohttp
import pytest
import structlog
from sqlalchemy import text

from bot.config import LogFormat, LogLevel, Settings
from bot.db.engine import writing
from bot.handlers.registry import Kind
from bot.log import QUIET, configure_logging
from bot.views import check_in, history
from sandbox.delivery.transport import Request as Delivery
from sandbox.delivery.transport import signed_headers
from tests.handlers import stories
from tests.handlers.play import Play, number
from tests.handlers.replay import as_person, changed, exchanged, recorded
from tests.handlers.saved_database import restore_database, save_database
from tests.handlers.stage import set_stage
from tests.handlers.targets import KEY_RESULT, PRIVATE, PUBLIC, TEAM
from tests.handlers.trouble import be_impatient, failing, locked
from tests.world import APP_TOKEN, World, opened

WRITTEN = "Zanzibar"
"""A word that people write everywhere."""

PLAYED = (
    stories.check_in_once,
    stories.add_work,
    stories.track_message,
    stories.place,
    stories.plan,
    stories.suggest,
    stories.paste_okrs,
    stories.have_no_okrs,
    stories.change_settings,
    stories.add_objective,
    stories.add_key_result,
    stories.typed("work add Zanzibar"),
    stories.typed("Zanzibar"),
    stories.typed("prompt"),
    stories.tapped("prompt.post", number(TEAM)),
    stories.change_person,
    stories.open_home,
)


@pytest.fixture(params=list(LogFormat))
def _logging(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Log as the command line does, at DEBUG, and put everything back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    configure_logging(LogLevel.DEBUG, request.param)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.fixture
async def play(_logging: None, world: World) -> Play:
    return Play(world, await set_stage(world))


def assert_discreet(log: str, play: Play) -> None:
    settings = play.world.settings
    secrets = [
        settings.slack_bot_token.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        play.world.slack.world.state.app.verification_token,
        APP_TOKEN.get_secret_value(),
        "ticket=",
        "/actions/",
    ]
    typed = [WRITTEN, "Faster search", "Guest checkout", "better", "Buyers come back", "Cemal"]
    written = [*typed, PUBLIC.word, PRIVATE.word]
    told = [
        line[:300] for line in log.splitlines() if any(w in line for w in (*secrets, *written) if w)
    ]
    assert told == []
    assert [person.name for person in play.world.slack.people if person.name in log] == []


async def test_a_day_leaves_no_words_in_the_log(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    beginning = save_database(play.world)
    for story in PLAYED:
        restore_database(play.world, beginning)
        await recorded(play, story)
    await play.world.tick()
    log = capsys.readouterr().err
    assert "request_received" in log
    assert_discreet(log, play)


@pytest.mark.usefixtures("_logging")
async def test_sockets_leave_no_words_either(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(settings, over_socket=True) as world:
        play = Play(world, await set_stage(world))
        beginning = save_database(world)
        for story in (stories.check_in_once, stories.typed("work add Zanzibar"), stories.open_home):
            restore_database(world, beginning)
            await recorded(play, story)
        await world.slack.sockets.disconnect()
        [link] = await world.slack.until(lambda: world.slack.sockets.links)
        await link.say({"envelope_id": 1, "payload": WRITTEN})
        world.slack.sockets.kill()
        with world.slack.expecting("invalid_auth") as refused:
            world.slack.world.state.app.app_token = "xapp-another"
            await world.slack.until(lambda: len(refused.met) >= 2)
    log = capsys.readouterr().err
    for told in ("socket_connected", "socket_leaving", "socket_lost", "socket_not_connected"):
        assert told in log
    assert "invalid_auth" in log
    assert_discreet(log, play)


async def test_a_fault_of_ours_names_the_place_and_no_words(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    """The errors of databases and of Python quote the values that they stumbled over."""
    recording = (await recorded(play, stories.check_in_once))[Kind.SUBMISSION, check_in.SUBMIT]
    restore_database(play.world, recording.database)
    async with writing(play.world.sessions) as session:
        await session.execute(text("DROP TABLE check_in"))
    delivery = changed(recording.delivery, exchanged("better", WRITTEN))
    await play.world.slack.outbound.send(
        as_person(play.world, delivery, play.ana, play.cast.checkout.id)
    )
    log = capsys.readouterr().err
    assert "listener_failed" in log
    assert "check_in" in log
    assert_discreet(log, play)


async def test_trouble_leaves_no_words_either(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = (await recorded(play, stories.check_in_once))[Kind.SUBMISSION, check_in.SUBMIT]
    delivery = changed(recording.delivery, exchanged("better", WRITTEN))
    await be_impatient(play.world)
    restore_database(play.world, recording.database)
    with locked(play.world):
        await send_as_ana_now(play, delivery)
    with failing(play.world, "internal_error", "views.open", "response_url"):
        await play.tap(history.OPEN, number(KEY_RESULT))
    await play.tap("nobody.knows", WRITTEN)
    await send_as_ana_now(play, suggestion(delivery))
    for spoilt in (b"{", b'{"text": "Zanzibar"'):
        await post_signed(play.world, spoilt)
    log = capsys.readouterr().err
    assert "listener_refused" in log
    assert "request_refused" in log
    assert_discreet(log, play)


async def send_as_ana_now(play: Play, delivery: Delivery) -> None:
    again = as_person(play.world, delivery, play.ana, play.cast.checkout.id)
    await play.world.slack.outbound.send(again)
    await play.world.slack.settle()


def suggestion(delivery: Delivery) -> Delivery:
    """Return what an external select would send; the bot has none."""
    payload = {
        **{key: delivery.payload[key] for key in ("user", "team", "view")},
        "type": "block_suggestion",
        "action_id": "nobody.knows",
        "block_id": "b",
        "value": WRITTEN,
    }
    return Delivery("interaction", "block_suggestion", payload)


async def post_signed(world: World, body: bytes) -> None:
    secret = world.settings.slack_signing_secret.get_secret_value()
    headers = signed_headers(body, "application/json", secret)
    url = f"http://127.0.0.1:{world.bot.port}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers):
        pass
