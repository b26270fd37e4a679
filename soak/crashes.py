"""When a replica is killed or frozen: at random, or at a point seen from the stand-in's side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from sandbox import Slack
from sandbox.errors import DriverError
from sandbox.faults import Answer
from soak.processes import Replica

POST, HISTORY = "chat.postMessage", "conversations.history"
PATIENCE = 8.0
PROGRESS_SECONDS = 30.0
Point = Callable[[Slack], Awaitable[None]]


async def received(slack: Slack) -> None:
    """Wait until Slack has a post in its hands, and has not done it."""
    await _held_up(slack, POST, is_committed=False)


async def unanswered(slack: Slack) -> None:
    """Wait until Slack has posted, and has not answered."""
    await _held_up(slack, POST, is_committed=True)


async def looking(slack: Slack) -> None:
    """Wait until the bot looks up an unknown outcome."""
    slack.faults.add(Answer.DROP, POST, times=1, is_committed=True)
    await _held_up(slack, HISTORY, is_committed=False)


async def answered(slack: Slack) -> None:
    """Wait until Slack has posted and answers."""
    before = len(slack.log.entries)
    await _seen(
        slack, lambda: any(e.data.get("method") == POST for e in slack.log.entries[before:])
    )


POINTS: tuple[Point, ...] = (received, unanswered, looking, answered)


@dataclass(frozen=True, slots=True)
class Killing:
    """How often somebody is killed, spread over so many posts, and how many seconds later."""

    times: int
    posts: int
    every: float


async def crash_often(
    slack: Slack, fleet: list[Replica], killing: Killing, *, chance: Random
) -> None:
    """Kill and start again, half of the time at random and half at a named point."""
    for number in range(killing.times):
        # Where processes are slow to start, kills would all be over before anything is posted.
        await _progressed(slack, killing.posts * number // (killing.times + 1))
        await asyncio.sleep(chance.uniform(0.2, killing.every))
        if number % 2:
            await chance.choice(POINTS)(slack)
        # At a point it is unknown whose call it was, so all that could be it are killed.
        senders = [one for one in fleet if one.delivers]
        victims = senders if number % 2 else [chance.choice(fleet)]
        for one in victims:
            await one.kill()
        slack.log.add("happened", what="kill")
        for one in victims:
            await one.start()


@dataclass(frozen=True, slots=True)
class Freezing:
    """How often somebody is frozen, at most how many seconds apart, and longer than which lease."""

    times: int
    every: float
    lease: float


async def freeze_often(
    slack: Slack, fleet: list[Replica], freezing: Freezing, *, chance: Random
) -> None:
    """Freeze a replica that posts for longer than its lease, again and again."""
    senders = [one for one in fleet if one.delivers]
    done = 0
    while done < freezing.times:
        await asyncio.sleep(chance.uniform(0.2, freezing.every))
        began = slack.world.clock.wall()
        # Whoever is killed meanwhile does not wake up.
        if await chance.choice(senders).freeze(freezing.lease + chance.uniform(0.5, 2)):
            slack.log.add("happened", what="freeze", began=began)
            done += 1


async def _progressed(slack: Slack, posts: int) -> None:
    try:
        # Each post is a call and its answer.
        await slack.until(lambda: len(slack.log.entries) >= 2 * posts, seconds=PROGRESS_SECONDS)
    except DriverError:
        # Somebody has to be killed in any case.
        return


async def _held_up(slack: Slack, method: str, *, is_committed: bool) -> None:
    before = len(slack.log.entries)
    slack.faults.add(Answer.HANG, method, times=1, is_committed=is_committed)
    await _seen(
        slack,
        lambda: any(
            entry.kind == "fault" and entry.data["method"] == method
            for entry in slack.log.entries[before:]
        ),
    )


async def _seen(slack: Slack, condition: Callable[[], bool]) -> None:
    try:
        await slack.until(condition, seconds=PATIENCE)
    except DriverError:
        # Nothing was sent any more; then the kill is one at random.
        return
