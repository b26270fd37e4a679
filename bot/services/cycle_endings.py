"""The end of a cycle: a lead is asked two weeks before, and a line stands in for the prompt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    CycleRow,
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    RoundRow,
    ScheduleRow,
    TeamCycleRow,
)
from bot.okr.cadence import local_instant
from bot.okr.cycle import Cycle, CycleState, today_in
from bot.okr.cycle_ending import ENDED_LINES, CycleEnding, ask_instant
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.okr.person import Role, Standing
from bot.okr.team_cycles import TeamCycles, next_cycle
from bot.services.cycles import NEVER_BEGUN, cycle_of, find_active_cycle, find_planned_cycle
from bot.services.obstacles import NOTHING_YET, find_obstacle
from bot.services.outbox import enqueue
from bot.services.teams import find_team

IS_OVER = "The cycle is over, and the next one has not begun."
IS_PLANNED = "The next cycle is planned already."
RUNS_AGAIN = "A cycle runs again."
_NOT_SAID = (OutboxState.FAILED, OutboxState.DROPPED)


@dataclass(frozen=True, slots=True)
class _Lead:
    """Who is asked, and when they work."""

    person_id: int
    zone: str
    working_days: frozenset[int]


async def owe_ending_question(
    session: AsyncSession, *, schedule: ScheduleRow, now: datetime
) -> datetime | None:
    """Ask a lead once, two weeks before the end, whether to plan the next cycle.

    Returns:
        When to look again; None while there is nothing to ask.
    """
    team_id = schedule.team_id
    cycle = await find_active_cycle(session, team_id=team_id)
    if cycle is None or today_in(schedule.zone, now) > cycle.ends_on:
        return None
    if await find_planned_cycle(session, team_id=team_id) is not None:
        return None
    key = f"cycle_ending:{cycle.id}"
    asked = select(OutboxRow.id).where(
        OutboxRow.workspace_id == schedule.workspace_id, OutboxRow.key == key
    )
    if await session.scalar(asked) is not None:
        return None
    lead = await _find_lead(session, team_id, now)
    if lead is None:
        return now + timedelta(days=1)
    at = ask_instant(cycle.ends_on, now, zone=lead.zone, working_days=lead.working_days)
    if at > now:
        return at
    await enqueue(
        session,
        workspace_id=schedule.workspace_id,
        key=key,
        kind=MessageKind.CYCLE_ENDING,
        team_id=team_id,
        person_id=lead.person_id,
        details={"team_cycle_id": cycle.id},
        now=now,
        not_after=_end_of(cycle, schedule.zone),
    )
    return None


async def find_ended_cycle(session: AsyncSession, *, team_id: int, day: date) -> Cycle | None:
    """Return the cycle after which the next one has not begun by a day; None while one runs."""
    rows = await session.execute(
        select(TeamCycleRow, CycleRow)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(TeamCycleRow.team_id == team_id, TeamCycleRow.state.not_in(NEVER_BEGUN))
        .order_by(CycleRow.ends_on.desc(), TeamCycleRow.id.desc())
    )
    cycles = [cycle_of(*found) for found in rows]
    running = next((one for one in cycles if one.state is CycleState.ACTIVE), None)
    if running is not None:
        return running if day > running.ends_on else None
    return next(iter(cycles), None)


async def owe_cycle_ended(
    session: AsyncSession, *, row: RoundRow, cycle: Cycle, now: datetime
) -> None:
    """Owe the channel the line that stands in for a prompt, at most twice for a cycle."""
    prefix = f"cycle_ended:{cycle.id}:"
    key = f"{prefix}{row.number}"
    said = await session.scalar(
        select(func.count())
        .select_from(OutboxRow)
        .where(
            OutboxRow.workspace_id == row.workspace_id,
            OutboxRow.key.startswith(prefix, autoescape=True),
            OutboxRow.key != key,
            OutboxRow.state.not_in(_NOT_SAID),
        )
    )
    if (said or 0) >= ENDED_LINES:
        return
    await enqueue(
        session,
        workspace_id=row.workspace_id,
        key=key,
        kind=MessageKind.CYCLE_ENDED,
        team_id=row.team_id,
        round_id=row.id,
        details={"team_cycle_id": cycle.id},
        now=now,
        not_after=row.meeting_ends_at,
    )


async def load_ending(session: AsyncSession, *, team_id: int, now: datetime) -> CycleEnding:
    """Return what a lead is asked about the cycle that runs.

    Raises:
        NotFoundError: the team is gone.
        ConflictError: nothing runs any more, or the next one is planned already.
    """
    cycle = await find_active_cycle(session, team_id=team_id)
    if cycle is None:
        raise ConflictError(IS_OVER)
    if await find_planned_cycle(session, team_id=team_id) is not None:
        raise ConflictError(IS_PLANNED)
    return await _ending_of(session, team_id, cycle, now)


async def load_ended(
    session: AsyncSession, *, team_id: int, round_id: int, now: datetime
) -> CycleEnding:
    """Return what the channel is told about a cycle that is over.

    Raises:
        NotFoundError: the team is gone.
        ConflictError: a cycle runs again, or nothing may be posted there any more.
    """
    obstacle = await find_obstacle(session, team_id=team_id)
    if obstacle not in {None, *NOTHING_YET}:
        raise ConflictError(obstacle or "")
    row = await session.get_one(RoundRow, round_id)
    cycle = await find_ended_cycle(session, team_id=team_id, day=row.meeting_on)
    if cycle is None:
        raise ConflictError(RUNS_AGAIN)
    return await _ending_of(session, team_id, cycle, now)


async def _ending_of(
    session: AsyncSession, team_id: int, cycle: Cycle, now: datetime
) -> CycleEnding:
    team = await find_team(session, team_id=team_id)
    if team is None:
        raise NotFoundError(NOT_FOUND)
    planned = await find_planned_cycle(session, team_id=team_id)
    coming, _, _ = next_cycle(TeamCycles(team, (cycle,), may_plan=True), now)
    return CycleEnding(team, cycle, planned.name if planned else coming, planned)


async def _find_lead(session: AsyncSession, team_id: int, now: datetime) -> _Lead | None:
    """Return the first lead who is here and not away."""
    rows = await session.scalars(
        select(PersonRow)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.team_id == team_id,
            MembershipRow.role == Role.LEAD,
            PersonRow.standing == Standing.MEMBER,
        )
        .order_by(PersonRow.id)
    )
    for row in rows:
        today = today_in(row.zone, now)
        is_away = row.away_from is not None and row.away_from <= today
        if is_away and (row.away_until is None or today <= row.away_until):
            continue
        return _Lead(row.id, row.zone, frozenset(map(int, row.working_days)))
    return None


def _end_of(cycle: Cycle, zone: str) -> datetime:
    return local_instant(cycle.ends_on + timedelta(days=1), datetime.min.time(), zone)
