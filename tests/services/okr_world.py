"""Two teams whose OKRs are edited, for the tests of objectives, key results and cycles."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    RevisionAct,
    RevisionRow,
)
from bot.okr.cycle import Cycle
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.objective import Objective
from bot.okr.okr_input import KeyResultInput, ObjectiveInput
from bot.okr.permissions import Actor
from bot.okr.person import Role, Standing
from bot.services.cycles import find_active_cycle
from bot.services.key_results import add_key_result
from bot.services.objectives import add_objective
from bot.services.okrs import load_objectives
from tests.seeding import SeededTeam, seed_person, seed_team, seed_workspace

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def entered(**terms: Any) -> KeyResultInput:
    """A key result that goes from 61 to 72 %."""
    known: dict[str, Any] = {
        "title": "Completion",
        "kind": KeyResultKind.INCREASE,
        "start": Decimal(61),
        "target": Decimal(72),
        "unit": "%",
    }
    return KeyResultInput(**(known | terms))


@dataclass(frozen=True, slots=True)
class OkrWorld:
    """Ana and Bo lead Checkout, Cem is in it; Dee leads Payments; Gus is a guest, Robo a bot."""

    sessions: Sessions
    checkout: SeededTeam
    payments: SeededTeam
    ana: Actor
    bo: Actor
    cem: Actor
    dee: Actor
    gus: Actor
    robo: Actor

    async def objective(self, title: str = "Buyers finish", **terms: Any) -> Objective:
        """Add an objective to Checkout."""
        async with writing(self.sessions) as session:
            return await add_objective(
                session,
                actor=self.ana,
                team_id=self.checkout.team_id,
                team_cycle_id=self.checkout.team_cycle_id,
                entered=ObjectiveInput(title, **terms),
                now=NOW,
            )

    async def key_result(self, objective_id: int, **terms: Any) -> KeyResult:
        """Add a key result to an objective."""
        async with writing(self.sessions) as session:
            found = await add_key_result(
                session,
                actor=self.ana,
                objective_id=objective_id,
                entered=entered(**terms),
                now=NOW,
            )
        return found.key_result

    async def objectives(self) -> tuple[Objective, ...]:
        async with reading(self.sessions) as session:
            return await load_objectives(session, team_cycle_id=self.checkout.team_cycle_id)

    async def cycle(self) -> Cycle:
        async with reading(self.sessions) as session:
            found = await find_active_cycle(session, team_id=self.checkout.team_id)
        assert found is not None
        return found

    async def revisions(self) -> list[tuple[RevisionAct, str, str | None, str | None]]:
        """Every revision, the oldest first."""
        async with reading(self.sessions) as session:
            rows = await session.scalars(select(RevisionRow).order_by(RevisionRow.id))
            return [(row.act, row.field, row.old, row.new) for row in rows]

    async def changes(self) -> list[tuple[str, str | None, str | None]]:
        """Every change of a field, the oldest first."""
        revisions = await self.revisions()
        return [(field, old, new) for act, field, old, new in revisions if act == "changed"]

    async def member_ids(self) -> set[int]:
        async with reading(self.sessions) as session:
            rows = await session.scalars(
                select(MembershipRow.person_id).where(
                    MembershipRow.team_id == self.checkout.team_id
                )
            )
            return set(rows)

    async def wanted_version(self) -> int:
        """How often Checkout's posted prompt was to be edited."""
        async with reading(self.sessions) as session:
            row = (await session.scalars(select(PostedMessageRow))).one()
            return row.wanted_version


async def okr_world(sessions: Sessions) -> OkrWorld:
    """Store the people, the teams and a posted prompt of Checkout."""
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=NOW)

        async def person(name: str, standing: Standing = Standing.MEMBER) -> Actor:
            person_id = await seed_person(
                session,
                workspace_id=workspace_id,
                now=NOW,
                slack_user_id=f"U{name.upper()}",
                name=name,
                standing=standing,
            )
            return Actor(person_id, workspace_id, standing)

        ana, bo, cem, dee = [await person(name) for name in ("Ana", "Bo", "Cem", "Dee")]
        gus, robo = await person("Gus", Standing.GUEST), await person("Robo", Standing.BOT)
        checkout = await seed_team(
            session,
            workspace_id=workspace_id,
            now=NOW,
            lead_id=ana.person_id,
            member_ids=(bo.person_id, cem.person_id),
        )
        payments = await seed_team(
            session,
            workspace_id=workspace_id,
            now=NOW,
            lead_id=dee.person_id,
            key="PAY",
            name="Payments",
            channel_id="C0002",
        )
        bo_row = await session.scalar(
            select(MembershipRow).where(MembershipRow.person_id == bo.person_id)
        )
        assert bo_row is not None
        bo_row.role = Role.LEAD
        await _post_prompt(session, workspace_id, checkout.team_id)
    return OkrWorld(sessions, checkout, payments, ana, bo, cem, dee, gus, robo)


async def _post_prompt(session: AsyncSession, workspace_id: int, team_id: int) -> None:
    kind = MessageKind.PROMPT
    out = OutboxRow(
        workspace_id=workspace_id,
        key="prompt:1",
        kind=kind,
        state=OutboxState.SENT,
        next_try_at=NOW,
        created_at=NOW,
    )
    session.add(out)
    await session.flush()
    session.add(
        PostedMessageRow(
            workspace_id=workspace_id,
            outbox_id=out.id,
            kind=kind,
            team_id=team_id,
            channel_id="C0001",
            ts="1.2",
        )
    )
