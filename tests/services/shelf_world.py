"""Teams with a backlog, for the tests of starting fresh and of the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MembershipRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import CycleState
from bot.okr.fresh_start import BroughtBack, FreshPreview, SetAside
from bot.okr.permissions import Actor
from bot.okr.person import Role
from bot.okr.placing import Placed
from bot.okr.shelf import Shelf, ShelfFilter
from bot.okr.work_item import WorkSource, WorkState
from bot.services.fresh_starts import open_fresh_start, start_fresh
from bot.services.revivals import bring_back
from bot.services.shelf import load_shelf
from bot.services.shelving_undo import undo_shelving
from tests.services.work_world import NOW, SENTENCE, WorkWorld, build_work_world

KEPT = (
    "state",
    "place",
    "key_result_id",
    "hypothesis",
    "anyway_reason",
    "anyway_team_cycle_id",
    "started_at",
    "ended_at",
    "owner_id",
    "title",
)
"""What a work item is, its version apart."""

COMPLETION = 0
"""Stands for the key result that work comes back for where a test does not care."""


@dataclass(frozen=True, slots=True)
class ShelfWorld:
    """The world of work, and what a lead does with the old list."""

    work: WorkWorld
    sessions: Sessions

    async def add_many(self, count: int, **given: Any) -> None:
        """Backlog that nobody has begun, a title each."""
        team = self.work.checkout
        common = {
            "workspace_id": team.workspace_id,
            "team_id": team.team_id,
            "source": WorkSource.TYPED,
            "source_created_at": NOW,
            "created_at": NOW,
        }
        rows = [common | {"title": f"Wish {number}"} | given for number in range(count)]
        async with writing(self.sessions) as session:
            await session.execute(insert(WorkItemRow), rows)

    async def look(self, *, by: Actor | None = None) -> FreshPreview:
        async with writing(self.sessions) as session:
            return await open_fresh_start(
                session,
                actor=by or self.work.ana,
                team_id=self.work.checkout.team_id,
                now=NOW,
            )

    async def start(
        self,
        preview: FreshPreview,
        *,
        typed: str = "",
        with_placed: bool = False,
        by: Actor | None = None,
    ) -> SetAside | FreshPreview:
        async with writing(self.sessions) as session:
            return await start_fresh(
                session,
                actor=by or self.work.ana,
                token=preview.token,
                with_placed=with_placed,
                typed=typed,
                now=NOW,
            )

    async def start_now(self, *, with_placed: bool = False) -> SetAside:
        """Set everything aside that would go."""
        preview = await self.look()
        done = await self.start(preview, typed=str(preview.counts.total), with_placed=with_placed)
        if isinstance(done, FreshPreview):  # the tick changed the count
            done = await self.start(done, typed=str(done.counts.total), with_placed=with_placed)
        assert isinstance(done, SetAside)
        return done

    async def undo(
        self, act: SetAside, *, by: Actor | None = None, after: timedelta = timedelta(0)
    ) -> BroughtBack:
        async with writing(self.sessions) as session:
            return await undo_shelving(
                session, actor=by or self.work.ana, shelving_id=act.shelving_id, now=NOW + after
            )

    async def bring_back(
        self,
        work_item_id: int,
        *,
        key_result_id: int | None = COMPLETION,
        sentence: str = SENTENCE,
        by: Actor | None = None,
    ) -> Placed:
        is_completion = key_result_id == COMPLETION
        async with writing(self.sessions) as session:
            return await bring_back(
                session,
                actor=by or self.work.ben,
                work_item_id=work_item_id,
                key_result_id=self.work.completion if is_completion else key_result_id,
                hypothesis=sentence,
                now=NOW,
            )

    async def shelf(
        self, *, by: Actor | None = None, page: int = 0, now: datetime = NOW, **wanted: Any
    ) -> Shelf:
        async with reading(self.sessions) as session:
            return await load_shelf(
                session,
                actor=by or self.work.ben,
                team_id=self.work.checkout.team_id,
                wanted=ShelfFilter(**wanted),
                page=page,
                now=now,
            )

    async def rows(self) -> Sequence[WorkItemRow]:
        async with reading(self.sessions) as session:
            rows = await session.scalars(select(WorkItemRow).order_by(WorkItemRow.id))
            return rows.all()

    async def facts(self) -> dict[int, tuple[Any, ...]]:
        """What every work item is, by id."""
        return {row.id: tuple(getattr(row, name) for name in KEPT) for row in await self.rows()}

    async def states(self) -> list[WorkState]:
        return [row.state for row in await self.rows()]

    async def plan_next_cycle(self) -> int:
        """Make the present cycle the planned one, as far as the shelf can tell."""
        async with writing(self.sessions) as session:
            row = await session.get_one(TeamCycleRow, self.work.checkout.team_cycle_id)
            row.state = CycleState.PLANNING
            return row.id

    async def promote_ben(self) -> None:
        """Ben leads, too."""
        async with writing(self.sessions) as session:
            rows = await session.scalars(
                select(MembershipRow).where(MembershipRow.person_id == self.work.ben.person_id)
            )
            rows.one().role = Role.LEAD


async def build_shelf_world(sessions: Sessions) -> ShelfWorld:
    return ShelfWorld(await build_work_world(sessions), sessions)
