"""Starting fresh: the old list goes to the shelf, and the objectives are asked for ideas."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.demo.company.scene import Scene, close, fill, save
from sandbox.demo.company.work import HOW


@dataclass(frozen=True, slots=True)
class OldList:
    """Somebody types in what lay in an old list, all of it ideas that nobody has begun."""

    at: datetime
    who: str
    titles: tuple[str, ...]

    async def play(self, scene: Scene) -> None:
        """Add one after the other."""
        for title in self.titles:
            person = await scene.command(self.who, f"work add {title}")
            fill(person, "Is it started?", "Only an idea")
            await person.press("Add")
            await close(person)


@dataclass(frozen=True, slots=True)
class StartFresh:
    """A lead sets aside whatever has no place in the new quarter.

    Args:
        count: how much that is; it stands on the button.
    """

    at: datetime
    who: str
    count: int

    async def play(self, scene: Scene) -> None:
        """Look at it and agree."""
        person = await scene.command(self.who, "cycle")
        await person.press("Start fresh")
        await person.press(f"Set {self.count} aside")
        await close(person)


@dataclass(frozen=True, slots=True)
class Ideas:
    """What could move a key result.

    Args:
        key_result: its number in the channel's team.
    """

    at: datetime
    who: str
    key_result: str
    ideas: tuple[str, ...]

    async def play(self, scene: Scene) -> None:
        """Write them down, one on each line."""
        person = await scene.command(self.who, "")
        await person.press("Ideas")
        await person.press(f"Add ideas for {self.key_result}")
        fill(person, "What would move this?", "\n".join(self.ideas))
        await save(person)


@dataclass(frozen=True, slots=True)
class MakeItWork:
    """An idea becomes work."""

    at: datetime
    who: str
    idea: str
    how: str

    async def play(self, scene: Scene) -> None:
        """Choose it in its menu, and say how the number would move."""
        person = await scene.command(self.who, "")
        await person.press("Ideas")
        await person.choose("Make it work", within=self.idea)
        fill(person, HOW, self.how)
        await save(person)


@dataclass(frozen=True, slots=True)
class BringBack:
    """Something comes back from the shelf.

    Args:
        key_result: as the menu shows it, such as `1.1 Completion`.
    """

    at: datetime
    who: str
    title: str
    key_result: str
    how: str

    async def play(self, scene: Scene) -> None:
        """Find it, and say for which key result it comes back and why."""
        person = await scene.command(self.who, f"shelf {self.title}")
        await person.press("Bring back")
        await person.choose("Which key result does it move?", self.key_result)
        fill(person, HOW, self.how)
        await person.press("Bring it back")
        await close(person)


@dataclass(frozen=True, slots=True)
class PlanShares:
    """A lead plans how much of the work is technical debt and upkeep, in percent."""

    at: datetime
    who: str
    health: str
    upkeep: str

    async def play(self, scene: Scene) -> None:
        """Fill in the form."""
        person = await scene.command(self.who, "cycle")
        await person.press("Technical debt")
        fill(person, "Engineering health", self.health)
        fill(person, "Upkeep", self.upkeep)
        await save(person)


@dataclass(frozen=True, slots=True)
class Follow:
    """Somebody follows another team.

    Args:
        channel: that team's.
    """

    at: datetime
    who: str
    channel: str

    async def play(self, scene: Scene) -> None:
        """Look at the team and press its button."""
        person = await scene.command(self.who, f"#{self.channel}")
        await person.press("Follow")
