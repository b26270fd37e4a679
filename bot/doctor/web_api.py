"""Asks Slack, and gives what it answered with the headers; all calls share one deadline."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

CODE = re.compile(r"[a-z0-9_]{1,60}")
NOT_SLACK, TROUBLE, RATE_LIMITED = "not_slack", "trouble", "ratelimited"
"""Our words where Slack gave no code of its own: another server, a 5xx, a 429."""


class SilentError(Exception):
    """No answer came in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `error` is empty when Slack said ok."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    error: str = ""


class WebApi:
    """Calls Slack as the bot does, through the proxy that the environment names."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str, *, deadline: float) -> None:
        self._http = http
        self._base_url = base_url
        self._deadline = deadline
        self._proxy = load_http_proxy_from_env(logging.getLogger(__name__))

    async def call(self, method: str, *, token: str, **form: str) -> Answer:
        """Call one method once.

        Raises:
            SilentError: no answer came before the deadline.
        """
        try:
            async with (
                asyncio.timeout_at(self._deadline),
                self._http.post(
                    f"{self._base_url}{method}",
                    headers={"Authorization": f"Bearer {token}"},
                    data=form,
                    proxy=self._proxy,
                ) as response,
            ):
                return await _read(response)
        # An address with a user and a password in it is a ValueError of aiohttp.
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise SilentError from error


async def _read(response: aiohttp.ClientResponse) -> Answer:
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Answer({}, response.headers, RATE_LIMITED)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer({}, response.headers, TROUBLE)
    try:
        body = await response.json(content_type=None)
    except ValueError:
        body = None
    if not isinstance(body, dict) or "ok" not in body:
        return Answer({}, response.headers, NOT_SLACK)
    if body["ok"]:
        return Answer(body, response.headers)
    code = str(body.get("error", ""))
    return Answer(body, response.headers, code if CODE.fullmatch(code) else "an unknown error")
