"""Writes understood OKRs as rows: numbered, active, with revisions and first check-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    CheckInRow,
    KeyResultRow,
    ObjectiveRow,
    RevisionAct,
    RevisionRow,
    TeamCycleRow,
)
from bot.okr.check_in import CheckInSource
from bot.okr.cycle import Cycle
from bot.okr.key_result import LifeState
from bot.okr.objective import Commitment
from bot.okr.permissions import Actor
from bot.okr.team import Team
from bot.okr.understood import UnderstoodKeyResult, UnderstoodObjective
from bot.services.posted_messages import touch_prompt


@dataclass(frozen=True, slots=True)
class NewOkrs:
    """What is to be written.

    Args:
        owners: our ids of chosen owners, by position.
        confidences: 1 to 10 or None, by position.
        token: of the draft, which the first check-ins carry.
    """

    objectives: tuple[UnderstoodObjective, ...]
    owners: Mapping[str, int]
    confidences: Mapping[str, int | None]
    token: UUID


async def lock_cycle(session: AsyncSession, *, team_cycle_id: int) -> None:
    """Let nobody else number objectives in a team's cycle until the transaction ends."""
    await session.execute(
        select(TeamCycleRow.id).where(TeamCycleRow.id == team_cycle_id).with_for_update()
    )


async def next_objective_number(session: AsyncSession, *, team_cycle_id: int) -> int:
    """Return the number after the highest that was ever given; none is given twice."""
    highest = await session.scalar(
        select(func.max(ObjectiveRow.number)).where(ObjectiveRow.team_cycle_id == team_cycle_id)
    )
    return (highest or 0) + 1


async def add_okrs(
    session: AsyncSession, *, actor: Actor, team: Team, cycle: Cycle, new: NewOkrs, now: datetime
) -> None:
    """Write objectives with their key results, active from now on."""
    position = await _next_position(session, cycle)
    for offset, objective in enumerate(new.objectives):
        row = _objective_row(actor, cycle, objective, position + offset, now)
        session.add(row)
        await session.flush()
        session.add(_added(actor, row, None, now))
        for place, key_result in enumerate(objective.key_results, start=1):
            added = _key_result_row(row, key_result, place, new)
            session.add(added)
            await session.flush()
            session.add(_added(actor, row, added, now))
            if first := _first_check_in(actor, added, key_result, new):
                session.add(first)
    await session.flush()
    await touch_prompt(session, team_id=team.id)


def _key_result_row(
    objective: ObjectiveRow, key_result: UnderstoodKeyResult, place: int, new: NewOkrs
) -> KeyResultRow:
    return KeyResultRow(
        workspace_id=objective.workspace_id,
        objective_id=objective.id,
        number=place,
        position=place,
        title=key_result.title,
        kind=key_result.kind,
        start_value=key_result.start,
        target_value=key_result.target,
        unit=key_result.unit,
        owner_id=new.owners.get(key_result.position, key_result.owner_id),
        weight=Decimal(1),
        state=LifeState.ACTIVE,
        activated_at=objective.activated_at,
        created_at=objective.created_at,
    )


def _objective_row(
    actor: Actor, cycle: Cycle, objective: UnderstoodObjective, position: int, now: datetime
) -> ObjectiveRow:
    return ObjectiveRow(
        workspace_id=actor.workspace_id,
        team_cycle_id=cycle.id,
        number=objective.number,
        position=position,
        title=objective.title,
        owner_id=objective.owner_id,
        commitment=Commitment.COMMITTED,
        state=LifeState.ACTIVE,
        activated_at=now,
        created_at=now,
    )


def _first_check_in(
    actor: Actor, row: KeyResultRow, key_result: UnderstoodKeyResult, new: NewOkrs
) -> CheckInRow | None:
    """Record what is known; where only the start is, no value is invented."""
    confidence = new.confidences.get(key_result.position)
    if key_result.now is None and confidence is None:
        return None
    return CheckInRow(
        workspace_id=row.workspace_id,
        key_result_id=row.id,
        value=key_result.now,
        confidence=confidence,
        author_id=actor.person_id,
        source=CheckInSource.PERSON,
        at=row.created_at,
        draft_id=new.token,
    )


def _added(
    actor: Actor, objective: ObjectiveRow, key_result: KeyResultRow | None, now: datetime
) -> RevisionRow:
    return RevisionRow(
        workspace_id=actor.workspace_id,
        objective_id=objective.id,
        key_result_id=key_result.id if key_result else None,
        act=RevisionAct.ADDED,
        field="title",
        new=(key_result or objective).title,
        person_id=actor.person_id,
        at=now,
    )


async def _next_position(session: AsyncSession, cycle: Cycle) -> int:
    highest = await session.scalar(
        select(func.max(ObjectiveRow.position)).where(ObjectiveRow.team_cycle_id == cycle.id)
    )
    return (highest or 0) + 1
