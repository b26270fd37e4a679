"""A meeting on a holiday or in a pause is skipped, and the channel is told once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PauseRow,
    RoundRow,
    ScheduleRow,
    TeamRow,
)
from bot.okr.errors import ConflictError
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.round import RoundState
from bot.services.called_off import CALLED_OFF, is_prompt_called_off
from bot.services.no_meetings import IS_HELD, NoMeeting, load_no_meeting
from bot.services.obstacles import ARCHIVED
from bot.services.prompt_previews import load_prompt_preview
from bot.services.round_placing import find_next_prompt
from bot.services.rounds import plan_due_rounds, prompt_now
from tests.services.rounds_world import Team, a_team, change, everything

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
EVE = datetime(2026, 12, 23, 12, tzinfo=UTC)
PROMPT_AT = datetime(2026, 12, 25, 7, tzinfo=UTC)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    """It meets on Fridays in Germany: 25 December and 1 January are holidays."""
    team = await a_team(sessions)
    await change(sessions, ScheduleRow, weekday=4, holiday_calendar="DE")
    return team


async def plan_from(sessions: Sessions, start: datetime, end: datetime) -> None:
    while start <= end:
        async with writing(sessions) as session:
            await plan_due_rounds(session, now=start)
        start += HOUR


async def keys(sessions: Sessions) -> list[str]:
    return [row.key for row in await everything(sessions, OutboxRow)]


async def load(sessions: Sessions, now: datetime) -> NoMeeting:
    first = (await everything(sessions, RoundRow))[0]
    async with reading(sessions) as session:
        return await load_no_meeting(session, round_id=first.id, now=now)


async def test_two_holidays_in_a_row_are_said_once_at_the_instant_of_the_prompt(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, EVE, PROMPT_AT - HOUR)
    assert await keys(sessions) == []
    await plan_from(sessions, PROMPT_AT, PROMPT_AT + 2 * WEEK)
    first, second, held = (await everything(sessions, RoundRow))[:3]
    assert (first.state, first.skip_reason) == (RoundState.SKIPPED, "Christmas Day")
    assert (second.state, second.skip_reason) == (RoundState.SKIPPED, "New Year's Day")
    assert held.state is RoundState.PROMPTED
    assert await keys(sessions) == [
        f"no_meeting:{team.team_id}:2026-W52",
        f"prompt:{team.team_id}:3",
    ]
    assert await load(sessions, PROMPT_AT) == NoMeeting(
        date(2026, 12, 25), "Christmas Day", date(2027, 1, 8)
    )


async def test_a_bot_that_was_down_says_it_at_the_next_meeting_that_is_skipped(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, PROMPT_AT + WEEK, PROMPT_AT + WEEK)
    [owed] = await everything(sessions, OutboxRow)
    assert owed.not_after == datetime(2027, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (ScheduleRow, {"is_prompt_on": False}),
        (TeamRow, {"is_externally_shared": True}),
        (TeamRow, {"created_at": PROMPT_AT}),
    ],
)
async def test_nothing_is_said_where_no_prompt_would_have_come(
    sessions: Sessions, team: Team, table: type, values: dict[str, object]
) -> None:
    await change(sessions, table, **values)
    await plan_from(sessions, PROMPT_AT, PROMPT_AT + 6 * HOUR)
    assert await keys(sessions) == []
    assert (await everything(sessions, RoundRow))[0].skip_reason == "Christmas Day"


async def test_it_is_not_said_any_more_when_the_meeting_is_held_after_all(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    await change(sessions, ScheduleRow, holiday_calendar=None, next_due_at=None)
    with pytest.raises(ConflictError, match=IS_HELD):
        await load(sessions, PROMPT_AT)
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    assert await keys(sessions) == [
        f"no_meeting:{team.team_id}:2026-W52",
        f"prompt:{team.team_id}:1",
    ]


async def test_a_week_that_was_called_off_gets_no_prompt_by_itself(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    await change(sessions, OutboxRow, state=OutboxState.SENT)
    assert not await called_off(sessions, team)
    await change(sessions, ScheduleRow, holiday_calendar=None, next_due_at=None)
    assert await called_off(sessions, team)
    await plan_from(sessions, PROMPT_AT, PROMPT_AT + HOUR)
    [line] = await everything(sessions, OutboxRow)
    assert line.kind is MessageKind.NO_MEETING
    async with reading(sessions) as session:
        comes_at = await find_next_prompt(session, team_id=team.team_id, now=PROMPT_AT)
    assert comes_at == PROMPT_AT + WEEK
    await plan_from(sessions, PROMPT_AT + 4 * HOUR, PROMPT_AT + WEEK)
    first, second = (await everything(sessions, RoundRow))[:2]
    assert (first.state, first.skip_reason) == (RoundState.SKIPPED, CALLED_OFF)
    assert second.state is RoundState.PROMPTED
    assert len(await everything(sessions, OutboxRow)) == 2


async def test_a_week_that_was_called_off_can_be_prompted_by_hand(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    await change(sessions, OutboxRow, state=OutboxState.SENT)
    await change(sessions, ScheduleRow, holiday_calendar=None, next_due_at=None)
    async with writing(sessions) as session:
        [lead] = await session.scalars(select(MembershipRow.person_id))
        actor = Actor(lead, team.workspace_id, Standing.MEMBER)
        preview = await load_prompt_preview(
            session, actor=actor, team_id=team.team_id, now=PROMPT_AT
        )
        posting = await prompt_now(session, actor=actor, team_id=team.team_id, now=PROMPT_AT)
    assert preview.is_called_off
    assert (posting.is_new, posting.round.meeting_on) == (True, date(2026, 12, 25))
    assert not await called_off(sessions, team)


async def test_a_pause_without_an_end_calls_nothing_off(sessions: Sessions, team: Team) -> None:
    async with writing(sessions) as session:
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=date(2026, 12, 1),
                ends_on=date(2099, 12, 31),
            )
        )
    assert not await called_off(sessions, team)


async def called_off(sessions: Sessions, team: Team) -> bool:
    async with reading(sessions) as session:
        return await is_prompt_called_off(session, team_id=team.team_id, now=PROMPT_AT)


async def test_it_is_not_said_in_a_channel_that_was_archived_meanwhile(
    sessions: Sessions, team: Team
) -> None:
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    await change(sessions, TeamRow, is_channel_archived=True)
    with pytest.raises(ConflictError, match=ARCHIVED[:20]):
        await load(sessions, PROMPT_AT)


async def test_a_pause_without_an_end_names_no_next_meeting(sessions: Sessions, team: Team) -> None:
    async with writing(sessions) as session:
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=date(2026, 12, 1),
                ends_on=date(2099, 12, 31),
            )
        )
    await plan_from(sessions, PROMPT_AT, PROMPT_AT)
    assert await load(sessions, PROMPT_AT) == NoMeeting(date(2026, 12, 25), "", None)


async def test_a_break_is_said_once_though_the_meeting_moves_meanwhile(
    sessions: Sessions, team: Team
) -> None:
    async with writing(sessions) as session:
        first, last = date(2026, 12, 21), date(2027, 1, 10)
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=first,
                ends_on=last,
                reason="Holidays",
            )
        )
    await plan_from(sessions, EVE, PROMPT_AT + HOUR)
    await change(sessions, ScheduleRow, weekday=2, next_due_at=None)
    await plan_from(sessions, PROMPT_AT + 2 * HOUR, PROMPT_AT + 2 * WEEK)
    assert await keys(sessions) == [f"no_meeting:{team.team_id}:2026-W52"]
