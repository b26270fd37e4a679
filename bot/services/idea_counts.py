"""How many ideas there are for each key result."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import IdeaRow


async def count_ideas(session: AsyncSession, *, key_result_ids: Collection[int]) -> dict[int, int]:
    """Return how many ideas key results have, chosen ones among them; none is left out."""
    rows = await session.execute(
        select(IdeaRow.key_result_id, func.count())
        .where(IdeaRow.key_result_id.in_(key_result_ids), IdeaRow.removed_at.is_(None))
        .group_by(IdeaRow.key_result_id)
    )
    return dict.fromkeys(key_result_ids, 0) | dict(list(rows))
