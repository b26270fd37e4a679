"""The network face of the stand-in: Web API, response URLs and sockets on a loopback port."""

import asyncio
import json
from collections.abc import Callable

from aiohttp import web

from sandbox.delivery import response_urls
from sandbox.delivery.sockets import SocketTransport
from sandbox.faults import Answer, Fault
from sandbox.json_types import JsonObject
from sandbox.limits import Limits
from sandbox.web_api.dispatch import WebApi
from sandbox.world import World

MAX_BODY = 4 * 1024 * 1024
STOP_SECONDS = 5.0
LOOK_SECONDS = 0.05


class Server:
    """Serves one workspace on 127.0.0.1."""

    def __init__(self, world: World, sockets: SocketTransport) -> None:
        self.world = world
        self.sockets = sockets
        self.api = WebApi(world)
        self.limits = Limits(world.clock)
        self._runner: web.AppRunner | None = None

    async def start(
        self, port: int = 0, *, pages: Callable[[web.Application], None] | None = None
    ) -> None:
        """Listen on a port and tell the world its address.

        Args:
            port: 0 takes a free one.
            pages: adds further addresses to the application.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/actions/{team}/{url}", self._response_url)
        app.router.add_get("/link/", self.sockets.serve)
        if pages is not None:
            pages(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.world.base_url = f"http://127.0.0.1:{bound}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        log, asked_at = self.world.log, self.world.clock.wall()
        values: JsonObject = {}
        log.calls_in_flight += 1
        try:
            values, token = await _arguments(request)
            return await self._answer(request, values, token)
        finally:
            log.calls_in_flight -= 1
            log.add(
                "answered",
                method=request.match_info["method"],
                channel=values.get("channel"),
                ts=values.get("ts"),
                asked_at=asked_at,
            )

    async def _answer(
        self, request: web.Request, values: JsonObject, token: str | None
    ) -> web.StreamResponse:
        method = request.match_info["method"]
        if wait := self.limits.retry_after(method, values):
            self.world.log.add("limited", method=method, channel=values.get("channel"), wait=wait)
            return _rate_limited(wait)
        fault = self.world.faults.pick(method)
        if fault is None:
            response = self.api.call(method, values, token)
            return web.json_response(response, headers=self.api.headers())
        return await self._go_wrong(fault, request, values, token)

    async def _go_wrong(
        self, fault: Fault, request: web.Request, values: JsonObject, token: str | None
    ) -> web.StreamResponse:
        method = request.match_info["method"]
        self.world.log.add(
            "fault", method=method, answer=fault.answer, is_committed=fault.is_committed
        )
        if fault.is_committed:
            self.api.call(method, values, token)
        if fault.answer == Answer.DELAY:
            await asyncio.sleep(fault.seconds)
            return web.json_response(self.api.call(method, values, token))
        return await _bad_answer(fault, request)

    async def _response_url(self, request: web.Request) -> web.Response:
        text = await request.text()
        try:
            body = json.loads(text)
        except ValueError:
            body = text
        status, response = response_urls.use(self.world, request.match_info["url"], body)
        return web.json_response(response, status=status)


async def _bad_answer(fault: Fault, request: web.Request) -> web.StreamResponse:
    match fault.answer:
        case Answer.DROP:
            return _hang_up(request)
        case Answer.HANG:
            # aiohttp has no event for a caller that hangs up.
            while request.transport and not request.transport.is_closing():  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
            return _hang_up(request)
        case Answer.RATE_LIMITED:
            return _rate_limited(int(fault.seconds))
        case Answer.SERVER_ERROR | Answer.UNAVAILABLE:
            return web.Response(status=int(fault.answer))
    return web.json_response({"ok": False, "error": fault.answer})


def _rate_limited(seconds: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> tuple[JsonObject, str | None]:
    values: JsonObject = dict(request.query)
    token = values.get("token")
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.method == "POST":
        form = dict(await request.post())
        token = form.get("token", token)
        values |= form
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = bearer
    return values, str(token) if token else None


async def _json_body(request: web.Request) -> JsonObject:
    text = await request.text()
    try:
        body = json.loads(text or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
