"""Notices that another database server took over, which may have lost the latest transactions.

A standby that was behind when it was promoted does not know of the latest claims, and a copy that
was restored knows even less. What seems to wait may have been said, so it is looked for first.
PostgreSQL gives each promotion and each restore to an instant a new timeline, and each new server
its own number. A restart keeps both, and loses nothing that was committed.
"""

from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.exc import NotSupportedError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import OutboxRow, OutboxState, ServerLifeRow
from bot.services.waits import has_waited

ONLY = 1
_LIVES = text(
    """
    SELECT
        CASE WHEN NOT pg_is_in_recovery() THEN
            (SELECT system_identifier FROM pg_control_system())
            || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
        END,
        (SELECT name FROM server_life)
    """
)


async def is_same_life(session: AsyncSession, *, real_now: datetime) -> bool:
    """Tell whether the rows know of all that was claimed; if not, doubt what was due and not said.

    False is said once for each life, after which what is in doubt may be claimed for a look-up.
    The first life is nobody's heir: whatever waits then was never claimed before.
    """
    current, known = await _find_lives(session)
    if current is None or current == known:
        return True
    if known is None:
        await session.execute(
            insert_if_absent(session, ServerLifeRow).values(id=ONLY, name=current)
        )
        return True
    # Who notices waits for the rows that others hold. They find this row locked, and give up.
    row = await session.get(
        ServerLifeRow, ONLY, with_for_update={"skip_locked": True}, populate_existing=True
    )
    if row is not None and row.name == known:
        row.name, row.noticed_at = current, real_now
        await session.flush()
        await _doubt(session, real_now)
    return False


async def _find_lives(session: AsyncSession) -> tuple[str | None, str | None]:
    """Return the names of the life that is and of the one the rows know; None is not known."""
    if session.get_bind().dialect.name != "postgresql":
        return None, None
    try:
        async with session.begin_nested():
            current, known = (await session.execute(_LIVES)).one()
    except (ProgrammingError, NotSupportedError):
        # Some servers that only look like PostgreSQL have no such functions, or forbid them.
        return None, None
    return current, known


async def _doubt(session: AsyncSession, real_now: datetime) -> None:
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.PENDING, has_waited(OutboxRow.next_try_at, real_now))
        .values(doubted_at=real_now)
        .execution_options(synchronize_session=False)
    )
