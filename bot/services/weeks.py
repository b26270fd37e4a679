"""Teams' weeks, loaded with a fixed number of queries however much there is to load."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlacementRow, PlanRow, RoundRow, ScheduleRow, TeamRow, WorkItemRow
from bot.okr.cadence import Meeting, Schedule, find_next_held_meeting
from bot.okr.check_in import as_it_stood
from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.objective import Objective
from bot.okr.permissions import NOT_FOUND
from bot.okr.round import RoundState
from bot.okr.team import Team
from bot.okr.week import Week, review_week
from bot.okr.work_item import Place, WorkState
from bot.services.cycles import NO_CYCLE, find_active_cycles
from bot.services.okrs import load_check_ins, load_objectives_by_team
from bot.services.schedules import load_schedules
from bot.services.teams import team_of
from bot.services.work_items import load_work_by_team


@dataclass(frozen=True, slots=True)
class PastWeek:
    """What is read of a week that is over as it was then.

    Args:
        cycle: the one that the team was in.
        corrected_until: check-ins that were corrected before it are put right; None for all.
    """

    cycle: Cycle
    corrected_until: datetime | None


async def load_week(
    session: AsyncSession, *, team_id: int, now: datetime, past: PastWeek | None = None
) -> Week:
    """Return a team's week; who may see it was asked before.

    Args:
        past: where the week is over; `now` is an instant in it.

    Raises:
        NotFoundError: the team is gone, or it has no active cycle.
    """
    given = {team_id: past} if past else None
    week = (await load_weeks(session, team_ids=[team_id], now=now, past=given)).get(team_id)
    if week is None:
        is_there = await session.scalar(select(TeamRow.id).where(TeamRow.id == team_id))
        raise NotFoundError(NO_CYCLE if is_there else NOT_FOUND)
    return week


async def load_weeks(
    session: AsyncSession,
    *,
    team_ids: Collection[int],
    now: datetime,
    past: Mapping[int, PastWeek] | None = None,
) -> dict[int, Week]:
    """Return the weeks of teams by the team's id; a team without an active cycle is left out.

    Args:
        past: by the team's id, where their weeks are over.
    """
    past = past or {}
    cycles = {team_id: one.cycle for team_id, one in past.items()}
    cycles = cycles or await find_active_cycles(session, team_ids=team_ids)
    ids = list(cycles)
    if not ids:
        return {}
    schedules = await load_schedules(session, team_ids=ids)
    objectives = await load_objectives_by_team(
        session, team_cycle_ids=[cycle.id for cycle in cycles.values()]
    )
    key_result_ids = _key_result_ids(objectives.values())
    check_ins = await load_check_ins(session, key_result_ids=key_result_ids)
    for team_id, one in past.items():
        check_ins |= {
            key_result_id: as_it_stood(check_ins[key_result_id], at=now, until=one.corrected_until)
            for key_result_id in _key_result_ids([objectives.get(team_id, ())])
        }
    work_items = await load_work_by_team(session, team_ids=ids)
    ended = await _find_last_ends(session, ids, now)
    planned = await _find_planned(session, ids, ended)
    anyway = await _find_anyway(session, cycles.values())
    last_worked = await _find_last_worked(session, key_result_ids)
    rounds = await _find_prompted_rounds(session, ids, now)
    return {
        team.id: review_week(
            team=team,
            cycle=cycles[team.id],
            objectives=objectives.get(team.id, ()),
            check_ins=check_ins,
            work_items=work_items.get(team.id, ()),
            planned=planned,
            anyway_this_cycle=anyway,
            last_worked=last_worked,
            meeting=_meeting_of(rounds.get(team.id), schedules[team.id], now),
            interval_weeks=schedules[team.id].interval_weeks,
            updated_since=ended.get(team.id),
            now=now,
        )
        for team in await _load_teams(session, ids)
    }


async def _load_teams(session: AsyncSession, team_ids: Collection[int]) -> list[Team]:
    rows = await session.execute(
        select(TeamRow, ScheduleRow.zone)
        .join(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
        .where(TeamRow.id.in_(team_ids))
    )
    return [team_of(team, zone) for team, zone in rows]


def _key_result_ids(teams: Iterable[Iterable[Objective]]) -> list[int]:
    return [
        key_result.id
        for objectives in teams
        for objective in objectives
        for key_result in objective.key_results
    ]


async def _find_last_ends(
    session: AsyncSession, team_ids: Collection[int], now: datetime
) -> dict[int, datetime]:
    """Return when each team's last meeting ended that was not skipped."""
    rows = await session.execute(
        select(RoundRow.team_id, func.max(RoundRow.meeting_ends_at))
        .where(
            RoundRow.team_id.in_(team_ids),
            RoundRow.meeting_ends_at < now,
            RoundRow.state != RoundState.SKIPPED,
        )
        .group_by(RoundRow.team_id)
    )
    return dict(list(rows))


async def _find_prompted_rounds(
    session: AsyncSession, team_ids: Collection[int], now: datetime
) -> dict[int, RoundRow]:
    """Return the next or present round of each team that was prompted already."""
    rows = await session.scalars(
        select(RoundRow)
        .where(
            RoundRow.team_id.in_(team_ids),
            RoundRow.meeting_ends_at > now,
            RoundRow.state.in_([RoundState.PROMPTED, RoundState.HELD]),
        )
        .order_by(RoundRow.meeting_at.desc())
    )
    return {row.team_id: row for row in rows}


def _meeting_of(row: RoundRow | None, schedule: Schedule, now: datetime) -> Meeting | None:
    """Return the present or next meeting; one that was prompted stays when the schedule moves."""
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
    session: AsyncSession, team_ids: Collection[int], ended: Mapping[int, datetime]
) -> frozenset[int]:
    """Return what was planned in each team's last meeting, which is this week's plan, or since."""
    since: list[ColumnElement[bool]] = [
        RoundRow.team_id.in_([one for one in team_ids if one not in ended])
    ]
    if ended:
        since.append(RoundRow.meeting_ends_at >= min(ended.values()))
    rows = await session.execute(
        select(PlanRow.work_item_id, RoundRow.team_id, RoundRow.meeting_ends_at)
        .join(RoundRow, RoundRow.id == PlanRow.round_id)
        .where(RoundRow.team_id.in_(team_ids), or_(*since))
    )
    return frozenset(
        work_item_id
        for work_item_id, team_id, ends_at in rows
        if team_id not in ended or ends_at >= ended[team_id]
    )


async def _find_anyway(session: AsyncSession, cycles: Iterable[Cycle]) -> frozenset[int]:
    return frozenset(
        await session.scalars(
            select(WorkItemRow.id).where(
                WorkItemRow.anyway_team_cycle_id.in_([cycle.id for cycle in cycles]),
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
