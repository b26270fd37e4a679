"""Brings a database to this release's tables, and says how far it is."""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).parents[2] / "migrations"
UPGRADE_LOCK = 7_264_151_100
"""Our number among PostgreSQL's advisory locks: one upgrade at a time."""


class RevisionState(StrEnum):
    """How the database's tables compare with what this release works with."""

    CURRENT = "current"
    EMPTY = "empty"
    BEHIND = "behind"
    UNKNOWN = "unknown"


def alembic_config(connection: Connection | None = None) -> Config:
    """Return the configuration of Alembic, bound to a connection if one is given."""
    config = Config(attributes={"connection": connection}, toml_file=None)
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def head_revision() -> str:
    """Return the newest revision of this release."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise LookupError("this release has no migrations")
    return head


def find_revision(connection: Connection) -> str | None:
    """Return the database's revision; None when it has never been set up."""
    return MigrationContext.configure(connection).get_current_revision()


async def revision_state(engine: AsyncEngine) -> RevisionState:
    """Return how the database compares with this release."""
    async with engine.connect() as connection:
        revision = await connection.run_sync(find_revision)
    if revision is None:
        return RevisionState.EMPTY
    if revision == head_revision():
        return RevisionState.CURRENT
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    return RevisionState.BEHIND if revision in known else RevisionState.UNKNOWN


async def upgrade(engine: AsyncEngine, *, revision: str = "head") -> None:
    """Bring the database up to a revision; several callers at once take turns."""
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    command.upgrade(alembic_config(connection), revision)


async def downgrade(engine: AsyncEngine, *, revision: str) -> None:
    """Take the database back to an older revision."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), revision))
