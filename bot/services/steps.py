"""The rows that belong to a key result: its steps, and where it should be on dates."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, MilestoneRow, PhasedTargetRow
from bot.okr.errors import ConflictError
from bot.okr.key_result import Milestone, PhasedTarget
from bot.okr.numbers import format_entry
from bot.okr.okr_input import MilestoneInput
from bot.okr.text import one_line

STEPS_CHANGED = "These steps have changed. Close this and open it again."


async def keep_milestones(
    session: AsyncSession, *, row: KeyResultRow, entered: Sequence[MilestoneInput]
) -> None:
    """Write the steps in their order; one that is left out stays for the check-ins that tick it.

    Raises:
        ConflictError: a step is not of this key result.
    """
    rows = await session.scalars(select(MilestoneRow).where(MilestoneRow.key_result_id == row.id))
    known = {one.id: one for one in rows if not one.is_removed}
    if not known.keys() >= {one.id for one in entered if one.id}:
        raise ConflictError(STEPS_CHANGED)
    for milestone_id, milestone in known.items():
        milestone.is_removed = milestone_id not in {one.id for one in entered}
    for position, one in enumerate(entered, start=1):
        milestone = known[one.id] if one.id else _new_milestone(session, row)
        milestone.position = position
        milestone.title = one_line(one.title)
        milestone.weight = one.weight
        milestone.due_on = one.due_on
    await session.flush()


async def keep_phased_targets(
    session: AsyncSession, *, row: KeyResultRow, entered: Sequence[PhasedTarget]
) -> None:
    """Write where the number should be on which dates, and nothing else."""
    rows = await session.scalars(
        select(PhasedTargetRow).where(PhasedTargetRow.key_result_id == row.id)
    )
    known = {one.on_date: one for one in rows}
    wanted = {one.on: one.value for one in entered}
    for on_date, phased_target in known.items():
        if on_date in wanted:
            phased_target.value = wanted[on_date]
        else:
            await session.delete(phased_target)
    for on_date in wanted.keys() - known.keys():
        session.add(
            PhasedTargetRow(
                workspace_id=row.workspace_id,
                key_result_id=row.id,
                on_date=on_date,
                value=wanted[on_date],
            )
        )
    await session.flush()


def steps_text(steps: Iterable[Milestone | MilestoneInput]) -> str:
    """Write steps as a revision holds them, a line each."""
    return "\n".join(
        f"{one_line(step.title)} (weight {step.weight}"
        + (f", by {step.due_on.isoformat()})" if step.due_on else ")")
        for step in steps
    )


def targets_text(phased_targets: Iterable[PhasedTarget]) -> str:
    """Write dates and values as a revision holds them, a line each."""
    return "\n".join(f"{one.on.isoformat()} {format_entry(one.value)}" for one in phased_targets)


def _new_milestone(session: AsyncSession, row: KeyResultRow) -> MilestoneRow:
    milestone = MilestoneRow(
        workspace_id=row.workspace_id, key_result_id=row.id, is_removed=False, position=0
    )
    session.add(milestone)
    return milestone
