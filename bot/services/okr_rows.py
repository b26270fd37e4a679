"""What every change of OKRs does first: refuse what is over, and make others wait."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective

DISCARDED = (
    "This plan was discarded, so it can only be read. A lead can take it back: type “cycle” after"
    " the command."
)


def name_of(one: Objective | KeyResult) -> str:
    """Return number and title, as a sentence names it."""
    label = one.label if isinstance(one, KeyResult) else one.number
    return f"{label} {one.title}"


def require_cycle_open(cycle: Cycle) -> None:
    """Refuse changes in a cycle that is over, or in a plan that was discarded.

    Raises:
        NotFoundError: it is closed, waits for its scores, or was discarded.
    """
    if cycle.state is CycleState.DISCARDED:
        raise NotFoundError(DISCARDED)
    if cycle.state in {CycleState.CLOSING, CycleState.CLOSED}:
        raise NotFoundError(
            f"{cycle.name} is over, so its OKRs can only be read. Open the list of this cycle."
        )


def require_editable(cycle: Cycle, *lives: Objective | KeyResult) -> None:
    """Refuse changes of what is over.

    Raises:
        NotFoundError: the cycle, the objective or the key result is.
    """
    require_cycle_open(cycle)
    for one in lives:
        if one.state is not LifeState.ACTIVE:
            raise NotFoundError(f"{name_of(one)} is {one.state.value}. Reopen it first.")


async def lock_cycle(session: AsyncSession, *, team_cycle_id: int) -> None:
    """Make others who change objectives of a team's cycle wait; SQLite has one writer anyway."""
    await session.execute(
        select(TeamCycleRow.id)
        .where(TeamCycleRow.id == team_cycle_id)
        .with_for_update(key_share=True)
    )


async def lock_whole_cycle(session: AsyncSession, *, team_cycle_id: int) -> None:
    """Make everybody wait who changes the OKRs of a team's cycle or checks in for them.

    Rows are locked from the cycle downwards and in order, as everybody else locks some of them.
    """
    await lock_cycle(session, team_cycle_id=team_cycle_id)
    objectives = select(ObjectiveRow.id).where(ObjectiveRow.team_cycle_id == team_cycle_id)
    await session.execute(objectives.order_by(ObjectiveRow.id).with_for_update(key_share=True))
    await session.execute(
        select(KeyResultRow.id)
        .where(KeyResultRow.objective_id.in_(objectives))
        .order_by(KeyResultRow.id)
        .with_for_update(key_share=True)
    )


async def lock_cycle_of(session: AsyncSession, *, objective_id: int) -> None:
    """Make others who change the objectives beside this one wait; nothing when it is gone."""
    team_cycle_id = await session.scalar(
        select(ObjectiveRow.team_cycle_id).where(ObjectiveRow.id == objective_id)
    )
    if team_cycle_id is not None:
        await lock_cycle(session, team_cycle_id=team_cycle_id)


async def lock_objective(session: AsyncSession, *, objective_id: int) -> None:
    """Make others who change an objective or its key results wait."""
    await session.execute(
        select(ObjectiveRow.id)
        .where(ObjectiveRow.id == objective_id)
        .with_for_update(key_share=True)
    )


async def lock_objective_of(session: AsyncSession, *, key_result_id: int) -> None:
    """Make others who change the objective of a key result wait; nothing when it is gone."""
    objective_id = await session.scalar(
        select(KeyResultRow.objective_id).where(KeyResultRow.id == key_result_id)
    )
    if objective_id is not None:
        await lock_objective(session, objective_id=objective_id)
