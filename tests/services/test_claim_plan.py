"""The claim on PostgreSQL costs no more than its rows, whatever the server believes to know."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import create_engine_for, session_factory, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, PaceRow
from bot.services.claims import claim_due
from bot.services.outbox import AT_ONCE
from bot.services.pacing import Pace
from tests.services.rounds_world import a_team

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
PACE = Pace(channel_pause=timedelta(seconds=1), posts_per_minute=200, edits_per_minute=40)
COUNT = 1000


async def fill(session: AsyncSession) -> None:
    messages = [
        {
            "workspace_id": 1,
            "key": str(number),
            "kind": MessageKind.WELCOME,
            "channel_id": f"C{number}",
            "details": {},
            "state": OutboxState.PENDING,
            "next_try_at": AT_ONCE,
            "created_at": NOW,
        }
        for number in range(COUNT)
    ]
    paces = [
        {"workspace_id": 1, "name": f"C{number}", "ready_at": AT_ONCE} for number in range(COUNT)
    ]
    await session.execute(insert(OutboxRow), messages)
    await session.execute(insert(PaceRow), paces)


async def test_rows_are_compared_with_their_own_only(postgresql_url: str) -> None:
    """Analysed just after it was emptied, a table counts as empty for a long time."""
    engine = create_engine_for(postgresql_url)
    sessions = session_factory(engine)
    await a_team(sessions)
    async with writing(sessions) as session:
        await fill(session)
    async with writing(sessions) as session:
        await session.execute(delete(OutboxRow))
        await session.execute(delete(PaceRow))
    async with writing(sessions) as session:
        await session.execute(text("ANALYZE outbox, pace"))
        await fill(session)
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(*call: object) -> None:
        asked.append((str(call[2]), tuple(call[3])))  # type: ignore[arg-type]

    async with writing(sessions) as session:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
        claims = await claim_due(
            session,
            owner="x",
            limit=8,
            lease=timedelta(minutes=1),
            kinds=list(MessageKind),
            pace=PACE,
            now=NOW,
            real_now=NOW,
        )
        event.remove(engine.sync_engine, "before_cursor_execute", note)
        assert len(claims) == 8
        [statement, values] = next(one for one in asked if "FOR UPDATE OF outbox" in one[0])
        connection = await (await session.connection()).get_raw_connection()
        driver = connection.driver_connection
        assert driver is not None
        lines = await driver.fetch(f"EXPLAIN ANALYZE {statement}", *values)
    plan = "\n".join(line[0] for line in lines)
    removed = [int(line.split(":")[1]) for line in plan.splitlines() if "Rows Removed" in line]
    assert max(removed, default=0) <= COUNT, plan
    await engine.dispose()
