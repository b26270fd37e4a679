"""The HTTP side: two pages for the operator, and Slack's requests where they come by HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import utc_now
from bot.config import Settings
from bot.db.availability import is_busy_or_gone
from bot.db.migrate import RevisionState, revision_state
from bot.db.readiness import is_read_only
from bot.guard import MAX_BYTES, Envelope, RefusedError, admit, is_certificate_check
from bot.inbound import RETRY_NUMBER, RETRY_REASON, hand_over

BODY_SECONDS = 3.0
"""Slack gives up on a request after three seconds, so a slower body is not Slack's."""

READY_SECONDS = 3.0
RETRY = (RETRY_NUMBER, RETRY_REASON)

log = structlog.get_logger(__name__)


class ServedBot(Protocol):
    """What the HTTP side needs of the bot."""

    @property
    def settings(self) -> Settings:
        """The settings that the bot was built from."""

    @property
    def bolt(self) -> AsyncApp:
        """The Bolt app with every listener."""

    @property
    def engine(self) -> AsyncEngine:
        """The database."""

    def why_not_receiving(self) -> str | None:
        """Return a word for why Slack cannot reach the bot; None when it can."""


def create_web_app(bot: ServedBot) -> web.Application:
    """Return the application that serves /healthz, /readyz and, without Socket Mode, Slack."""
    application = web.Application(client_max_size=MAX_BYTES)
    if not bot.settings.uses_socket_mode:
        application.router.add_post("/slack/events", _receiver(bot))
    application.router.add_get("/healthz", _say_alive)
    application.router.add_get("/readyz", _readiness(bot))
    return application


async def start_serving(application: web.Application, settings: Settings) -> web.AppRunner:
    """Listen on HOST and PORT; `runner.cleanup()` finishes what is in flight and stops.

    Returns:
        The runner; its `addresses` say where it listens.
    """
    runner = web.AppRunner(
        application,
        access_log=None,
        auto_decompress=False,
        shutdown_timeout=settings.shutdown_seconds,
    )
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    return runner


def _receiver(bot: ServedBot) -> Callable[[web.Request], Awaitable[web.Response]]:
    secret = bot.settings.slack_signing_secret.get_secret_value()

    async def receive(request: web.Request) -> web.Response:
        try:
            envelope = await _read(request)
            if is_certificate_check(envelope):
                return web.Response()
            body = admit(envelope, secret=secret, now=utc_now())
        except RefusedError as refusal:
            size = request.content.total_bytes
            log.warning("request_refused", reason=refusal.reason, size=size)
            return web.Response(status=refusal.status)
        retry = {name: request.headers[name] for name in RETRY if name in request.headers}
        return _answer(await hand_over(bot.bolt, body, retry=retry, transport="http"))

    return receive


async def _read(request: web.Request) -> Envelope:
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise RefusedError(415, "content_encoding")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.read()
    except TimeoutError:
        raise RefusedError(408, "slow") from None
    except web.HTTPRequestEntityTooLarge:
        raise RefusedError(413, "size") from None
    except (web.RequestPayloadError, OSError):
        raise RefusedError(400, "broken_off") from None
    return Envelope(
        content_type=request.content_type,
        timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
        signature=request.headers.get("X-Slack-Signature", ""),
        raw=raw,
    )


def _answer(response: BoltResponse) -> web.Response:
    kind = "application/json" if response.body.startswith("{") else "text/plain"
    kind = response.headers.get("content-type", [kind])[0].partition(";")[0]
    return web.Response(
        status=response.status, text=response.body, content_type=kind, charset="utf-8"
    )


async def _say_alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


def _readiness(bot: ServedBot) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def say_ready(_request: web.Request) -> web.Response:
        reason = await why_not_ready(bot.engine) or bot.why_not_receiving()
        if reason is None:
            return web.Response(text="ok")
        log.warning("not_ready", reason=reason)
        return web.Response(status=503, text=reason)

    return say_ready


async def why_not_ready(engine: AsyncEngine) -> str | None:
    """Return a word for why requests should go elsewhere; None when they may come.

    A revision that this release does not know is newer: it appears while another replica
    upgrades, and migrations work with the release before them.
    """
    try:
        async with asyncio.timeout(READY_SECONDS):
            state = await revision_state(engine)
            read_only = await is_read_only(engine)
    except Exception as error:
        if is_busy_or_gone(error, writes=False):
            return "database_unreachable"
        raise
    if read_only:
        return "database_read_only"
    return None if state in {RevisionState.CURRENT, RevisionState.UNKNOWN} else f"database_{state}"
