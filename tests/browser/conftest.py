"""The demo in a folder of its own, and a real browser before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from sandbox.chromium import chromium
from sandbox.demo.beginning import begin
from sandbox.demo.demo import Demo, running

PATIENCE = 10_000


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    kept = await begin(tmp_path / "demo", str)
    async with running(tmp_path / "demo", kept, port=0) as started:
        yield started


@pytest.fixture
async def page(demo: Demo) -> AsyncIterator[Page]:
    """A tab on which nothing may go wrong unseen."""
    async with chromium() as browser:
        tab = await browser.new_page()
        tab.set_default_timeout(PATIENCE)
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await tab.goto(demo.slack.world.base_url)
        yield tab
        assert faults == []
    demo.slack.assert_clean()
