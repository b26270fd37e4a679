"""Events from Slack are taken in once, however often they are delivered."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import InboundEventRow


async def is_first_time(
    session: AsyncSession, *, workspace_id: int, event_id: str, now: datetime
) -> bool:
    """Remember an event; False when it was taken in before.

    In the same transaction as what the event changes, so that either both are kept or none.
    An event without an id cannot be recognised and counts as new.
    """
    if not event_id:
        return True
    seen = await session.execute(
        insert_if_absent(session, InboundEventRow)
        .values(workspace_id=workspace_id, event_id=event_id[:64], seen_at=now)
        .returning(InboundEventRow.event_id)
    )
    return seen.scalar_one_or_none() is not None
