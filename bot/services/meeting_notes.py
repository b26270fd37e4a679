"""What was said in a team's meetings and is kept: decisions, what is stuck, what was parked."""

from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MeetingNoteRow, ObjectiveRow, PersonRow
from bot.okr.meeting import MeetingNote


async def load_meeting_notes(
    session: AsyncSession, *, round_id: int, until: datetime | None = None
) -> tuple[MeetingNote, ...]:
    """Return what was kept of a meeting, the oldest first; what was taken out is left out.

    Args:
        until: what was noted from then on is left out; None when nothing is.
    """
    rows = await session.execute(
        select(MeetingNoteRow, PersonRow.name, ObjectiveRow.number, ObjectiveRow.title)
        .outerjoin(PersonRow, PersonRow.id == MeetingNoteRow.person_id)
        .outerjoin(ObjectiveRow, ObjectiveRow.id == MeetingNoteRow.objective_id)
        .where(
            MeetingNoteRow.round_id == round_id,
            MeetingNoteRow.removed_at.is_(None),
            true() if until is None else MeetingNoteRow.at < until,
        )
        .order_by(MeetingNoteRow.at, MeetingNoteRow.id)
    )
    return tuple(
        MeetingNote(
            id=row.id,
            kind=row.kind,
            text=row.text,
            objective=None if title is None else f"{number} {title}",
            by=name,
            at=row.at,
        )
        for row, name, number, title in rows
    )
