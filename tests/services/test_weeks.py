"""A team's week as it is loaded: what counts as planned, worked on, updated and placed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import Sessions, reading, writing
from bot.db.models import KeyResultRow, PauseRow, ScheduleRow, TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.errors import NotFoundError
from bot.okr.key_result import LifeState
from bot.okr.round import RoundState
from bot.okr.week import Week
from bot.okr.work_item import Place, WorkState
from bot.services.schedules import get_schedule
from bot.services.weeks import load_week
from tests.seeding import seed_key_result, seed_objective, seed_work_item
from tests.services.week_world import counting_queries, past_of
from tests.services.work_world import NOW, WorkWorld, build_work_world


@pytest.fixture
async def world(sessions: Sessions) -> WorkWorld:
    return await build_work_world(sessions)


async def week_of(world: WorkWorld, *, now: object = None) -> Week:
    async with reading(world.sessions) as session:
        return await load_week(session, team_id=world.checkout.team_id, now=now or NOW)  # type: ignore[arg-type]


async def work(world: WorkWorld, title: str, **terms: object) -> int:
    async with writing(world.sessions) as session:
        return await seed_work_item(session, world.checkout, now=NOW, title=title, **terms)  # type: ignore[arg-type]


def titles(items: object) -> list[str]:
    return [item.title for item in items]  # type: ignore[attr-defined]


async def test_the_week_of_a_seeded_team(world: WorkWorld) -> None:
    week = await week_of(world)
    assert week.team.name == "Checkout"
    assert [one.key_result.label for one in week.key_results] == ["1.1", "1.2"]
    assert (week.week_number, week.week_count) == (6, 13)
    assert week.meeting is not None
    assert week.meeting.on.isoformat() == "2026-11-10"


async def test_work_is_shown_where_it_is_aimed_and_where_it_has_no_place(world: WorkWorld) -> None:
    await work(world, "Saved cards", key_result_id=world.completion)
    await work(world, "Dark mode")
    await work(world, "Someday", is_started=False)
    await work(world, "Patch day", place=Place.UPKEEP)
    week = await week_of(world)
    assert titles(week.key_results[0].work) == ["Saved cards"]
    assert titles(week.unplaced) == ["Dark mode"]
    assert week.in_play_by_place == {Place.KEY_RESULT: 1, Place.UPKEEP: 1, None: 1}


async def test_anyway_holds_for_the_cycle_it_was_said_in(world: WorkWorld) -> None:
    now_id = await work(world, "Said now", place=Place.ANYWAY)
    await work(world, "Said before", place=Place.ANYWAY)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.change_work(now_id, anyway_team_cycle_id=world.checkout.team_cycle_id)
    assert titles((await week_of(world)).unplaced) == ["Said before"]


async def test_what_was_planned_in_the_last_meeting_or_since_is_in_play(world: WorkWorld) -> None:
    names = ("Long ago", "Last meeting", "Next meeting")
    ids = [await work(world, name, is_started=False) for name in names]
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        for number, (work_item_id, days) in enumerate(zip(ids, (-13, -6, 1), strict=True), start=1):
            state = RoundState.HELD if days < 0 else RoundState.PLANNED
            await past.plan(await past.round(number, days=days, state=state), work_item_id)
    assert titles((await week_of(world)).unplaced) == ["Last meeting", "Next meeting"]


async def test_before_the_first_meeting_every_plan_counts(world: WorkWorld) -> None:
    one = await work(world, "First plan", is_started=False)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.plan(await past.round(1, days=1, state=RoundState.PLANNED), one)
    assert titles((await week_of(world)).unplaced) == ["First plan"]


async def test_updated_counts_from_the_end_of_the_last_meeting(world: WorkWorld) -> None:
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(1, days=-10, state=RoundState.HELD)
        await past.round(2, days=-3, state=RoundState.SKIPPED)
        await past.check_in(world.completion, days=5)
        await past.check_in(world.errors, days=11)
    week = await week_of(world)
    assert (week.updated, week.due) == (1, 2)


async def test_a_meeting_that_ends_this_instant_is_still_the_present_one(world: WorkWorld) -> None:
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(1, days=-7)
        await past.round(2, days=0, state=RoundState.PROMPTED)
        await past.check_in(world.completion, days=1)
    end = NOW + timedelta(hours=1)
    assert (await week_of(world, now=end)).updated == 1
    week = await week_of(world, now=end - timedelta(seconds=1))
    assert week.meeting is not None
    assert week.meeting.starts_at == NOW


async def test_a_prompted_meeting_stays_when_the_schedule_moves(world: WorkWorld) -> None:
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(1, days=2, state=RoundState.PROMPTED)
    week = await week_of(world)
    assert week.meeting is not None
    assert week.meeting.starts_at == NOW + timedelta(days=2)


async def test_no_meeting_is_ahead_while_all_are_paused(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        session.add(
            PauseRow(
                workspace_id=world.checkout.workspace_id,
                team_id=world.checkout.team_id,
                starts_on=NOW.date(),
                ends_on=NOW.date() + timedelta(days=5000),
            )
        )
    assert (await week_of(world)).meeting is None


async def test_weeks_without_work_count_from_when_the_last_work_ended(world: WorkWorld) -> None:
    one = await work(world, "Guest checkout", key_result_id=world.completion)
    other = await work(world, "Not started", key_result_id=world.errors, is_started=False)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        ended_at = NOW - timedelta(days=16)
        await past.change_work(one, state=WorkState.DONE, ended_at=ended_at)
        await past.change_work(other, state=WorkState.DROPPED, ended_at=ended_at)
    weeks = [one.weeks_without_work for one in (await week_of(world)).key_results]
    assert weeks == [2, 5]


async def test_weeks_without_work_count_from_when_the_last_work_went_away(world: WorkWorld) -> None:
    moved = await work(world, "Moved", key_result_id=world.errors)
    done = await work(world, "Done", key_result_id=world.completion)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.change_work(done, state=WorkState.DONE, ended_at=NOW - timedelta(days=30))
        await past.move_away(moved, from_id=world.completion, to_id=world.errors, days=9)
        await past.change_work(moved, state=WorkState.SHELVED, key_result_id=None, place=None)
        await past.move_away(moved, from_id=world.errors, to_id=None, days=16)
    weeks = [one.weeks_without_work for one in (await week_of(world)).key_results]
    assert weeks == [1, 2]


async def test_what_was_undone_or_stayed_was_no_work(world: WorkWorld) -> None:
    one = await work(world, "By mistake")
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        stayed = await past.move_away(one, from_id=world.completion, to_id=world.completion, days=1)
        await past.move_away(one, from_id=world.completion, to_id=None, days=1, undoes=stayed)
    assert (await week_of(world)).key_results[0].weeks_without_work == 5


async def test_closed_key_results_are_left_out(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        (await session.get_one(KeyResultRow, world.errors)).state = LifeState.CLOSED
    assert [one.key_result.label for one in (await week_of(world)).key_results] == ["1.1"]


async def test_a_team_without_an_active_cycle_is_refused(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED
    with pytest.raises(NotFoundError, match="No cycle is running"):
        await week_of(world)


async def test_a_team_that_is_gone_is_refused(world: WorkWorld) -> None:
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await load_week(session, team_id=10**9, now=NOW)
        with pytest.raises(NotFoundError):
            await get_schedule(session, team_id=10**9)


async def test_the_number_of_queries_does_not_grow(world: WorkWorld, engine: AsyncEngine) -> None:
    with counting_queries(engine) as few:
        await week_of(world)
    async with writing(world.sessions) as session:
        for number in range(2, 9):
            objective_id = await seed_objective(session, world.checkout, now=NOW, number=number)
            for own in range(1, 9):
                one = await seed_key_result(
                    session, world.checkout, objective_id=objective_id, now=NOW, number=own
                )
                await seed_work_item(session, world.checkout, now=NOW, key_result_id=one)
    with counting_queries(engine) as many:
        week = await week_of(world)
    assert len(week.key_results) == 58
    assert len(many) == len(few)
    assert len(few) <= 18


async def test_the_interval_is_that_of_the_schedule(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        row = (
            await session.scalars(
                select(ScheduleRow).where(ScheduleRow.team_id == world.checkout.team_id)
            )
        ).one()
        row.interval_weeks = 2
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.check_in(world.completion, days=13)
    assert (await week_of(world)).updated == 1


@pytest.mark.parametrize(
    ("state", "expected"), [(RoundState.SKIPPED, False), (RoundState.HELD, True)]
)
async def test_work_is_expected_once_a_meeting_was_held(
    world: WorkWorld, state: RoundState, expected: bool
) -> None:
    await work(world, "Dark mode")
    assert not any(one.expects_work for one in (await week_of(world)).key_results)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(1, days=-6, state=state)
    assert {one.expects_work for one in (await week_of(world)).key_results} == {expected}
