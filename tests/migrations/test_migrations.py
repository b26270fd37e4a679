"""The migrations make the tables of the models, take them back, and make them again."""

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.db.models  # noqa: F401 - fills the metadata
from bot.db.base import Base
from bot.db.engine import create_engine_for
from bot.db.migrate import (
    RevisionState,
    downgrade,
    find_revision,
    head_revision,
    revision_state,
    upgrade,
)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def assert_up(engine: AsyncEngine) -> None:
    assert await revision_state(engine) is RevisionState.CURRENT
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(tables) == set(Base.metadata.tables)
        assert await connection.run_sync(find_revision) == head_revision()


async def test_up_check_down_up(empty_database_url: str) -> None:
    engine = create_engine_for(empty_database_url, statement_seconds=None)
    assert await revision_state(engine) is RevisionState.EMPTY
    await upgrade(engine)
    await assert_up(engine)
    await downgrade(engine, revision="base")
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    assert await revision_state(engine) is RevisionState.EMPTY
    await upgrade(engine)
    await assert_up(engine)
    await engine.dispose()


async def test_upgrades_at_the_same_time_take_turns(empty_postgresql_url: str) -> None:
    engines = [create_engine_for(empty_postgresql_url, statement_seconds=None) for _ in range(3)]
    await asyncio.gather(*(upgrade(engine) for engine in engines))
    await assert_up(engines[0])
    for engine in engines:
        await engine.dispose()
