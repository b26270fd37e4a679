"""The people of the story, the channels of their teams, and what the bot posted there."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sandbox.blocks.walk import controls
from sandbox.driver.handles import Channel, ShownMessage
from sandbox.driver.person import Person
from sandbox.house import House
from sandbox.quarter.deeds import Deed
from sandbox.walkthrough.clock import StoryClock

QUESTION = "What would move these this week?"
CARD, RECAP = "[Park it]", "[Correct something]"


class Players:
    """Everybody by name, and every team by its key.

    Attributes:
        asked: the key results that the last check-in form asked for.
        set_aside: how much the last fresh start said that it sets aside.
        suggested: the scores that the last closing suggested, by key result.
    """

    def __init__(self, house: House, clock: StoryClock) -> None:
        self.house = house
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.asked: tuple[str, ...] = ()
        self.set_aside = 0
        self.suggested: dict[str, Fraction] = {}

    def meet(self, name: str, zone: str) -> None:
        """Let somebody be there from now on."""
        self.people[name] = self.house.slack.add_person(name, zone=zone)

    def who(self, deed: Deed) -> Person:
        """Return who does something."""
        return self.people[deed.who]

    def where(self, deed: Deed) -> Channel:
        """Return the channel of the team for which it is done."""
        return self.channels[deed.team]

    async def command(self, deed: Deed, text: str) -> Person:
        """Let somebody type a command in their team's channel; return them."""
        person = self.who(deed)
        await person.command("/okr", text, channel=self.where(deed))
        return person

    async def pass_time(self, *, minutes: int) -> None:
        """Let some time pass in which people think."""
        self.clock.move_to(self.clock.now + timedelta(minutes=minutes))
        await self.house.tick()

    def prompts(self, team: str) -> list[ShownMessage]:
        """Return every prompt of a team, the oldest first."""
        return [one for one in self.channels[team].bot_messages if QUESTION in one.shown]

    def prompt(self, team: str) -> ShownMessage:
        """Return the newest prompt of a team."""
        *_, newest = self.prompts(team)
        return newest

    def recaps(self, team: str) -> list[ShownMessage]:
        """Return what stands as a recap in the thread of the newest prompt."""
        return [one for one in self.prompt(team).thread if RECAP in one.shown]

    def said(self, team: str, words: str) -> list[ShownMessage]:
        """Return what the bot said with certain words, in the channel or in a thread of it."""
        tops = self.channels[team].bot_messages
        return [one for top in tops for one in (top, *top.thread) if words in one.shown]

    def title(self, team: str, number: str) -> str:
        """Return a key result as menus name it."""
        return self.titles[team, number]


Acts = Mapping[type[Deed], Callable[[Players, Any], Awaitable[None]]]
"""How each deed is played; each takes deeds of its own type."""


def label_beginning(person: Person, words: str, *, within: str = "") -> str:
    """Return the one label in the form in front of somebody that begins so.

    Args:
        within: how the heading above it begins; any will do without it.
    """
    [label] = {
        one.label
        for one in controls(person.front.blocks)
        if one.label.startswith(words) and f"*{within}" in f"*{one.heading}"
    }
    return label


def has_field(person: Person, label: str) -> bool:
    """Tell whether the form in front of somebody has a field of this label."""
    return any(one.is_input and one.label == label for one in controls(person.front.blocks))
