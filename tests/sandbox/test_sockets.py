"""Socket Mode: tickets, connections, envelopes, acknowledgements, and how connections end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import TOKEN
from tests.sandbox.conftest import nothing_in_flight
from tests.sandbox.pieces import button, modal, section
from tests.sandbox.test_web_api import error_of

APP_TOKEN = "xapp-bot"
Json = dict[str, Any]


def acknowledge(envelope: Json) -> Json | None:
    return {"envelope_id": envelope["envelope_id"]}


class Socket:
    """A bot's end of one connection, which answers each envelope as `answer` says."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self.websocket = websocket
        self.hello: Json = {}
        self.seen: list[Json] = []
        self.ended = asyncio.Event()
        self.answer: Callable[[Json], Json | None] = acknowledge

    @property
    def envelopes(self) -> list[Json]:
        return [one for one in self.seen if "envelope_id" in one]

    async def listen(self) -> None:
        async for message in self.websocket:
            body = json.loads(message.data)
            self.seen.append(body)
            if "envelope_id" in body and (answer := self.answer(body)) is not None:
                await self.websocket.send_json(answer)
        self.ended.set()


@asynccontextmanager
async def opened(slack: Slack) -> AsyncIterator[Socket]:
    """Open one more connection."""
    app = AsyncWebClient(token=APP_TOKEN, base_url=slack.api_url)
    url = (await app.api_call("apps.connections.open"))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as websocket:
        socket = Socket(websocket)
        socket.hello = await websocket.receive_json()
        listening = asyncio.create_task(socket.listen())
        yield socket
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


@pytest.fixture
async def over_sockets(slack: Slack) -> Slack:
    slack.connect_sockets(APP_TOKEN)
    slack.declare_command("/okr")
    slack.idle = nothing_in_flight
    return slack


@pytest.fixture
async def socket(over_sockets: Slack) -> AsyncIterator[Socket]:
    async with opened(over_sockets) as socket:
        yield socket


def app_client(slack: Slack, token: str = APP_TOKEN) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=slack.api_url)


@pytest.mark.parametrize(
    ("token", "error"),
    [(TOKEN, "not_allowed_token_type"), ("xapp-other", "invalid_auth"), ("", "not_authed")],
)
async def test_an_address_needs_the_apps_own_token(
    over_sockets: Slack, token: str, error: str
) -> None:
    assert await error_of(app_client(over_sockets, token), "apps.connections.open") == error


async def test_an_app_token_is_good_for_nothing_else(over_sockets: Slack) -> None:
    assert await error_of(app_client(over_sockets), "auth.test") == "not_allowed_token_type"


async def test_an_address_needs_the_scope_and_a_living_token(over_sockets: Slack) -> None:
    app = over_sockets.world.state.app
    app.app_token_state = "token_revoked"
    assert await error_of(app_client(over_sockets), "apps.connections.open") == "token_revoked"
    app.app_token_state, app.app_token_scopes = "active", []
    assert await error_of(app_client(over_sockets), "apps.connections.open") == "missing_scope"


async def test_an_address_needs_its_token_in_the_header(over_sockets: Slack) -> None:
    url = f"{over_sockets.api_url}apps.connections.open"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data={"token": APP_TOKEN}) as answer,
    ):
        assert (await answer.json())["error"] == "not_authed"


async def test_over_http_there_are_no_addresses(over_sockets: Slack) -> None:
    over_sockets.connect("http://127.0.0.1:9/slack/events")
    error = await error_of(app_client(over_sockets), "apps.connections.open")
    assert error == "socket_mode_not_enabled"


