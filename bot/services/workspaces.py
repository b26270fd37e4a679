"""The workspace that the bot serves."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import WorkspaceRow, WorkspaceState
from bot.okr.profile import Identity


async def is_paused(session: AsyncSession, *, workspace_id: int) -> bool:
    """Tell whether nothing is sent in a workspace, since Slack refused the bot's token."""
    state = await session.scalar(select(WorkspaceRow.state).where(WorkspaceRow.id == workspace_id))
    return state is WorkspaceState.PAUSED


async def remember_workspace(
    session: AsyncSession, *, identity: Identity, now: datetime
) -> WorkspaceRow:
    """Keep who the bot is and in which workspace, as Slack says; it is alive, since Slack did."""
    # Web and worker start together, and one of the two is the first.
    await session.execute(
        insert_if_absent(session, WorkspaceRow).values(
            enterprise_id=identity.enterprise_id,
            slack_team_id=identity.slack_team_id,
            installed_at=now,
        )
    )
    found = await session.scalars(
        select(WorkspaceRow).where(
            WorkspaceRow.enterprise_id == identity.enterprise_id,
            WorkspaceRow.slack_team_id == identity.slack_team_id,
        )
    )
    row = found.one()
    row.name = identity.workspace_name[:200]
    row.url = identity.url[:300]
    row.bot_user_id = identity.bot_user_id
    row.bot_id = identity.bot_id
    # Slack has just answered with this token, so whatever paused the workspace is over.
    row.state = WorkspaceState.ACTIVE
    await session.flush()
    return row
