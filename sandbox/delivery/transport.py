"""How a payload reaches the bot: the protocol both transports speak, and signed HTTP."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from sandbox.json_types import JsonObject

USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One payload for the bot.

    `envelope` is command, interaction or event: it decides how the payload is encoded.
    """

    envelope: str
    what: str
    payload: JsonObject
    retry: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered, or why no answer came (timeout, unreachable, unconnected).

    `is_final` is the bot's wish not to get a failed event again; `is_network` says that the
    failure is none of the bot's.
    """

    status: int | None
    body: str = ""
    content_type: str = ""
    elapsed: float = 0.0
    failure: str | None = None
    is_final: bool = False
    is_network: bool = False


class Transport(Protocol):
    """Carries payloads to the bot; its name is `http` or `socket`."""

    @property
    def name(self) -> str:
        """Return what the log calls it."""

    async def deliver(self, request: Request, seconds: float) -> Answer:
        """Hand over one payload and wait for its acknowledgement."""

    async def close(self) -> None:
        """Let go of connections."""


class HttpTransport:
    """Signed HTTP POST to the bot's request URL."""

    name = "http"

    def __init__(self, url: str, signing_secret: str) -> None:
        self.url = url
        self.signing_secret = signing_secret
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, request: Request, seconds: float) -> Answer:
        """POST one payload, signed, and give up after so many seconds."""
        body, content_type = encoded(request)
        headers = signed_headers(body, content_type, self.signing_secret) | dict(request.retry)
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                return await self._post(body, headers, began)
        except TimeoutError:
            return Answer(None, elapsed=time.monotonic() - began, failure="timeout")
        except aiohttp.ClientError as error:
            return Answer(None, str(error), elapsed=time.monotonic() - began, failure="unreachable")

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str], began: float) -> Answer:
        if self._session is None:
            # A fresh connection each time: the bot may have been restarted on the same port.
            connector = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        async with self._session.post(
            self.url, data=body, headers=headers, allow_redirects=False
        ) as response:
            text = await response.text()
            elapsed = time.monotonic() - began
            is_final = response.headers.get("X-Slack-No-Retry") == "1"
            return Answer(response.status, text, response.content_type, elapsed, is_final=is_final)


def encoded(request: Request) -> tuple[bytes, str]:
    """Return the body and content type in which Slack sends a payload."""
    if request.envelope == "command":
        return urlencode(request.payload).encode(), FORM
    if request.envelope == "interaction":
        return urlencode({"payload": json.dumps(request.payload)}).encode(), FORM
    return json.dumps(request.payload).encode(), "application/json"


def signed_headers(
    body: bytes, content_type: str, secret: str, *, at: int | None = None
) -> dict[str, str]:
    """Return the headers of a signed request; docs: verifying requests from Slack."""
    timestamp = str(int(time.time()) if at is None else at)
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "Accept": "application/json,*/*",
        "User-Agent": USER_AGENT,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }
