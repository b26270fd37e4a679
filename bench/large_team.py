"""How long each request takes for a large team, against a small one: `make bench`.

The real bot answers the stand-in over HTTP, on SQLite. Both teams are measured in one run, so
the ratio holds whatever the machine does; Slack waits three seconds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import structlog
from pydantic import SecretStr

from bot.config import Settings
from bot.db.engine import writing
from bot.db.readiness import upgrade_database
from sandbox import Channel, Slack
from tests.large_team import LARGE, SMALL, Size, seed_large_team
from tests.world import World

ROUNDS = 5
LIMIT_SECONDS = 3.0
VERBS = (
    "",
    "all",
    "risk",
    "@ana",
    "checkin",
    "plan",
    "work",
    "place",
    "edit",
    "settings",
    "prompt",
)


async def measure(size: Size, folder: Path) -> dict[str, float]:
    """Return the median seconds of every request, for a team of some size."""
    async with Slack.start(signing_secret="secret", bot_token="xoxb-bench") as slack:
        slack.load_manifest(Path(__file__).parents[1] / "manifest.json")
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-bench"),
            slack_signing_secret=SecretStr("secret"),
            slack_api_url=slack.api_url,
            database_url=f"sqlite:///{folder / 'bench.db'}",
            host="127.0.0.1",
            port=0,
        )
        await upgrade_database(settings.database_url)
        world = World(slack, settings)
        await world.start()
        try:
            await _seed(world, size)
            return await _time_all(world)
        finally:
            await world.bot.stop()


async def _seed(world: World, size: Size) -> None:
    workspace = await world.bot.workspace()
    async with writing(world.sessions) as session:
        await seed_large_team(
            session,
            workspace_id=workspace.id,
            lead_id=await world.introduce(session, workspace.id, world.ana),
            now=world.now,
            size=size,
            channel_id=world.checkout.id,
        )


async def _time_all(world: World) -> dict[str, float]:
    timed = {f"/okr {verb}".strip(): await _median(world, _typed(world, verb)) for verb in VERBS}
    return timed | {"Home": await _median(world, world.ana.open_home)}


def _typed(world: World, verb: str) -> Callable[[], Awaitable[object]]:
    channel: Channel = world.checkout
    return lambda: world.ana.command("/okr", verb, channel=channel)


async def _median(world: World, act: Callable[[], Awaitable[object]]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        await act()
        taken.append(perf_counter() - began)
        if world.ana.modals:
            await world.ana.close_modal(whole_stack=True)
    return median(taken)


async def main() -> None:
    """Measure both and print a line for each request."""
    results = []
    for size in (SMALL, LARGE):
        with TemporaryDirectory() as folder:
            results.append(await measure(size, Path(folder)))
    small, large = results
    print(f"{'request':<16}{'small':>9}{'large':>9}{'ratio':>8}")
    for name, seconds in large.items():
        ratio = seconds / small[name]
        line = f"{name:<16}{small[name] * 1000:>6.0f} ms{seconds * 1000:>6.0f} ms{ratio:>8.1f}"
        print(line)
    slowest = max(large.values())
    if slowest > LIMIT_SECONDS:
        raise SystemExit(f"The slowest takes {slowest:.1f} s; Slack waits {LIMIT_SECONDS:.0f} s.")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(main())
