"""The database restarts, crashes, and a standby takes over: nothing is lost, and okrbot goes on."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing
from bot.db.readiness import upgrade_database
from bot.web import why_not_ready
from tests.standby import Pair, a_pair

ADD = text(
    "INSERT INTO workspace (enterprise_id, slack_team_id, name, url, bot_user_id, bot_id,"
    " state, installed_at) VALUES ('', :name, 'n', 'u', 'U', 'B', 'active', now())"
)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with a_pair() as pair:
        yield pair


@pytest.fixture
async def served(pair: Pair) -> AsyncIterator[AsyncEngine]:
    await upgrade_database(pair.url)
    engine = create_engine_for(pair.url)
    yield engine
    await engine.dispose()


async def add(sessions: Sessions, name: str) -> None:
    async with writing(sessions) as session:
        await session.execute(ADD, {"name": name})


async def names(sessions: Sessions) -> list[str]:
    async with reading(sessions) as session:
        return list(await session.scalars(text("SELECT slack_team_id FROM workspace ORDER BY 1")))


async def test_a_restart_is_survived_without_an_error(pair: Pair, served: AsyncEngine) -> None:
    sessions = session_factory(served)
    pair.first.configure(synchronous_standby_names="")
    await add(sessions, "T1")
    pair.first.restart()
    await add(sessions, "T2")
    assert await names(sessions) == ["T1", "T2"]
    assert await why_not_ready(served) is None


async def test_a_standby_takes_over(pair: Pair, served: AsyncEngine) -> None:
    sessions = session_factory(served)
    await add(sessions, "T1")
    pair.first.crash()
    with pytest.raises(DatabaseBusyOrGone):
        await add(sessions, "lost")
    assert await why_not_ready(served) == "database_unreachable"
    pair.point_at(pair.second)
    with pytest.raises(DatabaseBusyOrGone):
        await add(sessions, "lost")
    assert await names(sessions) == ["T1"]
    assert await why_not_ready(served) == "database_read_only"
    pair.second.promote()
    await add(sessions, "T2")
    assert await names(sessions) == ["T1", "T2"]
    assert await why_not_ready(served) is None


async def test_connections_to_a_server_that_only_reads_now_are_left(
    pair: Pair, served: AsyncEngine
) -> None:
    """The first server lives on, as after a planned switch: its connections stay open."""
    sessions = session_factory(served)
    async with served.connect(), served.connect():
        pass
    pair.first.configure(default_transaction_read_only="on")
    pair.second.promote()
    pair.point_at(pair.second)
    assert await why_not_ready(served) == "database_read_only"
    with pytest.raises(DatabaseBusyOrGone):
        await add(sessions, "lost")
    await add(sessions, "T1")
    assert await names(sessions) == ["T1"]
    assert await why_not_ready(served) is None
