"""Transactions: written or not at all, on both databases."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing

INSERT = text(
    "INSERT INTO inbound_event (workspace_id, event_id, seen_at) VALUES (1, :id, :seen_at)"
)
WORKSPACE = text(
    "INSERT INTO workspace (id, enterprise_id, slack_team_id, name, url, bot_user_id, bot_id,"
    " state, installed_at) VALUES (1, '', 'T1', 'n', 'u', 'U', 'B', 'active',"
    " '2026-11-23 09:00:00+00:00')"
)


async def workspaces(sessions: Sessions) -> int:
    async with reading(sessions) as session:
        return int((await session.execute(text("SELECT count(*) FROM workspace"))).scalar_one())


async def test_writing_commits(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        await session.execute(WORKSPACE)
    assert await workspaces(sessions) == 1


async def test_writing_rolls_back_on_any_exception(sessions: Sessions) -> None:
    with pytest.raises(LookupError):
        async with writing(sessions) as session:
            await session.execute(WORKSPACE)
            raise LookupError
    assert await workspaces(sessions) == 0


async def test_reading_refuses_to_write_and_the_next_transaction_may(sessions: Sessions) -> None:
    with pytest.raises(DBAPIError):
        async with reading(sessions) as session:
            await session.execute(WORKSPACE)
    async with writing(sessions) as session:
        await session.execute(WORKSPACE)
    assert await workspaces(sessions) == 1
