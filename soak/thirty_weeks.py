"""Thirty weeks of fifty teams, with faults and changes: what is owed comes once, and in time."""

import asyncio
import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bot.app import Bot, build
from bot.db.engine import reading
from bot.db.models import OutboxRow, OutboxState
from bot.okr.cadence import Schedule
from sandbox import Slack
from sandbox.faults import Answer
from sandbox.house import MANIFEST, SIGNING_SECRET, TOKEN, settings_for
from soak.dst import DAY, WEEK
from soak.findings import Findings
from soak.judge import POST
from soak.weeks_judge import WeeksJudge
from soak.weeks_teams import (
    WEEKDAYS,
    ZONES,
    Lead,
    introduce,
    prompt_in_five_minutes,
    some_pause,
    some_schedule,
    some_time,
)

TEAMS, WEEKS = 50, 30
BEGINS = datetime(2026, 9, 7, 9, 30, tzinfo=UTC)
"""A Monday; the weeks from here on see clocks change twice, in both halves of the world."""

SET_BACK_IN, SET_FORWARD_IN, OUTAGE_IN = 7, 9, 14
OUTAGE = 6
HOUR = timedelta(hours=1)
SHARE = 0.2
FAULTS = (
    (Answer.RATE_LIMITED, False),
    *((answer, done) for answer in (Answer.SERVER_ERROR, Answer.DROP) for done in (False, True)),
    (Answer.INTERNAL_ERROR, True),
)
QUICK = {
    "outbox_lease_seconds": 1.0,
    "outbox_wait_seconds": 0.05,
    "slack_timeout_seconds": 0.5,
}
LOOK_SECONDS = 0.25
MOST_LOOKS = 120
CHANGES_A_WEEK = 4


UNDER_WAY = (OutboxState.PENDING, OutboxState.SENDING)


class Story:
    """The weeks as they are played: a bot, a clock, and who watches."""

    def __init__(self, slack: Slack, database_url: str, chance: Random) -> None:
        self.slack = slack
        self.chance = chance
        self.now = BEGINS
        self.judge = WeeksJudge()
        self.bot: Bot
        self.lead: Lead
        self._settings = settings_for(slack.api_url, database_url).model_copy(update=QUICK)
        self._seen = 0

    async def begin(self, teams: int) -> None:
        """Start the bot and set the teams up."""
        self.bot = await self._build()
        self.lead = await introduce(self.slack, self.slack.add_person("Ana"), self.bot, self.now)
        for _ in range(teams):
            await self.add_team(some_schedule(self.chance, self.now.date()))

    async def add_team(self, schedule: Schedule) -> None:
        """Set one more team up."""
        team = await self.lead.add_team(len(self.judge.teams) + 1, schedule, self.now)
        self.judge.teams[team.team_id] = team

    async def tick(self) -> None:
        """Let the bot do what is due, and take in what came of it."""
        self.judge.expect(self.now)
        await self.bot.tick()
        entries = self.slack.log.entries
        self.judge.take(entries[self._seen :], self.now)
        self._seen = len(entries)

    async def go_on_until(self, end: datetime) -> None:
        """Jump from one instant at which something is due to the next."""
        while True:
            due = await self.bot.next_due()
            if due is None or due >= end:
                break
            if self.judge.is_waiting(due):
                await self.settle()
            self.now = max(self.now, due)
            await self.tick()
        await self.settle()
        self.now = max(self.now, end)
        await self.tick()
        await self.settle()

    async def settle(self) -> None:
        """Give what failed the real time that it takes, while the business clock stands still."""
        for _ in range(MOST_LOOKS):
            if not await self._is_anything_under_way():
                return
            await asyncio.sleep(LOOK_SECONDS)
            await self.tick()
        self.judge.note("lost", f"something is still under way at {self.now}")

    async def stop_for(self, span: timedelta) -> None:
        """Stop the bot, and start it again when so much time has gone by."""
        await self.bot.stop()
        self.now += span
        self.bot = self.lead.bot = await self._build()
        self.judge.restart(self.now)
        await self.tick()
        await self.settle()

    async def _build(self) -> Bot:
        return await build(self._settings, clock=lambda: self.now)

    async def _is_anything_under_way(self) -> bool:
        async with reading(self.bot.sessions) as session:
            count = await session.scalar(
                select(func.count(OutboxRow.id)).where(OutboxRow.state.in_(UNDER_WAY))
            )
        return bool(count)


async def play_thirty_weeks(
    *, seed: int, size: float, database_url: str, folder: Path, weeks: int = WEEKS
) -> Findings:
    """Play the weeks, and judge each when it is over."""
    async with Slack.start(signing_secret=SIGNING_SECRET, bot_token=TOKEN) as slack:
        slack.load_manifest(MANIFEST)
        slack.scopes.update({"channels:history", "groups:history", "im:history"})
        slack.faults.seed(seed)
        for answer, is_committed in FAULTS:
            share = SHARE / len(FAULTS)
            slack.faults.add(answer, POST, share=share, is_committed=is_committed, seconds=0)
        story = Story(slack, database_url, Random(seed))  # noqa: S311 - it has to be repeatable
        await story.begin(math.ceil(TEAMS * size))
        try:
            await _live_through(story, weeks)
        finally:
            await story.bot.stop()
        path = folder / f"thirty-weeks-{seed}.jsonl"
        path.write_text("".join(json.dumps(entry.json()) + "\n" for entry in slack.log.entries))
    return story.judge.findings()


async def _live_through(story: Story, weeks: int) -> None:
    for week in range(weeks):
        end = BEGINS + (week + 1) * WEEK
        if OUTAGE_IN < week < OUTAGE_IN + OUTAGE:
            continue
        if week == OUTAGE_IN:
            await story.stop_for(end + (OUTAGE - 1) * WEEK - story.now)
        for number in range(CHANGES_A_WEEK):
            await story.go_on_until(min(story.now + DAY + number * HOUR, end))
            await _change_something(story, week, number)
        await story.go_on_until(end)
        if week in {SET_BACK_IN, SET_FORWARD_IN}:
            story.now += HOUR if week == SET_FORWARD_IN else -HOUR
            await story.tick()
        story.judge.close_week(story.now)


async def _change_something(story: Story, week: int, number: int) -> None:
    """Let somebody rename their team, and somebody change another thing."""
    chance, lead, now = story.chance, story.lead, story.now
    teams = list(story.judge.teams.values())
    for team in chance.sample(teams, k=min(5, len(teams))):
        await lead.rename(team, f"Team {team.team_id} in week {week}.{number}", now)
    team = chance.choice(teams)
    schedule = team.schedule
    match chance.randrange(5):
        case 0:
            moved = replace(schedule, weekday=chance.choice(WEEKDAYS), at=some_time(chance))
            await lead.reschedule(team, moved, now)
        case 1:
            await lead.reschedule(team, replace(schedule, zone=chance.choice(ZONES)), now)
        case 2:
            pauses = (*schedule.pauses[-5:], some_pause(chance, now.date()))
            ordered = tuple(sorted(pauses, key=lambda one: one.starts_on))
            await lead.reschedule(team, replace(schedule, pauses=ordered), now)
        case 3:
            await lead.move(team, now)
        case _:
            await story.add_team(prompt_in_five_minutes(now))
    await story.tick()
