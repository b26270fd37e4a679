"""A call to Slack ends in its time, however long Slack takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.config import Settings
from bot.slack.client import SlackClient
from bot.slack.errors import AmbiguousError


@asynccontextmanager
async def silent_slack() -> AsyncIterator[tuple[SlackClient, list[str]]]:
    """Give a client of a server that takes every call and answers none, and what it was asked."""
    asked: list[str] = []
    is_over = asyncio.Event()

    async def keep_waiting(request: web.Request) -> web.Response:
        asked.append(request.path)
        await is_over.wait()
        return web.Response()

    application = web.Application()
    application.router.add_post("/api/{method}", keep_waiting)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    async with ClientSession() as session:
        client = SlackClient(token="xoxb-1", base_url=url, session=session, timeout_seconds=0.1)
        yield client, asked
        is_over.set()
    await runner.cleanup()


async def test_a_post_without_an_answer_is_ambiguous_and_not_repeated() -> None:
    async with silent_slack() as (client, asked), asyncio.timeout(5):
        with pytest.raises(AmbiguousError):
            await client.post_message("C1", text="x", blocks=[], key="k", client_message_id="u")
        assert asked == ["/api/chat.postMessage"]


async def test_a_read_without_an_answer_ends_too() -> None:
    async with silent_slack() as (client, _), asyncio.timeout(5):
        with pytest.raises(AmbiguousError):
            await client.fetch_profile("U1")


@pytest.mark.parametrize(("timeout", "lease", "expected"), [(10, 60, 10), (10, 4, 2), (1, 4, 1)])
def test_a_call_ends_well_before_the_lease(timeout: float, lease: float, expected: float) -> None:
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("s"),
        slack_timeout_seconds=timeout,
        outbox_lease_seconds=lease,
    )
    assert settings.call_seconds == expected