async def test_an_address_is_good_once(over_sockets: Slack) -> None:
    url = (await app_client(over_sockets).api_call("apps.connections.open"))["url"]
    assert url.startswith(over_sockets.world.base_url.replace("http", "ws"))
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as websocket:
            assert (await websocket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_hello_counts_the_connections(over_sockets: Slack) -> None:
    async with opened(over_sockets) as first, opened(over_sockets) as second:
        assert [first.hello["num_connections"], second.hello["num_connections"]] == [1, 2]
        assert second.hello["connection_info"] == {"app_id": "A0SANDBOX"}


async def test_an_eleventh_connection_is_one_too_many(over_sockets: Slack) -> None:
    url = (await app_client(over_sockets).api_call("apps.connections.open"))["url"]
    async with aiohttp.ClientSession() as session:
        ten = []
        for _ in range(10):
            again = (await app_client(over_sockets).api_call("apps.connections.open"))["url"]
            ten.append(await session.ws_connect(again))
            await ten[-1].receive_json()
        async with session.ws_connect(url) as eleventh:
            assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
            assert (await eleventh.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_command_in_its_envelope(
    over_sockets: Slack, socket: Socket, ana: Person, checkout: Channel
) -> None:
    await ana.command("/okr", "help", channel=checkout)
    [envelope] = socket.envelopes
    assert envelope["type"] == "slash_commands"
    assert envelope["payload"]["text"] == "help"
    assert envelope["accepts_response_payload"] is True
    assert "retry_attempt" not in envelope
    [delivery] = over_sockets.log.deliveries("command")
    assert (delivery.data["transport"], delivery.data["status"]) == ("socket", 200)
    over_sockets.assert_clean()


async def test_the_answer_to_a_command_is_shown(
    socket: Socket, ana: Person, checkout: Channel
) -> None:
    socket.answer = lambda one: {"envelope_id": one["envelope_id"], "payload": {"text": "Hello"}}
    answer = await ana.command("/okr", channel=checkout)
    assert answer is not None
    assert answer.text == "Hello"


async def test_a_submission_takes_an_answer_and_a_press_does_not(
    over_sockets: Slack, client: AsyncWebClient, socket: Socket, ana: Person, checkout: Channel
) -> None:
    await ana.command("/okr", channel=checkout)
    trigger = socket.envelopes[-1]["payload"]["trigger_id"]
    view = modal(section(accessory=button("Go")), title="Old")
    await client.views_open(trigger_id=trigger, view=view)
    await ana.press("Go")
    updated = {"response_action": "update", "view": modal(section(), title="New")}
    socket.answer = lambda one: {"envelope_id": one["envelope_id"], "payload": updated}
    await ana.submit()
    press, submission = socket.envelopes[1:]
    assert (press["type"], press["accepts_response_payload"]) == ("interactive", False)
    assert (submission["type"], submission["accepts_response_payload"]) == ("interactive", True)
    assert ana.front.title == "New"
    over_sockets.assert_clean()


async def test_an_event_says_how_often_it_came(
    over_sockets: Slack, socket: Socket, ana: Person
) -> None:
    await ana.open_home()
    await over_sockets.events.redeliver(retry_num=2)
    first, again = socket.envelopes
    assert (first["type"], first["retry_attempt"], first["retry_reason"]) == ("events_api", 0, "")
    assert (again["retry_attempt"], again["retry_reason"]) == (2, "timeout")
    assert first["payload"]["event_id"] == again["payload"]["event_id"]
    assert first["envelope_id"] != again["envelope_id"]


async def test_an_event_that_is_not_acknowledged_is_sent_again(
    over_sockets: Slack, socket: Socket, ana: Person
) -> None:
    def pass_over_the_first(envelope: Json) -> Json | None:
        over_sockets.outbound.ack_seconds = 3.0
        return acknowledge(envelope) if envelope["retry_attempt"] else None

    over_sockets.outbound.ack_seconds = 0.05
    socket.answer = pass_over_the_first
    with over_sockets.expecting("operation_timeout"):
        await ana.open_home()
    first, again = socket.envelopes
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert first["payload"] == again["payload"]
    assert first["envelope_id"] != again["envelope_id"]
    await over_sockets.later(seconds=3600)
    assert len(socket.envelopes) == 2
    over_sockets.assert_clean()


async def test_what_is_not_acknowledged_times_out(
    over_sockets: Slack, socket: Socket, ana: Person, checkout: Channel
) -> None:
    over_sockets.outbound.ack_seconds = 0.05
    socket.answer = lambda _: None
    with over_sockets.expecting("operation_timeout"):
        await ana.command("/okr", channel=checkout)
    assert ana.notices == ["operation_timeout"]
    await socket.websocket.send_json(acknowledge(socket.envelopes[0]) or {})
    socket.answer = acknowledge
    await ana.command("/okr", channel=checkout)
    over_sockets.assert_clean()


async def test_without_a_connection_nothing_arrives(
    over_sockets: Slack, ana: Person, checkout: Channel
) -> None:
    with over_sockets.expecting("dispatch_failed"):
        await ana.command("/okr", channel=checkout)
    assert ana.notices == ["dispatch_failed"]


async def test_connections_take_turns(over_sockets: Slack, ana: Person, checkout: Channel) -> None:
    async with opened(over_sockets) as first, opened(over_sockets) as second:
        for _ in range(4):
            await ana.command("/okr", channel=checkout)
        assert [len(first.envelopes), len(second.envelopes)] == [2, 2]


async def test_what_a_dead_connection_had_goes_to_another(
    over_sockets: Slack, ana: Person, checkout: Channel
) -> None:
    async with opened(over_sockets) as first:
        first.answer = lambda _: over_sockets.sockets.kill()
        typed = asyncio.create_task(ana.command("/okr", channel=checkout))
        await over_sockets.until(lambda: not over_sockets.sockets.links)
        async with opened(over_sockets) as second:
            await typed
    assert first.envelopes[0]["payload"] == second.envelopes[0]["payload"]
    assert ana.notices == []
    over_sockets.assert_clean()


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"envelope_id": "1"}, "unknown_envelope"),
        ({"envelope": "1"}, "malformed_ack"),
        ([], "malformed_ack"),
    ],
)
async def test_an_acknowledgement_names_an_envelope(
    over_sockets: Slack, socket: Socket, answer: object, rule: str
) -> None:
    with over_sockets.expecting(rule):
        await socket.websocket.send_json(answer)
        await over_sockets.until(lambda: over_sockets.log.violations)


