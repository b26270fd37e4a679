"""The key results of a check-in form, loaded with their history, and locked before they change."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow
from bot.okr.check_in import CheckIn
from bot.okr.cycle import CycleState
from bot.okr.errors import NotFoundError
from bot.okr.key_result import ENDED_WORDS, LifeState
from bot.okr.permissions import Act, Actor
from bot.services.okrs import FoundKeyResult, get_key_results, load_check_ins


@dataclass(frozen=True, slots=True)
class Subject:
    """A key result with everything it belongs to, and its check-ins, oldest first."""

    found: FoundKeyResult
    history: tuple[CheckIn, ...]

    @property
    def seen_id(self) -> int | None:
        """The id of the last check-in."""
        return self.history[-1].id if self.history else None

    @property
    def closed(self) -> str | None:
        """Why it takes no check-in any more, such as "dropped"; None while it does."""
        states = (self.found.objective.state, self.found.key_result.state)
        for ended in (LifeState.CANCELLED, LifeState.CLOSED):
            if ended in states:
                return ENDED_WORDS[ended]
        over = {CycleState.CLOSED: "closed", CycleState.DISCARDED: "discarded with its plan"}
        return over.get(self.found.cycle.state)


async def load_subjects(
    session: AsyncSession, *, actor: Actor, key_result_ids: Collection[int], act: Act = Act.CHECK_IN
) -> dict[int, Subject]:
    """Return key results with which an actor may do something, in the order asked for.

    Raises:
        NotFoundError: one is gone, of another workspace, or the actor may not see it.
        NotAllowedError: the actor may see one, but not do this.
    """
    histories = await load_check_ins(session, key_result_ids=key_result_ids)
    found = await get_key_results(session, actor=actor, act=act, key_result_ids=key_result_ids)
    return {one.key_result.id: Subject(one, histories[one.key_result.id]) for one in found}


async def lock_key_results(
    session: AsyncSession, *, workspace_id: int, key_result_ids: Collection[int]
) -> None:
    """Make others who check in wait, so that each sees what the one before has saved.

    SQLite has one writer at a time anyway. Rows are locked in one order, so that two forms with
    the same key results never wait for each other.
    """
    await session.execute(
        select(KeyResultRow.id)
        .where(KeyResultRow.workspace_id == workspace_id, KeyResultRow.id.in_(key_result_ids))
        .order_by(KeyResultRow.id)
        .with_for_update(key_share=True)
    )


def require_open(subject: Subject) -> None:
    """Refuse what is closed or cancelled.

    Raises:
        NotFoundError: with what became of it.
    """
    if subject.closed:
        raise NotFoundError(
            f"{name_of(subject)} was {subject.closed}, so it takes no check-ins any more."
            " Its history stays."
        )


def name_of(subject: Subject) -> str:
    """Return label and title, as a sentence names it."""
    key_result = subject.found.key_result
    return f"{key_result.label} {key_result.title}"
