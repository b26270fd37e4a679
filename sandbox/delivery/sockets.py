"""Socket Mode: the app's connections, and payloads over any one of them.

docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.delivery.transport import Answer, Request
from sandbox.json_types import Json, JsonObject
from sandbox.world import World

MOST_CONNECTIONS = 10
REPLACED_SECONDS = 5.0
TYPES = {"command": "slash_commands", "interaction": "interactive", "event": "events_api"}
TAKES_ANSWER = frozenset({"command", "view_submission", "block_suggestion"})
TOO_MANY = "too_many_websockets"


@dataclass(eq=False, slots=True)
class Link:
    """One connection of the app."""

    number: int
    request: web.Request
    websocket: web.WebSocketResponse
    gone: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def say(self, message: JsonObject) -> None:
        """Send one message; a connection that breaks at that moment has ended, that is all."""
        try:
            await self.websocket.send_str(json.dumps(message))
        except ConnectionError:
            self.end()

    def end(self) -> None:
        """Remember that nothing will come by it any more."""
        if not self.gone.done():
            self.gone.set_result(None)


@dataclass(slots=True)
class Waiting:
    """An envelope that was sent, and who waits for its acknowledgement."""

    request: Request
    acknowledged: asyncio.Future[Json]


class SocketTransport:
    """Carries payloads over the connections that the app has opened."""

    name = "socket"

    def __init__(self, world: World) -> None:
        self.world = world
        self.links: list[Link] = []
        self._numbers = count(1)
        self._turn = count()
        self._waiting: dict[str, Waiting] = {}
        self._settled: set[str] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Open the connection that a ticket was issued for, and listen to it until it ends."""
        tickets = self.world.state.tickets
        ticket = request.query.get("ticket", "")
        if ticket not in tickets:
            raise web.HTTPUnauthorized
        tickets.remove(ticket)
        websocket = web.WebSocketResponse(timeout=1.0)
        await websocket.prepare(request)
        link = Link(next(self._numbers), request, websocket)
        if len(self.links) >= MOST_CONNECTIONS:
            await link.say(_disconnect(TOO_MANY))
            await websocket.close()
            return websocket
        self.links.append(link)
        await link.say(self._hello())
        self.world.log.add("socket", connection=link.number, what="opened")
        try:
            await self._listen(link)
        finally:
            self.links.remove(link)
            link.end()
            self.world.log.add("socket", connection=link.number, what="ended")
        return websocket

    async def deliver(self, request: Request, seconds: float) -> Answer:
        """Send one payload by a connection; by another one if that ends unacknowledged."""
        began = time.monotonic()
        if not self.links:
            return Answer(None, "no connection is open", failure="unreachable")
        try:
            async with asyncio.timeout(seconds):
                payload = await self._acknowledged(request)
        except TimeoutError:
            return Answer(None, elapsed=time.monotonic() - began, failure="timeout")
        body = "" if payload is None else json.dumps(payload)
        return Answer(200, body, "application/json", time.monotonic() - began)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Say that every connection ends, as Slack does now and then, and then end them.

        Args:
            reason: `warning` and `refresh_requested` leave time for the next connection to open.
        """
        old = list(self.links)
        for link in old:
            self.world.log.add("socket", connection=link.number, what=reason)
            await link.say(_disconnect(reason))
        if reason in ("warning", "refresh_requested"):
            async with asyncio.timeout(REPLACED_SECONDS):
                while not set(self.links).difference(old):
                    await self.world.log.change()
        await asyncio.gather(*(link.websocket.close() for link in old))

    def kill(self) -> None:
        """Cut every connection without a word, as a failing network does."""
        for link in self.links:
            if link.request.transport is not None:
                link.request.transport.abort()

    async def close(self) -> None:
        """End every connection."""
        await asyncio.gather(*(link.websocket.close() for link in list(self.links)))

    def _hello(self) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": len(self.links),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self.world.state.app.id},
        }

    async def _acknowledged(self, request: Request) -> Json:
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        sent: list[str] = []
        try:
            while not acknowledged.done():
                link = await self._next_link()
                envelope_id = str(uuid4())
                sent.append(envelope_id)
                self._waiting[envelope_id] = Waiting(request, acknowledged)
                await link.say(_envelope(envelope_id, request))
                await asyncio.wait({acknowledged, link.gone}, return_when=asyncio.FIRST_COMPLETED)
            return acknowledged.result()
        finally:
            for envelope_id in sent:
                del self._waiting[envelope_id]
            self._settled.update(sent)

    async def _next_link(self) -> Link:
        while not (open_links := [link for link in self.links if not link.gone.done()]):
            await self.world.log.change()
        return open_links[next(self._turn) % len(open_links)]

    async def _listen(self, link: Link) -> None:
        async for message in link.websocket:
            if message.type is WSMsgType.TEXT:
                self._take(link, message.data)
            else:
                self._refuse("malformed_ack", "a frame that is no text")

    def _take(self, link: Link, text: str) -> None:
        ack = _parsed(text)
        envelope_id = ack.get("envelope_id")
        if not isinstance(envelope_id, str):
            self._refuse("malformed_ack", "no JSON object with an envelope_id")
        elif waiting := self._waiting.get(envelope_id):
            self._settle(waiting, ack, link)
        elif envelope_id not in self._settled:
            self._refuse("unknown_envelope", f"nothing was sent as {envelope_id}")

    def _settle(self, waiting: Waiting, ack: JsonObject, link: Link) -> None:
        what, payload = waiting.request.what, ack.get("payload")
        if unknown := sorted(ack.keys() - {"envelope_id", "payload"}):
            self._refuse("unknown_ack_key", f"{what}: {unknown}")
        if payload is not None and what not in TAKES_ANSWER:
            self._refuse("ack_payload_not_accepted", what)
        self.world.log.add("socket", connection=link.number, what="acknowledged", of=what)
        if not waiting.acknowledged.done():
            waiting.acknowledged.set_result(payload)

    def _refuse(self, rule: str, detail: str) -> None:
        self.world.log.violation(rule, f"over a socket: {detail}")


def _envelope(envelope_id: str, request: Request) -> JsonObject:
    envelope: JsonObject = {
        "envelope_id": envelope_id,
        "type": TYPES[request.envelope],
        "payload": request.payload,
        "accepts_response_payload": request.what in TAKES_ANSWER,
    }
    if request.envelope == "event":
        reason = request.retry.get("X-Slack-Retry-Reason", "")
        envelope["retry_attempt"] = int(request.retry.get("X-Slack-Retry-Num", 0))
        envelope["retry_reason"] = reason.removeprefix("http_")
    return envelope


def _disconnect(reason: str) -> JsonObject:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
