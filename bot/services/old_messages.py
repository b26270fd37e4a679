"""Messages that are too old to change: what is edited in place is looked through at every tick."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.models import MessageKind, OutboxRow, PostedMessageRow, RoundRow

OLD = timedelta(days=35)
"""Longer than teams that meet every four weeks take from a recap to the next prompt."""

OF_A_MEETING = (MessageKind.MEETING, MessageKind.RECAP, MessageKind.FOLLOWED_RECAP)


async def freeze_old(session: AsyncSession, *, now: datetime, real_now: datetime) -> None:
    """Freeze what was posted about meetings long ago, unless no prompt was posted since."""
    own, later = aliased(RoundRow), aliased(RoundRow)
    is_last = (
        select(own.id)
        .where(own.id == PostedMessageRow.round_id)
        .where(
            ~exists().where(
                later.team_id == own.team_id,
                later.meeting_at > own.meeting_at,
                later.prompted_at.is_not(None),
            )
        )
    )
    old = select(OutboxRow.id).where(
        OutboxRow.id == PostedMessageRow.outbox_id, OutboxRow.sent_at < real_now - OLD
    )
    await session.execute(
        update(PostedMessageRow)
        .where(
            PostedMessageRow.frozen_at.is_(None),
            PostedMessageRow.kind.in_(OF_A_MEETING),
            PostedMessageRow.rendered_version >= PostedMessageRow.wanted_version,
            exists(old),
            or_(PostedMessageRow.round_id.is_(None), ~exists(is_last)),
        )
        .values(frozen_at=now)
        .execution_options(synchronize_session=False)
    )
