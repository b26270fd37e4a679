"""The socket side: Slack's envelopes to Bolt, and its answers back as acknowledgements."""

import asyncio
import json
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.config import Settings
from bot.connections import Connection, Connections
from bot.guard import RefusedError
from bot.inbound import RETRY_NUMBER, RETRY_REASON, hand_over
from bot.payload_shape import Body, is_known_shape
from bot.slack.client import SlackClient
from bot.slack.errors import SlackError

KINDS = ("slash_commands", "interactive", "events_api")

log = structlog.get_logger(__name__)


class SocketRefusedError(Exception):
    """Slack lets us open no socket; the text says what to do."""


class SocketMode:
    """Receives from Slack without a public address."""

    def __init__(
        self,
        *,
        bolt: AsyncApp,
        slack: SlackClient,
        http: aiohttp.ClientSession,
        settings: Settings,
    ) -> None:
        """Put it together without connecting.

        Args:
            slack: with the app-level token.
        """
        self._bolt = bolt
        self._answering: set[asyncio.Task[None]] = set()
        self._connections = Connections(
            slack=slack,
            http=http,
            take=self._take,
            pause_seconds=settings.socket_pause_seconds,
            heartbeat_seconds=settings.socket_heartbeat_seconds,
        )

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        return self._connections.is_connected

    async def start(self) -> None:
        """Connect and receive.

        Raises:
            SocketRefusedError: the token is not good for it.
        """
        try:
            await self._connections.start()
        except SlackError as error:
            raise SocketRefusedError(
                f"Slack opens no socket for SLACK_APP_TOKEN ({error.code}). In your app's settings "
                "on api.slack.com, switch Socket Mode on, and under Basic Information, App-Level "
                "Tokens, copy a token that has the scope connections:write."
            ) from error

    async def stop_taking(self) -> None:
        """Take nothing new; what was taken goes on."""
        await self._connections.stop_taking()

    async def finish(self) -> None:
        """Return when everything that was taken has been acknowledged."""
        while self._answering:
            await asyncio.wait(self._answering)

    async def close(self) -> None:
        """Let go of the connections, and of what is still unanswered."""
        for task in self._answering:
            task.cancel()
        await self._connections.close()

    def _take(self, envelope: Body, connection: Connection) -> None:
        task = asyncio.create_task(self._answer(envelope, connection))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, envelope: Body, connection: Connection) -> None:
        try:
            acknowledgement = await self._acknowledgement(envelope)
        except RefusedError as refusal:
            # Not acknowledged, as HTTP would answer 400: the person learns that it went wrong.
            log.warning("envelope_refused", reason=refusal.reason)
            return
        except Exception:
            log.exception("envelope_failed")
            return
        if not await self._connections.send(acknowledgement, by=connection):
            log.warning("acknowledgement_lost")

    async def _acknowledgement(self, envelope: Body) -> Body:
        envelope_id, body = _checked(envelope)
        response = await hand_over(self._bolt, body, retry=_retry(envelope), transport="socket")
        if response.status != 200:
            raise RefusedError(response.status, "unhandled")
        payload = _payload(response)
        if payload is None:
            return {"envelope_id": envelope_id}
        if envelope.get("accepts_response_payload") is not True:
            log.warning("answer_not_wanted")
            return {"envelope_id": envelope_id}
        return {"envelope_id": envelope_id, "payload": payload}


def _checked(envelope: Body) -> tuple[str, Body]:
    """Return the id and the payload of an envelope.

    Raises:
        RefusedError: it is of a kind or shape that nothing here relies on.
    """
    envelope_id, body = envelope["envelope_id"], envelope.get("payload")
    if not isinstance(envelope_id, str) or not isinstance(body, dict):
        raise RefusedError(400, "envelope")
    if envelope.get("type") not in KINDS:
        raise RefusedError(400, "kind")
    if not is_known_shape(body):
        raise RefusedError(400, "shape")
    return envelope_id, body


def _retry(envelope: Body) -> dict[str, str]:
    number = envelope.get("retry_attempt")
    if not isinstance(number, int) or number < 1:
        return {}
    return {RETRY_NUMBER: str(number), RETRY_REASON: str(envelope.get("retry_reason"))}


def _payload(response: BoltResponse) -> Any:  # noqa: ANN401 - JSON is whatever it is
    if not response.body:
        return None
    return json.loads(response.body) if response.body.startswith("{") else {"text": response.body}
