"""How the demo begins: its story is played once, and only a whole one is kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sandbox.demo.clock import DemoClock
from sandbox.demo.company import START, play_company
from sandbox.demo.keeping import Kept, save
from sandbox.driver.slack import Slack
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN, House


async def begin(folder: Path, say: Callable[[str], object]) -> Kept:
    """Play the company's weeks; return the workspace as they leave it, kept in the folder.

    Args:
        say: tells whoever waits how far the story is.
    """
    part = folder.with_suffix(".part")
    for old in (part, folder):
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True)
    clock = DemoClock(START)
    async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
        slack.load_manifest(MANIFEST)
        slack.clock.shown = clock.seconds
        house = House(slack, clock, part)
        try:
            await house.start(worker=False)
            await play_company(slack, house, clock, say)
            slack.assert_clean()
        finally:
            await house.stop()
        kept = Kept(slack.world.state, clock.now)
        save(part, kept)
    part.rename(folder)
    return kept
