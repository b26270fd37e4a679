"""A lead is asked once before the end; after it a line stands in for the prompt, twice at most."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    CycleRow,
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    RoundRow,
    ScheduleRow,
    TeamCycleRow,
    TeamRow,
)
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.person import Role, Standing
from bot.okr.round import RoundState
from bot.services.cycle_endings import IS_OVER, load_ended, load_ending
from bot.services.obstacles import ARCHIVED
from bot.services.rounds import find_next_look, plan_due_rounds
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

TUESDAY = datetime(2027, 1, 5, 7, tzinfo=UTC)
"""The first prompt after the cycle, which ends on 3 Jan 2027."""
ASKED = datetime(2026, 12, 21, 7, tzinfo=UTC)
"""Two weeks before the end is Sunday 20 Dec, so the lead is asked on Monday at 8:00 in Berlin."""
WEEK = timedelta(weeks=1)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    team = await a_team(sessions)
    await change(sessions, CycleRow, ends_on=date(2027, 1, 3))
    await change(sessions, TeamRow, created_at=MONDAY)
    return team


async def plan(sessions: Sessions, now: datetime) -> None:
    async with writing(sessions) as session:
        await plan_due_rounds(session, now=now)


async def plan_until(sessions: Sessions, end: datetime) -> None:
    """Look at the team whenever it wants to be looked at, as the bot does."""
    now = MONDAY
    while now <= end:
        await plan(sessions, now)
        async with reading(sessions) as session:
            look = await find_next_look(session, now=now)
        now = max(look or now, now + timedelta(minutes=5))


async def owed(sessions: Sessions, kind: MessageKind) -> list[OutboxRow]:
    return [row for row in await everything(sessions, OutboxRow) if row.kind is kind]


async def state(sessions: Sessions, team: Team, to: CycleState) -> None:
    await change(sessions, TeamCycleRow, TeamCycleRow.id == team.team_cycle_id, state=to)


async def add_planned(sessions: Sessions, team: Team) -> int:
    async with writing(sessions) as session:
        cycle = CycleRow(
            workspace_id=team.workspace_id,
            name="Spring",
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 4, 4),
        )
        session.add(cycle)
        await session.flush()
        row = TeamCycleRow(
            workspace_id=team.workspace_id,
            team_id=team.team_id,
            cycle_id=cycle.id,
            state=CycleState.PLANNING,
        )
        session.add(row)
        await session.flush()
        return row.id


async def test_a_lead_is_asked_once_two_weeks_before_the_end(
    sessions: Sessions, team: Team
) -> None:
    await plan_until(sessions, ASKED - timedelta(minutes=1))
    assert await owed(sessions, MessageKind.CYCLE_ENDING) == []
    async with reading(sessions) as session:
        assert await find_next_look(session, now=ASKED - timedelta(minutes=1)) == ASKED
    await plan_until(sessions, ASKED + WEEK)
    [row] = await owed(sessions, MessageKind.CYCLE_ENDING)
    assert (row.person_id, row.created_at) == (1, ASKED)
    assert row.not_after == datetime(2027, 1, 3, 23, tzinfo=UTC)
    async with reading(sessions) as session:
        ending = await load_ending(session, team_id=team.team_id, now=ASKED)
    assert (ending.cycle.name, ending.next_name, ending.planned) == ("Cycle T1", "Q1 2027", None)


async def add_lead(sessions: Sessions, team: Team) -> int:
    async with writing(sessions) as session:
        person = PersonRow(
            workspace_id=team.workspace_id,
            slack_user_id="U9",
            name="Bo",
            zone="Europe/Berlin",
            refreshed_at=MONDAY,
        )
        session.add(person)
        await session.flush()
        session.add(
            MembershipRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                person_id=person.id,
                role=Role.LEAD,
                joined_at=MONDAY,
            )
        )
        return person.id


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        ({"away_from": date(2026, 12, 1)}, False),
        ({"away_from": date(2026, 12, 1), "away_until": date(2027, 1, 2)}, False),
        ({"away_from": date(2026, 12, 1), "away_until": date(2026, 12, 2)}, True),
        ({"away_from": date(2026, 12, 24)}, True),
        ({"standing": Standing.GONE}, False),
    ],
)
async def test_who_is_away_is_not_asked(
    sessions: Sessions, team: Team, values: dict[str, Any], *, is_asked: bool
) -> None:
    await change(sessions, PersonRow, **values)
    other = await add_lead(sessions, team)
    await plan(sessions, ASKED)
    [row] = await owed(sessions, MessageKind.CYCLE_ENDING)
    assert row.person_id == (1 if is_asked else other)


async def test_while_every_lead_is_away_it_is_tried_again_the_next_day(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, PersonRow, away_from=MONDAY.date(), away_until=date(2026, 12, 22))
    await plan_until(sessions, ASKED + WEEK)
    [row] = await owed(sessions, MessageKind.CYCLE_ENDING)
    assert row.created_at.date() == date(2026, 12, 23)
    assert row.team_id == team.team_id


async def test_who_plans_already_is_not_asked(sessions: Sessions, team: Team) -> None:
    await add_planned(sessions, team)
    await plan_until(sessions, ASKED + WEEK)
    assert await owed(sessions, MessageKind.CYCLE_ENDING) == []
    async with reading(sessions) as session:
        with pytest.raises(ConflictError, match="planned already"):
            await load_ending(session, team_id=team.team_id, now=ASKED)


async def test_after_the_end_a_line_stands_in_for_the_prompt_twice(
    sessions: Sessions, team: Team
) -> None:
    await plan_until(sessions, TUESDAY + 3 * WEEK)
    rows = await owed(sessions, MessageKind.CYCLE_ENDED)
    assert [row.created_at for row in rows] == [TUESDAY, TUESDAY + WEEK]
    prompts = await owed(sessions, MessageKind.PROMPT)
    assert max(row.created_at for row in prompts) == TUESDAY - WEEK
    over = [row for row in await everything(sessions, RoundRow) if row.meeting_at > TUESDAY][:3]
    assert {row.skip_reason for row in over} == {IS_OVER}
    assert over[0].state is RoundState.SKIPPED
    async with reading(sessions) as session:
        ended = await load_ended(
            session, team_id=team.team_id, round_id=rows[0].round_id or 0, now=TUESDAY
        )
    assert (ended.cycle.name, ended.next_name) == ("Cycle T1", "Q1 2027")


@pytest.mark.usefixtures("team")
async def test_what_was_not_said_does_not_count(sessions: Sessions) -> None:
    await plan(sessions, TUESDAY)
    await change(sessions, OutboxRow, state=OutboxState.DROPPED)
    await plan(sessions, TUESDAY + WEEK)
    await plan(sessions, TUESDAY + 2 * WEEK)
    assert len(await owed(sessions, MessageKind.CYCLE_ENDED)) == 3


@pytest.mark.parametrize("to", [CycleState.CLOSING, CycleState.CLOSED])
async def test_a_cycle_that_was_closed_is_followed_by_the_line_too(
    sessions: Sessions, team: Team, to: CycleState
) -> None:
    await state(sessions, team, to)
    await plan(sessions, MONDAY + timedelta(days=1, hours=-2))
    [row] = await owed(sessions, MessageKind.CYCLE_ENDED)
    planned_id = await add_planned(sessions, team)
    async with reading(sessions) as session:
        ended = await load_ended(
            session, team_id=team.team_id, round_id=row.round_id or 0, now=MONDAY
        )
        with pytest.raises(ConflictError, match="has not begun"):
            await load_ending(session, team_id=team.team_id, now=MONDAY)
    assert (ended.next_name, ended.planned and ended.planned.id) == ("Spring", planned_id)


async def test_the_line_is_not_said_any_more_when_a_cycle_runs_again(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, TUESDAY)
    [row] = await owed(sessions, MessageKind.CYCLE_ENDED)

    async def load(team_id: int = team.team_id) -> None:
        async with reading(sessions) as session:
            await load_ended(session, team_id=team_id, round_id=row.round_id or 0, now=TUESDAY)

    await change(sessions, TeamRow, is_channel_archived=True)
    with pytest.raises(ConflictError, match=ARCHIVED):
        await load()
    await change(sessions, TeamRow, is_channel_archived=False)
    await change(sessions, CycleRow, ends_on=date(2027, 2, 1))
    with pytest.raises(ConflictError, match="runs again"):
        await load()
    await plan(sessions, TUESDAY + timedelta(minutes=5))
    assert [one.key for one in await owed(sessions, MessageKind.PROMPT)] != []


@pytest.mark.usefixtures("team")
async def test_nothing_is_said_where_no_prompt_would_have_come(sessions: Sessions) -> None:
    await change(sessions, TeamRow, is_channel_archived=True)
    await plan(sessions, TUESDAY)
    assert await owed(sessions, MessageKind.CYCLE_ENDED) == []


async def test_a_team_without_a_schedule_is_told_nothing(sessions: Sessions, team: Team) -> None:
    async with writing(sessions) as session:
        await session.execute(delete(ScheduleRow))
        with pytest.raises(NotFoundError):
            await load_ending(session, team_id=team.team_id, now=MONDAY)
