"""A team's channel that cannot be posted to: a lead is told once for each time it is lost.

Slack's event and a refused post tell the same; the first of them counts.
"""

from datetime import datetime

from sqlalchemy import true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, TeamRow
from bot.services.telling_leads import tell_lead


async def note_channel_lost(
    session: AsyncSession, *, team_id: int, now: datetime, channel_id: str | None = None
) -> None:
    """Note that a team's channel cannot be posted to, and owe a lead the news if it is any.

    Args:
        channel_id: where a post was refused; of a channel that the team has left nothing is told.
    """
    lost = await session.execute(
        update(TeamRow)
        .where(
            TeamRow.id == team_id,
            TeamRow.unreachable_since.is_(None),
            true() if channel_id is None else TeamRow.channel_id == channel_id,
        )
        .values(unreachable_since=now)
        .returning(TeamRow.workspace_id, TeamRow.channel_id)
        .execution_options(synchronize_session=False)
    )
    found = lost.one_or_none()
    if found is None:
        return
    await tell_lead(
        session,
        workspace_id=found.workspace_id,
        team_id=team_id,
        kind=MessageKind.UNREACHABLE,
        key=f"unreachable:{team_id}:{found.channel_id}:{now.isoformat()}",
        details={"channel_id": found.channel_id},
        now=now,
    )


async def note_channel_works(session: AsyncSession, *, team_id: int, channel_id: str) -> None:
    """Note that a post arrived in a team's channel, so that its next loss is told again.

    Where Slack said that the channel is gone, a post that was on its way does not bring it back.
    """
    await session.execute(
        update(TeamRow)
        .where(
            TeamRow.id == team_id,
            TeamRow.channel_id == channel_id,
            TeamRow.unreachable_since.is_not(None),
            TeamRow.is_channel_archived.is_(False),
        )
        .values(unreachable_since=None)
        .execution_options(synchronize_session=False)
    )
