"""Work: planned from a key result, added, placed, taken up and finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.demo.company.scene import Scene, close, fill
from sandbox.driver.person import Person

WHERE = "Where does it belong?"
HOW = "How would the number move?"
NOT_NOW, DROP = "Not now: shelf", "Drop it"
ENGINEERING_HEALTH, UPKEEP = "Engineering health", "Upkeep"


@dataclass(frozen=True, slots=True)
class Plan:
    """Work that comes from a key result.

    Args:
        key_result: its number in the channel's team.
        how: how the number would move.
    """

    at: datetime
    who: str
    key_result: str
    title: str
    how: str
    must_happen: bool = False

    async def play(self, scene: Scene) -> None:
        """Plan it for oneself."""
        person = await scene.command(self.who, f"plan {self.key_result}")
        fill(person, "The work", self.title)
        fill(person, HOW, self.how)
        fill(person, "Who does it?", person)
        fill(person, "This week", self.must_happen or None)
        await person.press("Plan it")
        await close(person)


@dataclass(frozen=True, slots=True)
class Added:
    """Something that somebody writes down, without saying yet where it belongs.

    Args:
        is_started: they do it, and it is not only an idea.
    """

    at: datetime
    who: str
    title: str
    is_started: bool = False

    async def play(self, scene: Scene) -> None:
        """Add it."""
        person = await scene.command(self.who, f"work add {self.title}")
        fill(person, "Who does it?", person if self.is_started else None)
        fill(person, "Is it started?", "Started" if self.is_started else "Only an idea")
        await person.press("Add")
        await close(person)


@dataclass(frozen=True, slots=True)
class Serves:
    """The answer that work moves a key result.

    Args:
        key_result: as the menu shows it, such as `1.1 Completion`.
    """

    key_result: str
    how: str


@dataclass(frozen=True, slots=True)
class Anyway:
    """The answer that work serves no objective and is done all the same."""

    why: str


Answer = Serves | Anyway | str


@dataclass(frozen=True, slots=True)
class Placing:
    """Somebody says of everything without a place where it belongs.

    Args:
        answers: by the title of the work, in the order in which it is asked about.
    """

    at: datetime
    who: str
    answers: Mapping[str, Answer]

    async def play(self, scene: Scene) -> None:
        """Answer one by one, and look at the end."""
        person = await scene.command(self.who, "place")
        for number, (title, answer) in enumerate(self.answers.items(), start=1):
            assert title in person.front.shown, f"{title} is not asked about:\n{person.front.shown}"
            await _answer(person, answer)
            await person.press("Save" if number == len(self.answers) else "Save, next")
        await close(person)


@dataclass(frozen=True, slots=True)
class Finish:
    """Somebody finishes work."""

    at: datetime
    who: str
    title: str

    async def play(self, scene: Scene) -> None:
        """Mark it as done in the list of the team's work."""
        person = await scene.command(self.who, "work")
        await person.press(f"Done: {self.title}")
        await close(person)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Somebody starts what was only an idea."""

    at: datetime
    who: str
    title: str

    async def play(self, scene: Scene) -> None:
        """Start it from the list of the team's work."""
        person = await scene.command(self.who, "work")
        await person.choose("Started", within=self.title)
        await close(person)


async def _answer(person: Person, answer: Answer) -> None:
    if isinstance(answer, Serves):
        await person.choose(WHERE, "Moves a key result")
        await person.choose("Which?", answer.key_result)
        fill(person, HOW, answer.how)
    elif isinstance(answer, Anyway):
        await person.choose(WHERE, "No objective, doing it anyway")
        fill(person, "Why?", answer.why)
    else:
        await person.choose(WHERE, answer)
