"""The recap of a meeting: owed to its prompt's thread when the meeting ends, and what it says."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    MessageKind,
    OutboxRow,
    RoundRow,
    ScheduleRow,
    WorkItemRow,
)
from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND, Act, Actor, may
from bot.okr.recap import Recap, is_shelf_told, review_round
from bot.okr.round import RoundState
from bot.okr.shelf import ShelfCounts
from bot.okr.week import Week
from bot.okr.work_item import WorkState
from bot.okr.worth_asking import Finished
from bot.services.cycles import find_cycle_at
from bot.services.followed_recaps import TURNED_DOWN, WORTH_SAYING
from bot.services.meeting_notes import load_meeting_notes
from bot.services.members import require_act
from bot.services.okr_changes import load_okr_changes
from bot.services.okrs import load_check_ins
from bot.services.outbox import enqueue
from bot.services.prompts import prompt_key
from bot.services.recalls import find_told, tell_recalls
from bot.services.recap_edits import find_last_correction
from bot.services.shelf import load_shelf_counts
from bot.services.weeks import PastWeek, load_week

NO_MEETING_YET = "There was no meeting yet. After the first one its recap can be read here."


async def owe_recap(session: AsyncSession, row: RoundRow, now: datetime) -> bool:
    """Owe the recap of a meeting that was held, in the thread of its prompt.

    Returns:
        False when there is none; else its followers are to be owed it, too.
    """
    is_on = await session.scalar(
        select(ScheduleRow.is_recap_on).where(ScheduleRow.team_id == row.team_id)
    )
    prompt_id = await session.scalar(
        select(OutboxRow.id).where(
            OutboxRow.round_id == row.id,
            OutboxRow.key == prompt_key(row.team_id, row.number),
            OutboxRow.state.not_in(TURNED_DOWN),
        )
    )
    not_after = row.meeting_ends_at + WORTH_SAYING
    if not is_on or prompt_id is None or not_after <= now:
        return False
    await enqueue(
        session,
        workspace_id=row.workspace_id,
        key=recap_key(row.team_id, row.number),
        kind=MessageKind.RECAP,
        team_id=row.team_id,
        round_id=row.id,
        depends_on_id=prompt_id,
        now=now,
        not_after=not_after,
    )
    await tell_recalls(session, team_id=row.team_id, round_id=row.id, now=now)
    row.state = RoundState.RECAPPED
    return True


def recap_key(team_id: int, number: int) -> str:
    """Return the key under which a meeting's recap is posted once."""
    return f"recap:{team_id}:{number}"


async def load_recap(session: AsyncSession, *, round_id: int) -> Recap:
    """Return what a meeting came to, as it stood when it ended; who may see it was asked before.

    What people corrected until the next prompt is corrected in it.

    Raises:
        NotFoundError: the round is gone, or the team was in no cycle then.
    """
    row = await session.get(RoundRow, round_id)
    if row is None:
        raise NotFoundError(NOT_FOUND)
    frozen_at = await find_last_correction(session, row=row)
    cycle = await find_cycle_at(session, team_id=row.team_id, at=row.meeting_ends_at)
    past = PastWeek(cycle, frozen_at) if cycle else None
    week = await load_week(session, team_id=row.team_id, now=row.meeting_ends_at, past=past)
    since, until = await _find_end_before(session, row, week.cycle), row.meeting_ends_at
    key_result_ids = [one.key_result.id for one in week.key_results]
    return review_round(
        week,
        round_id=round_id,
        check_ins=await load_check_ins(session, key_result_ids=key_result_ids),
        finished=await _load_finished(session, key_result_ids),
        notes=await load_meeting_notes(session, round_id=round_id, until=frozen_at),
        changes=await load_okr_changes(session, cycle=week.cycle, since=since, until=until),
        since=since,
        until=until,
        corrected_until=frozen_at,
        shelf=await _find_shelf_counts(session, week, since=since),
        recall=await find_told(session, round_id=round_id),
    )


async def load_last_recap(
    session: AsyncSession, *, actor: Actor, team_id: int
) -> tuple[Recap, bool]:
    """Return what a team's last meeting came to, and whether the actor is in the team.

    Raises:
        NotFoundError: there was no meeting yet, or the actor may not see the team.
    """
    access = await require_act(session, actor=actor, act=Act.READ, team_id=team_id)
    round_id = await session.scalar(
        select(RoundRow.id)
        .where(
            RoundRow.team_id == team_id,
            RoundRow.state.in_([RoundState.HELD, RoundState.RECAPPED]),
        )
        .order_by(RoundRow.meeting_ends_at.desc())
        .limit(1)
    )
    if round_id is None:
        raise NotFoundError(NO_MEETING_YET)
    recap = await load_recap(session, round_id=round_id)
    return recap, may(actor, Act.READ_SHARES, access)


async def _find_shelf_counts(
    session: AsyncSession, week: Week, *, since: datetime
) -> ShelfCounts | None:
    """Return what became of what was set aside, for the recap that tells it."""
    if not is_shelf_told(week, since=since):
        return None
    return await load_shelf_counts(session, team_id=week.team.id, team_cycle=week.cycle.id)


async def _find_end_before(session: AsyncSession, row: RoundRow, cycle: Cycle) -> datetime:
    """Return when the meeting before was over, else when the cycle began."""
    before = await session.scalar(
        select(func.max(RoundRow.meeting_ends_at)).where(
            RoundRow.team_id == row.team_id,
            RoundRow.meeting_ends_at < row.meeting_ends_at,
            RoundRow.state.in_([RoundState.HELD, RoundState.RECAPPED]),
        )
    )
    known = [instant for instant in (before, cycle.activated_at) if instant is not None]
    return max(known, default=row.prompt_due_at)


async def _load_finished(session: AsyncSession, key_result_ids: list[int]) -> tuple[Finished, ...]:
    rows = await session.scalars(
        select(WorkItemRow)
        .where(
            WorkItemRow.key_result_id.in_(key_result_ids),
            WorkItemRow.state == WorkState.DONE,
            WorkItemRow.ended_at.is_not(None),
        )
        .order_by(WorkItemRow.ended_at, WorkItemRow.id)
    )
    return tuple(
        Finished(row.title, row.key_result_id, row.ended_at, row.hypothesis)
        for row in rows
        if row.key_result_id is not None and row.ended_at is not None
    )
