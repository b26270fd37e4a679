"""Recaps that were posted follow corrections, until the next prompt is posted.

From then on the record stays as it was said.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, RoundRow
from bot.okr.errors import ConflictError
from bot.okr.round import RoundState
from bot.services.followed_recaps import touch_followers
from bot.services.posted_messages import touch_round

STAYS = (
    "The next prompt is posted, so this recap stays as it was said."
    " Say in the coming meeting what is different."
)


async def find_last_correction(session: AsyncSession, *, row: RoundRow) -> datetime | None:
    """Return when corrections of a meeting ceased to count; None while they do."""
    found: datetime | None = await session.scalar(
        select(func.min(RoundRow.prompted_at)).where(
            RoundRow.team_id == row.team_id, RoundRow.meeting_at > row.meeting_at
        )
    )
    return found


async def require_correctable(session: AsyncSession, *, row: RoundRow) -> None:
    """Refuse to correct a recap after the next prompt.

    Raises:
        ConflictError: that is so.
    """
    if await find_last_correction(session, row=row) is not None:
        raise ConflictError(STAYS)


async def touch_recap(session: AsyncSession, *, row: RoundRow) -> None:
    """Ask for a new edit of a meeting's recap, and of what followers read of it."""
    if await find_last_correction(session, row=row) is None:
        await touch_round(session, round_id=row.id, kind=MessageKind.RECAP)
        await touch_followers(session, row=row)


async def touch_last_recap(session: AsyncSession, *, team_id: int) -> None:
    """Ask for a new edit of a team's last recap, since what it told of was corrected."""
    row = await session.scalar(
        select(RoundRow)
        .where(RoundRow.team_id == team_id, RoundRow.state == RoundState.RECAPPED)
        .order_by(RoundRow.meeting_at.desc())
        .limit(1)
    )
    if row is not None:
        await touch_recap(session, row=row)
