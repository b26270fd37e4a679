"""A team's week, loaded with a fixed number of queries however many key results there are."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlacementRow, PlanRow, RoundRow, ScheduleRow, TeamRow, WorkItemRow
from bot.okr.cadence import Meeting, Schedule, find_next_held_meeting
from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.objective import Objective
from bot.okr.permissions import NOT_FOUND
from bot.okr.round import RoundState
from bot.okr.team import Team
from bot.okr.week import Week, review_week
from bot.okr.work_item import Place, WorkState
from bot.services.cycles import find_active_cycle
from bot.services.okrs import load_check_ins, load_objectives
from bot.services.schedules import get_schedule
from bot.services.teams import team_of
from bot.services.work_items import load_work_items

NO_CYCLE = "This team has no cycle right now. A lead starts one: type “cycle” after the command."


async def load_week(session: AsyncSession, *, team_id: int, now: datetime) -> Week:
    """Return a team's week; who may see it was asked before.

    Raises:
        NotFoundError: the team is gone, or it has no active cycle.
    """
    team = await _get_team(session, team_id)
    cycle = await find_active_cycle(session, team_id=team_id)
    if cycle is None:
        raise NotFoundError(NO_CYCLE)
    schedule = await get_schedule(session, team_id=team_id)
    objectives = await load_objectives(session, team_cycle_id=cycle.id)
    key_result_ids = _key_result_ids(objectives)
    previous = await _find_previous_round(session, team_id, now)
    return review_week(
        team=team,
        cycle=cycle,
        objectives=objectives,
        check_ins=await load_check_ins(session, key_result_ids=key_result_ids),
        work_items=await load_work_items(session, team_id=team_id),
        planned=await _find_planned(session, team_id, previous),
        anyway_this_cycle=await _find_anyway(session, cycle),
        last_worked=await _find_last_worked(session, key_result_ids),
        meeting=await _find_meeting(session, team_id, schedule, now),
        interval_weeks=schedule.interval_weeks,
        updated_since=previous.meeting_ends_at if previous else None,
        now=now,
    )


async def _get_team(session: AsyncSession, team_id: int) -> Team:
    found = (
        await session.execute(
            select(TeamRow, ScheduleRow.zone)
            .join(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
            .where(TeamRow.id == team_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return team_of(*found)


def _key_result_ids(objectives: Iterable[Objective]) -> list[int]:
    return [key_result.id for objective in objectives for key_result in objective.key_results]


async def _find_previous_round(
    session: AsyncSession, team_id: int, now: datetime
) -> RoundRow | None:
    """Return the last meeting that has ended and was not skipped."""
    row: RoundRow | None = await session.scalar(
        select(RoundRow)
        .where(
            RoundRow.team_id == team_id,
            RoundRow.meeting_ends_at < now,
            RoundRow.state != RoundState.SKIPPED,
        )
        .order_by(RoundRow.meeting_ends_at.desc(), RoundRow.id.desc())
        .limit(1)
    )
    return row


async def _find_meeting(
    session: AsyncSession, team_id: int, schedule: Schedule, now: datetime
) -> Meeting | None:
    """Return the present or next meeting; one that was prompted stays when the schedule moves."""
    row = await session.scalar(
        select(RoundRow)
        .where(
            RoundRow.team_id == team_id,
            RoundRow.meeting_ends_at > now,
            RoundRow.state.in_([RoundState.PROMPTED, RoundState.HELD]),
        )
        .order_by(RoundRow.meeting_at)
        .limit(1)
    )
    if row is None:
        return find_next_held_meeting(schedule, now)
    return Meeting(
        on=row.meeting_on,
        starts_at=row.meeting_at,
        ends_at=row.meeting_ends_at,
        prompt_at=row.prompt_due_at,
        reminder_at=row.meeting_at - schedule.reminder_notice,
        paused=None,
    )


async def _find_planned(
    session: AsyncSession, team_id: int, previous: RoundRow | None
) -> frozenset[int]:
    """Return what was planned in the last meeting, which is this week's plan, or since."""
    query = (
        select(PlanRow.work_item_id)
        .join(RoundRow, RoundRow.id == PlanRow.round_id)
        .where(RoundRow.team_id == team_id)
    )
    if previous is not None:
        query = query.where(RoundRow.meeting_ends_at >= previous.meeting_ends_at)
    return frozenset(await session.scalars(query))


async def _find_anyway(session: AsyncSession, cycle: Cycle) -> frozenset[int]:
    return frozenset(
        await session.scalars(
            select(WorkItemRow.id).where(
                WorkItemRow.anyway_team_cycle_id == cycle.id,
                WorkItemRow.place == Place.ANYWAY,
                WorkItemRow.state == WorkState.OPEN,
            )
        )
    )


async def _find_last_worked(
    session: AsyncSession, key_result_ids: list[int]
) -> dict[int, datetime]:
    """Return when the last work aimed at each key result ended or went elsewhere."""
    ended = await session.execute(
        select(WorkItemRow.key_result_id, func.max(WorkItemRow.ended_at))
        .where(
            WorkItemRow.key_result_id.in_(key_result_ids),
            WorkItemRow.ended_at.is_not(None),
            or_(WorkItemRow.started_at.is_not(None), WorkItemRow.owner_id.is_not(None)),
        )
        .group_by(WorkItemRow.key_result_id)
    )
    # An undo takes back what was said by mistake, so nobody had worked on it.
    moved = await session.execute(
        select(PlacementRow.from_key_result_id, func.max(PlacementRow.at))
        .where(
            PlacementRow.from_key_result_id.in_(key_result_ids),
            PlacementRow.key_result_id.is_distinct_from(PlacementRow.from_key_result_id),
            PlacementRow.undoes_id.is_(None),
        )
        .group_by(PlacementRow.from_key_result_id)
    )
    last: dict[int, datetime] = {}
    for key_result_id, at in (*ended, *moved):
        last[key_result_id] = max(at, last.get(key_result_id, at))
    return last
