"""The page of a workspace with a scripted bot."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from sandbox import Slack
from sandbox.page.serving import Page
from tests.sandbox.bots import SECRET, TOKEN
from tests.sandbox.page.browser import Browser


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    def add_pages(slack: Slack, app: web.Application) -> None:
        Page(slack).serve(app)

    async with Slack.start(signing_secret=SECRET, bot_token=TOKEN, pages=add_pages) as started:
        started.declare_command("/okr")
        yield started


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def browser(slack: Slack, http: ClientSession) -> Browser:
    return Browser(http, slack.world.base_url)


@pytest.fixture
def other_browser(slack: Slack, http: ClientSession) -> Browser:
    return Browser(http, slack.world.base_url)
