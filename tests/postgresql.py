"""A real PostgreSQL for one test process, and databases that one test after another uses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Self

import asyncpg

import bot.db.models  # noqa: F401 - fills the metadata
from bot.db.base import Base

FAST_RATHER_THAN_SAFE = ("fsync", "synchronous_commit", "full_page_writes")
TEMPLATE = "okrbot_template"

# Copying a database takes many times as long as emptying one. References are not looked at while
# everything goes, and the rows of the next test are numbered from 1 again.
EMPTYING = "; ".join(
    (
        "SET session_replication_role = replica",
        *(str(table.delete()) for table in Base.metadata.tables.values()),
        "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
    )
)
HANGING_UP = """
    SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Whatever a test creates, alters or drops leaves a newer row in a catalogue, or one row less.
CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_type", "pg_proc"),
    *("pg_trigger", "pg_db_role_setting"),
)
SHAPE = "SELECT (SELECT version_num FROM alembic_version)" + "".join(  # noqa: S608
    f", (SELECT (count(*), max(xmin::text::bigint))::text FROM {name})"  # noqa: S608
    for name in CATALOGUES
)
numbers = count(1)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """The test server, and how databases are made on it."""

    socket_folder: Path

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"

    @asynccontextmanager
    async def connected(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        """Give a connection to a database."""
        connection = await asyncpg.connect(self.url(database))
        try:
            yield connection
        finally:
            await connection.close()

    async def run(self, *statements: str) -> None:
        """Run statements, each in a transaction of its own."""
        async with self.connected("postgres") as connection:
            for statement in statements:
                await connection.execute(statement)

    async def create(self, template: str) -> str:
        """Copy a database and return the name of the copy."""
        name = f"test_{next(numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    async def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Databases with this release's tables and without rows, lent to one test after another."""

    server: PostgreSQL
    shape: asyncpg.Record
    idle: list[str] = field(default_factory=list)

    @classmethod
    async def of(cls, server: PostgreSQL) -> Self:
        """Return an empty shelf, having looked at the template."""
        async with server.connected(TEMPLATE) as connection:
            return cls(server, await connection.fetchrow(SHAPE))

    async def lend(self) -> str:
        """Return the name of a database that nobody else uses."""
        return self.idle.pop() if self.idle else await self.server.create(TEMPLATE)

    async def take_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it if its tables are not what they were."""
        if await self._emptied(name):
            self.idle.append(name)
        else:
            await self.server.drop(name)

    async def _emptied(self, name: str) -> bool:
        async with self.server.connected(name) as connection:
            await connection.execute(HANGING_UP)
            try:
                await connection.execute(EMPTYING)
                return bool(await connection.fetchrow(SHAPE) == self.shape)
            except asyncpg.PostgresError:
                return False
