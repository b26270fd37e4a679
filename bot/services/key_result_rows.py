"""A key result's row: filled, read as values that revisions compare, and inserted."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CheckInRow, KeyResultRow, RevisionAct
from bot.okr.check_in import CheckInSource
from bot.okr.cycle import Cycle, CycleState
from bot.okr.key_result import LifeState
from bot.okr.okr_input import KeyResultInput
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.services.owners import find_named, welcome_owners
from bot.services.revisions import Change, Subject, Value, record_act
from bot.services.steps import keep_milestones, keep_phased_targets


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a key result is added."""

    team: Team
    cycle: Cycle
    objective_id: int


async def insert_key_result(
    session: AsyncSession, *, parent: Parent, entered: KeyResultInput, change: Change
) -> KeyResultRow:
    """Keep a checked key result under the next number, with its first check-in.

    A number counts over all states, so that none is used twice; the objective must be locked.

    Raises:
        FormError: with `owner` or `delegate`: somebody who may not own it.
    """
    people = {"owner": entered.owner_id, "delegate": entered.delegate_id}
    await welcome_owners(session, team=parent.team, people=people, now=change.now)
    number, position = await _next_place(session, parent.objective_id)
    row = KeyResultRow(
        workspace_id=parent.team.workspace_id,
        objective_id=parent.objective_id,
        number=number,
        position=position,
        state=LifeState.ACTIVE,
        activated_at=change.now if parent.cycle.state is CycleState.ACTIVE else None,
        created_at=change.now,
    )
    fill_key_result(row, entered)
    session.add(row)
    await session.flush()
    await keep_milestones(session, row=row, entered=entered.milestones)
    await keep_phased_targets(session, row=row, entered=entered.phased_targets)
    _record(session, row, entered, change)
    await session.flush()
    return row


def fill_key_result(row: KeyResultRow, entered: KeyResultInput) -> None:
    """Write what was entered into a row."""
    row.title = one_line(entered.title)
    row.kind = entered.kind
    row.start_value = entered.start
    row.start_due_on = entered.start_due_on
    row.target_value = entered.target
    row.floor_value = entered.floor
    row.unit = one_line(entered.unit)
    row.owner_id = entered.owner_id
    row.delegate_id = entered.delegate_id
    row.weight = entered.weight
    row.rhythm = entered.rhythm
    row.due_on = entered.due_on


async def values_of(session: AsyncSession, row: KeyResultRow) -> dict[str, Value]:
    """Return what revisions compare, by the field names of `KeyResultInput`."""
    return {
        "title": row.title,
        "kind": row.kind.value,
        "start": row.start_value,
        "start_due_on": row.start_due_on,
        "target": row.target_value,
        "floor": row.floor_value,
        "unit": row.unit,
        "owner": await find_named(session, person_id=row.owner_id),
        "delegate": await find_named(session, person_id=row.delegate_id),
        "weight": row.weight,
        "rhythm": row.rhythm,
        "due_on": row.due_on,
    }


async def _next_place(session: AsyncSession, objective_id: int) -> tuple[int, int]:
    """Return the next number and the next position."""
    found = await session.execute(
        select(func.max(KeyResultRow.number), func.max(KeyResultRow.position)).where(
            KeyResultRow.objective_id == objective_id
        )
    )
    number, position = found.one()
    return (number or 0) + 1, (position or 0) + 1


def _record(
    session: AsyncSession, row: KeyResultRow, entered: KeyResultInput, change: Change
) -> None:
    """Write the revision and, when somebody said where it stands, the first check-in."""
    subject = Subject(row.workspace_id, row.objective_id, row.id)
    record_act(
        session,
        subject,
        change=change,
        act=RevisionAct.ADDED,
        field="title",
        old=None,
        new=row.title,
    )
    if entered.now is None and entered.confidence is None:
        return
    session.add(
        CheckInRow(
            workspace_id=row.workspace_id,
            key_result_id=row.id,
            value=entered.now,
            ticks=[],
            confidence=entered.confidence,
            author_id=change.actor.person_id,
            source=CheckInSource.PERSON,
            at=change.now,
        )
    )
