"""The demo put together: workspace, bot, page, clock, tour, and what is kept of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from sandbox.demo.bar import DAY, HOUR, NEXT, TUESDAY, clock_bar, time_words
from sandbox.demo.clock import DemoClock
from sandbox.demo.keeping import Kept, save
from sandbox.demo.tour import CLOSE, steps_in, tour_card
from sandbox.demo.winding import next_tuesday, wind_to, wind_to_next
from sandbox.driver.slack import Slack
from sandbox.errors import DriverError
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN, House
from sandbox.json_types import JsonObject
from sandbox.page.html import tag
from sandbox.page.serving import Page
from sandbox.page.window import Window

BEGINS_AS, BEGINS_AT = "Ana", "checkout"
NOT_KEPT = "This is not kept: the demo's folder cannot be written. Start it again."
NOTHING_AHEAD = "Nothing is due in the next weeks."


class Demo:
    """One workspace with its bot, as long as it runs."""

    def __init__(self, slack: Slack, kept: Kept, folder: Path) -> None:
        self.slack = slack
        self.kept = kept
        self.clock = DemoClock(kept.now)
        self.house = House(slack, self.clock, folder)
        self.page = Page(
            slack,
            regions={"clock": self._draw_clock, "tour": self._draw_tour},
            acts={"wind": self._wind, "tour": self._tour},
            start=(BEGINS_AS, BEGINS_AT),
            after=self.keep,
        )
        self._folder = folder
        self._seen = len(slack.log.entries)
        self._moving = asyncio.Lock()
        self._is_kept = True

    async def keep(self) -> None:
        """Write down how things stand."""
        entries = self.slack.log.entries
        self.kept.tour = steps_in(entries[self._seen :], self.kept.tour)
        self._seen = len(entries)
        self.kept.now = self.clock.now
        try:
            save(self._folder, self.kept)
        except OSError:
            # The folder went away, or the disk is full: the page says so, and goes on.
            self._is_kept = False
        else:
            self._is_kept = True

    async def tick(self) -> None:
        """Let the bot do what is due, and write that down before the clock moves on."""
        await self.house.tick()
        await self.keep()

    async def next_due(self) -> datetime | None:
        """Return when the bot has something to do; None when nothing is ahead."""
        return await self.house.next_due()

    async def _wind(self, window: Window, wanted: JsonObject) -> None:
        async with self._moving:
            before = len(self.slack.log.posts())
            await self._move(str(wanted["to"]), ZoneInfo(window.person.state.tz))
            posts = self.slack.log.posts()[before:]
        said = self._channels([str(post.data["response"]["channel"]) for post in posts], window)
        if said:
            now = time_words(self.clock.now, window.person.state.tz)
            window.person.notices.append(f"{now}: okrbot posted in {said}.")

    async def _move(self, to: str, zone: ZoneInfo) -> None:
        steps = {HOUR: timedelta(hours=1), DAY: timedelta(days=1)}
        if to == NEXT:
            if not await wind_to_next(self, self.clock, self.slack.log):
                raise DriverError(NOTHING_AHEAD)
        elif to == TUESDAY:
            await wind_to(self, self.clock, next_tuesday(self.clock.now, zone))
        elif to in steps:
            await wind_to(self, self.clock, self.clock.now + steps[to])

    def _channels(self, ids: list[str], window: Window) -> str:
        """Return where something was posted that this person can see."""
        conversations = self.slack.world.state.conversations
        seen = [conversations[one] for one in dict.fromkeys(ids) if one in conversations]
        return ", ".join(
            "your messages" if one.is_im else f"#{one.name}"
            for one in seen
            if window.names.sees(one)
        )

    async def _tour(self, _window: Window, wanted: JsonObject) -> None:
        self.kept.is_tour_closed = wanted["step"] == CLOSE

    def _draw_clock(self, window: Window) -> Markup:
        has_tour = not self.kept.is_tour_closed
        bar = clock_bar(self.clock.now, window.person.state.tz, has_tour=has_tour)
        return bar if self._is_kept else bar + tag("strong", NOT_KEPT)

    def _draw_tour(self, _window: Window) -> Markup:
        return Markup("") if self.kept.is_tour_closed else tour_card(self.kept.tour)


@asynccontextmanager
async def running(folder: Path, kept: Kept, *, port: int) -> AsyncIterator[Demo]:
    """Run the demo on what was kept, until the block ends; then keep how it stands.

    Raises:
        OSError: the port is taken.
    """
    found: list[Demo] = []

    def add_pages(slack: Slack, app: web.Application) -> None:
        found.append(Demo(slack, kept, folder))
        found[0].page.serve(app)

    async with Slack.start(
        signing_secret=SIGNING_SECRET, bot_token=TOKEN, port=port, state=kept.state, pages=add_pages
    ) as slack:
        slack.load_manifest(MANIFEST)
        demo = found[0]
        slack.clock.shown = demo.clock.seconds
        try:
            await demo.house.start()
            yield demo
        finally:
            await demo.house.stop()
            await demo.keep()
