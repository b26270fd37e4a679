"""Two teams with work, for the tests of work items, placements and plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    KeyResultRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PlacementRow,
    PostedMessageRow,
    WorkItemRow,
)
from bot.okr.key_result import LifeState
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.places import Answer
from bot.okr.placing import Placed, PlacementEntry
from bot.services.placements import place_work_item
from bot.services.undo import undo_placement
from tests.seeding import (
    SeededTeam,
    seed_key_result,
    seed_objective,
    seed_person,
    seed_team,
    seed_work_item,
    seed_workspace,
)

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=430)
SENTENCE = "Fewer people leave at the last step."


def aimed_at(key_result_id: int | None, *, thought: bool | None = None) -> PlacementEntry:
    """The answer "moves a key result" with all it needs."""
    return PlacementEntry(
        Answer.KEY_RESULT, key_result_id, hypothesis=SENTENCE, would_have_thought=thought
    )


@dataclass(frozen=True, slots=True)
class WorkWorld:
    """Ana leads Checkout, Ben is in it, Cem is not; Dee leads Payments; Gus is a guest."""

    sessions: Sessions
    checkout: SeededTeam
    payments: SeededTeam
    ana: Actor
    ben: Actor
    cem: Actor
    dee: Actor
    gus: Actor
    completion: int
    errors: int
    payouts: int

    async def add(
        self, title: str = "Dark mode", *, created_at: datetime = NOW, is_started: bool = True
    ) -> int:
        """A work item of Checkout without a place."""
        async with writing(self.sessions) as session:
            return await seed_work_item(
                session,
                self.checkout,
                now=NOW,
                title=title,
                created_at=created_at,
                is_started=is_started,
            )

    async def place(
        self, work_item_id: int, entry: PlacementEntry, *, by: Actor | None = None
    ) -> Placed:
        async with writing(self.sessions) as session:
            return await place_work_item(
                session, actor=by or self.ana, work_item_id=work_item_id, entry=entry, now=NOW
            )

    async def undo(
        self, placement_id: int, *, by: Actor | None = None, now: datetime = NOW
    ) -> Placed:
        async with writing(self.sessions) as session:
            return await undo_placement(
                session, actor=by or self.ana, placement_id=placement_id, now=now
            )

    async def item(self, work_item_id: int) -> WorkItemRow:
        async with reading(self.sessions) as session:
            row = await session.get(WorkItemRow, work_item_id)
        assert row is not None
        return row

    async def records(self, work_item_id: int) -> Sequence[PlacementRow]:
        async with reading(self.sessions) as session:
            rows = await session.scalars(
                select(PlacementRow)
                .where(PlacementRow.work_item_id == work_item_id)
                .order_by(PlacementRow.id)
            )
            return rows.all()

    async def close(self, key_result_id: int) -> None:
        """Close a key result."""
        async with writing(self.sessions) as session:
            row = await session.get(KeyResultRow, key_result_id)
            assert row is not None
            row.state = LifeState.CLOSED

    async def post_prompt(self) -> None:
        """A prompt of Checkout that is not frozen yet."""
        async with writing(self.sessions) as session:
            given = {"workspace_id": self.checkout.workspace_id, "kind": MessageKind.PROMPT}
            out = OutboxRow(
                **given, key="p", state=OutboxState.SENT, next_try_at=NOW, created_at=NOW
            )
            session.add(out)
            await session.flush()
            session.add(
                PostedMessageRow(
                    **given,
                    outbox_id=out.id,
                    team_id=self.checkout.team_id,
                    channel_id="C0001",
                    ts="1.2",
                )
            )

    async def wanted_version(self) -> int:
        """How often the posted prompt was asked to change, plus one."""
        async with reading(self.sessions) as session:
            return (await session.scalars(select(PostedMessageRow.wanted_version))).one()


async def build_work_world(sessions: Sessions) -> WorkWorld:
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=NOW)
        people = {
            name: await seed_person(
                session,
                workspace_id=workspace_id,
                now=NOW,
                slack_user_id=f"U{name}",
                name=name,
                standing=Standing.GUEST if name == "Gus" else Standing.MEMBER,
            )
            for name in ("Ana", "Ben", "Cem", "Dee", "Gus")
        }
        checkout = await seed_team(
            session,
            workspace_id=workspace_id,
            now=NOW,
            lead_id=people["Ana"],
            member_ids=(people["Ben"],),
        )
        payments = await seed_team(
            session,
            workspace_id=workspace_id,
            now=NOW,
            lead_id=people["Dee"],
            key="PAY",
            name="Payments",
            channel_id="C0002",
        )
        objective = await seed_objective(session, checkout, now=NOW)
        other = await seed_objective(session, payments, now=NOW)
        completion = await seed_key_result(session, checkout, objective_id=objective, now=NOW)
        errors = await seed_key_result(
            session, checkout, objective_id=objective, now=NOW, number=2, title="Errors"
        )
        payouts = await seed_key_result(session, payments, objective_id=other, now=NOW)
    actors = {
        name.lower(): Actor(
            person_id, workspace_id, Standing.GUEST if name == "Gus" else Standing.MEMBER
        )
        for name, person_id in people.items()
    }
    return WorkWorld(
        sessions=sessions,
        checkout=checkout,
        payments=payments,
        completion=completion,
        errors=errors,
        payouts=payouts,
        **actors,
    )