@pytest.mark.parametrize(
    ("more", "rule"),
    [({"payload": {"text": "x"}}, "ack_payload_not_accepted"), ({"text": "x"}, "unknown_ack_key")],
)
async def test_an_acknowledgement_holds_no_more_than_is_taken(
    over_sockets: Slack, socket: Socket, ana: Person, more: Json, rule: str
) -> None:
    socket.answer = lambda one: {"envelope_id": one["envelope_id"], **more}
    with over_sockets.expecting(rule):
        await ana.open_home()


async def test_a_refresh_waits_for_the_next_connection(
    over_sockets: Slack, socket: Socket, ana: Person, checkout: Channel
) -> None:
    refreshing = asyncio.create_task(over_sockets.sockets.disconnect())
    await ana.command("/okr", channel=checkout)
    assert {one.get("reason") for one in socket.seen} == {"refresh_requested", None}
    async with opened(over_sockets) as second:
        await refreshing
        await socket.ended.wait()
        await ana.command("/okr", channel=checkout)
        assert len(second.envelopes) == 1


async def test_a_disabled_link_ends_at_once(over_sockets: Slack, socket: Socket) -> None:
    await over_sockets.sockets.disconnect("link_disabled")
    await socket.ended.wait()
    assert [one["reason"] for one in socket.seen] == ["link_disabled"]


async def test_slacks_own_client_understands_it(
    over_sockets: Slack, client: AsyncWebClient, ana: Person, checkout: Channel
) -> None:
    bolt = AsyncApp(client=client, request_verification_enabled=False)

    async def greet(ack: AsyncAck) -> None:
        await ack("Hello")

    bolt.command("/okr")(greet)
    handler = AsyncSocketModeHandler(bolt, APP_TOKEN)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        answer = await ana.command("/okr", channel=checkout)
        assert answer is not None
        assert answer.text == "Hello"
        await over_sockets.sockets.disconnect("warning")
        await ana.command("/okr", channel=checkout)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
    over_sockets.assert_clean()
