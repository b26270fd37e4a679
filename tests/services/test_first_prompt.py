"""A prompt that was due before its team was set up waits for a person, or for the next meeting."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MembershipRow, OutboxRow, PauseRow, RoundRow, ScheduleRow, TeamRow
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.round import RoundState
from bot.services.obstacles import PROMPT_IS_OFF, WAS_DUE_BEFORE
from bot.services.round_placing import find_next_prompt
from bot.services.rounds import find_next_look, plan_due_rounds, prompt_now, replan
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
SET_UP_AT = datetime(2026, 11, 10, 8, tzinfo=UTC)
"""09:00 in Berlin: an hour before the meeting whose prompt was due at 08:00."""

ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    team = await a_team(sessions)
    await change(sessions, TeamRow, created_at=SET_UP_AT)
    return team


async def plan(sessions: Sessions, now: datetime) -> datetime | None:
    async with writing(sessions) as session:
        await plan_due_rounds(session, now=now)
    async with reading(sessions) as session:
        return await find_next_look(session, now=now)


async def next_prompt(sessions: Sessions, team: Team, now: datetime) -> datetime | None:
    async with reading(sessions) as session:
        return await find_next_prompt(session, team_id=team.team_id, now=now)


async def post(sessions: Sessions, team: Team, now: datetime) -> None:
    [lead] = await everything(sessions, MembershipRow)
    actor = Actor(lead.person_id, lead.workspace_id, Standing.MEMBER)
    async with writing(sessions) as session:
        await prompt_now(session, actor=actor, team_id=team.team_id, now=now)


async def move(sessions: Sessions, team: Team, at: time, now: datetime) -> None:
    await change(sessions, ScheduleRow, local_time=at)
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=now)


async def test_it_does_not_come_while_the_team_is_still_being_set_up(
    sessions: Sessions, team: Team
) -> None:
    assert await plan(sessions, SET_UP_AT) == ENDS_AT
    assert await everything(sessions, OutboxRow) == []
    assert await next_prompt(sessions, team, SET_UP_AT) == PROMPT_AT + WEEK
    await plan(sessions, ENDS_AT)
    missed = (await everything(sessions, RoundRow))[0]
    assert (missed.state, missed.skip_reason) == (RoundState.SKIPPED, WAS_DUE_BEFORE)
    await plan(sessions, PROMPT_AT + WEEK)
    [owed] = await everything(sessions, OutboxRow)
    assert owed.created_at == PROMPT_AT + WEEK


async def test_it_can_be_posted_by_hand_until_the_meeting_ends(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, SET_UP_AT)
    await post(sessions, team, ENDS_AT - timedelta(minutes=1))
    [row] = [one for one in await everything(sessions, RoundRow) if one.prompted_at]
    assert (row.meeting_on, row.state) == (date(2026, 11, 10), RoundState.PROMPTED)
    assert (row.skip_reason, len(await everything(sessions, OutboxRow))) == ("", 1)
    assert await next_prompt(sessions, team, ENDS_AT) == PROMPT_AT + WEEK


@pytest.mark.parametrize(
    ("created_at", "expected"),
    [
        (PROMPT_AT - timedelta(seconds=1), 1),
        (PROMPT_AT, 0),
        (PROMPT_AT + timedelta(seconds=1), 0),
    ],
)
async def test_it_comes_where_the_team_was_there_before_it_was_due(
    sessions: Sessions, team: Team, created_at: datetime, expected: int
) -> None:
    await change(sessions, TeamRow, created_at=created_at)
    await plan(sessions, SET_UP_AT)
    assert len(await everything(sessions, OutboxRow)) == expected


async def test_what_is_due_is_said_to_come_now(sessions: Sessions, team: Team) -> None:
    await change(sessions, TeamRow, created_at=MONDAY)
    assert await next_prompt(sessions, team, MONDAY) == PROMPT_AT
    assert await next_prompt(sessions, team, SET_UP_AT) == SET_UP_AT


async def test_a_prompt_that_is_switched_off_never_comes(sessions: Sessions, team: Team) -> None:
    await change(sessions, ScheduleRow, is_prompt_on=False)
    assert await next_prompt(sessions, team, SET_UP_AT) is None
    await plan(sessions, SET_UP_AT)
    assert (await everything(sessions, RoundRow))[0].skip_reason == PROMPT_IS_OFF


async def test_pauses_are_passed_over(sessions: Sessions, team: Team) -> None:
    async with writing(sessions) as session:
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=date(2026, 11, 16),
                ends_on=date(2026, 11, 20),
            )
        )
    assert await next_prompt(sessions, team, SET_UP_AT) == PROMPT_AT + 2 * WEEK


async def test_a_meeting_moved_until_its_prompt_is_overdue_is_prompted(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, TeamRow, created_at=MONDAY)
    await move(sessions, team, time(18), MONDAY)
    await plan(sessions, SET_UP_AT)
    assert await everything(sessions, OutboxRow) == []
    await move(sessions, team, time(10, 30), SET_UP_AT)
    assert await next_prompt(sessions, team, SET_UP_AT) == SET_UP_AT
    await plan(sessions, SET_UP_AT)
    assert len(await everything(sessions, OutboxRow)) == 1


async def test_a_meeting_moved_until_its_prompt_is_ahead_is_prompted(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, SET_UP_AT)
    await move(sessions, team, time(15), SET_UP_AT)
    assert (await everything(sessions, RoundRow))[0].skip_reason == ""
    due_at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert await next_prompt(sessions, team, SET_UP_AT) == due_at
    assert await plan(sessions, SET_UP_AT) == due_at
    await plan(sessions, due_at)
    assert len(await everything(sessions, OutboxRow)) == 1
