"""The migrations make the tables of the models, take them back, and make them again."""

import asyncio
import json
from collections.abc import Iterable

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


def shape(connection: Connection) -> dict[str, object]:
    """Everything the database itself knows of the tables, whatever the order."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
            ),
            "primary key": inspector.get_pk_constraint(table),
            "unique": in_order(inspector.get_unique_constraints(table)),
            "checks": in_order(inspector.get_check_constraints(table)),
            "references": in_order(inspector.get_foreign_keys(table)),
            "indexes": in_order(inspector.get_indexes(table)),
        }
        for table in tables(connection)
    }


def in_order(parts: Iterable[object]) -> list[str]:
    return sorted(json.dumps(part, default=str, sort_keys=True) for part in parts)


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


async def test_the_tables_are_those_of_the_models(empty_database_url: str) -> None:
    engine = create_engine_for(empty_database_url, statement_seconds=None)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        of_models = await connection.run_sync(shape)
        await connection.run_sync(Base.metadata.drop_all)
    await upgrade(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(shape) == of_models
    await engine.dispose()


async def test_upgrades_at_the_same_time_take_turns(empty_postgresql_url: str) -> None:
    engines = [create_engine_for(empty_postgresql_url, statement_seconds=None) for _ in range(3)]
    await asyncio.gather(*(upgrade(engine) for engine in engines))
    await assert_up(engines[0])
    for engine in engines:
        await engine.dispose()
