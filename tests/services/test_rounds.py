"""Rounds are planned from the schedule, prompted once, held or skipped."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MessageKind,
    ObjectiveRow,
    OutboxRow,
    OutboxState,
    PauseRow,
    RoundRow,
    ScheduleRow,
    TeamRow,
)
from bot.okr.round import Round, RoundState
from bot.services.obstacles import ARCHIVED, NO_OKRS, PROMPT_IS_OFF, SHARED
from bot.services.rounds import (
    NOT_RUNNING,
    find_current_round,
    find_next_look,
    get_or_plan_round,
    plan_due_rounds,
    replan,
)
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
MEETING_AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)


async def plan(sessions: Sessions, now: datetime) -> int:
    async with writing(sessions) as session:
        return await plan_due_rounds(session, now=now)


async def rounds(sessions: Sessions) -> list[RoundRow]:
    async with reading(sessions) as session:
        return list(await session.scalars(select(RoundRow).order_by(RoundRow.number)))


async def prompts(sessions: Sessions) -> list[str]:
    async with reading(sessions) as session:
        is_ahead = OutboxRow.kind.not_in([MessageKind.RECAP, MessageKind.UNREACHABLE])
        rows = await session.scalars(select(OutboxRow.key).where(is_ahead).order_by(OutboxRow.id))
        return list(rows)


async def next_look(sessions: Sessions, now: datetime) -> datetime | None:
    async with reading(sessions) as session:
        return await find_next_look(session, now=now)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    return await a_team(sessions)


async def test_a_new_team_is_looked_at_at_once_and_then_when_its_prompt_is_due(
    sessions: Sessions, team: Team
) -> None:
    assert await next_look(sessions, MONDAY) == MONDAY
    assert await plan(sessions, MONDAY) == 1
    [row] = await rounds(sessions)
    assert (row.number, row.state, row.meeting_on) == (1, RoundState.PLANNED, date(2026, 11, 10))
    assert (row.prompt_due_at, row.meeting_ends_at) == (PROMPT_AT, ENDS_AT)
    assert await prompts(sessions) == []
    assert await next_look(sessions, MONDAY) == PROMPT_AT
    assert await plan(sessions, PROMPT_AT - timedelta(seconds=1)) == 0


async def test_a_prompt_is_owed_once(sessions: Sessions, team: Team) -> None:
    for minutes in (0, 1, 60):
        await plan(sessions, PROMPT_AT + timedelta(minutes=minutes))
        await change(sessions, ScheduleRow, next_due_at=None)
    [row, _] = await rounds(sessions)
    assert (row.state, row.prompted_at) == (RoundState.PROMPTED, PROMPT_AT)
    assert await prompts(sessions) == [f"prompt:{team.team_id}:1"]


async def test_the_meeting_after_it_is_planned_when_the_meeting_has_ended(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, PROMPT_AT)
    assert await next_look(sessions, PROMPT_AT) == ENDS_AT
    await plan(sessions, ENDS_AT)
    [held, planned] = await rounds(sessions)
    assert (held.state, held.skip_reason) == (
        RoundState.SKIPPED,
        "The prompt could not be posted before the meeting ended.",
    )
    assert (planned.number, planned.state) == (2, RoundState.PLANNED)
    assert await next_look(sessions, ENDS_AT) == PROMPT_AT + WEEK


@pytest.mark.parametrize(
    ("state", "error", "expected"),
    [
        (OutboxState.SENT, "", RoundState.RECAPPED),
        (OutboxState.SENDING, "", RoundState.RECAPPED),
        (OutboxState.UNKNOWN, "", RoundState.RECAPPED),
        (OutboxState.FAILED, "not_in_channel", RoundState.SKIPPED),
    ],
)
async def test_a_meeting_was_held_when_its_prompt_may_have_been_posted(
    sessions: Sessions,
    team: Team,
    state: OutboxState,
    error: str,
    expected: RoundState,
) -> None:
    await plan(sessions, PROMPT_AT)
    await change(sessions, OutboxRow, state=state, error=error)
    await plan(sessions, ENDS_AT)
    first = (await rounds(sessions))[0]
    assert (first.state, first.skip_reason) == (expected, error)


async def test_an_hour_of_downtime_delays_the_prompt_and_nothing_else(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    await plan(sessions, PROMPT_AT + timedelta(hours=1))
    assert await prompts(sessions) == [f"prompt:{team.team_id}:1"]


async def test_after_the_meeting_the_prompt_is_not_owed_any_more(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    await plan(sessions, ENDS_AT)
    first = (await rounds(sessions))[0]
    assert (first.state, first.skip_reason) == (RoundState.SKIPPED, NOT_RUNNING)
    assert await prompts(sessions) == []


async def test_six_weeks_of_downtime_owe_the_present_prompt_alone(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    await plan(sessions, PROMPT_AT + 6 * WEEK)
    [missed, present, _] = await rounds(sessions)
    assert (missed.state, present.state) == (RoundState.SKIPPED, RoundState.PROMPTED)
    assert await prompts(sessions) == [f"prompt:{team.team_id}:2"]


async def test_a_prompt_that_is_due_comes_until_the_meeting_ends(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, ENDS_AT - timedelta(minutes=5))
    assert len(await prompts(sessions)) == 1


@pytest.mark.parametrize(
    ("table", "values", "reason"),
    [
        (ScheduleRow, {"is_prompt_on": False}, PROMPT_IS_OFF),
        (TeamRow, {"is_channel_archived": True}, ARCHIVED),
        (TeamRow, {"is_externally_shared": True}, SHARED),
        (ObjectiveRow, {"state": "closed"}, NO_OKRS),
    ],
)
async def test_what_keeps_a_prompt_back_is_looked_at_again_and_then_recorded(
    sessions: Sessions, team: Team, table: type, values: dict[str, object], reason: str
) -> None:
    await change(sessions, table, **values)
    await plan(sessions, PROMPT_AT)
    assert await next_look(sessions, PROMPT_AT) == PROMPT_AT + timedelta(minutes=5)
    assert await prompts(sessions) == []
    await plan(sessions, ENDS_AT)
    first = (await rounds(sessions))[0]
    assert (first.state, first.skip_reason) == (RoundState.SKIPPED, reason[:200])


async def test_a_lead_is_told_of_a_channel_that_was_lost_before_anybody_was(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, TeamRow, is_channel_archived=True)
    for minutes in (0, 5, 10):
        await plan(sessions, PROMPT_AT + timedelta(minutes=minutes))
    [row] = await everything(sessions, OutboxRow)
    assert (row.kind, row.person_id) == (MessageKind.UNREACHABLE, 1)


async def test_a_shared_channel_is_posted_to_when_a_lead_agreed(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, TeamRow, is_externally_shared=True)
    await plan(sessions, PROMPT_AT)
    await change(sessions, TeamRow, is_external_allowed=True)
    await plan(sessions, PROMPT_AT + timedelta(minutes=5))
    row = (await rounds(sessions))[0]
    assert (row.state, row.skip_reason) == (RoundState.PROMPTED, "")


async def pause(sessions: Sessions, team: Team, first: date, last: date, reason: str) -> None:
    async with writing(sessions) as session:
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=first,
                ends_on=last,
                reason=reason,
            )
        )


async def test_a_paused_meeting_is_skipped_and_says_why(sessions: Sessions, team: Team) -> None:
    await pause(sessions, team, date(2026, 11, 9), date(2026, 11, 13), "Offsite")
    for now in (MONDAY, PROMPT_AT, ENDS_AT, PROMPT_AT + WEEK):
        await plan(sessions, now)
    [paused, following, _] = await rounds(sessions)
    assert (paused.state, paused.skip_reason) == (RoundState.SKIPPED, "Offsite")
    assert following.state is RoundState.PROMPTED
    assert await prompts(sessions) == [
        f"no_meeting:{team.team_id}:2026-W46",
        f"prompt:{team.team_id}:2",
    ]


async def test_ending_a_pause_early_brings_its_meeting_back(sessions: Sessions, team: Team) -> None:
    await pause(sessions, team, date(2026, 11, 9), date(2026, 11, 13), "")
    await plan(sessions, MONDAY)
    assert (await rounds(sessions))[0].skip_reason == "The meetings are paused."
    await change(sessions, PauseRow, ends_on=date(2026, 11, 9))
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=MONDAY)
    await plan(sessions, PROMPT_AT)
    assert (await rounds(sessions))[0].state is RoundState.PROMPTED


async def test_a_round_that_was_not_prompted_moves_with_its_meeting(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    await change(sessions, ScheduleRow, weekday=3, local_time=time(14))
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=MONDAY)
    [row] = await rounds(sessions)
    assert (row.number, row.meeting_on) == (1, date(2026, 11, 12))
    assert row.prompt_due_at == datetime(2026, 11, 12, 11, tzinfo=UTC)
    assert await plan(sessions, MONDAY) == 1


async def test_a_round_that_was_prompted_stays_and_the_week_has_no_second_prompt(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, PROMPT_AT)
    await change(sessions, OutboxRow, state=OutboxState.SENT)
    await change(sessions, ScheduleRow, weekday=3)
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=PROMPT_AT)
    for now in (PROMPT_AT, ENDS_AT, PROMPT_AT + timedelta(days=2)):
        await plan(sessions, now)
    [stayed, moved] = await rounds(sessions)
    assert (stayed.meeting_on, stayed.state) == (date(2026, 11, 10), RoundState.RECAPPED)
    assert (moved.meeting_on, moved.state) == (date(2026, 11, 19), RoundState.PLANNED)


async def test_a_meeting_moved_to_later_on_its_day_is_not_prompted_again(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, PROMPT_AT)
    await change(sessions, OutboxRow, state=OutboxState.SENT)
    await change(sessions, ScheduleRow, local_time=time(16), next_due_at=None)
    for now in (ENDS_AT, ENDS_AT + timedelta(hours=4)):
        await plan(sessions, now)
    assert len(await prompts(sessions)) == 1
    assert [row.meeting_on.day for row in await rounds(sessions)] == [10, 17]


async def test_planned_rounds_without_a_meeting_are_skipped(sessions: Sessions, team: Team) -> None:
    # With a week's notice the next meeting is planned while this one is still kept back.
    await change(sessions, ScheduleRow, prompt_notice_minutes=7 * 24 * 60, is_prompt_on=False)
    await plan(sessions, MONDAY)
    assert [row.meeting_on.day for row in await rounds(sessions)] == [10, 17]
    await change(sessions, ScheduleRow, weekday=4, prompt_notice_minutes=120)
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=MONDAY)
    [moved, left] = await rounds(sessions)
    assert (moved.meeting_on, moved.state) == (date(2026, 11, 13), RoundState.PLANNED)
    assert (left.state, left.skip_reason) == (RoundState.SKIPPED, "The meeting was moved.")


async def test_a_weeks_notice_prompts_each_meeting_at_its_instant(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, ScheduleRow, prompt_notice_minutes=7 * 24 * 60)
    await change(sessions, TeamRow, created_at=MONDAY - WEEK)
    now, prompted = MONDAY, []
    for _ in range(6):
        await plan(sessions, now)
        prompted.append((now, len(await prompts(sessions))))
        now = await next_look(sessions, now) or now
    at = {count: instant for instant, count in reversed(prompted)}
    assert at[2] == MEETING_AT
    assert at[3] == MEETING_AT + WEEK


async def test_the_current_round_is_planned_when_needed(sessions: Sessions, team: Team) -> None:
    async def current(now: datetime) -> Round | None:
        async with reading(sessions) as session:
            return await find_current_round(session, team_id=team.team_id, now=now)

    assert await current(MONDAY) is None
    await pause(sessions, team, date(2026, 11, 9), date(2026, 11, 13), "Offsite")
    async with writing(sessions) as session:
        planned = await get_or_plan_round(session, team_id=team.team_id, now=MONDAY)
    assert planned.meeting_on == date(2026, 11, 17)
    assert await current(MONDAY) == planned


async def test_the_version_of_a_schedule_is_for_those_who_edit_it(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    async with reading(sessions) as session:
        assert await session.scalar(select(ScheduleRow.version)) == 1


async def test_a_team_that_cannot_be_read_holds_up_no_other(sessions: Sessions) -> None:
    broken = await a_team(sessions, number=1)
    fine = await a_team(sessions, number=2)
    await change(sessions, ScheduleRow, ScheduleRow.team_id == broken.team_id, zone="Mars/Base")
    assert await plan(sessions, PROMPT_AT) == 2
    assert await prompts(sessions) == [f"prompt:{fine.team_id}:1"]
    assert await next_look(sessions, PROMPT_AT) == PROMPT_AT + timedelta(minutes=5)


@pytest.mark.parametrize("monday", [date(2026, 10, 19), date(2027, 3, 22)])
async def test_the_prompt_keeps_its_local_time_when_clocks_change(
    sessions: Sessions, monday: date
) -> None:
    await a_team(sessions)
    start = datetime.combine(monday, time(12), UTC)
    await change(sessions, ScheduleRow, anchor_on=monday)
    await change(sessions, TeamRow, created_at=start)
    for hour in range(14 * 24):
        await plan(sessions, start + timedelta(hours=hour))
    async with reading(sessions) as session:
        count = await session.scalar(select(func.count()).select_from(OutboxRow))
        at = list(await session.scalars(select(OutboxRow.created_at).order_by(OutboxRow.id)))
    before, after = (7, 6) if monday.month == 3 else (6, 7)
    assert count == 2
    assert [instant.hour for instant in at] == [before, after]
