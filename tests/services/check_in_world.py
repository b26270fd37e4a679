"""A team with key results to check in for, and short ways to say what somebody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CheckInRow, KeyResultRow, MilestoneRow
from bot.okr.check_in_form import CheckInForm, Entry, SavedCheckIns
from bot.okr.key_result import KeyResultKind
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.services.check_ins import open_check_ins, submit_check_ins
from tests.seeding import (
    SeededTeam,
    seed_key_result,
    seed_objective,
    seed_person,
    seed_team,
    seed_workspace,
)

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CheckInWorld:
    """A team of Ana and Ben; Cem is a full member of the workspace and in no team."""

    sessions: Sessions
    seeded: SeededTeam
    objective_id: int
    ana: Actor
    ben: Actor
    cem: Actor
    key_result_id: int

    async def add_key_result(self, number: int, **terms: object) -> int:
        """Add a key result of Ana's to the team's objective."""
        async with writing(self.sessions) as session:
            return await seed_key_result(
                session,
                self.seeded,
                objective_id=self.objective_id,
                now=NOW,
                number=number,
                **({"owner_id": self.ana.person_id} | terms),  # type: ignore[arg-type]
            )

    async def add_milestones(self, number: int, count: int) -> tuple[int, list[int]]:
        """Add a key result with milestones; return its id and theirs."""
        one = await self.add_key_result(
            number, kind=KeyResultKind.MILESTONES, start=None, target=None
        )
        async with writing(self.sessions) as session:
            rows = [
                MilestoneRow(
                    workspace_id=self.seeded.workspace_id,
                    key_result_id=one,
                    position=position,
                    title=f"Step {position}",
                    weight=position + 1,
                )
                for position in range(count)
            ]
            session.add_all(rows)
            await session.flush()
            return one, [row.id for row in rows]

    async def change_key_result(self, key_result_id: int, **changes: object) -> None:
        """Change a key result behind everybody's back."""
        async with writing(self.sessions) as session:
            row = await session.get_one(KeyResultRow, key_result_id)
            for name, value in changes.items():
                setattr(row, name, value)

    async def open(
        self, *key_result_ids: int, by: Actor | None = None, now: datetime = NOW
    ) -> CheckInForm:
        async with writing(self.sessions) as session:
            return await open_check_ins(
                session,
                actor=by or self.ana,
                key_result_ids=key_result_ids or (self.key_result_id,),
                now=now,
            )

    async def submit(
        self,
        form: CheckInForm,
        *entries: Entry,
        by: Actor | None = None,
        now: datetime = NOW,
        locale: str = "en-GB",
    ) -> CheckInForm | SavedCheckIns:
        """Submit a page with an entry for each of its key results."""
        ids = [item.key_result.id for item in form.items]
        async with writing(self.sessions) as session:
            return await submit_check_ins(
                session,
                actor=by or self.ana,
                token=form.token,
                page=form.page,
                entries=dict(zip(ids, entries, strict=False)),
                asked=form.asked,
                locale=locale,
                now=now,
            )

    async def save(
        self, *entries: Entry, by: Actor | None = None, now: datetime = NOW
    ) -> SavedCheckIns:
        """Open, fill and save a form of the one key result."""
        result = await self.submit(await self.open(by=by, now=now), *entries, by=by, now=now)
        assert isinstance(result, SavedCheckIns)
        return result

    async def rows(self, key_result_id: int | None = None) -> Sequence[CheckInRow]:
        async with reading(self.sessions) as session:
            found = await session.scalars(
                select(CheckInRow)
                .where(CheckInRow.key_result_id == (key_result_id or self.key_result_id))
                .order_by(CheckInRow.id)
            )
            return list(found)


async def build_check_in_world(sessions: Sessions) -> CheckInWorld:
    """Seed the team."""
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=NOW)
        ids = [
            await seed_person(
                session, workspace_id=workspace_id, now=NOW, slack_user_id=f"U{name}", name=name
            )
            for name in ("Ana", "Ben", "Cem")
        ]
        seeded = await seed_team(
            session, workspace_id=workspace_id, now=NOW, lead_id=ids[0], member_ids=(ids[1],)
        )
        objective_id = await seed_objective(session, seeded, now=NOW)
        key_result_id = await seed_key_result(
            session, seeded, objective_id=objective_id, now=NOW, owner_id=ids[0]
        )
    ana, ben, cem = (Actor(one, workspace_id, Standing.MEMBER) for one in ids)
    return CheckInWorld(sessions, seeded, objective_id, ana, ben, cem, key_result_id)
