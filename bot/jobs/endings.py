"""What becomes of an edit of something in place: shown, tried again later, or gone for good."""

from abc import ABC, abstractmethod
from datetime import timedelta

from bot.db.engine import writing
from bot.jobs.means import Means, pause_of
from bot.services.sendings import pause_workspace
from bot.slack.delivery import Dead, Done, Failure, Fault, Gone, Later, Unclear

RETRY_AFTER = timedelta(seconds=5)


class InPlace(ABC):
    """Something that is brought up to date in place; sending it again does no harm."""

    def __init__(self, means: Means, workspace_id: int) -> None:
        self._means = means
        self._workspace_id = workspace_id

    @abstractmethod
    async def show(self, *, error: str = "") -> None:
        """Record that it shows its version, or with an error that this version never will."""

    @abstractmethod
    async def forget(self, *, error: str) -> None:
        """Record that there is nothing left to bring up to date."""

    @abstractmethod
    async def put_off(self, *, wait: timedelta, error: str, held: str) -> None:
        """Record that it is to be sent again, and what Slack wants to be left alone meanwhile."""

    async def record(self, outcome: Done | Failure) -> None:
        """Record how it went."""
        match outcome:
            case Done():
                await self.show()
            case Fault(code):
                # This version will not go through; the next one may.
                await self.show(error=code)
            case Gone(code):
                await self.forget(error=code)
            case Later(code, float(seconds), method):
                await self.put_off(wait=pause_of(seconds), error=code, held=method)
            case Later(code, None) | Unclear(code):
                await self.put_off(wait=RETRY_AFTER, error=code, held="")
            case Dead(code):
                await self.put_off(wait=RETRY_AFTER, error=code, held="")
                async with writing(self._means.sessions) as session:
                    await pause_workspace(session, workspace_id=self._workspace_id)
