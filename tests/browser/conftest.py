"""The demo in a folder of its own, and a real browser before it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from sandbox.chromium import chromium
from sandbox.demo.beginning import begin
from sandbox.demo.demo import Demo, running
from sandbox.demo.keeping import load

PATIENCE = 10_000
Open = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story, played once; every test goes on from a copy."""
    folder = tmp_path_factory.mktemp("template") / "demo"
    asyncio.run(begin(folder, str))
    return folder


@pytest.fixture
async def demo(template: Path, tmp_path: Path) -> AsyncIterator[Demo]:
    folder = shutil.copytree(template, tmp_path / "demo")
    kept = load(folder)
    assert kept is not None
    async with running(folder, kept, port=0) as started:
        yield started
        started.slack.assert_clean()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def open_tab(browser: Browser, demo: Demo) -> AsyncIterator[Open]:
    """Opens tabs on which nothing may go wrong unseen; told how, in a browser of their own."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    async def opened(**how: Any) -> Page:
        if how or not contexts:
            contexts.append(await browser.new_context(**how))
        tab = await contexts[-1].new_page()
        tab.set_default_timeout(PATIENCE)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await tab.goto(demo.slack.world.base_url)
        return tab

    yield opened
    assert faults == []


@pytest.fixture
async def page(open_tab: Open) -> Page:
    return await open_tab()
