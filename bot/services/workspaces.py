"""The workspace that the bot serves."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import WorkspaceRow, WorkspaceState
from bot.okr.profile import Identity


async def remember_workspace(
    session: AsyncSession, *, identity: Identity, now: datetime
) -> WorkspaceRow:
    """Keep who the bot is and in which workspace, as Slack says; it is alive, since Slack did."""
    row = await session.scalar(
        select(WorkspaceRow).where(
            WorkspaceRow.enterprise_id == identity.enterprise_id,
            WorkspaceRow.slack_team_id == identity.slack_team_id,
        )
    )
    if row is None:
        row = WorkspaceRow(
            enterprise_id=identity.enterprise_id,
            slack_team_id=identity.slack_team_id,
            installed_at=now,
        )
        session.add(row)
    row.name = identity.workspace_name[:200]
    row.url = identity.url[:300]
    row.bot_user_id = identity.bot_user_id
    row.bot_id = identity.bot_id
    row.state = WorkspaceState.ACTIVE
    # Slack has just answered with this token, so whatever paused the workspace is over.
    row.state = WorkspaceState.ACTIVE
    await session.flush()
    return row
