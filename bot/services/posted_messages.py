"""Messages that are edited in place: who changes something wants a new version of them."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, PostedMessageRow


async def touch_prompt(session: AsyncSession, *, team_id: int) -> None:
    """Ask for a new edit of a team's posted prompts that are not frozen yet."""
    await session.execute(
        update(PostedMessageRow)
        .where(
            PostedMessageRow.team_id == team_id,
            PostedMessageRow.kind == MessageKind.PROMPT,
            PostedMessageRow.frozen_at.is_(None),
        )
        .values(wanted_version=PostedMessageRow.wanted_version + 1)
    )
