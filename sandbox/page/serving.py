"""The page over HTTP: one document, acts in and changed parts out, and a stream of changes."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from aiohttp import web
from markupsafe import Markup

from sandbox.driver.person import Person
from sandbox.driver.slack import Slack
from sandbox.errors import DriverError
from sandbox.json_types import JsonObject
from sandbox.page.acts import ACTS, Act, act, suggest
from sandbox.page.document import document
from sandbox.page.regions import REGIONS, Region
from sandbox.page.window import HOME, Window
from sandbox.state import is_person
from sandbox.web_api.conversations import dm_with

STATIC = Path(__file__).parent / "static"
MOST_WINDOWS = 50
TOGETHER_SECONDS = 0.1
"""Changes within this time are told as one."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


async def _nothing() -> None:
    return None


class Page:
    """The page of one workspace.

    Args:
        regions: further parts of the page, by name, beside Slack's own.
        acts: further things one can do, by kind.
        start: the name of the person and of the channel a first visitor begins with.
        after: awaited after every act.
    """

    def __init__(
        self,
        slack: Slack,
        *,
        regions: Mapping[str, Region] | None = None,
        acts: Mapping[str, Act] | None = None,
        start: tuple[str, str] | None = None,
        after: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self.slack = slack
        self.windows: dict[str, Window] = {}
        self._regions = {**REGIONS, **(regions or {})}
        self._acts = {**ACTS, **(acts or {})}
        self._start = start or ("", "")
        self._after = after
        self._streams: set[asyncio.Task[object]] = set()

    def serve(self, app: web.Application) -> None:
        """Add the page's addresses to an application."""
        app.middlewares.append(_only_this_machine)
        app.router.add_get("/", self._document)
        app.router.add_get("/look", self._look)
        app.router.add_get("/live", self._live)
        app.router.add_post("/act", self._act)
        app.router.add_post("/suggest", self._suggest)
        app.router.add_static("/static/", STATIC)
        app.on_shutdown.append(self._end_streams)

    def draw(self, window: Window) -> dict[str, Markup]:
        """Return every part of the page as this window shows it."""
        window.mark_read()
        return {name: region(window) for name, region in self._regions.items()}

    async def _document(self, request: web.Request) -> web.Response:
        window = self._new_window(request.query.get("as", ""), request.query.get("at", ""))
        window.thread = request.query.get("thread")
        if window.at == HOME:
            await window.person.open_home()
        html = document(window, self.draw(window))
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    async def _look(self, request: web.Request) -> web.Response:
        return self._parts(self._window(request.query.get("window", "")))

    async def _act(self, request: web.Request) -> web.Response:
        wanted = await _sent(request)
        window = self._window(str(wanted.get("window")))
        await act(window, wanted, self._acts)
        await self._after()
        return self._parts(window)

    async def _suggest(self, request: web.Request) -> web.Response:
        wanted = await _sent(request)
        window = self._window(str(wanted.get("window")))
        try:
            options = await suggest(window, wanted)
        except DriverError:
            options = []
        return web.json_response(options)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        self._window(request.query.get("window", ""))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **HEADERS})
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            while True:
                await self.slack.log.change()
                await asyncio.sleep(TOGETHER_SECONDS)
                await response.write(b"data: changed\n\n")
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self._streams.discard(task)

    async def _end_streams(self, _app: web.Application) -> None:
        for task in self._streams:
            task.cancel()

    def _new_window(self, user_id: str, at: str) -> Window:
        state = self.slack.world.state
        person_name, channel_name = self._start
        users = {user.id: user for user in state.users.values() if is_person(user)}
        by_name = {user.real_name: user for user in users.values()}
        user = users.get(user_id) or by_name.get(person_name) or next(iter(users.values()))
        person = Person(self.slack, user, secrets.token_hex(8))
        dm_with(self.slack.world, user.id)
        window = Window(person, at, state.new_ts(self.slack.world.clock.wall()))
        if at != HOME and window.place is None:
            named = [one for one in window.conversations if one.name == channel_name]
            window.at = (named or window.conversations)[0].id if window.conversations else HOME
        self.windows[window.id] = window
        self._forget_oldest()
        return window

    def _forget_oldest(self) -> None:
        while len(self.windows) > MOST_WINDOWS:
            gone = next(iter(self.windows))
            del self.windows[gone]
            self.slack.world.state.stacks.pop(gone, None)

    def _window(self, window_id: str) -> Window:
        found = self.windows.get(window_id)
        if found is None:
            # The stand-in was started again since; the script loads the page anew.
            raise web.HTTPGone
        return found

    def _parts(self, window: Window) -> web.Response:
        return web.json_response({"parts": self.draw(window), "address": window.address})


HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}


async def _sent(request: web.Request) -> JsonObject:
    # Another site cannot make a browser send this header without asking first.
    if request.headers.get("X-Page") != "1":
        raise web.HTTPForbidden
    try:
        body = await request.json()
    except json.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


@web.middleware
async def _only_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests under another name: a site could point its own name at this machine."""
    if request.host.rsplit(":", 1)[0] not in LOOPBACK:
        raise web.HTTPForbidden
    return await handler(request)
