"""A meeting on its card: started, gone through, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.demo.company.scene import Scene, fill
from sandbox.driver.handles import ShownMessage

QUESTIONS = {
    "Decision": "What did you decide?",
    "Stuck": "What is stuck, and who could help?",
    "Park it": "What is it about? It is read out at the end.",
}


@dataclass(frozen=True, slots=True)
class StartMeeting:
    """Somebody puts the card into the thread of the last prompt."""

    at: datetime
    who: str

    async def play(self, scene: Scene) -> None:
        """Press the prompt's button."""
        await scene.person(self.who).press("Start meeting", on=_prompt(scene))


@dataclass(frozen=True, slots=True)
class GoOn:
    """Somebody turns to the next objective."""

    at: datetime
    who: str

    async def play(self, scene: Scene) -> None:
        """Press the card's button."""
        await scene.person(self.who).press("Next", on=_card(scene))


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that is kept.

    Args:
        button: one of the card's: Decision, Stuck or Park it.
    """

    at: datetime
    who: str
    button: str
    text: str

    async def play(self, scene: Scene) -> None:
        """Press the button and write the sentence."""
        person = scene.person(self.who)
        await person.press(self.button, on=_card(scene))
        fill(person, QUESTIONS[self.button], self.text)
        await person.press("Save")


OF_A_MEETING = (StartMeeting, GoOn, Note)
"""What the bot answers by posting or editing, which takes a tick of its scheduler."""


def _prompt(scene: Scene) -> ShownMessage:
    return scene.channel.bot_messages[-1]


def _card(scene: Scene) -> ShownMessage:
    return _prompt(scene).thread[-1]
