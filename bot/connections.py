"""Keeps a websocket to Slack open: a fresh address each time, the next one before the last ends.

docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.config import is_loopback
from bot.guard import RefusedError, parse_frame
from bot.payload_shape import Body
from bot.slack.client import SlackClient
from bot.slack.errors import AmbiguousError, SlackError, TransientError

HELLO_SECONDS = 10.0
LINGER_SECONDS = 30.0
"""Slack closes a socket some ten seconds after it said so; one that it forgets ends here."""

STEADY_SECONDS = 30.0
"""A connection that lasted as long was a good one. Slack ends good ones every few hours."""

CLOSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
TOO_MANY = "too_many_websockets"
REASONS = frozenset({"warning", "refresh_requested", "link_disabled", TOO_MANY})

log = structlog.get_logger(__name__)


class NoHelloError(Exception):
    """A socket did not open as Slack's do; `code` is a word for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """One socket: frames come in, acknowledgements go out."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self._websocket = websocket
        self._began = asyncio.get_running_loop().time()
        self.leaving = asyncio.Event()

    @property
    def was_steady(self) -> bool:
        """Whether it has lasted long enough to be called a good one."""
        return asyncio.get_running_loop().time() - self._began >= STEADY_SECONDS

    async def frames(self) -> AsyncIterator[Body]:
        """Yield what comes in until the socket is closed; what is malformed is only logged."""
        async for message in self._websocket:
            if message.type is aiohttp.WSMsgType.ERROR:
                log.info("socket_fault", error=type(message.data).__name__)
                return
            if message.type is not aiohttp.WSMsgType.TEXT:
                log.warning("frame_refused", reason="not_text")
                continue
            try:
                yield parse_frame(message.data)
            except RefusedError as refusal:
                log.warning("frame_refused", reason=refusal.reason, size=len(message.data))

    async def send(self, answer: Mapping[str, Any]) -> bool:
        """Send one answer, and return whether the socket still took it."""
        try:
            await self._websocket.send_str(json.dumps(answer))
        except ConnectionError:
            return False
        return True

    async def close(self) -> None:
        """Say goodbye, and do not wait long for the answer."""
        await self._websocket.close()


class Connections:
    """Holds one connection, and for a moment two while Slack replaces it."""

    def __init__(
        self,
        *,
        slack: SlackClient,
        http: aiohttp.ClientSession,
        take: Callable[[Body, Connection], None],
        pause_seconds: float,
        heartbeat_seconds: float,
    ) -> None:
        self._slack = slack
        self._http = http
        self._take = take
        self._pause_seconds = pause_seconds
        self._heartbeat_seconds = heartbeat_seconds
        self._open: dict[Connection, asyncio.Task[None]] = {}
        self._newest: Connection | None = None
        self._failures = 0
        self._told_to_wait = 0.0
        self._keeping: asyncio.Task[None] | None = None
        self._is_taking = True

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        return bool(self._open)

    async def start(self) -> None:
        """Connect, and stay connected; where Slack does not answer, go on trying.

        Raises:
            SlackError: Slack refuses the token, so that trying again does not help.
        """
        await self._connect_or_note(is_first=True)
        self._keeping = asyncio.create_task(self._keep())

    async def send(self, answer: Mapping[str, Any], *, by: Connection) -> bool:
        """Send an answer by the connection that asked, or by the one that took its place."""
        if await by.send(answer):
            return True
        newest = self._newest
        return newest is not None and newest is not by and await newest.send(answer)

    async def stop_taking(self) -> None:
        """Take nothing new. What comes now stays unacknowledged, so that Slack sends it again."""
        self._is_taking = False
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping

    async def close(self) -> None:
        """Close every connection."""
        living = list(self._open.values())
        for connection in self._open:
            connection.leaving.set()
        await asyncio.gather(*(connection.close() for connection in list(self._open)))
        await asyncio.gather(*living)

    async def _keep(self) -> None:
        while True:
            if self._newest is not None:
                await self._newest.leaving.wait()
                self._failures = 0 if self._newest.was_steady else self._failures + 1
                self._newest = None
            await asyncio.sleep(self._pause())
            await self._connect_or_note()

    def _pause(self) -> float:
        if self._failures == 0:
            return 0
        doubled = self._pause_seconds * 2.0 ** min(self._failures - 1, 9)
        return max(self._told_to_wait, min(doubled, LONGEST_PAUSE_SECONDS))

    async def _connect_or_note(self, *, is_first: bool = False) -> None:
        try:
            await self._connect()
        except Exception as error:
            # Whatever it was, the next attempt may succeed.
            if is_first and _is_refusal(error):
                raise
            self._failures += 1
            self._told_to_wait = getattr(error, "retry_after", None) or 0.0
            # The message of a failed handshake holds the address, which is as good as a token.
            code = getattr(error, "code", "")
            log.warning("socket_not_connected", error=type(error).__name__, code=code)

    async def _connect(self) -> None:
        url = await self._slack.open_socket()
        if not _is_safe(url):
            raise NoHelloError("unsafe_address")
        async with asyncio.timeout(HELLO_SECONDS):
            websocket = await self._http.ws_connect(
                url,
                heartbeat=self._heartbeat_seconds,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
            )
        connection = Connection(websocket)
        frames = connection.frames()
        try:
            await _await_hello(frames)
        except BaseException:
            await connection.close()
            raise
        log.info("socket_connected")
        self._newest = connection
        self._open[connection] = asyncio.create_task(self._live(connection, frames))

    async def _live(self, connection: Connection, frames: AsyncIterator[Body]) -> None:
        try:
            async with asyncio.timeout(None) as linger:
                async for frame in frames:
                    if frame.get("type") == "disconnect":
                        seconds = self._take_leave(connection, _reason_of(frame))
                        linger.reschedule(asyncio.get_running_loop().time() + seconds)
                    elif "envelope_id" in frame and self._is_taking:
                        self._take(frame, connection)
        except TimeoutError:
            log.debug("socket_not_closed_by_slack")
        except Exception:
            log.exception("socket_failed")
        finally:
            del self._open[connection]
            if not connection.leaving.is_set():
                log.info("socket_lost")
            connection.leaving.set()
            await connection.close()

    def _take_leave(self, connection: Connection, reason: str) -> float:
        """Have the next connection opened, and return for how long this one may still deliver."""
        log.info("socket_leaving", reason=reason)
        connection.leaving.set()
        # Above the limit the next one has no room before this one is gone.
        return 0 if reason == TOO_MANY else LINGER_SECONDS


async def _await_hello(frames: AsyncIterator[Body]) -> None:
    async with asyncio.timeout(HELLO_SECONDS):
        async for frame in frames:
            if frame.get("type") == "hello":
                return
            raise NoHelloError(_reason_of(frame))
    raise NoHelloError("closed")


def _is_refusal(error: Exception) -> bool:
    """Return whether Slack has said no, rather than nothing or not now."""
    return isinstance(error, SlackError) and not isinstance(error, (TransientError, AmbiguousError))


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "wss" or (parts.scheme == "ws" and is_loopback(parts.hostname or ""))


def _reason_of(frame: Body) -> str:
    reason = frame.get("reason")
    return reason if isinstance(reason, str) and reason in REASONS else "unknown"
