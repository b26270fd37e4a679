"""When a team's OKRs are locked, and whether an act on them needs a reason."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, RevisionAct, RevisionRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective
from bot.okr.okr_change import check_why
from bot.okr.permissions import Actor
from bot.services.revisions import Change

UNDO_END = timedelta(days=1)
"""For so long, who closed or cancelled an OKR takes that back without being asked why."""


async def lock_okrs(session: AsyncSession, *, team_id: int, at: datetime) -> None:
    """Lock the OKRs of a team's active cycle, unless they are locked or there are none to measure.

    A cycle that the set-up began is not planned first, so that its OKRs may still change without
    a reason until the first meeting that began from them has ended.
    """
    has_key_results = (
        select(KeyResultRow.id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .where(
            ObjectiveRow.team_cycle_id == TeamCycleRow.id,
            ObjectiveRow.state == LifeState.ACTIVE,
            KeyResultRow.state == LifeState.ACTIVE,
        )
    )
    await session.execute(
        update(TeamCycleRow)
        .where(
            TeamCycleRow.team_id == team_id,
            TeamCycleRow.state == CycleState.ACTIVE,
            TeamCycleRow.locked_at.is_(None),
            exists(has_key_results),
        )
        .values(locked_at=at)
        .execution_options(synchronize_session=False)
    )


def require_why(cycle: Cycle, change: Change) -> None:
    """Refuse an act on locked OKRs without a reason.

    Raises:
        FormError: with the field `change_why`.
    """
    check_why(cycle, change.why, now=change.now)


async def may_take_back(
    session: AsyncSession,
    *,
    actor: Actor,
    one: Objective | KeyResult,
    objective_id: int,
    now: datetime,
) -> bool:
    """Tell whether somebody closed or cancelled this within the last day, and so needs no reason.

    Args:
        objective_id: of the objective itself, or of the one the key result belongs to.
    """
    key_result_id = one.id if isinstance(one, KeyResult) else None
    last = await session.scalar(
        select(RevisionRow)
        .where(
            RevisionRow.objective_id == objective_id,
            RevisionRow.key_result_id.is_not_distinct_from(key_result_id),
            RevisionRow.field == "state",
        )
        .order_by(RevisionRow.id.desc())
        .limit(1)
    )
    return (
        last is not None
        and last.act in {RevisionAct.CLOSED, RevisionAct.CANCELLED}
        and last.person_id == actor.person_id
        and last.at > now - UNDO_END
    )
