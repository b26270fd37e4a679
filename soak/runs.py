"""One case after the other: on a database of its own, and a scenario in a process of its own."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.db.readiness import upgrade_database
from sandbox.house import quieten_log
from soak.cases import Case
from soak.findings import Findings
from soak.judge import Verdict
from soak.playing import play
from soak.scenarios import Scenario
from tests.postgresql import PostgreSQL
from tests.standby import a_pair


@dataclass(frozen=True, slots=True)
class Run:
    """What all cases of a run share."""

    seed: int
    size: float
    folder: Path
    server: PostgreSQL | None


async def play_case(case: Case | Scenario, run: Run) -> Verdict | Findings:
    """Play a case, whose files go to a folder of its name, and judge it."""
    if isinstance(case, Scenario):
        # It keeps one core busy, so another one can be played on the other.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            return await asyncio.get_running_loop().run_in_executor(pool, _play_scenario, case, run)
    folder = run.folder / case.name
    if not case.fails_over:
        url = await _database(case, run)
        return await play(case, seed=run.seed, database_url=url, folder=folder)
    with a_pair() as pair:
        await upgrade_database(pair.url)
        return await play(case, seed=run.seed, database_url=pair.url, folder=folder, pair=pair)


def _play_scenario(scenario: Scenario, run: Run) -> Findings:
    quieten_log()

    async def begin() -> Findings:
        url, folder = await _database(scenario, run), run.folder / scenario.name
        return await scenario.play(seed=run.seed, size=run.size, database_url=url, folder=folder)

    return asyncio.run(begin())


async def _database(case: Case | Scenario, run: Run) -> str:
    if run.server is None or case.is_sqlite:
        url = f"sqlite:///{run.folder / case.name / 'okrbot.db'}"
    else:
        url = run.server.url(await run.server.create("template0"))
    await upgrade_database(url)
    return url
