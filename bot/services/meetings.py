"""Meetings on a card: started once for each prompt, gone through step by step, notes kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import (
    MeetingNoteRow,
    MeetingRow,
    MessageKind,
    ObjectiveRow,
    OutboxRow,
    OutboxState,
    RoundRow,
    TeamCycleRow,
)
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.meeting import MeetingCard, MeetingNote, NoteKind, check_note
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.services.meeting_notes import load_meeting_notes
from bot.services.members import require_act
from bot.services.outbox import enqueue
from bot.services.posted_messages import touch_round
from bot.services.prompts import prompt_key
from bot.services.recap_edits import require_correctable, touch_recap
from bot.services.weeks import load_week

RECENT = timedelta(days=6)
"""For so long after a meeting's end its card may still be started: somebody may be late."""

NO_PROMPT = "There is no prompt to talk about yet. Post it first: type “prompt” after the command."
NOT_POSTED = "The prompt is on its way. Press again in a moment."


async def start_meeting(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> bool:
    """Put the card of a team's meeting into the thread of its last prompt, once.

    Returns:
        False when the card is there already.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        ConflictError: there is no prompt, or it is not posted yet.
    """
    await require_act(session, actor=actor, act=Act.MEET, team_id=team_id)
    row = await _find_round(session, team_id, now)
    prompt = await session.scalar(
        select(OutboxRow).where(
            OutboxRow.round_id == row.id, OutboxRow.key == prompt_key(team_id, row.number)
        )
    )
    if prompt is None or prompt.state is not OutboxState.SENT:
        raise ConflictError(NOT_POSTED)
    await session.execute(
        insert_if_absent(session, MeetingRow).values(
            workspace_id=row.workspace_id,
            round_id=row.id,
            started_by_id=actor.person_id,
            started_at=now,
            step=0,
        )
    )
    return await enqueue(
        session,
        workspace_id=row.workspace_id,
        key=f"meeting:{team_id}:{row.number}",
        kind=MessageKind.MEETING,
        team_id=team_id,
        round_id=row.id,
        depends_on_id=prompt.id,
        now=now,
        not_after=now + timedelta(hours=1),
    )


async def load_card(session: AsyncSession, *, round_id: int, now: datetime) -> MeetingCard:
    """Return the card of a meeting; who may see it was asked before.

    Raises:
        NotFoundError: there is no such meeting, or the team has no active cycle.
    """
    row = await session.scalar(select(MeetingRow).where(MeetingRow.round_id == round_id))
    if row is None:
        raise NotFoundError(NOT_FOUND)
    team_id = (await _get_round(session, round_id)).team_id
    week = await load_week(session, team_id=team_id, now=now)
    notes = await load_meeting_notes(session, round_id=round_id)
    return MeetingCard(row.id, round_id, week, min(row.step, len(week.objectives)), notes)


async def turn_card(
    session: AsyncSession, *, actor: Actor, meeting_id: int, step: int, by: int
) -> None:
    """Go on or back on a card; nothing happens when somebody else has done so meanwhile.

    Args:
        step: where the card stood when the button was pressed. by: 1 or -1.

    Raises:
        NotFoundError: the meeting is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
    """
    row = await _get_meeting(session, actor, meeting_id)
    await session.execute(
        update(MeetingRow)
        .where(MeetingRow.id == meeting_id, MeetingRow.step == step)
        .values(step=max(step + by, 0))
        .execution_options(synchronize_session=False)
    )
    await touch_round(session, round_id=row.round_id, kind=MessageKind.MEETING)


async def add_note(
    session: AsyncSession,
    *,
    actor: Actor,
    meeting_id: int,
    objective_id: int | None,
    kind: NoteKind,
    text: str,
    now: datetime,
) -> None:
    """Keep a sentence that was said in a meeting; the same one twice is kept once.

    Raises:
        NotFoundError: the meeting is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        FormError: with the field `note`.
    """
    row = await _get_meeting(session, actor, meeting_id)
    clean = check_note(text)
    known = await load_meeting_notes(session, round_id=row.round_id)
    if any((one.kind, one.text) == (kind, clean) for one in known):
        return
    session.add(
        MeetingNoteRow(
            workspace_id=row.workspace_id,
            round_id=row.round_id,
            objective_id=await _find_objective(session, row, objective_id),
            kind=kind,
            text=clean,
            person_id=actor.person_id,
            at=now,
        )
    )
    await session.flush()
    await _touch(session, row.round_id)


async def open_notes(
    session: AsyncSession, *, actor: Actor, round_id: int
) -> tuple[MeetingNote, ...]:
    """Return what was kept of a meeting, for somebody who may correct it.

    Raises:
        NotFoundError: the meeting is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        ConflictError: the next prompt is posted.
    """
    row = await _get_round(session, round_id)
    await require_act(session, actor=actor, act=Act.MEET, team_id=row.team_id)
    await require_correctable(session, row=row)
    return await load_meeting_notes(session, round_id=round_id)


async def correct_notes(
    session: AsyncSession,
    *,
    actor: Actor,
    round_id: int,
    texts: Mapping[int, str],
    now: datetime,
) -> None:
    """Write notes anew; an empty one is taken out. What is no longer there is left alone.

    Args:
        texts: by the note's id.

    Raises:
        NotFoundError: the meeting is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        ConflictError: the next prompt is posted.
        FormError: with the field `note`.
    """
    await open_notes(session, actor=actor, round_id=round_id)
    rows = await session.scalars(
        select(MeetingNoteRow).where(
            MeetingNoteRow.round_id == round_id,
            MeetingNoteRow.id.in_(texts),
            MeetingNoteRow.removed_at.is_(None),
        )
    )
    for row in rows:
        if texts[row.id].strip():
            row.text = check_note(texts[row.id])
        else:
            row.removed_at, row.removed_by_id = now, actor.person_id
    await session.flush()
    await _touch(session, round_id)


async def _touch(session: AsyncSession, round_id: int) -> None:
    await touch_round(session, round_id=round_id, kind=MessageKind.MEETING)
    await touch_recap(session, row=await _get_round(session, round_id))


async def _find_round(session: AsyncSession, team_id: int, now: datetime) -> RoundRow:
    row: RoundRow | None = await session.scalar(
        select(RoundRow)
        .where(
            RoundRow.team_id == team_id,
            RoundRow.prompted_at.is_not(None),
            RoundRow.meeting_ends_at > now - RECENT,
        )
        .order_by(RoundRow.meeting_at.desc())
        .limit(1)
    )
    if row is None:
        raise ConflictError(NO_PROMPT)
    return row


async def _get_round(session: AsyncSession, round_id: int) -> RoundRow:
    row = await session.get(RoundRow, round_id)
    if row is None:
        raise NotFoundError(NOT_FOUND)
    return row


async def _get_meeting(session: AsyncSession, actor: Actor, meeting_id: int) -> MeetingRow:
    row = await session.scalar(
        select(MeetingRow).where(
            MeetingRow.workspace_id == actor.workspace_id, MeetingRow.id == meeting_id
        )
    )
    if row is None:
        raise NotFoundError(NOT_FOUND)
    team_id = (await _get_round(session, row.round_id)).team_id
    await require_act(session, actor=actor, act=Act.MEET, team_id=team_id)
    return row


async def _find_objective(
    session: AsyncSession, meeting: MeetingRow, objective_id: int | None
) -> int | None:
    """Return the id of an objective of the meeting's own team; None for any other."""
    return await session.scalar(
        select(ObjectiveRow.id)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .join(RoundRow, RoundRow.team_id == TeamCycleRow.team_id)
        .where(ObjectiveRow.id == objective_id, RoundRow.id == meeting.round_id)
    )
