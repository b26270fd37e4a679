"""A team and its OKRs: set up, pasted, and put right in their forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sandbox.demo.company.scene import Scene, close, fill, save
from sandbox.driver.person import Person
from sandbox.json_types import Json


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody adds the bot to the channel."""

    at: datetime
    who: str

    async def play(self, scene: Scene) -> None:
        """Add it."""
        await scene.slack.invite_bot(scene.channel, by=scene.person(self.who))


@dataclass(frozen=True, slots=True)
class SetUp:
    """A lead says when the team plans; the form for the OKRs stays open.

    Args:
        meets_at: local time of the lead.
    """

    at: datetime
    who: str
    weekday: str
    meets_at: time

    async def play(self, scene: Scene) -> None:
        """Fill in the first form of the set-up."""
        person = await scene.command(self.who, "setup")
        fill(person, "You plan on", self.weekday)
        fill(person, "At", self.meets_at)
        await person.press("Next")


@dataclass(frozen=True, slots=True)
class Paste:
    """The lead pastes the OKRs into the open form, and says what the team is doing already.

    Args:
        likely: by the number of the key result.
        work: a title a line.
    """

    at: datetime
    who: str
    text: str
    likely: Mapping[str, int]
    work: str

    async def play(self, scene: Scene) -> None:
        """Go on with the set-up to its end; the first prompt comes by itself."""
        person = scene.person(self.who)
        fill(person, "Paste your OKRs", self.text)
        await person.press("Next")
        for number, likely in self.likely.items():
            fill(person, f"{number} ", likely)
        await person.press("Save")
        fill(person, "What are you in the middle of?", self.work)
        await person.press("Next")
        await close(person)


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective, as its form takes it.

    Args:
        number: of one that exists and is changed; 0 for a new one.
        serves: an objective of another team, as the menu shows it.
        because: why it is added or changed once the OKRs are set.
    """

    at: datetime
    who: str
    title: str = ""
    why: str = ""
    number: int = 0
    is_stretch: bool = False
    serves: str = ""
    because: str = ""

    async def play(self, scene: Scene) -> None:
        """Fill in the form and save it."""
        person = await scene.command(self.who, f"edit {self.number}" if self.number else "new")
        if not self.number:
            await person.press("Add an objective")
        fill(person, "Objective", self.title)
        fill(person, "Why it matters", self.why)
        fill(person, "How firm is it?", "Stretch" if self.is_stretch else None)
        fill(person, "Serves", self.serves)
        fill(person, "Why the change?" if self.number else "Why now?", self.because)
        await save(person)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a key result that has steps."""

    title: str
    due: date
    weight: int = 1


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A key result, as its form takes it.

    Args:
        number: of one that exists and is changed; empty for a new one.
        objective: of a new one, as the menu shows it.
        fields: what is entered, by label; a name stands for the person.
        on_the_way: where the number should be on a date.
        because: why it is added or changed once the OKRs are set.
    """

    at: datetime
    who: str
    number: str = ""
    objective: str = ""
    kind: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    on_the_way: Mapping[date, str] = field(default_factory=dict)
    because: str = ""

    async def play(self, scene: Scene) -> None:
        """Fill in the form and save it."""
        person = await scene.command(self.who, f"edit {self.number}" if self.number else "new")
        if self.objective:
            await person.choose("Choose an objective", self.objective)
            await person.choose("Kind", self.kind)
        await self._add_rows(person)
        if self.fields.keys() & {"Stand-in", "Weight", "Check in", "No start yet? Measured by"}:
            await person.press("More")
        for label, value in self.fields.items():
            is_name = label in {"Owner", "Stand-in"}
            fill(person, label, scene.person(str(value)) if is_name else value)
        fill(person, "Why the change?" if self.number else "Why now?", self.because)
        await save(person)

    async def _add_rows(self, person: Person) -> None:
        for place, step in enumerate(self.steps):
            if place > 1:
                await person.press("Add a step")
            fill(person, f"Step {place + 1}", step.title)
            await person.choose("Due date", step.due, at=place)
            if step.weight != 1:
                await person.choose("Weight", f"Weight {step.weight}", at=place)
        for place, (day, value) in enumerate(self.on_the_way.items()):
            await person.press("Add a date on the way")
            fill(person, f"On the way {place + 1}", value)
            await person.choose("On which date?", day, at=place)
