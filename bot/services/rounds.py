"""Rounds: planned from the schedule, prompted once, held or skipped with the reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    RoundRow,
    ScheduleRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.okr.cadence import is_prompted_by_itself
from bot.okr.errors import ConflictError
from bot.okr.permissions import Act, Actor
from bot.okr.prompt_preview import UnclearPost
from bot.okr.round import Round, RoundState
from bot.services.called_off import CALLED_OFF, find_called_off, week_of
from bot.services.cycle_endings import (
    IS_OVER,
    find_ended_cycle,
    owe_cycle_ended,
    owe_ending_question,
)
from bot.services.followed_recaps import owe_followers
from bot.services.lost_channels import note_channel_lost
from bot.services.members import require_act
from bot.services.no_meetings import owe_no_meeting
from bot.services.obstacles import (
    ARCHIVED,
    NOTHING_YET,
    PROMPT_IS_OFF,
    WAS_DUE_BEFORE,
    find_obstacle,
)
from bot.services.okr_locks import lock_okrs
from bot.services.prompts import find_unclear_prompt, owe_prompt, was_turned_down, why_not_posted
from bot.services.recaps import owe_recap
from bot.services.round_placing import (
    PlacedRound,
    load_created_at,
    load_open_rounds,
    lock_schedule,
    place_rounds,
)

LOOK_AGAIN = timedelta(minutes=5)
"""How soon to look again at a prompt that is due and that something keeps from being posted."""

NOT_RUNNING = "The bot was not running until after the meeting."
NO_MEETING = "All meetings of the coming year are paused. Change the pause in the settings first."
BAD_DATA = (LookupError, ValueError, TypeError, ArithmeticError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PromptPosting:
    """What became of the wish to post a prompt now.

    Args:
        is_new: False when the round was prompted before.
        prompted_at: when, by the business clock.
        unclear: set where it may be in the channel already; it is not posted again unasked.
    """

    round: Round
    is_new: bool
    prompted_at: datetime
    unclear: UnclearPost | None = None


async def find_current_round(session: AsyncSession, *, team_id: int, now: datetime) -> Round | None:
    """Return the round whose meeting is the next or present one, when it is planned already."""
    rows = await load_open_rounds(session, team_id=team_id, now=now)
    row = next((one for one in rows if one.state is not RoundState.SKIPPED), None)
    return round_of(row) if row else None


async def get_or_plan_round(session: AsyncSession, *, team_id: int, now: datetime) -> Round:
    """Return the round whose meeting is the next or present one, planning it when needed.

    Raises:
        NotFoundError: the team has no schedule.
        ConflictError: every meeting of the coming year is paused.
    """
    return round_of(await _get_or_plan(session, team_id, now))


async def replan(session: AsyncSession, *, team_id: int, now: datetime) -> None:
    """Follow a change of the schedule: rounds not yet prompted move, the others stay.

    Raises:
        NotFoundError: the team has no schedule.
    """
    schedule = await lock_schedule(session, team_id=team_id)
    recapped = await _close_ended(session, team_id, now)
    await place_rounds(session, schedule=schedule, now=now)
    await _look_at(session, team_id, None)
    await owe_followers(session, recapped, now=now)


async def plan_due_rounds(session: AsyncSession, *, now: datetime, limit: int = 20) -> int:
    """Look at up to `limit` teams whose time has come, and return how many there were.

    A team whose data cannot be read is logged and looked at again later; it holds up no other.
    """
    schedules = await session.scalars(
        select(ScheduleRow)
        .join(WorkspaceRow, WorkspaceRow.id == ScheduleRow.workspace_id)
        .where(
            or_(ScheduleRow.next_due_at.is_(None), ScheduleRow.next_due_at <= now),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
        )
        .order_by(ScheduleRow.next_due_at.nulls_first(), ScheduleRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=ScheduleRow)
    )
    found = list(schedules)
    recapped: list[RoundRow] = []
    for schedule in found:
        team_id = schedule.team_id
        try:
            async with session.begin_nested():
                ended, look_at = await _plan(session, schedule, now)
            recapped += ended
        except BAD_DATA:
            log.exception("team_not_planned", team_id=team_id)
            look_at = now + LOOK_AGAIN
        await _look_at(session, team_id, look_at)
    await owe_followers(session, recapped, now=now)
    return len(found)


async def find_next_look(session: AsyncSession, *, now: datetime) -> datetime | None:
    """Return when `plan_due_rounds` has something to do; None when there is no team."""
    never_looked_at, first = (
        await session.execute(
            select(
                func.count().filter(ScheduleRow.next_due_at.is_(None)),
                func.min(ScheduleRow.next_due_at),
            )
            .join(WorkspaceRow, WorkspaceRow.id == ScheduleRow.workspace_id)
            .where(WorkspaceRow.state == WorkspaceState.ACTIVE)
        )
    ).one()
    found: datetime | None = now if never_looked_at else first
    return found


async def prompt_now(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> PromptPosting:
    """Post the round's prompt now; it is the round's only one.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not post its prompt.
        ConflictError: the OKRs cannot be posted in the channel, or no meeting is ahead.
    """
    await require_act(session, actor=actor, act=Act.POST_PROMPT, team_id=team_id)
    row = await _get_or_plan(session, team_id, now)
    if row.prompted_at is not None and (
        unclear := await find_unclear_prompt(session, round_id=row.id)
    ):
        return PromptPosting(
            round_of(row), is_new=False, prompted_at=row.prompted_at, unclear=unclear
        )
    if row.prompted_at is not None and not await was_turned_down(session, row):
        return PromptPosting(round_of(row), is_new=False, prompted_at=row.prompted_at)
    if obstacle := await find_obstacle(session, team_id=team_id):
        raise ConflictError(obstacle)
    await owe_prompt(session, row, now)
    await session.flush()
    await _look_at(session, team_id, None)
    return PromptPosting(round_of(row), is_new=True, prompted_at=now)


def round_of(row: RoundRow) -> Round:
    """Return the value of a round's row."""
    return Round(
        id=row.id,
        team_id=row.team_id,
        number=row.number,
        meeting_on=row.meeting_on,
        meeting_at=row.meeting_at,
        meeting_ends_at=row.meeting_ends_at,
        prompt_due_at=row.prompt_due_at,
        state=row.state,
        skip_reason=row.skip_reason,
    )


