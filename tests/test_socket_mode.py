"""Socket Mode from the bot's side: connections end, envelopes are odd, tokens die."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck
from sqlalchemy import func, select
from structlog.testing import capture_logs

import bot.connections
from bot.app import Bot, build
from bot.config import Settings
from bot.db.engine import reading
from bot.db.models import CheckInRow
from bot.socket_mode import SocketRefusedError
from sandbox import Slack
from tests.world import APP_TOKEN, MONDAY, NO_PAUSES, World, opened

pytestmark = pytest.mark.sqlite_only

Frame = dict[str, Any]
COMMAND = {
    "command": "/okr",
    "text": "help secret-words",
    "team_id": "T0SANDBOX",
    "user_id": "U0SANDBOX001",
    "channel_id": "C0SANDBOX001",
    "trigger_id": "1.2.abc",
    "response_url": "https://hooks.slack.com/commands/1",
}


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    async with opened(settings, over_socket=True) as world:
        yield world


async def becomes(bot: Bot, wanted: str) -> None:
    """Ask the bot whether it is ready until it answers so."""
    async with asyncio.timeout(5), ClientSession() as session:
        answer = ""
        while answer != wanted:
            async with session.get(f"http://127.0.0.1:{bot.port}/readyz") as response:
                answer = await response.text()


def count_links(slack: Slack) -> int:
    return len(slack.sockets.links)


class Gate:
    """A listener that waits, so that something can happen to its connection meanwhile."""

    def __init__(self, world: World) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        self.passed = 0
        world.bot.bolt.command("/wait")(self.wait)
        world.slack.declare_command("/wait")

    async def wait(self, ack: AsyncAck) -> None:
        self.reached.set()
        await self.open.wait()
        self.passed += 1
        await ack("Done")


async def test_the_operators_pages_are_served_and_say_whether_it_is_connected(world: World) -> None:
    await becomes(world.bot, "ok")
    with world.slack.expecting("socket_mode_not_enabled") as refused:
        world.slack.world.state.app.socket_mode = False
        await world.slack.sockets.disconnect("link_disabled")
        await world.slack.until(lambda: refused.met)
        await becomes(world.bot, "socket_not_connected")
        world.slack.world.state.app.socket_mode = True
        await becomes(world.bot, "ok")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refresh_amid_work_loses_and_doubles_nothing(world: World, reason: str) -> None:
    gate = Gate(world)
    typed = asyncio.create_task(world.ana.command("/wait", channel=world.checkout))
    await gate.reached.wait()
    await world.slack.sockets.disconnect(reason)
    gate.open.set()
    answer = await typed
    assert answer is not None
    assert answer.text == "Done"
    await world.ana.command("/okr", "help", channel=world.checkout)
    world.slack.assert_clean()


async def test_the_next_connection_opens_before_the_last_one_ends(world: World) -> None:
    await world.slack.sockets.disconnect()
    await world.slack.until(lambda: count_links(world.slack) == 1)
    assert [one.data["what"] for one in world.slack.log.entries if one.kind == "socket"] == [
        "opened",
        "refresh_requested",
        "opened",
        "ended",
    ]


async def test_a_connection_cut_before_the_ack_is_answered_by_the_next(world: World) -> None:
    gate = Gate(world)
    typed = asyncio.create_task(world.ana.command("/wait", channel=world.checkout))
    await gate.reached.wait()
    world.slack.sockets.kill()
    await world.slack.until(lambda: count_links(world.slack) == 0)
    await world.slack.until(lambda: count_links(world.slack) == 1)
    gate.open.set()
    await typed
    assert world.ana.notices == []
    world.slack.assert_clean()


async def test_a_submission_cut_before_the_ack_is_saved_once(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    world.ana.fill("Value now (%)", "68")
    world.ana.fill("How likely by 3 Jan?", 8)
    cuts = 0

    async def cut(next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt's name for it
        nonlocal cuts
        if not cuts:
            world.slack.sockets.kill()
        cuts += 1
        await next()

    world.bot.bolt.use(cut)
    await world.ana.submit()
    await world.bot.idle()
    assert cuts == 2, "Slack sends again what was not acknowledged"
    assert "68 % · 8/10" in world.ana.front.shown
    async with reading(world.sessions) as session:
        assert await session.scalar(select(func.count()).select_from(CheckInRow)) == 1
    world.slack.assert_clean()


async def test_two_bots_share_the_work(world: World) -> None:
    other = await build(world.settings, clock=lambda: MONDAY)
    await other.start(worker=False)
    try:
        assert count_links(world.slack) == 2
        for _ in range(4):
            await world.ana.command("/okr", "help", channel=world.checkout)
        by = [one.data["connection"] for one in world.slack.log.entries if "of" in one.data]
        assert sorted(by) == [1, 1, 2, 2]
    finally:
        await other.stop()
    await world.ana.command("/okr", "help", channel=world.checkout)
    world.slack.assert_clean()


async def test_a_restart_answers_what_the_last_process_had_not(world: World) -> None:
    gate = Gate(world)
    world.settings = world.settings.model_copy(update={"shutdown_seconds": 0.05})
    world.bot.settings = world.settings
    typed = asyncio.create_task(world.ana.command("/wait", channel=world.checkout))
    await gate.reached.wait()
    await world.bot.stop()
    await world.start()
    again = Gate(world)
    again.open.set()
    await typed
    assert (gate.passed, again.passed) == (0, 1)
    gate.open.set()
    world.slack.assert_clean()


async def test_stopping_finishes_what_was_taken_and_takes_nothing_more(world: World) -> None:
    gate = Gate(world)
    typed = asyncio.create_task(world.ana.command("/wait", channel=world.checkout))
    await gate.reached.wait()
    stopping = asyncio.create_task(world.bot.stop())
    untaken = asyncio.create_task(world.ben.command("/okr", "help", channel=world.checkout))
    gate.open.set()
    await typed
    await stopping
    assert world.ana.notices == []
    assert not untaken.done()
    await world.start()
    await untaken
    world.slack.assert_clean()


FRAMES: dict[str, str | bytes] = {
    "malformed": "{",
    "not_an_object": "[]",
    "not_text": b"\x00secret-words",
    "size": '{"envelope_id": "' + "x" * 2**20 + '"}',
}


@pytest.mark.parametrize("reason", FRAMES)
async def test_a_frame_that_is_none_is_logged_by_one_word(world: World, reason: str) -> None:
    [link] = world.slack.sockets.links
    frame = FRAMES[reason]
    with capture_logs() as lines:
        if isinstance(frame, bytes):
            await link.websocket.send_bytes(frame)
        else:
            await link.websocket.send_str(frame)
        await world.ana.command("/okr", "help", channel=world.checkout)
    [refused] = [line for line in lines if line["event"] == "frame_refused"]
    assert refused["reason"] == reason
    assert "secret-words" not in str(lines)
    world.slack.assert_clean()


@pytest.mark.parametrize(
    ("envelope", "reason"),
    [
        ({"envelope_id": 1, "type": "slash_commands", "payload": COMMAND}, "envelope"),
        ({"envelope_id": "e", "type": "slash_commands"}, "envelope"),
        ({"envelope_id": "e", "type": "slash_commands", "payload": "secret-words"}, "envelope"),
        ({"envelope_id": "e", "type": ["slash_commands"], "payload": COMMAND}, "kind"),
        ({"envelope_id": "e", "type": "lucky_dip", "payload": COMMAND}, "kind"),
        ({"envelope_id": "e", "type": "slash_commands", "payload": {}}, "shape"),
        (
            {"envelope_id": "e", "type": "interactive", "payload": COMMAND | {"user_id": 1}},
            "shape",
        ),
    ],
)
async def test_an_odd_envelope_is_not_acknowledged(
    world: World, envelope: Frame, reason: str
) -> None:
    [link] = world.slack.sockets.links
    with capture_logs() as lines:
        await link.say(envelope)
        await world.ana.command("/okr", "help", channel=world.checkout)
    assert [line["reason"] for line in lines if line["event"] == "envelope_refused"] == [reason]
    assert "secret-words" not in str(lines)
    # An acknowledgement of what the stand-in did not send would be a violation.
    world.slack.assert_clean()


async def test_messages_without_an_envelope_are_passed_over(world: World) -> None:
    [link] = world.slack.sockets.links
    await link.say({"type": "a_new_kind", "secret": "secret-words"})
    await link.say({"type": "hello"})
    await world.ana.command("/okr", "help", channel=world.checkout)
    world.slack.assert_clean()


@pytest.mark.parametrize("state", ["token_revoked", "account_inactive"])
async def test_a_dead_token_at_the_start_is_a_sentence(world: World, state: str) -> None:
    await world.bot.stop()
    world.slack.world.state.app.app_token_state = state
    with world.slack.expecting(state), pytest.raises(SocketRefusedError, match=state) as caught:
        await world.start()
    assert "connections:write" in str(caught.value)
    assert APP_TOKEN.get_secret_value() not in str(caught.value)


async def test_a_token_that_dies_later_is_tried_again(world: World) -> None:
    app = world.slack.world.state.app
    with capture_logs() as lines, world.slack.expecting("token_revoked") as refused:
        app.app_token_state = "token_revoked"
        world.slack.sockets.kill()
        await world.slack.until(lambda: len(refused.met) >= 2)
        app.app_token_state = "active"
        await world.slack.until(lambda: count_links(world.slack) == 1)
    events = {(line["event"], line.get("code")) for line in lines}
    assert ("socket_not_connected", "token_revoked") in events
    await world.ana.command("/okr", "help", channel=world.checkout)


class OddSlack:
    """Answers as no Slack should, connection by connection, then as the last one for ever."""

    def __init__(self, *answers: Callable[[web.WebSocketResponse], Awaitable[None]]) -> None:
        self.answers = list(answers)
        self.address = ""
        self.refusals: list[web.Response] = []
        self.opened: list[float] = []
        self._changed = asyncio.Condition()

    async def open(self, _request: web.Request) -> web.Response:
        async with self._changed:
            self.opened.append(asyncio.get_running_loop().time())
            self._changed.notify_all()
        if self.refusals:
            return self.refusals.pop()
        return web.json_response({"ok": True, "url": self.address})

    async def asked(self, times: int) -> None:
        """Wait until so many addresses were asked for."""
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: len(self.opened) >= times)

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse(autoping=False)
        await websocket.prepare(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await answer(websocket)
        return websocket


async def greet(websocket: web.WebSocketResponse) -> None:
    """Say hello and answer pings."""
    await websocket.send_json({"type": "hello"})
    async for message in websocket:
        if message.type is WSMsgType.PING:
            await websocket.pong(message.data)


async def play_dead(websocket: web.WebSocketResponse) -> None:
    """Say hello and nothing more, as behind a network that forgot the connection."""
    await websocket.send_json({"type": "hello"})
    async for _ in websocket:
        pass


async def say_something_else(websocket: web.WebSocketResponse) -> None:
    await websocket.send_json({"type": "good_morning"})


async def say_too_many(websocket: web.WebSocketResponse) -> None:
    await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})


async def hang_up(websocket: web.WebSocketResponse) -> None:
    await websocket.close()


async def keep_silent(websocket: web.WebSocketResponse) -> None:
    await websocket.receive()


@asynccontextmanager
async def odd(settings: Settings, slack: OddSlack) -> AsyncIterator[Bot]:
    """Start a bot that meets an odd Slack."""
    application = web.Application()
    application.router.add_post("/api/apps.connections.open", slack.open)
    application.router.add_get("/link/", slack.link)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    slack.address = slack.address or f"ws://{host}/link/?ticket=secret-ticket"
    changes: dict[str, Any] = {
        "slack_api_url": f"http://{host}/api/",
        "slack_app_token": APP_TOKEN,
        "slack_signing_secret": SecretStr(""),
        **NO_PAUSES,
    }
    made = await build(settings.model_copy(update=changes))
    try:
        await made.start(worker=False)
        yield made
    finally:
        await made.stop()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (say_something_else, "unknown"),
        (say_too_many, "too_many_websockets"),
        (hang_up, "closed"),
        (keep_silent, ""),
    ],
)
async def test_without_a_hello_it_tries_again(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[web.WebSocketResponse], Awaitable[None]],
    code: str,
) -> None:
    monkeypatch.setattr(bot.connections, "HELLO_SECONDS", 0.2)
    with capture_logs() as lines:
        async with odd(settings, OddSlack(answer, greet)) as made:
            await becomes(made, "ok")
    [line] = [line for line in lines if line["event"] == "socket_not_connected"]
    assert line["code"] == code
    assert "secret" not in str(lines)


async def test_an_address_elsewhere_without_encryption_is_not_used(settings: Settings) -> None:
    slack = OddSlack(greet)
    slack.address = "ws://slack.example/link/?ticket=secret-ticket"
    with capture_logs() as lines:
        async with odd(settings, slack) as made:
            assert made.why_not_receiving() == "socket_not_connected"
    assert {line.get("code") for line in lines if line["log_level"] == "warning"} == {
        "unsafe_address"
    }


async def test_a_connection_that_only_seems_alive_is_replaced(settings: Settings) -> None:
    slack = OddSlack(play_dead, greet)
    impatient = settings.model_copy(update={"socket_heartbeat_seconds": 0.05})
    async with odd(impatient, slack) as made:
        await slack.asked(2)
        await becomes(made, "ok")


async def test_it_waits_as_long_as_slack_says(settings: Settings) -> None:
    slack = OddSlack(greet)
    slack.refusals.append(web.Response(status=429, headers={"Retry-After": "0.3"}))
    async with odd(settings, slack) as made:
        await becomes(made, "ok")
    first, second = slack.opened
    assert second - first >= 0.3


async def test_when_slack_fails_at_the_start_it_goes_on_trying(settings: Settings) -> None:
    slack = OddSlack(greet)
    slack.refusals += [web.Response(status=503), web.json_response({"ok": True})]
    async with odd(settings, slack) as made:
        await becomes(made, "ok")
    assert len(slack.opened) == 3


async def test_pauses_between_attempts_grow(settings: Settings) -> None:
    slack = OddSlack(hang_up)
    async with odd(settings, slack):
        await slack.asked(6)
    gaps = [later - sooner for sooner, later in zip(slack.opened, slack.opened[1:], strict=False)]
    assert gaps[4] > 0.01 * 2**4 * 0.9
