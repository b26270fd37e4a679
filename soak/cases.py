"""The cases: what crashes and what goes wrong while prompts come due, and the verdict."""

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from sandbox import Slack
from sandbox.errors import DriverError
from sandbox.faults import Answer
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN
from soak.crashes import POST, crash_often, freeze_often
from soak.judge import Owed, Verdict, judge, read_log
from soak.processes import Pace, Replica, replicas
from soak.teams import LATEST_SECONDS, seed_teams

SQLITE = ("run",)
THREE_REPLICAS = ("web", "worker", "worker", "worker")
POST_FAULTS = (
    (Answer.RATE_LIMITED, False),
    *(
        (answer, done)
        for answer in (Answer.SERVER_ERROR, Answer.UNAVAILABLE)
        for done in (False, True)
    ),
    *((Answer.INTERNAL_ERROR, done) for done in (False, True)),
    *((answer, done) for answer in (Answer.DROP, Answer.HANG) for done in (False, True)),
    (Answer.DELAY, False),
)
SHARE = 0.2
USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Case:
    """One run.

    Attributes:
        faults: what befalls posts, as answer and whether Slack has done it; they share SHARE.
    """

    name: str
    is_sqlite: bool
    teams: int = 100
    span: float = 30.0
    kills: int = 0
    freezes: int = 0
    faults: tuple[tuple[Answer, bool], ...] = ()
    pace: Pace = USUAL


CASES = (
    Case("sqlite-kills", is_sqlite=True, teams=300, kills=15),
    Case("postgresql-kills", is_sqlite=False, teams=600, span=60, kills=30),
    Case("postgresql-freezes", is_sqlite=False, teams=600, span=60, kills=6, freezes=10),
    *(
        Case(
            f"{answer}-{'after' if done else 'before'}",
            is_sqlite=True,
            span=5,
            faults=((answer, done),),
        )
        for answer, done in POST_FAULTS
    ),
    Case("mixed-sqlite", is_sqlite=True, span=10, faults=POST_FAULTS),
    Case("mixed-postgresql", is_sqlite=False, span=10, kills=4, faults=POST_FAULTS),
)


def scaled(case: Case, size: float) -> Case:
    """Return the case with a part of its teams, its time and its crashes."""
    return replace(
        case,
        teams=math.ceil(case.teams * size),
        span=max(1.0, case.span * size),
        kills=math.ceil(case.kills * size),
        freezes=math.ceil(case.freezes * size),
    )


async def play(case: Case, *, seed: int, database_url: str, folder: Path) -> Verdict:
    """Let prompts come due while things go wrong; judge from the log, kept in the folder."""
    chance = Random(seed)  # noqa: S311 - it has to be repeatable
    async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
        slack.load_manifest(MANIFEST)
        slack.scopes.update({"channels:history", "groups:history", "im:history"})
        owed = await seed_teams(
            slack, database_url, count=case.teams, span=case.span, chance=chance
        )
        slack.faults.seed(seed)
        for answer, is_committed in case.faults:
            share = SHARE / len(case.faults)
            slack.faults.add(answer, POST, share=share, is_committed=is_committed, seconds=0.5)
        commands = SQLITE if case.is_sqlite else THREE_REPLICAS
        fleet = replicas(
            commands,
            api_url=slack.api_url,
            database_url=database_url,
            folder=folder,
            pace=case.pace,
        )
        try:
            await _live_through(case, slack, fleet, owed, chance)
        finally:
            for one in fleet:
                await one.kill()
        path = folder / f"{case.name}-{seed}.jsonl"
        path.write_text("".join(json.dumps(entry.json()) + "\n" for entry in slack.log.entries))
    return judge(owed, read_log(path))


async def _live_through(
    case: Case, slack: Slack, fleet: list[Replica], owed: list[Owed], chance: Random
) -> None:
    for one in fleet:
        await one.start()
    async with asyncio.TaskGroup() as group:
        if case.kills:
            every = max(case.span / case.kills, 0.3)
            group.create_task(
                crash_often(slack, fleet, kills=case.kills, every=every, chance=chance)
            )
        if case.freezes:
            group.create_task(
                freeze_often(fleet, times=case.freezes, lease=case.pace.lease, chance=chance)
            )
    try:
        await slack.until(_all_posted(slack, owed), seconds=case.span + LATEST_SECONDS)
    except DriverError:
        return
    # Whoever would post again does so once its lease and its wait are over.
    await asyncio.sleep(case.pace.settling)


def _all_posted(slack: Slack, owed: list[Owed]) -> Callable[[], bool]:
    wanted = len({one.channel for one in owed})

    def are_there() -> bool:
        return sum(1 for channel in slack.channels if channel.bot_messages) >= wanted

    return are_there
