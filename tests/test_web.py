"""The HTTP side: what passes the guard, what ends there, and never a server error."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

import bot.web
from bot.clock import utc_now
from bot.config import Settings
from bot.db.engine import create_engine_for
from bot.guard import MAX_BYTES
from bot.web import create_web_app, start_serving

pytestmark = pytest.mark.sqlite_only

SECRET = "test-signing-secret"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
COMMAND = {
    "command": "/okr",
    "text": "help",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.abc",
    "response_url": "https://hooks.slack.com/commands/1",
}
PERSON = {"id": "U1", "team_id": "T1"}
VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "known",
    "private_metadata": "",
    "blocks": [{"type": "input"}],
    "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": "x"}}}},
}
SUBMISSION = {"type": "view_submission", "team": {"id": "T1"}, "user": PERSON, "view": VIEW}
ACTIONS = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": PERSON,
    "trigger_id": "1.2.abc",
    "actions": [{"type": "button", "action_id": "known", "block_id": "b", "value": "1"}],
}
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_home_opened", "user": "U1", "tab": "home"},
}


@dataclass
class Seen:
    bodies: list[Any] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, body: object) -> None:
        self.bodies.append(body)
        self.arrived.set()


@dataclass
class Served:
    settings: Settings
    bolt: AsyncApp
    engine: AsyncEngine
    trouble: str | None = None

    def why_not_receiving(self) -> str | None:
        return self.trouble


def tiny_bolt(seen: Seen) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U9"
        )

    async def take(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.add(body)
        await ack()

    async def answer(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.add(body)
        await ack(response_action="errors", errors={"b": "Größer"})

    app = AsyncApp(authorize=authorize, request_verification_enabled=False)
    app.command("/okr")(take)
    app.action("known")(take)
    app.shortcut("known")(take)
    app.view_submission("known")(answer)
    app.event("app_home_opened")(take)
    return app


def signed(raw: bytes, *, seconds_ago: int = 0, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(utc_now().timestamp()) - seconds_ago)
    base = b"v0:" + timestamp.encode() + b":" + raw
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


@dataclass
class Slack:
    client: TestClient[Request, Application]
    served: Served
    seen: Seen

    async def send(
        self, raw: bytes | BytesIO, content_type: str = FORM, headers: dict[str, str] | None = None
    ) -> ClientResponse:
        chosen = signed(raw) if headers is None and isinstance(raw, bytes) else headers
        return await self.client.post(
            "/slack/events", data=raw, headers={"Content-Type": content_type, **(chosen or {})}
        )

    async def interact(self, payload: object) -> ClientResponse:
        return await self.send(urlencode({"payload": json.dumps(payload)}).encode())


@asynccontextmanager
async def slack_for(settings: Settings) -> AsyncIterator[Slack]:
    engine = create_engine_for(settings.database_url)
    seen = Seen()
    served = Served(settings, tiny_bolt(seen), engine)
    async with TestClient(TestServer(create_web_app(served))) as client:
        yield Slack(client, served, seen)
    await engine.dispose()


@pytest.fixture
async def slack(settings: Settings) -> AsyncIterator[Slack]:
    async with slack_for(settings) as slack:
        yield slack


async def test_a_signed_command_reaches_its_listener(slack: Slack) -> None:
    response = await slack.send(urlencode(COMMAND).encode())
    assert response.status == 200
    assert slack.seen.bodies == [COMMAND]


async def test_the_word_payload_in_a_command_loses_nothing(slack: Slack) -> None:
    command = COMMAND | {"text": "work add shrink the payload=1"}
    response = await slack.send(urlencode(command).encode())
    assert response.status == 200
    assert slack.seen.bodies[0]["text"] == "work add shrink the payload=1"


async def test_a_submission_gets_the_listeners_answer(slack: Slack) -> None:
    response = await slack.interact(SUBMISSION)
    assert response.status == 200
    assert response.content_type == "application/json"
    assert await response.json() == {"response_action": "errors", "errors": {"b": "Größer"}}


@pytest.mark.parametrize(
    "payload",
    [
        ACTIONS,
        {"type": "shortcut", "user": PERSON, "trigger_id": "1", "callback_id": "known"},
        {
            "type": "message_action",
            "user": PERSON,
            "trigger_id": "1",
            "callback_id": "known",
            "channel": {"id": "C1"},
            "message": {"ts": "1.2", "text": "", "attachments": [{"id": 1}]},
            "response_url": "https://hooks.slack.com/1",
        },
        ACTIONS | {"enterprise": None, "is_enterprise_install": False, "view": VIEW},
    ],
)
async def test_interactions_reach_their_listener(slack: Slack, payload: object) -> None:
    response = await slack.interact(payload)
    assert response.status == 200
    assert slack.seen.bodies == [payload]


async def test_an_event_reaches_its_listener(slack: Slack) -> None:
    response = await slack.send(json.dumps(EVENT).encode(), JSON)
    assert response.status == 200
    # Bolt acknowledges an event before its listener runs.
    await slack.seen.arrived.wait()
    assert slack.seen.bodies == [EVENT]


async def test_url_verification_answers_the_challenge(slack: Slack) -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "t"}).encode()
    response = await slack.send(raw, JSON)
    assert response.status == 200
    assert await response.json() == {"challenge": "c-1"}


async def test_a_certificate_check_needs_no_signature_and_does_nothing(slack: Slack) -> None:
    response = await slack.send(b"ssl_check=1&token=x", headers={})
    assert response.status == 200
    assert slack.seen.bodies == []


@pytest.mark.parametrize(
    "raw",
    [b"ssl_check=1&command=/okr", b"ssl_check=0", b"ssl_check=1&ssl_check=1", b"ssl_check=%ff"],
)
async def test_what_only_looks_like_a_certificate_check_needs_one(slack: Slack, raw: bytes) -> None:
    assert (await slack.send(raw, headers={})).status == 401


async def test_being_held_back_is_logged(slack: Slack) -> None:
    raw = json.dumps({"type": "app_rate_limited", "team_id": "T1"}).encode()
    with capture_logs() as lines:
        response = await slack.send(raw, JSON)
    assert response.status == 200
    assert "slack_held_events_back" in [line["event"] for line in lines]


RAW = urlencode(COMMAND).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(RAW) | {"X-Slack-Signature": "v0=0"},
        signed(RAW) | {"X-Slack-Signature": "v0=\xe9"},
        signed(RAW) | {"X-Slack-Request-Timestamp": "soon"},
        signed(RAW) | {"X-Slack-Request-Timestamp": "9" * 40},
        signed(RAW + b"x"),
        signed(RAW, secret="other"),
    ],
)
async def test_what_slack_did_not_sign_is_401(slack: Slack, headers: dict[str, str]) -> None:
    assert (await slack.send(RAW, headers=headers)).status == 401
    assert slack.seen.bodies == []


@pytest.mark.parametrize(
    ("seconds_ago", "status"), [(290, 200), (-290, 200), (310, 401), (-310, 401)]
)
async def test_a_signature_lasts_five_minutes(slack: Slack, seconds_ago: int, status: int) -> None:
    response = await slack.send(RAW, headers=signed(RAW, seconds_ago=seconds_ago))
    assert response.status == status


def nested(depth: int) -> bytes:
    return b'{"type":"event_callback","a":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"", FORM),
        (b"payload=", FORM),
        (b"payload=%7B", FORM),
        (b"payload=[]", FORM),
        (b"payload=null", FORM),
        (b"payload=1&payload=2", FORM),
        (b"command=/okr", FORM),
        (b"command=/okr&command=/okr", FORM),
        (b"command=%ff", FORM),
        (b"\xff", FORM),
        (RAW + b"&x=%00", FORM),
        (b"&".join(b"a%d=1" % number for number in range(200)), FORM),
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"1", JSON),
        (b"\xff", JSON),
        (b"\xef\xbb\xbf{}", JSON),
        (b"{}", JSON),
        (b'{"type": 1}', JSON),
        (b'{"type": ["event_callback"]}', JSON),
        (b'{"type": "dialog_submission"}', JSON),
        (b'{"type": "url_verification"}', JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "x", "type": "y"}', JSON),
        (b'{"type": "x\\u0000"}', JSON),
        (b'{"type": "\\ud800"}', JSON),
        (b'{"type": NaN}', JSON),
        (b'{"type": "x", "y": 1e999}', JSON),
        (b'{"type": "x", "y": ' + b"1" * 5000 + b"}", JSON),
        (nested(70), JSON),
        (nested(100_000), JSON),
        (json.dumps(EVENT | {"team_id": 1}).encode(), JSON),
        (json.dumps(EVENT | {"event": []}).encode(), JSON),
        (json.dumps(EVENT | {"event": {"type": "app_home_opened", "user": 1}}).encode(), JSON),
        (json.dumps(EVENT | {"authorizations": {}}).encode(), JSON),
        (json.dumps(EVENT | {"authorizations": [1]}).encode(), JSON),
        (json.dumps(COMMAND | {"type": "block_actions"}).encode(), JSON),
    ],
)
async def test_what_is_malformed_is_400(slack: Slack, raw: bytes, content_type: str) -> None:
    assert (await slack.send(raw, content_type)).status == 400
    assert slack.seen.bodies == []


@pytest.mark.parametrize(
    "payload",
    [
        SUBMISSION | {"view": None},
        SUBMISSION | {"view": VIEW | {"id": 1}},
        SUBMISSION | {"view": VIEW | {"blocks": ["x"]}},
        SUBMISSION | {"view": VIEW | {"state": {"values": {"b": []}}}},
        SUBMISSION | {"view": VIEW | {"state": {"values": {"b": {"a": 1}}}}},
        SUBMISSION | {"user": {"name": "ana"}},
        SUBMISSION | {"team": []},
        SUBMISSION | {"response_urls": {}},
        ACTIONS | {"actions": []},
        ACTIONS | {"actions": [{"type": "button", "action_id": 1, "block_id": "b"}]},
        ACTIONS | {"channel": {"id": 7}},
        ACTIONS | {"message": "x"},
        ACTIONS | {"response_url": 1},
    ],
)
async def test_a_wrong_shape_is_400(slack: Slack, payload: object) -> None:
    assert (await slack.interact(payload)).status == 400
    assert slack.seen.bodies == []


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "x"])
async def test_another_content_type_is_415(slack: Slack, content_type: str) -> None:
    assert (await slack.send(RAW, content_type)).status == 415


async def test_a_packed_body_is_415(slack: Slack) -> None:
    headers = signed(RAW) | {"Content-Encoding": "gzip"}
    assert (await slack.send(RAW, headers=headers)).status in {400, 415}


async def test_another_method_is_405(slack: Slack) -> None:
    assert (await slack.client.get("/slack/events")).status == 405


async def test_a_body_of_more_than_a_mebibyte_is_413(slack: Slack) -> None:
    assert (await slack.send(BytesIO(b"x" * (MAX_BYTES + 1)), headers={})).status == 413


async def test_size_is_counted_and_not_believed(slack: Slack) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * (MAX_BYTES // 10)

    response = await slack.client.post(
        "/slack/events", data=chunks(), headers={"Content-Type": FORM, **signed(b"")}
    )
    assert response.status == 413


async def test_a_slow_body_is_408(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.web, "BODY_SECONDS", 0.05)
    enough = asyncio.Event()

    async def drops() -> AsyncIterator[bytes]:
        yield b"payload="
        await enough.wait()

    response = await slack.client.post(
        "/slack/events", data=drops(), headers={"Content-Type": FORM, **signed(b"")}
    )
    enough.set()
    assert response.status == 408


async def test_the_log_says_why_and_never_what(slack: Slack) -> None:
    with capture_logs() as lines:
        await slack.send(b"payload=secret-words")
    assert lines == [
        {"event": "request_refused", "reason": "malformed", "size": 20, "log_level": "warning"}
    ]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=10,
)


@st.composite
def bent(draw: st.DrawFn) -> object:
    """A payload of Slack's in which one part, somewhere, was replaced or left out."""
    payload = json.loads(json.dumps(draw(st.sampled_from([SUBMISSION, ACTIONS, EVENT, COMMAND]))))
    place = payload
    while True:
        key = draw(st.sampled_from(sorted(place)))
        if isinstance(place[key], dict) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        break
    if draw(st.booleans()):
        place[key] = draw(JSON_VALUES)
    else:
        del place[key]
    return payload


FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(payload=bent(), as_json=st.booleans())
async def test_a_bent_payload_is_never_a_server_error(
    slack: Slack, payload: object, as_json: bool
) -> None:
    raw = json.dumps(payload).encode()
    if as_json:
        response = await slack.send(raw, JSON)
    else:
        response = await slack.send(urlencode({"payload": raw}).encode())
    assert response.status < 500


@FUZZ
@given(raw=st.binary(max_size=300), content_type=st.sampled_from([FORM, JSON]))
async def test_noise_is_never_a_server_error(slack: Slack, raw: bytes, content_type: str) -> None:
    assert 400 <= (await slack.send(raw, content_type)).status < 500


async def test_alive_says_so_whatever_the_database_does(slack: Slack) -> None:
    response = await slack.client.get("/healthz")
    assert (response.status, await response.text()) == (200, "ok")


@pytest.mark.both_databases
async def test_ready_with_the_tables_of_this_release(slack: Slack) -> None:
    response = await slack.client.get("/readyz")
    assert (response.status, await response.text()) == (200, "ok")


async def say_revision(slack: Slack, revision: str) -> None:
    async with slack.served.engine.begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :r"), {"r": revision}
        )


async def test_ready_while_a_newer_release_is_rolled_out(slack: Slack) -> None:
    await say_revision(slack, "9999")
    assert (await slack.client.get("/readyz")).status == 200


