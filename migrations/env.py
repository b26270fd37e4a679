"""Runs migrations on the connection that the caller hands over, or on DATABASE_URL's."""

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger, Connection, DateTime, String

import bot.db.models  # noqa: F401 - fills the metadata
from bot.config import load_database_settings
from bot.db.base import Base, EnumValue, ExactDecimal, UtcDateTime
from bot.db.engine import create_engine_for


def render_plainly(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as what the database knows, so that old migrations never break."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return f"sa.{DateTime(timezone=True)!r}"
    if kind == "type" and isinstance(item, ExactDecimal):
        return f"sa.{BigInteger()!r}"
    if kind == "type" and isinstance(item, EnumValue):
        return f"sa.{String(32)!r}"
    return False


def run(connection: Connection) -> None:
    """Run the migrations in the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_on_own_engine() -> None:
    """Open the database of DATABASE_URL and run the migrations in one transaction."""
    engine = create_engine_for(load_database_settings().database_url, statement_seconds=None)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    asyncio.run(run_on_own_engine())
else:
    run(handed_over)
