"""A SQLite file that goes away under an open bot: nothing is written into nothing."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing

COUNT = text("SELECT count(*) FROM workspace")
ADD = text(
    "INSERT INTO workspace (enterprise_id, slack_team_id, name, url, bot_user_id, bot_id,"
    " state, installed_at) VALUES ('', 'T1', '', '', '', '', 'active', '2026-11-09 09:00:00')"
)


async def add(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        await session.execute(ADD)


async def count(sessions: Sessions) -> int:
    async with reading(sessions) as session:
        return int((await session.execute(COUNT)).scalar_one())


async def test_a_file_that_is_gone_takes_nothing_and_is_not_made_anew(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = create_engine_for(sqlite_url)
    sessions = session_factory(engine)
    await add(sessions)
    file = tmp_path / "okrbot.db"
    file.rename(tmp_path / "elsewhere.db")
    for _ in range(3):
        with pytest.raises(DatabaseBusyOrGone):
            await add(sessions)
        with pytest.raises(DatabaseBusyOrGone):
            await count(sessions)
    assert not file.exists()
    await engine.dispose()


async def test_a_file_that_was_put_back_is_opened_again(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)
    sessions = session_factory(engine)
    file, copy = tmp_path / "okrbot.db", tmp_path / "copy.db"
    assert await count(sessions) == 0
    shutil.copy(file, copy)
    file.unlink()
    copy.rename(file)
    with pytest.raises(DatabaseBusyOrGone):
        await add(sessions)
    await add(sessions)
    assert await count(sessions) == 1
    await engine.dispose()
