"""Plays a case: prompts come due while things go wrong; the verdict is read from the log."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from sandbox import Person, Slack
from sandbox.errors import DriverError
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN
from soak.cases import Case
from soak.crashes import POST, Freezing, Killing, crash_often, freeze_often
from soak.failovers import fail_over
from soak.judge import Owed, Verdict, arrivals, judge, read_log
from soak.leads import answer_questions, stop_trouble_when_tried
from soak.limits_judge import find_impatient, find_posts_too_close
from soak.processes import Replica, replicas
from soak.teams import LATEST_SECONDS, seed_teams
from soak.windows import read_windows
from tests.standby import Pair

SQLITE = ("run",)
THREE_REPLICAS = ("web", "worker", "worker", "worker")
HISTORY_SCOPES = {"channels:history", "groups:history", "im:history"}
SHARE = 0.2
FAILOVERS = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """What a case is played with."""

    case: Case
    slack: Slack
    fleet: list[Replica]
    lead: Person
    owed: list[Owed]
    chance: Random
    pair: Pair | None


async def play(
    case: Case, *, seed: int, database_url: str, folder: Path, pair: Pair | None = None
) -> Verdict:
    """Play a case on a database that has its tables; the log is kept in the folder.

    Args:
        pair: the database server and its standby, for a case that fails over.
    """
    chance = Random(seed)  # noqa: S311 - it has to be repeatable
    async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
        lead, owed = await _prepare(case, slack, database_url, seed, chance)
        fleet = replicas(
            SQLITE if case.is_sqlite else THREE_REPLICAS,
            api_url=slack.api_url,
            database_url=database_url,
            folder=folder,
            pace=case.pace,
        )
        slack.connect(fleet[0].url)
        try:
            await _live_through(Stage(case, slack, fleet, lead, owed, chance, pair))
        finally:
            for one in fleet:
                await one.kill()
        path = folder / f"{case.name}-{seed}.jsonl"
        path.write_text("".join(json.dumps(entry.json()) + "\n" for entry in slack.log.entries))
    return _judged(case, owed, path)


def _judged(case: Case, owed: Sequence[Owed], path: Path) -> Verdict:
    log = read_log(path)
    windows = read_windows(log, lease=case.pace.lease) if case.freezes else None
    verdict = judge(owed, log, windows=windows)
    if case.is_limited:
        verdict = replace(verdict, too_fast=(*find_posts_too_close(log), *find_impatient(log)))
    return verdict


async def _prepare(
    case: Case, slack: Slack, database_url: str, seed: int, chance: Random
) -> tuple[Person, list[Owed]]:
    slack.load_manifest(MANIFEST)
    if not case.may_look:
        slack.scopes.difference_update(HISTORY_SCOPES)
    found = await seed_teams(
        slack,
        database_url,
        count=case.teams,
        span=case.span,
        chance=chance,
        workspaces=case.workspaces,
        are_welcomed=case.is_limited,
    )
    slack.faults.seed(seed)
    slack.faults.history_lag = case.history_lag
    for answer, is_committed in case.faults:
        share = SHARE / len(case.faults)
        slack.faults.add(answer, POST, share=share, is_committed=is_committed, seconds=0.5)
    if case.is_limited:
        slack.limits.enforce()
    return found


async def _live_through(stage: Stage) -> None:
    case, slack = stage.case, stage.slack
    for one in stage.fleet:
        await one.start()
    answering = None if case.may_look else asyncio.create_task(answer_questions(slack, stage.lead))
    try:
        await _cause_trouble(stage)
        await slack.until(_all_posted(slack, stage.owed), seconds=case.span + LATEST_SECONDS)
        # Whoever would post again does so once its lease and its wait are over.
        await asyncio.sleep(case.pace.settling)
    except DriverError:
        return
    finally:
        if answering is not None:
            answering.cancel()


async def _cause_trouble(stage: Stage) -> None:
    case, slack, chance = stage.case, stage.slack, stage.chance
    async with asyncio.TaskGroup() as group:
        if case.kills:
            every = max(case.span / case.kills / 2, 0.3)
            killing = Killing(case.kills, posts=len(stage.owed), every=every)
            group.create_task(crash_often(slack, stage.fleet, killing, chance=chance))
        if case.freezes:
            every = max(case.span / case.freezes / 2, 0.3)
            freezing = Freezing(case.freezes, every=every, lease=case.pace.lease)
            group.create_task(freeze_often(slack, stage.fleet, freezing, chance=chance))
        if stage.pair is not None:
            every = case.span / FAILOVERS
            group.create_task(fail_over(slack, stage.pair, every=every, chance=chance))
        if not case.may_look:
            group.create_task(stop_trouble_when_tried(slack, stage.owed))


def _all_posted(slack: Slack, owed: list[Owed]) -> Callable[[], bool]:
    """Return whether all that is owed is there; it reads the log on from where it was."""
    missing = {one.key for one in owed}
    seen = 0

    def are_there() -> bool:
        nonlocal seen
        entries = [entry.json() for entry in slack.log.entries[seen:]]
        seen += len(entries)
        missing.difference_update(post.key for post in arrivals(entries))
        return not missing

    return are_there