async def _plan(
    session: AsyncSession, schedule: ScheduleRow, now: datetime
) -> tuple[list[RoundRow], datetime]:
    """Do what is due for one team; return what its followers are owed, and when to look next."""
    recapped = await _close_ended(session, schedule.team_id, now)
    placed = await place_rounds(session, schedule=schedule, now=now)
    created_at = await load_created_at(session, team_id=schedule.team_id)
    for one in placed:
        if one.meeting.prompt_at > now:
            continue
        is_missed = not is_prompted_by_itself(one.meeting, created_at=created_at)
        if one.row.state is RoundState.PLANNED:
            await _prompt_unless_kept(session, schedule, one.row, now, is_missed=is_missed)
        elif one.row.prompted_at is None and one.meeting.paused is not None and not is_missed:
            await owe_no_meeting(session, schedule=schedule, placed=one, now=now)
    asks_at = await owe_ending_question(session, schedule=schedule, now=now)
    await session.flush()
    open_rounds = await load_open_rounds(session, team_id=schedule.team_id, now=now)
    ends = [row.meeting_ends_at for row in open_rounds if row.state is RoundState.PROMPTED]
    ahead = [*ends, *(_next_look(one, created_at, now) for one in placed)]
    return recapped, min(ahead if asks_at is None else [*ahead, asks_at])


def _next_look(placed: PlacedRound, created_at: datetime, now: datetime) -> datetime:
    if placed.meeting.prompt_at > now:
        return placed.meeting.prompt_at
    comes = is_prompted_by_itself(placed.meeting, created_at=created_at)
    if comes and placed.row.state is RoundState.PLANNED:
        return min(now + LOOK_AGAIN, placed.row.meeting_ends_at)
    return max(placed.row.meeting_ends_at, placed.meeting.ends_at)


async def _close_ended(session: AsyncSession, team_id: int, now: datetime) -> list[RoundRow]:
    """A meeting that has ended was held when its prompt was posted, and else skipped.

    Returns:
        The rounds whose recaps are owed now, which followers are owed last of all.
    """
    recapped = []
    rows = await session.scalars(
        select(RoundRow).where(
            RoundRow.team_id == team_id,
            RoundRow.meeting_ends_at <= now,
            RoundRow.state.in_([RoundState.PLANNED, RoundState.PROMPTED]),
        )
    )
    for row in rows:
        reason = row.skip_reason or NOT_RUNNING
        if row.state is not RoundState.PLANNED:
            reason = await why_not_posted(session, row) or ""
        if reason:
            row.state, row.skip_reason = RoundState.SKIPPED, reason[:200]
        else:
            row.state = RoundState.HELD
            await lock_okrs(session, team_id=team_id, at=row.meeting_ends_at)
            if await owe_recap(session, row, now):
                recapped.append(row)
    await session.flush()
    return recapped


async def _prompt_unless_kept(
    session: AsyncSession, schedule: ScheduleRow, row: RoundRow, now: datetime, *, is_missed: bool
) -> None:
    obstacle = await find_obstacle(session, team_id=row.team_id)
    if obstacle is None and week_of(row.meeting_on) in await find_called_off(
        session, team_id=row.team_id
    ):
        obstacle = CALLED_OFF
    if is_missed:
        obstacle = WAS_DUE_BEFORE
    if not schedule.is_prompt_on:
        obstacle = PROMPT_IS_OFF
    if obstacle in {None, *NOTHING_YET}:
        ended = await find_ended_cycle(session, team_id=row.team_id, day=row.meeting_on)
        if ended is not None:
            await owe_cycle_ended(session, row=row, cycle=ended, now=now)
            obstacle = IS_OVER
    if obstacle == ARCHIVED:
        await note_channel_lost(session, team_id=row.team_id, now=now)
    if obstacle:
        row.skip_reason = obstacle[:200]
    else:
        await owe_prompt(session, row, now)


async def _get_or_plan(session: AsyncSession, team_id: int, now: datetime) -> RoundRow:
    schedule = await lock_schedule(session, team_id=team_id)
    await place_rounds(session, schedule=schedule, now=now, needs_held=True)
    rows = await load_open_rounds(session, team_id=team_id, now=now)
    row = next((one for one in rows if one.state is not RoundState.SKIPPED), None)
    if row is None:
        raise ConflictError(NO_MEETING)
    return row


async def _look_at(session: AsyncSession, team_id: int, at: datetime | None) -> None:
    """Write when to look at a team; past the mapper, whose version is for those who edit it."""
    await session.execute(
        update(ScheduleRow)
        .where(ScheduleRow.team_id == team_id)
        .values(next_due_at=at)
        .execution_options(synchronize_session=False)
    )
