"""Several processes plan at once: each prompt is owed once, and nobody waits for a leader."""

import asyncio
from datetime import UTC, datetime

from bot.db.engine import Sessions, writing
from bot.db.models import OutboxRow, RoundRow
from bot.services.rounds import plan_due_rounds, replan
from tests.services.rounds_world import a_team, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
TEAMS = 12


async def plan_all(sessions: Sessions) -> int:
    """Plan as one process does, few teams at a time, until nothing is due."""
    done = 0
    while True:
        async with writing(sessions) as session:
            found = await plan_due_rounds(session, now=PROMPT_AT, limit=3)
        done += found
        if not found:
            return done


async def test_each_prompt_is_owed_once(sessions: Sessions) -> None:
    teams = [await a_team(sessions, number=number) for number in range(1, TEAMS + 1)]
    counts = await asyncio.gather(*(plan_all(sessions) for _ in range(3)))
    assert sum(counts) == TEAMS
    keys = sorted(row.key for row in await everything(sessions, OutboxRow))
    assert keys == sorted(f"prompt:{team.team_id}:1" for team in teams)


async def test_settings_saved_while_others_plan_make_no_second_round(sessions: Sessions) -> None:
    teams = [await a_team(sessions, number=number) for number in range(1, 4)]

    async def save(team_id: int) -> None:
        async with writing(sessions) as session:
            await replan(session, team_id=team_id, now=PROMPT_AT)

    saving = (save(team.team_id) for team in teams for _ in range(2))
    await asyncio.gather(plan_all(sessions), *saving, plan_all(sessions))
    await plan_all(sessions)
    rounds = await everything(sessions, RoundRow)
    first = sorted(row.team_id for row in rounds if row.number == 1)
    assert first == [team.team_id for team in teams]
    assert len({(row.team_id, row.meeting_on) for row in rounds}) == len(rounds)
    assert len(await everything(sessions, OutboxRow)) == len(teams)
