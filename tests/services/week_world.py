"""A team with a past, for tests of what is loaded of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.db.engine import Sessions, writing
from bot.db.models import (
    CheckInRow,
    KeyResultRow,
    PlacementRow,
    PlanRow,
    RoundRow,
    WorkItemRow,
)
from bot.okr.check_in import CheckInSource
from bot.okr.round import RoundState
from bot.okr.work_item import Place, PlacedHow, WorkState
from tests.seeding import SeededTeam


@dataclass(frozen=True, slots=True)
class Past:
    """Writes what happened to a team."""

    session: AsyncSession
    seeded: SeededTeam
    now: datetime

    async def round(self, number: int, *, days: float, state: RoundState = RoundState.HELD) -> int:
        """A round whose meeting is so many days ahead, or behind when negative."""
        starts_at = self.now + timedelta(days=days)
        row = RoundRow(
            workspace_id=self.seeded.workspace_id,
            team_id=self.seeded.team_id,
            number=number,
            meeting_on=starts_at.date(),
            meeting_at=starts_at,
            meeting_ends_at=starts_at + timedelta(hours=1),
            prompt_due_at=starts_at - timedelta(hours=2),
            state=state,
        )
        self.session.add(row)
        await self.session.flush()
        return row.id

    async def plan(self, round_id: int, work_item_id: int) -> None:
        self.session.add(
            PlanRow(
                workspace_id=self.seeded.workspace_id,
                round_id=round_id,
                work_item_id=work_item_id,
                at=self.now,
            )
        )
        await self.session.flush()

    async def check_in(
        self, key_result_id: int, *, value: str = "66", confidence: int = 7, days: float = 1
    ) -> None:
        at = self.now - timedelta(days=days)
        key_result = await self.session.get_one(KeyResultRow, key_result_id)
        # Nothing was said of it before there was anything to speak of.
        key_result.activated_at = min(key_result.activated_at or at, at)
        self.session.add(
            CheckInRow(
                workspace_id=self.seeded.workspace_id,
                key_result_id=key_result_id,
                value=Decimal(value),
                confidence=confidence,
                source=CheckInSource.PERSON,
                at=at,
            )
        )
        await self.session.flush()

    async def change_work(self, work_item_id: int, **changes: object) -> None:
        row = await self.session.get_one(WorkItemRow, work_item_id)
        for name, value in changes.items():
            setattr(row, name, value)
        await self.session.flush()

    async def move_away(
        self,
        work_item_id: int,
        *,
        from_id: int,
        to_id: int | None,
        days: int,
        undoes: int | None = None,
    ) -> int:
        """Record that work left a key result so many days ago."""
        row = PlacementRow(
            workspace_id=self.seeded.workspace_id,
            work_item_id=work_item_id,
            from_state=WorkState.OPEN,
            to_state=WorkState.OPEN,
            from_place=Place.KEY_RESULT,
            to_place=Place.KEY_RESULT if to_id else None,
            from_key_result_id=from_id,
            key_result_id=to_id,
            how=PlacedHow.PLACED,
            at=self.now - timedelta(days=days),
            undoes_id=undoes,
        )
        self.session.add(row)
        await self.session.flush()
        return row.id


@asynccontextmanager
async def past_of(sessions: Sessions, seeded: SeededTeam, *, now: datetime) -> AsyncIterator[Past]:
    async with writing(sessions) as session:
        yield Past(session, seeded, now)


@contextmanager
def counting_queries(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the SELECTs of the block."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
