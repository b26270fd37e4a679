"""Two bots to talk to: a real Bolt app, and one that records and answers from a script."""

import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack

SECRET = "signing-secret"
TOKEN = "xoxb-bot"
Json = dict[str, Any]
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
Answer = Callable[[Json], Awaitable[web.StreamResponse]] | web.StreamResponse | Json | str | int


class Bot:
    """A Bolt app behind a real port; tests register listeners on `app`."""

    def __init__(self, slack: Slack) -> None:
        self.client = AsyncWebClient(token=TOKEN, base_url=slack.api_url)
        self.app = AsyncApp(signing_secret=SECRET, client=self.client)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = await self.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)


@dataclass
class Script:
    """Records what arrives and answers in order: a status, text, JSON, or a function."""

    answers: deque[Answer] = field(default_factory=deque)
    payloads: list[Json] = field(default_factory=list)
    headers: list[Json] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def last(self) -> Json:
        return self.payloads[-1]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.payloads.append(decoded(request.content_type, body))
        reply = self.answers.popleft() if self.answers else 200
        if isinstance(reply, web.StreamResponse):
            return reply
        if isinstance(reply, int):
            return web.Response(status=reply)
        if isinstance(reply, str):
            return web.Response(text=reply)
        if isinstance(reply, dict):
            return web.json_response(reply)
        return await reply(self.last)


def decoded(content_type: str, body: bytes) -> Json:
    """Return the payload inside a request body."""
    if content_type == "application/json":
        payload: Json = json.loads(body)
        return payload
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form


@asynccontextmanager
async def serving(answering: Answering) -> AsyncIterator[str]:
    """Serve one handler on a free port and yield its URL."""
    app = web.Application()
    app.router.add_post("/slack/events", answering)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()
