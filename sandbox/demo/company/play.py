"""Plays the six weeks of the company through the bot, in the order in which they happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.demo.clock import DemoClock
from sandbox.demo.company import catalogue, checkout, everyone, security
from sandbox.demo.company.days import END, START
from sandbox.demo.company.meetings import OF_A_MEETING
from sandbox.demo.company.okrs import Invite
from sandbox.demo.company.people import open_doors
from sandbox.demo.company.scene import Happening, Scene
from sandbox.demo.winding import Bot
from sandbox.driver.slack import Slack

WEEKS = 6
STORIES = {
    everyone.CHANNEL: everyone.STORY,
    checkout.CHANNEL: checkout.STORY,
    catalogue.CHANNEL: catalogue.STORY,
    security.CHANNEL: security.STORY,
}
MEETINGS = (checkout.FIRST_MEETING, catalogue.FIRST_MEETING, security.FIRST_MEETING)
NOTICE = timedelta(hours=2)
LASTS = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """The bot's scheduler looks at what is due."""

    at: datetime


async def play_company(
    slack: Slack, bot: Bot, clock: DemoClock, say: Callable[[str], object]
) -> None:
    """Let the company come together and live its six weeks, up to a Monday morning.

    Args:
        slack: an empty workspace that the bot is connected to, with the app's manifest loaded.
        bot: works by the clock, and only when it is told to.
        clock: stands before the quarter begins.
        say: tells whoever waits how far the story is.
    """
    open_doors(slack)
    scenes = {channel.name: Scene(slack, channel) for channel in slack.channels}
    week = 0
    for channel, happening in sorted(_all(), key=lambda one: one[1].at):
        clock.move_to(happening.at)
        if (now := _week_of(happening.at)) > week:
            week = now
            say(f"Week {week} of {WEEKS}")
        if isinstance(happening, Tick):
            await bot.tick()
        else:
            await happening.play(scenes[channel])
    clock.move_to(END)
    await bot.tick()
    for place in slack.channels:
        # Slack forgets what it showed to one person alone when they come back another day.
        place.state.ephemerals.clear()


def _all() -> Iterator[tuple[str, Happening | Tick]]:
    for channel, story in STORIES.items():
        for happening in story:
            yield channel, happening
            if isinstance(happening, (Invite, *OF_A_MEETING)):
                yield "", Tick(happening.at + A_MINUTE)
    for first in MEETINGS:
        for week in range(WEEKS):
            # On the wall clock: the hour stays when summer time ends.
            meeting = first + timedelta(weeks=week)
            for at in (meeting - NOTICE, meeting + LASTS + A_MINUTE):
                if at < END:
                    yield "", Tick(at)


def _week_of(instant: datetime) -> int:
    return (instant.date() - START.date()).days // 7 + 1
