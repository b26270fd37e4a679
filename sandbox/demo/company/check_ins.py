"""Check-ins: where a number stands, how likely its aim is, and why."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.demo.company.scene import Scene, close, fill
from sandbox.driver.person import Person

NOTE = "What changed, or what's in the way?"
HOW_LIKELY = "How likely by 31 Dec?"
YES_OR_NO, ANSWERS = "Is it so now?", ("Yes", "No")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in.

    Args:
        key_result: its number in the channel's team, such as `1.2`.
        likely: from 1 to 10; None says nothing about it.
        done: the steps that are done, where the key result has steps.
        slip: what was typed first by mistake, saved, and mended at once.
    """

    at: datetime
    who: str
    key_result: str
    value: str = ""
    likely: int | None = None
    note: str = ""
    done: tuple[str, ...] = ()
    is_stuck: bool = False
    slip: str = ""

    async def play(self, scene: Scene) -> None:
        """Fill in the form and save it."""
        person = await scene.command(self.who, f"checkin {self.key_result}")
        self._fill(person, self.slip or self.value)
        await person.press("Save")
        if self.slip:
            await person.press("Edit")
            self._fill(person, self.value)
            await person.press("Save")
        await close(person)

    def _fill(self, person: Person, value: str) -> None:
        fill(person, YES_OR_NO if value in ANSWERS else "Value now", value)
        fill(person, "What is done?", self.done)
        fill(person, HOW_LIKELY, self.likely)
        fill(person, NOTE, self.note)
        fill(person, "Stuck?", self.is_stuck or None)
