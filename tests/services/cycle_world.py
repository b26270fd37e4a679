"""Checkout with OKRs, a plan for the next quarter, and the steps of a cycle's life."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CheckInRow, MessageKind, OutboxRow, OutboxState, RoundRow
from bot.okr.check_in import CheckInSource
from bot.okr.cycle import Cycle
from bot.okr.cycle_closing import ClosingEntry, ClosingForm
from bot.okr.cycle_copy import Copied, CopyChoice
from bot.okr.cycle_plan import CyclePlan
from bot.okr.objective import Objective
from bot.okr.permissions import Actor
from bot.okr.round import RoundState
from bot.services.cycle_closings import open_closing, submit_closing_page
from bot.services.cycle_making import plan_cycle
from bot.services.cycle_plans import load_plan
from bot.services.cycle_records import reopen_cycle
from bot.services.cycle_starts import begin_cycle
from bot.services.okr_copies import copy_okrs
from bot.services.okrs import load_objectives
from tests.services.okr_world import NOW, OkrWorld, okr_world

DAY = timedelta(days=1)
LATER = datetime.fromisoformat("2027-01-05T09:00Z")
"""After the seeded cycle, which ends on 3 Jan 2027."""


@dataclass(frozen=True, slots=True)
class CycleWorld:
    """The world of OKRs, and what is done with whole cycles in it."""

    okrs: OkrWorld

    @property
    def sessions(self) -> Sessions:
        return self.okrs.sessions

    @property
    def running_id(self) -> int:
        return self.okrs.checkout.team_cycle_id

    def about(self, team_cycle_id: int, actor: Actor | None, now: datetime) -> dict[str, Any]:
        return {
            "actor": actor or self.okrs.ana,
            "team_id": self.okrs.checkout.team_id,
            "team_cycle_id": team_cycle_id,
            "now": now,
        }

    async def plan(self, *, now: datetime = NOW, name: str = "Q1 2027") -> Cycle:
        async with writing(self.sessions) as session:
            return await plan_cycle(
                session,
                actor=self.okrs.ana,
                team_id=self.okrs.checkout.team_id,
                name=name,
                starts_on=date(2027, 1, 1),
                ends_on=date(2027, 3, 31),
                now=now,
            )

    async def load(self, planned: Cycle, *, now: datetime = NOW) -> CyclePlan:
        async with reading(self.sessions) as session:
            return await load_plan(session, **self.about(planned.id, None, now))

    async def copy(
        self,
        planned: Cycle,
        *key_result_ids: int,
        objectives: tuple[int, ...] = (),
        work_of: tuple[int, ...] = (),
        actor: Actor | None = None,
    ) -> Copied:
        choice = CopyChoice(frozenset(objectives), frozenset(key_result_ids), frozenset(work_of))
        async with writing(self.sessions) as session:
            return await copy_okrs(session, choice=choice, **self.about(planned.id, actor, NOW))

    async def begin(
        self, planned: Cycle, *, actor: Actor | None = None, now: datetime = LATER
    ) -> Cycle:
        async with writing(self.sessions) as session:
            return await begin_cycle(session, **self.about(planned.id, actor, now))

    async def open_closing(
        self, *, actor: Actor | None = None, now: datetime = LATER, team_cycle_id: int = 0
    ) -> ClosingForm:
        async with writing(self.sessions) as session:
            return await open_closing(
                session, **self.about(team_cycle_id or self.running_id, actor, now)
            )

    async def submit(
        self,
        form: ClosingForm,
        entry: ClosingEntry | None = None,
        *,
        actor: Actor | None = None,
        now: datetime = LATER,
    ) -> ClosingForm | Cycle:
        async with writing(self.sessions) as session:
            return await submit_closing_page(
                session,
                actor=actor or self.okrs.ana,
                token=form.token,
                page=form.page,
                entry=entry or form.entry,
                locale="en-GB",
                now=now,
            )

    async def reopen(
        self, *, actor: Actor | None = None, now: datetime = LATER, team_cycle_id: int = 0
    ) -> Cycle:
        async with writing(self.sessions) as session:
            return await reopen_cycle(
                session, **self.about(team_cycle_id or self.running_id, actor, now)
            )

    async def objectives(self, cycle_id: int) -> tuple[Objective, ...]:
        async with reading(self.sessions) as session:
            return await load_objectives(session, team_cycle_id=cycle_id)

    async def check_in(self, key_result_id: int, value: int, *, at: datetime = NOW) -> None:
        async with writing(self.sessions) as session:
            session.add(
                CheckInRow(
                    workspace_id=self.okrs.checkout.workspace_id,
                    key_result_id=key_result_id,
                    value=Decimal(value),
                    confidence=7,
                    author_id=self.okrs.ana.person_id,
                    source=CheckInSource.PERSON,
                    at=at,
                )
            )

    async def post_prompt(self, *, at: datetime) -> int:
        """Store a round whose prompt was posted, and return the message's outbox id."""
        async with writing(self.sessions) as session:
            row = RoundRow(
                workspace_id=self.okrs.checkout.workspace_id,
                team_id=self.okrs.checkout.team_id,
                number=1,
                meeting_on=at.date(),
                meeting_at=at,
                meeting_ends_at=at,
                prompt_due_at=at,
                state=RoundState.HELD,
                prompted_at=at,
            )
            session.add(row)
            await session.flush()
            out = OutboxRow(
                workspace_id=row.workspace_id,
                team_id=row.team_id,
                round_id=row.id,
                key="prompt:round",
                kind=MessageKind.PROMPT,
                state=OutboxState.SENT,
                ts="9.9",
                next_try_at=at,
                created_at=at,
            )
            session.add(out)
            await session.flush()
            return out.id

    async def owed(self, kind: MessageKind) -> list[OutboxRow]:
        async with reading(self.sessions) as session:
            rows = await session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
            return list(rows)


async def cycle_world(sessions: Sessions) -> CycleWorld:
    return CycleWorld(await okr_world(sessions))
