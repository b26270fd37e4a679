"""What people say to each other."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.demo.company.scene import Scene


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody says something.

    Args:
        answers: who said what in the thread.
    """

    at: datetime
    who: str
    text: str
    answers: tuple[tuple[str, str], ...] = ()

    async def play(self, scene: Scene) -> None:
        """Say it, and answer it."""
        said = await scene.person(self.who).say(scene.channel, self.text)
        for who, text in self.answers:
            await scene.person(who).say(scene.channel, text, thread=said)
