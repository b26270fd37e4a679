"""An INSERT that leaves rows alone that are there already, on SQLite and on PostgreSQL."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import Base


def insert_if_absent(session: AsyncSession, row: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT into a table that does nothing where a unique key is taken.

    Unlike an IntegrityError it leaves the transaction usable.
    """
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    return insert(row).on_conflict_do_nothing()
