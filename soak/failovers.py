"""Restarts of the database server, and a standby that takes over from it."""

import asyncio
from random import Random

from sandbox import Slack
from tests.standby import Pair

RESTARTS_BEFORE, RESTARTS_AFTER = 2, 1


async def fail_over(slack: Slack, pair: Pair, *, every: float, chance: Random) -> None:
    """Restart the server twice, lose it and promote its standby, and restart that once."""
    for _ in range(RESTARTS_BEFORE):
        await asyncio.sleep(chance.uniform(every / 2, every))
        await asyncio.to_thread(pair.first.restart)
        slack.log.add("happened", what="restart")
    await asyncio.sleep(chance.uniform(every / 2, every))
    await asyncio.to_thread(_promote, pair)
    slack.log.add("happened", what="promotion")
    for _ in range(RESTARTS_AFTER):
        await asyncio.sleep(chance.uniform(every / 2, every))
        await asyncio.to_thread(pair.second.restart)
        slack.log.add("happened", what="restart")


def _promote(pair: Pair) -> None:
    pair.first.crash()
    pair.second.promote()
    pair.point_at(pair.second)
