"""Which round belongs to which meeting: rounds not yet prompted follow the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import RoundRow, ScheduleRow, TeamRow
from bot.okr.cadence import (
    Meeting,
    held_meetings_after,
    is_prompted_by_itself,
    meetings_after,
)
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.okr.round import RoundState
from bot.services.called_off import find_called_off, week_of
from bot.services.schedules import get_schedule, load_pauses, schedule_of

PROMPTED = (RoundState.PROMPTED, RoundState.HELD, RoundState.RECAPPED)
MOVED = "The meeting was moved."
PAUSED = "The meetings are paused."
_RECENT = 20
_MEETINGS_AHEAD = 60
"""A year of weeks: a longer pause has no round to plan."""


@dataclass(frozen=True, slots=True)
class PlacedRound:
    """A round and the meeting that the schedule has for it."""

    row: RoundRow
    meeting: Meeting


async def lock_schedule(session: AsyncSession, *, team_id: int) -> ScheduleRow:
    """Return a team's schedule, so that nobody else plans its rounds in the meantime.

    Raises:
        NotFoundError: the team has no schedule.
    """
    row: ScheduleRow | None = await session.scalar(
        select(ScheduleRow).where(ScheduleRow.team_id == team_id).with_for_update()
    )
    if row is None:
        raise NotFoundError(NOT_FOUND)
    return row


async def place_rounds(
    session: AsyncSession, *, schedule: ScheduleRow, now: datetime, needs_held: bool = False
) -> tuple[PlacedRound, ...]:
    """Give every meeting up to the first whose prompt is not due its round, and return both.

    A round that was prompted stays where it was. One that was not moves with its meeting.

    Args:
        schedule: locked.
        needs_held: go on until a meeting that is not paused.
    """
    pauses = await load_pauses(session, team_id=schedule.team_id)
    rounds = await _load_recent(session, schedule.team_id)
    meetings = islice(meetings_after(schedule_of(schedule, pauses), now), _MEETINGS_AHEAD)
    wanted = []
    for meeting in meetings:
        if not _is_taken(meeting, rounds, now):
            wanted.append(meeting)
            if meeting.prompt_at > now and not (needs_held and meeting.paused is not None):
                break
    placed = tuple(_place(schedule, rounds, wanted, now))
    session.add_all([one.row for one in placed])
    await session.flush()
    return placed


async def find_next_prompt(
    session: AsyncSession, *, team_id: int, now: datetime
) -> datetime | None:
    """Return when a team's next prompt comes by itself, `now` at the earliest.

    None when it is switched off, or when all meetings of ten years are paused.

    Raises:
        NotFoundError: the team has no schedule.
    """
    schedule = await get_schedule(session, team_id=team_id)
    created_at = await load_created_at(session, team_id=team_id)
    rounds = await _load_recent(session, team_id)
    called_off = await find_called_off(session, team_id=team_id)
    is_on = await session.scalar(
        select(ScheduleRow.is_prompt_on).where(ScheduleRow.team_id == team_id)
    )
    coming = (
        max(meeting.prompt_at, now)
        for meeting in held_meetings_after(schedule, now)
        if is_prompted_by_itself(meeting, created_at=created_at)
        and not any(_is_prompt_of_week(row, meeting) for row in rounds)
        and week_of(meeting.on) not in called_off
    )
    return next(coming, None) if is_on else None


async def load_created_at(session: AsyncSession, *, team_id: int) -> datetime:
    """Return when a team was set up."""
    found = await session.execute(select(TeamRow.created_at).where(TeamRow.id == team_id))
    return found.scalar_one()


async def load_open_rounds(session: AsyncSession, *, team_id: int, now: datetime) -> list[RoundRow]:
    """Return a team's rounds whose meeting has not ended, the next one first."""
    rows = await session.scalars(
        select(RoundRow)
        .where(RoundRow.team_id == team_id, RoundRow.meeting_ends_at > now)
        .order_by(RoundRow.meeting_at, RoundRow.number)
    )
    return list(rows)


async def _load_recent(session: AsyncSession, team_id: int) -> list[RoundRow]:
    """Return the last rounds of a team, the oldest first."""
    rows = await session.scalars(
        select(RoundRow)
        .where(RoundRow.team_id == team_id)
        .order_by(RoundRow.number.desc())
        .limit(_RECENT)
    )
    return list(rows)[::-1]


def _is_taken(meeting: Meeting, rounds: Sequence[RoundRow], now: datetime) -> bool:
    """A channel gets one prompt a week, also when the meeting moves within the week."""
    return any(
        _is_prompt_of_week(row, meeting)
        and not (row.meeting_on == meeting.on and row.meeting_ends_at > now)
        for row in rounds
    )


def _is_prompt_of_week(row: RoundRow, meeting: Meeting) -> bool:
    return row.state in PROMPTED and week_of(row.meeting_on) == week_of(meeting.on)


def _place(
    schedule: ScheduleRow, rounds: list[RoundRow], wanted: Sequence[Meeting], now: datetime
) -> list[PlacedRound]:
    by_date = {row.meeting_on: row for row in rounds}
    dates = {meeting.on for meeting in wanted}
    movable = [
        row
        for row in rounds
        if row.prompted_at is None and row.meeting_ends_at > now and row.meeting_on not in dates
    ]
    number = rounds[-1].number if rounds else 0
    placed = []
    for meeting in wanted:
        row = by_date.get(meeting.on) or (movable.pop(0) if movable else None)
        if row is None:
            number += 1
            row = RoundRow(
                workspace_id=schedule.workspace_id, team_id=schedule.team_id, number=number
            )
        if row.prompted_at is None:
            _follow(row, meeting)
        placed.append(PlacedRound(row, meeting))
    for row in movable:
        row.state, row.skip_reason = RoundState.SKIPPED, MOVED
    return placed


def _follow(row: RoundRow, meeting: Meeting) -> None:
    is_moved = row.prompt_due_at != meeting.prompt_at
    row.meeting_on = meeting.on
    row.meeting_at = meeting.starts_at
    row.meeting_ends_at = meeting.ends_at
    row.prompt_due_at = meeting.prompt_at
    if meeting.paused is not None:
        row.state, row.skip_reason = RoundState.SKIPPED, meeting.paused or PAUSED
    elif is_moved or row.state is not RoundState.PLANNED:
        row.state, row.skip_reason = RoundState.PLANNED, ""
