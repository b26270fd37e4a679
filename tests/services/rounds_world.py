"""Teams with OKRs whose meetings, prompts and messages tests look at."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MembershipRow,
    OutboxRow,
    PostedMessageRow,
    RoundRow,
    ServerLifeRow,
    WorkspaceRow,
)
from tests.seeding import (
    SeededTeam,
    seed_key_result,
    seed_objective,
    seed_person,
    seed_team,
    seed_workspace,
)

Row = TypeVar(
    "Row", MembershipRow, OutboxRow, PostedMessageRow, RoundRow, ServerLifeRow, WorkspaceRow
)
Team = SeededTeam
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
"""The day before the seeded team meets: Tuesday 10:00 in Berlin, prompt at 08:00."""


async def a_team(
    sessions: Sessions, *, number: int = 1, workspace_id: int | None = None, has_okrs: bool = True
) -> Team:
    """Store a team with a lead, an objective and a key result."""
    async with writing(sessions) as session:
        if workspace_id is None:
            workspace_id = await seed_workspace(session, now=MONDAY, slack_team_id=f"T{number:04}")
        lead_id = await seed_person(
            session, workspace_id=workspace_id, now=MONDAY, slack_user_id=f"U{number:04}"
        )
        team = await seed_team(
            session,
            workspace_id=workspace_id,
            now=MONDAY,
            lead_id=lead_id,
            key=f"T{number}",
            channel_id=f"C{number:04}",
            weeks=52,
        )
        if has_okrs:
            objective_id = await seed_objective(session, team, now=MONDAY)
            await seed_key_result(session, team, objective_id=objective_id, now=MONDAY)
    return team


async def change(
    sessions: Sessions, table: type, *where: ColumnElement[bool], **values: Any
) -> None:
    """Change rows of a table behind the services' back."""
    async with writing(sessions) as session:
        await session.execute(update(table).where(*where).values(**values))


async def everything(sessions: Sessions, table: type[Row]) -> list[Row]:
    """Read all rows of a table, the oldest first."""
    async with reading(sessions) as session:
        return list(await session.scalars(select(table).order_by(table.id)))
