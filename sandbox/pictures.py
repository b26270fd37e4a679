"""`python -m sandbox.pictures`: take the README's pictures from the demo's page."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page

from sandbox.chromium import NoBrowserError, chromium
from sandbox.demo.beginning import begin
from sandbox.demo.demo import running
from sandbox.house import ROOT, quieten_log

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1060, 1260
"""As high as the prompt, so that one picture holds it."""
PATIENCE = 10_000
"""Milliseconds until something that should show is missed."""


def main() -> int:
    """Take every picture and return the exit status."""
    quieten_log()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(take_pictures(FOLDER))
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def take_pictures(folder: Path) -> None:
    """Play the demo's story in a folder of its own, and take pictures on the way."""
    with TemporaryDirectory(prefix="okrbot-pictures-") as name:
        kept = await begin(Path(name) / "demo", print)
        kept.is_tour_closed = True
        async with running(Path(name) / "demo", kept, port=0) as demo, chromium() as browser:
            context = await browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
            )
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            await page.goto(demo.slack.world.base_url)
            await _take(page, folder)


async def _take(page: Page, folder: Path) -> None:
    await page.get_by_role("button", name="To the next thing").click()
    prompt = page.locator("article").filter(has_text="Planning today")
    await prompt.wait_for()
    await prompt.evaluate("one => one.scrollIntoView({block: 'start'})")
    await page.locator("#notices").evaluate("one => one.replaceChildren()")
    await page.screenshot(path=folder / "prompt.png")
    await prompt.get_by_role("button", name="Check in", exact=True).last.click()
    await _picture_of_form(page, folder / "check-in.png")
    await prompt.locator("button", has_text="Place them").click()
    await _picture_of_form(page, folder / "place-work.png")


async def _picture_of_form(page: Page, path: Path) -> None:
    form = page.locator("#modal[open]")
    await form.locator(".block").first.wait_for()
    await form.screenshot(path=path)
    await page.keyboard.press("Escape")
    await form.wait_for(state="hidden")


if __name__ == "__main__":
    sys.exit(main())
