"""The workspace that the bot serves is kept once, whoever starts first."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import WorkspaceRow, WorkspaceState
from bot.okr.profile import Identity
from bot.services.workspaces import remember_workspace

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
ACME = Identity("", "T0001", "Acme", "https://acme.slack.com/", "UBOT", "B0001")


async def start(sessions: Sessions, identity: Identity = ACME) -> int:
    async with writing(sessions) as session:
        return (await remember_workspace(session, identity=identity, now=NOW)).id


async def workspace(sessions: Sessions, workspace_id: int) -> WorkspaceRow:
    async with reading(sessions) as session:
        return await session.get_one(WorkspaceRow, workspace_id)


async def test_processes_that_start_at_once_serve_one_workspace(sessions: Sessions) -> None:
    ids = await asyncio.gather(*(start(sessions) for _ in range(4)))
    assert len(set(ids)) == 1
    row = await workspace(sessions, ids[0])
    assert (row.name, row.bot_user_id, row.installed_at) == ("Acme", "UBOT", NOW)


async def test_a_start_brings_names_up_to_date_and_ends_a_pause(sessions: Sessions) -> None:
    first = await start(sessions)
    async with writing(sessions) as session:
        await session.execute(update(WorkspaceRow).values(state=WorkspaceState.PAUSED))
    again = await start(sessions, replace(ACME, workspace_name="Acme " + "x" * 300))
    row = await workspace(sessions, first)
    assert (again, row.state) == (first, WorkspaceState.ACTIVE)
    assert row.name == ("Acme " + "x" * 300)[:200]


async def test_another_workspace_is_another_row(sessions: Sessions) -> None:
    assert await start(sessions) != await start(sessions, replace(ACME, slack_team_id="T0002"))
