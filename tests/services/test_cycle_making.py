"""A team's cycles: the first quarter is there by itself, and leads plan the others."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CycleRow, MessageKind, OutboxRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.services.cycle_making import change_planned_cycle, load_cycles, plan_cycle
from bot.services.cycles import (
    ensure_active_cycle,
    ensure_first_cycle,
    get_cycle,
    get_cycle_to_edit,
    start_cycle,
)
from bot.services.teams import get_team
from tests.services.okr_world import NOW, OkrWorld, okr_world

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
KNOWN: dict[str, Any] = {"name": "Q1 2027", "starts_on": FIRST, "ends_on": LAST}


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def plan(
    world: OkrWorld, *, actor: Actor | None = None, team_id: int | None = None, **terms: Any
) -> Cycle:
    async with writing(world.sessions) as session:
        return await plan_cycle(
            session,
            actor=actor or world.ana,
            team_id=team_id or world.checkout.team_id,
            now=NOW,
            **(KNOWN | terms),
        )


async def rename(world: OkrWorld, team_cycle_id: int, **terms: Any) -> Cycle:
    async with writing(world.sessions) as session:
        return await change_planned_cycle(
            session,
            actor=world.ana,
            team_id=world.checkout.team_id,
            team_cycle_id=team_cycle_id,
            now=NOW,
            **(KNOWN | terms),
        )


async def ensure(world: OkrWorld, now: datetime = NOW) -> Cycle:
    async with writing(world.sessions) as session:
        team = await get_team(
            session, actor=world.ana, act=Act.READ, team_id=world.checkout.team_id
        )
        await ensure_first_cycle(session, team=team, now=now)
        return await ensure_active_cycle(session, team=team, now=now)


async def to_edit(world: OkrWorld, team_cycle_id: int | None = None) -> Cycle:
    async with writing(world.sessions) as session:
        team = await get_team(
            session, actor=world.ana, act=Act.READ, team_id=world.checkout.team_id
        )
        return await get_cycle_to_edit(session, team=team, team_cycle_id=team_cycle_id, now=NOW)


async def without_cycles(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(delete(TeamCycleRow))
        await session.execute(delete(CycleRow))


async def close_checkout(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED


async def test_planning_leaves_the_cycle_that_runs_alone(world: OkrWorld) -> None:
    planned = await plan(world)
    assert (planned.name, planned.state, planned.activated_at) == (
        "Q1 2027",
        CycleState.PLANNING,
        None,
    )
    async with reading(world.sessions) as session:
        cycles = await load_cycles(session, actor=world.ana, team_id=world.checkout.team_id)
        owed = await session.scalars(
            select(OutboxRow).where(OutboxRow.kind == MessageKind.PLANNING_OPENED)
        )
        assert [row.key for row in owed] == [f"planning:{planned.id}"]
    assert [(one.name, one.state) for one in cycles.cycles] == [
        ("Q1 2027", CycleState.PLANNING),
        ("Cycle CHK", CycleState.ACTIVE),
    ]
    assert (cycles.active, cycles.planned) == (await world.cycle(), planned)
    assert cycles.ended == ()
    assert cycles.may_plan


async def test_members_see_the_cycles_and_leads_plan_them(world: OkrWorld) -> None:
    async with reading(world.sessions) as session:
        cycles = await load_cycles(session, actor=world.cem, team_id=world.checkout.team_id)
        assert not cycles.may_plan
        with pytest.raises(NotFoundError):
            await load_cycles(session, actor=world.gus, team_id=world.checkout.team_id)
        with pytest.raises(NotAllowedError):
            await load_cycles(
                session, actor=world.cem, team_id=world.checkout.team_id, act=Act.EDIT_OKRS
            )
    with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
        await plan(world, actor=world.cem)


async def test_of_two_leads_at_once_one_plans(world: OkrWorld) -> None:
    answers = await asyncio.gather(
        plan(world), plan(world, actor=world.bo, name="Spring"), return_exceptions=True
    )
    [refusal] = [one for one in answers if isinstance(one, BaseException)]
    [planned] = [one for one in answers if isinstance(one, Cycle)]
    assert isinstance(refusal, ConflictError)
    assert f"{planned.name} is being planned already" in refusal.sentence


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": FIRST}, "ends_on"),
        ({"name": "Cycle PAY"}, "name"),
        ({"starts_on": date(2026, 7, 1), "ends_on": date(2026, 9, 30)}, "ends_on"),
    ],
)
async def test_what_makes_no_cycle_is_refused(
    world: OkrWorld, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(FormError) as refusal:
        await plan(world, **terms)
    assert set(refusal.value.fields) == {field}
    planned = await plan(world)
    with pytest.raises(FormError) as refusal:
        await rename(world, planned.id, **terms)
    assert set(refusal.value.fields) == {field}


async def test_a_name_means_the_same_dates_in_the_whole_workspace(world: OkrWorld) -> None:
    mine = await plan(world)
    theirs = await plan(world, actor=world.dee, team_id=world.payments.team_id)
    assert theirs.id != mine.id
    async with reading(world.sessions) as session:
        rows = await session.scalars(select(CycleRow).where(CycleRow.name == "Q1 2027"))
        assert len(rows.all()) == 1
    with pytest.raises(FormError) as refusal:
        await rename(world, mine.id, ends_on=date(2027, 3, 30))
    assert "Use those or another name" in refusal.value.fields["name"]


async def test_a_name_that_the_team_has_had_is_refused(world: OkrWorld) -> None:
    running = await world.cycle()
    given: dict[str, Any] = {"starts_on": running.starts_on, "ends_on": running.ends_on}
    with pytest.raises(FormError) as refusal:
        await plan(world, name=running.name, **given)
    assert "has had Cycle CHK already" in refusal.value.fields["name"]


async def test_a_plan_gets_another_name_and_other_dates(world: OkrWorld) -> None:
    planned = await plan(world)
    moved = await rename(world, planned.id, ends_on=date(2027, 4, 30))
    assert (moved.id, moved.ends_on) == (planned.id, date(2027, 4, 30))
    named = await rename(world, planned.id, name="Spring", ends_on=date(2027, 4, 30))
    assert (named.id, named.name) == (planned.id, "Spring")
    assert await rename(world, planned.id, name="Spring", ends_on=date(2027, 4, 30)) == named
    with pytest.raises(ConflictError, match="has begun already"):
        await rename(world, world.checkout.team_cycle_id)


async def test_the_first_quarter_is_there_by_itself_and_only_once(world: OkrWorld) -> None:
    await without_cycles(world)
    first, second = await asyncio.gather(ensure(world), ensure(world))
    assert first == second
    assert (first.name, first.starts_on, first.ends_on) == (
        "Q4 2026",
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert await ensure(world, datetime(2027, 2, 1, tzinfo=UTC)) == first


async def test_after_the_first_no_cycle_starts_by_itself(world: OkrWorld) -> None:
    await close_checkout(world)
    with pytest.raises(NotFoundError, match="No cycle is running"):
        await ensure(world)
    with pytest.raises(NotFoundError, match="No cycle is running"):
        await to_edit(world)


async def test_okrs_are_added_to_the_cycle_that_runs_else_to_the_planned_one(
    world: OkrWorld,
) -> None:
    planned = await plan(world)
    assert await to_edit(world) == await world.cycle()
    assert await to_edit(world, planned.id) == planned
    await close_checkout(world)
    assert await to_edit(world) == planned


async def test_a_cycle_is_one_of_the_team(world: OkrWorld) -> None:
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await get_cycle(
                session,
                team_id=world.checkout.team_id,
                team_cycle_id=world.payments.team_cycle_id,
            )


async def test_a_cycle_is_not_started_beside_one_that_runs(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        team = await get_team(
            session, actor=world.ana, act=Act.READ, team_id=world.checkout.team_id
        )
        found = await start_cycle(
            session, team=team, name="Spring", starts_on=FIRST, ends_on=LAST, now=NOW
        )
    assert found == await world.cycle()
