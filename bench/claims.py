"""What a claim costs with many messages waiting, against one with few.

`python -m bench.claims` prints medians on a SQLite file; with the address of an empty PostgreSQL
database behind it, on that one, which it fills.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert, text

from bot.db.engine import Sessions, create_engine_for, session_factory, writing
from bot.db.migrate import upgrade
from bot.db.models import MessageKind, OutboxRow, OutboxState, WorkspaceRow
from bot.services.claims import claim_due
from bot.services.outbox import AT_ONCE
from bot.services.pacing import Pace

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
PACE = Pace(channel_pause=timedelta(seconds=1), posts_per_minute=200, edits_per_minute=40)
WORKSPACES, ROUNDS, BATCH = 20, 10, 8
FEW, MANY = 100, 10_000


async def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        url = next(iter(sys.argv[1:]), f"sqlite:///{Path(folder) / 'bench.db'}")
        engine = create_engine_for(url, statement_seconds=None)
        await upgrade(engine)
        sessions = session_factory(engine)
        await add_workspaces(sessions)
        idle = await measure(sessions, first=0)
        await add_messages(sessions, FEW)
        few = await measure(sessions, first=100)
        await add_messages(sessions, MANY, first=FEW)
        many = await measure(sessions, first=200)
        await engine.dispose()
    print(f"nothing waiting  {idle:6.1f} ms")
    print(f"{FEW:6} waiting   {few:6.1f} ms")
    print(f"{MANY:6} waiting   {many:6.1f} ms, {many / few:.1f} times as long")


async def add_workspaces(sessions: Sessions) -> None:
    """Store workspaces, so that the budget of one is not what is measured."""
    async with writing(sessions) as session:
        rows = [
            {"slack_team_id": f"T{number}", "enterprise_id": "", "installed_at": NOW}
            for number in range(WORKSPACES)
        ]
        await session.execute(insert(WorkspaceRow), rows)


async def add_messages(sessions: Sessions, count: int, first: int = 0) -> None:
    """Store messages that are due, each in a channel of its own."""
    rows = [
        {
            "workspace_id": 1 + number % WORKSPACES,
            "key": str(number),
            "kind": MessageKind.WELCOME,
            "channel_id": f"C{number}",
            "details": {},
            "state": OutboxState.PENDING,
            "next_try_at": AT_ONCE,
            "created_at": NOW,
        }
        for number in range(first, first + count)
    ]
    async with writing(sessions) as session:
        await session.execute(insert(OutboxRow), rows)
        # As a PostgreSQL server does by itself within a minute.
        await session.execute(text("ANALYZE"))


async def measure(sessions: Sessions, *, first: int) -> float:
    """Return how many milliseconds a claim takes, each a minute after the one before."""
    spans = []
    for number in range(first, first + ROUNDS):
        before = perf_counter()
        async with writing(sessions) as session:
            await claim_due(
                session,
                owner="bench",
                limit=BATCH,
                lease=timedelta(days=1),
                kinds=list(MessageKind),
                pace=PACE,
                now=NOW,
                real_now=NOW + timedelta(minutes=number),
            )
        spans.append(1000 * (perf_counter() - before))
    return median(spans)


if __name__ == "__main__":
    asyncio.run(main())
