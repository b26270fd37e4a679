"""Where something happens: a channel of the workspace, and the people who act there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sandbox.driver.handles import Channel
from sandbox.driver.labels import block_of
from sandbox.driver.person import Person
from sandbox.driver.slack import Slack
from sandbox.json_types import Json


@dataclass(frozen=True, slots=True)
class Scene:
    """A team's channel, or one where people only talk."""

    slack: Slack
    channel: Channel

    def person(self, name: str) -> Person:
        """Return somebody of the company."""
        return next(one for one in self.slack.people if one.name == name)

    async def command(self, name: str, text: str) -> Person:
        """Let somebody type the slash command in this channel, and return who did."""
        person = self.person(name)
        await person.command("/okr", text, channel=self.channel)
        return person


class Happening(Protocol):
    """Something that somebody of the company does."""

    @property
    def at(self) -> datetime:
        """Return when it happens."""

    async def play(self, scene: Scene) -> None:
        """Let it happen."""


def fill(person: Person, label: str, value: Json) -> None:
    """Enter something into the form in front of a person, unless there is nothing to enter."""
    if value not in (None, "", ()):
        person.fill(block_of(person, label), value)


async def save(person: Person) -> None:
    """Save the form in front of a person and close it.

    Raises:
        RuntimeError: the bot refuses what the story says.
    """
    await person.press("Save")
    if person.errors:
        raise RuntimeError(f"{person.name}'s form was refused: {person.errors}")
    await close(person)


async def close(person: Person) -> None:
    """Close whatever is in front of a person."""
    await person.close_modal(whole_stack=True)
