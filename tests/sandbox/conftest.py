"""A real Bolt app, run inside the test, for the stand-in to talk to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack

SECRET = "signing-secret"
TOKEN = "xoxb-bot"
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Bot:
    """A Bolt app behind a real port; tests register listeners on `app`."""

    def __init__(self, slack: Slack) -> None:
        self.client = AsyncWebClient(token=TOKEN, base_url=slack.api_url)
        self.app = AsyncApp(signing_secret=SECRET, client=self.client)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Hand one request to Bolt."""
        response = await self.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)


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


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack.start(signing_secret=SECRET, bot_token=TOKEN, quiet_seconds=0.03) as started:
        yield started


@pytest.fixture
async def bot(slack: Slack) -> AsyncIterator[Bot]:
    made = Bot(slack)
    async with serving(made.answer) as url:
        slack.connect(url)
        yield made


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(token=TOKEN, base_url=slack.api_url)


@pytest.fixture
def ana(slack: Slack) -> Person:
    return slack.add_person("Ana", zone="Europe/Berlin")


@pytest.fixture
def ben(slack: Slack) -> Person:
    return slack.add_person("Ben", zone="America/New_York")


@pytest.fixture
def checkout(slack: Slack, ana: Person, ben: Person) -> Channel:
    return slack.add_channel("checkout", members=[ana, ben], bot=True)
