"""What would go to the shelf when a team starts fresh, counted by the database.

What is in progress and has a place stays: somebody decided that it is done in this cycle. What
nobody has begun is a wish from before, whatever it was linked to, and what is in progress without
a place was asked about every week.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import CycleState
from bot.okr.fresh_start import QUARTER, YEAR, FreshCounts
from bot.okr.key_result import LifeState
from bot.okr.work_item import Place, WorkState

TITLES = 3
"""So many titles are shown; the rest is a number."""


async def count_fresh(
    session: AsyncSession, *, team_id: int, with_placed: bool, now: datetime
) -> FreshCounts:
    """Count what would go to the shelf, and what would stay."""
    goes, created = goes_to_shelf(team_id, with_placed=with_placed), WorkItemRow.source_created_at
    rows = (
        await session.execute(
            select(
                WorkItemRow.source,
                func.count(),
                _count_where(created < now - YEAR),
                _count_where(created >= now - QUARTER),
                _count_where(_is_begun()),
                func.min(created),
            )
            .where(goes)
            .group_by(WorkItemRow.source)
            .order_by(func.count().desc(), WorkItemRow.source)
        )
    ).all()
    total, older, newer, begun = (sum(row[at] for row in rows) for at in range(1, 5))
    return FreshCounts(
        total=total,
        by_source=tuple((row[0], row[1]) for row in rows),
        older=older,
        middle=total - older - newer,
        newer=newer,
        oldest_at=min((row[5] for row in rows), default=None),
        in_progress=begun,
        begun=await _begun_titles(session, goes) if begun else (),
        staying=await _count(session, _is_open(team_id), _has_place(team_id)),
    )


def goes_to_shelf(team_id: int, *, with_placed: bool) -> ColumnElement[bool]:
    """Return the condition on a work item to be set aside."""
    if with_placed:
        return _is_open(team_id)
    # A comparison with NULL is neither true nor false, so it is counted and not negated.
    return and_(_is_open(team_id), case((_has_place(team_id), 1), else_=0) == 0)


def _is_open(team_id: int) -> ColumnElement[bool]:
    return and_(WorkItemRow.team_id == team_id, WorkItemRow.state == WorkState.OPEN)


def _is_begun() -> ColumnElement[bool]:
    return or_(WorkItemRow.started_at.is_not(None), WorkItemRow.owner_id.is_not(None))


def _has_place(team_id: int) -> ColumnElement[bool]:
    """Say in SQL what `current_place` says, for work in play and also for a planned cycle."""
    cycles = select(TeamCycleRow.id).where(
        TeamCycleRow.team_id == team_id,
        TeamCycleRow.state.in_([CycleState.ACTIVE, CycleState.PLANNING]),
    )
    live = (
        select(KeyResultRow.id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .where(
            ObjectiveRow.team_cycle_id.in_(cycles),
            ObjectiveRow.state == LifeState.ACTIVE,
            KeyResultRow.state == LifeState.ACTIVE,
        )
    )
    return and_(
        _is_begun(),
        or_(
            WorkItemRow.place.in_([Place.ENGINEERING_HEALTH, Place.UPKEEP]),
            WorkItemRow.key_result_id.in_(live),
            and_(
                WorkItemRow.place == Place.ANYWAY,
                WorkItemRow.anyway_team_cycle_id.in_(cycles),
            ),
        ),
    )


def _count_where(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


async def _count(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    found = await session.scalar(select(func.count()).select_from(WorkItemRow).where(*conditions))
    return found or 0


async def _begun_titles(session: AsyncSession, goes: ColumnElement[bool]) -> tuple[str, ...]:
    rows = await session.scalars(
        select(WorkItemRow.title)
        .where(goes, _is_begun())
        .order_by(WorkItemRow.source_created_at, WorkItemRow.id)
        .limit(TITLES)
    )
    return tuple(rows)