async def test_not_ready_on_an_empty_database(settings: Settings, empty_sqlite_url: str) -> None:
    async with slack_for(settings.model_copy(update={"database_url": empty_sqlite_url})) as slack:
        response = await slack.client.get("/readyz")
        assert (response.status, await response.text()) == (503, "database_empty")


async def test_not_ready_while_slack_cannot_reach_it(slack: Slack) -> None:
    slack.served.trouble = "socket_not_connected"
    response = await slack.client.get("/readyz")
    assert (response.status, await response.text()) == (503, "socket_not_connected")
    assert (await slack.client.get("/healthz")).status == 200


async def test_over_a_socket_nothing_is_taken_over_http(settings: Settings) -> None:
    changes = {"slack_app_token": SecretStr("xapp-1")}
    async with slack_for(settings.model_copy(update=changes)) as slack:
        assert (await slack.send(urlencode(COMMAND).encode())).status == 404
        assert (await slack.client.get("/healthz")).status == 200


async def test_not_ready_when_the_database_is_gone(settings: Settings) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    async with slack_for(settings.model_copy(update={"database_url": url})) as slack:
        response = await slack.client.get("/readyz")
        assert (response.status, await response.text()) == (503, "database_unreachable")
        assert (await slack.client.get("/healthz")).status == 200


async def test_serving_listens_where_the_settings_say(settings: Settings) -> None:
    engine = create_engine_for(settings.database_url)
    runner = await start_serving(
        create_web_app(Served(settings, tiny_bolt(Seen()), engine)), settings
    )
    host, port = runner.addresses[0][:2]
    assert host == "127.0.0.1"
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    await writer.wait_closed()
    await runner.cleanup()
    await engine.dispose()
