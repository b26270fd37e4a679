"""A workspace with two people and a channel, and bots to talk to."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import SECRET, TOKEN, Bot, Script, serving


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack.start(signing_secret=SECRET, bot_token=TOKEN, quiet_seconds=0.03) as started:
        yield started


@pytest.fixture
async def bot(slack: Slack) -> AsyncIterator[Bot]:
    """Connect a real Bolt app."""
    made = Bot(slack)
    async with serving(made.answer) as url:
        slack.connect(url)
        yield made


async def nothing_in_flight() -> None:
    """A scripted bot does nothing after its answer, so there is nothing to wait for."""


@pytest.fixture
async def script(slack: Slack) -> AsyncIterator[Script]:
    """Connect a bot that answers from a script."""
    made = Script()
    slack.idle = nothing_in_flight
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
