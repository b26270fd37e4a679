"""The first week: its people, and what they do."""

from datetime import datetime

from sandbox.blocks.inputs import state_values, value_of
from sandbox.driver.handles import ShownMessage
from sandbox.driver.labels import block_of
from sandbox.driver.person import Person
from sandbox.driver.surfaces import On
from sandbox.house import House
from sandbox.json_types import Json
from sandbox.walkthrough.clock import BERLIN, StoryClock
from sandbox.walkthrough.failure import StepFailedError
from sandbox.walkthrough.stage import Stage
from sandbox.walkthrough.teller import Teller

MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=BERLIN)
"""A Monday in the middle of a quarter, and the day before the team plans."""


class FirstWeek(Stage):
    """What the acts of the first week play on."""

    def __init__(self, house: House, clock: StoryClock, teller: Teller) -> None:
        super().__init__(house, clock, teller)
        slack = house.slack
        self.ana = slack.add_person("Ana")
        self.ben = slack.add_person("Ben")
        self.chidi = slack.add_person("Chidi", zone="Africa/Lagos")
        self.gus = slack.add_person("Gus", is_guest=True)
        self.checkout = slack.add_channel("checkout", members=slack.people)

    @property
    def posts(self) -> list[ShownMessage]:
        """Return what the bot has posted in the channel, oldest first."""
        return self.checkout.bot_messages

    @property
    def prompt_posts(self) -> int:
        """Return how many prompts the bot ever posted in the channel, by the log of its calls."""
        posts = self.slack.log.posts(self.checkout.id)
        metadata = [post.data["arguments"].get("metadata") for post in posts]
        return sum("prompt" in str(one) for one in metadata)

    @property
    def prompt(self) -> ShownMessage:
        """Return the newest prompt.

        Raises:
            StepFailedError: there is none yet.
        """
        *_, newest = self.posts
        if newest == self.posts[0]:
            raise StepFailedError("the channel has no prompt yet", str(self.posts))
        return newest

    async def at(self, day: int, time: str, title: str) -> None:
        """Let time pass until a day of November and a time, and begin a new scene.

        Args:
            time: such as `09:05`.
        """
        self.clock.move_to(november(day, time))
        self.scene(title)
        await self.house.tick()
        self.find_no_fault()

    async def command(self, person: Person, text: str = "") -> None:
        """Type the slash command."""
        self.act(f"{person.name} types {f'/okr {text}'.strip()} in #{self.checkout.name}")
        await person.command("/okr", text, channel=self.checkout)
        self.find_no_fault(person)

    async def press(
        self, person: Person, button: str, *, on: On = None, within: str | None = None
    ) -> None:
        """Press a button.

        Args:
            within: text of the block in which the button stands.
        """
        self.act(f"{person.name} presses [{button}]" + (f" at {within}" if within else ""))
        await person.press(button, on=on, within=within)
        self.find_no_fault(person)

    async def choose(self, person: Person, label: str, value: Json, *, on: On = None) -> None:
        """Choose where the bot is told at once."""
        self.act(f"{person.name} chooses “{value}” for “{label}”")
        await person.choose(label, value, on=on)
        self.find_no_fault(person)

    def fill(self, person: Person, label: str, value: Json) -> None:
        """Enter something into a form.

        Args:
            label: of the input, or how it begins.
        """
        self.act(f"{person.name} enters {_words(value)} for “{label}”")
        person.fill(block_of(person, label), value)

    def entered(self, person: Person, label: str) -> Json:
        """Return what stands in an input of the form, as Slack's client would send it.

        Args:
            label: of the input, or how it begins.
        """
        view = person.front.state
        values = state_values(view.body["blocks"], view.entries, view.channel)
        [state] = values[block_of(person, label)].values()
        return value_of(state)


def november(day: int, time: str) -> datetime:
    """Return an instant of the story, such as the 10th at `08:00`."""
    hour, minute = map(int, time.split(":"))
    return MONDAY.replace(day=day, hour=hour, minute=minute)


def _words(value: Json) -> str:
    """Return an entry as the story tells it."""
    if isinstance(value, bool):
        return "a tick" if value else "no tick"
    if isinstance(value, Person):
        return value.name
    lines = str(value).splitlines() or [""]
    return f"“{lines[0]}”" if len(lines) == 1 else f"{len(lines)} lines"
