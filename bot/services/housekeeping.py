"""Removes what was kept for a while only, once what it was kept for is done."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import DraftRow, InboundEventRow
from bot.services.recalls import close_months

EVENTS_KEPT = timedelta(days=1)
"""Slack repeats an event for an hour, and with delayed events on for a day (docs: Events API)."""


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Remove drafts that have expired, events that Slack will not repeat, and answers summed up."""
    await session.execute(delete(DraftRow).where(DraftRow.expires_at <= now))
    await session.execute(
        delete(InboundEventRow).where(InboundEventRow.seen_at <= now - EVENTS_KEPT)
    )
    await close_months(session, now=now)
