"""Clocks that jump, zones that change them and schedules that change late: one prompt a round."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, RoundRow, ScheduleRow, TeamRow
from bot.okr.cadence import local_instant
from bot.okr.round import RoundState
from bot.services.rounds import find_next_look, plan_due_rounds, replan
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)
PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    return await a_team(sessions)


async def plan(sessions: Sessions, *instants: datetime) -> None:
    for now in instants:
        async with writing(sessions) as session:
            await plan_due_rounds(session, now=now)


async def changed(
    sessions: Sessions, team: Team, table: type, now: datetime, **values: object
) -> None:
    """Change a schedule or a channel as the settings do."""
    await change(sessions, table, **values)
    async with writing(sessions) as session:
        await replan(session, team_id=team.team_id, now=now)


async def prompted(sessions: Sessions) -> list[datetime]:
    rows = await everything(sessions, OutboxRow)
    return [row.created_at for row in rows if row.kind is MessageKind.PROMPT]


def hours(start: datetime, end: datetime) -> list[datetime]:
    return [start + number * HOUR for number in range((end - start) // HOUR + 1)]


@pytest.mark.parametrize(
    "instants",
    [
        [PROMPT_AT, PROMPT_AT - HOUR, PROMPT_AT - MINUTE],
        [PROMPT_AT - MINUTE, PROMPT_AT + HOUR - MINUTE, PROMPT_AT - MINUTE],
        [PROMPT_AT, ENDS_AT, ENDS_AT - HOUR, ENDS_AT + HOUR, ENDS_AT - MINUTE],
        [PROMPT_AT, ENDS_AT + WEEK / 2, ENDS_AT - HOUR],
    ],
    ids=["back", "forward and back", "back over the end", "far back"],
)
async def test_a_clock_that_jumps_owes_no_second_prompt_and_misses_none(
    sessions: Sessions, team: Team, instants: list[datetime]
) -> None:
    for now in instants:
        await change(sessions, ScheduleRow, next_due_at=None)
        await plan(sessions, now)
        await change(sessions, OutboxRow, state=OutboxState.SENT)
    await plan(sessions, *hours(instants[-1], PROMPT_AT + WEEK), PROMPT_AT + WEEK)
    rows = await everything(sessions, OutboxRow)
    numbers = [row.key.rpartition(":")[2] for row in rows if row.kind is MessageKind.PROMPT]
    assert numbers == ["1", "2"]
    first, second = [row.state for row in await everything(sessions, RoundRow)][:2]
    assert first in {RoundState.HELD, RoundState.RECAPPED}
    assert second is RoundState.PROMPTED


async def test_a_meeting_missed_by_a_fast_clock_is_prompted_when_it_is_set_right(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, PROMPT_AT - HOUR, ENDS_AT)
    assert await prompted(sessions) == []
    await change(sessions, ScheduleRow, next_due_at=None)
    await plan(sessions, ENDS_AT - HOUR)
    assert await prompted(sessions) == [ENDS_AT - HOUR]


async def test_a_team_set_up_five_minutes_before_is_prompted_on_time(
    sessions: Sessions, team: Team
) -> None:
    await change(sessions, TeamRow, created_at=PROMPT_AT - 5 * MINUTE)
    await plan(sessions, *(PROMPT_AT + number * MINUTE for number in range(-5, 2)))
    assert await prompted(sessions) == [PROMPT_AT]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (ScheduleRow, {"local_time": time(15)}),
        (ScheduleRow, {"zone": "America/New_York"}),
        (ScheduleRow, {"weekday": 4}),
        (ScheduleRow, {"weekday": 6, "zone": "Pacific/Auckland"}),
        (ScheduleRow, {"duration_minutes": 480}),
        (ScheduleRow, {"prompt_notice_minutes": 0}),
        (TeamRow, {"channel_id": "C0777"}),
    ],
    ids=str,
)
async def test_a_change_after_the_prompt_leaves_its_round_and_the_week_has_no_second_one(
    sessions: Sessions, team: Team, table: type, values: dict[str, object]
) -> None:
    await plan(sessions, PROMPT_AT)
    await change(sessions, OutboxRow, state=OutboxState.SENT)
    await changed(sessions, team, table, PROMPT_AT + MINUTE, **values)
    sunday_night = datetime(2026, 11, 15, 23, tzinfo=UTC)
    await plan(sessions, *hours(PROMPT_AT, sunday_night))
    rows = await everything(sessions, RoundRow)
    assert [row.meeting_on for row in rows if row.prompted_at] == [date(2026, 11, 10)]
    assert rows[0].meeting_ends_at == ENDS_AT
    await plan(sessions, *hours(sunday_night, sunday_night + WEEK))
    assert len(await prompted(sessions)) == 2


async def test_a_change_of_zone_before_the_prompt_moves_it(sessions: Sessions, team: Team) -> None:
    await plan(sessions, MONDAY)
    await changed(sessions, team, ScheduleRow, MONDAY, zone="America/New_York")
    await plan(sessions, *hours(MONDAY, MONDAY + 2 * timedelta(days=1)))
    assert await prompted(sessions) == [datetime(2026, 11, 10, 13, tzinfo=UTC)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("zone", "interval"),
    [
        ("Europe/Berlin", 2),
        ("Asia/Tokyo", 4),
        ("Australia/Lord_Howe", 1),
        ("America/Santiago", 1),
        ("Africa/Cairo", 1),
    ],
)
async def test_each_round_of_half_a_year_is_prompted_once_at_its_local_time(
    sessions: Sessions, zone: str, interval: int
) -> None:
    await a_team(sessions)
    start = datetime(2026, 9, 1, tzinfo=UTC)
    await change(
        sessions,
        ScheduleRow,
        zone=zone,
        weekday=6,
        anchor_on=date(2026, 9, 6),
        interval_weeks=interval,
    )
    await change(sessions, TeamRow, created_at=start)
    now = start
    while now < datetime(2027, 2, 28, tzinfo=UTC):
        await plan(sessions, now - MINUTE, now)
        async with reading(sessions) as session:
            now = max(await find_next_look(session, now=now) or now, now + MINUTE)
    sundays = (date(2026, 9, 6) + number * interval * WEEK for number in range(24 // interval))
    expected = [local_instant(on, time(8), zone) for on in sundays]
    assert (await prompted(sessions))[: len(expected)] == expected
