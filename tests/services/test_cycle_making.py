"""A team's cycles: the quarter is there by itself, and leads start others."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CycleRow, TeamCycleRow
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.services.cycle_making import load_cycles, start_another_cycle
from bot.services.cycles import ensure_active_cycle, get_cycle, start_cycle
from bot.services.teams import get_team
from tests.services.okr_world import NOW, OkrWorld, okr_world

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def start(
    world: OkrWorld,
    *,
    actor: Actor | None = None,
    seen_id: int | None = None,
    team_id: int | None = None,
    **terms: Any,
) -> Cycle:
    known: dict[str, Any] = {"name": "Q1 2027", "starts_on": FIRST, "ends_on": LAST}
    async with writing(world.sessions) as session:
        return await start_another_cycle(
            session,
            actor=actor or world.ana,
            team_id=team_id or world.checkout.team_id,
            seen_id=seen_id or world.checkout.team_cycle_id,
            now=NOW,
            **(known | terms),
        )


async def ensure(world: OkrWorld, now: datetime = NOW) -> Cycle:
    async with writing(world.sessions) as session:
        team = await get_team(
            session, actor=world.ana, act=Act.READ, team_id=world.checkout.team_id
        )
        return await ensure_active_cycle(session, team=team, now=now)


async def without_cycles(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(delete(TeamCycleRow))
        await session.execute(delete(CycleRow))


async def test_another_cycle_closes_the_one_that_runs(world: OkrWorld) -> None:
    await world.objective()
    started = await start(world)
    assert (started.name, started.state, started.activated_at) == (
        "Q1 2027",
        CycleState.ACTIVE,
        NOW,
    )
    async with reading(world.sessions) as session:
        cycles = await load_cycles(session, actor=world.ana, team_id=world.checkout.team_id)
        old = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
    assert [(one.name, one.state) for one in cycles.cycles] == [
        ("Q1 2027", CycleState.ACTIVE),
        ("Cycle CHK", CycleState.CLOSED),
    ]
    assert cycles.active == started
    assert cycles.may_start
    assert old.closed_at == NOW
    assert len(await world.objectives()) == 1
    assert await world.wanted_version() == 3


async def test_members_see_the_cycles_and_leads_start_them(world: OkrWorld) -> None:
    async with reading(world.sessions) as session:
        cycles = await load_cycles(session, actor=world.cem, team_id=world.checkout.team_id)
        assert not cycles.may_start
        with pytest.raises(NotFoundError):
            await load_cycles(session, actor=world.gus, team_id=world.checkout.team_id)
        with pytest.raises(NotAllowedError):
            await load_cycles(
                session, actor=world.cem, team_id=world.checkout.team_id, act=Act.EDIT_OKRS
            )
    with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
        await start(world, actor=world.cem)


async def test_of_two_leads_at_once_one_wins(world: OkrWorld) -> None:
    answers = await asyncio.gather(
        start(world), start(world, actor=world.bo, name="Spring"), return_exceptions=True
    )
    [refusal] = [one for one in answers if isinstance(one, BaseException)]
    [started] = [one for one in answers if isinstance(one, Cycle)]
    assert isinstance(refusal, ConflictError)
    assert f"started {started.name}" in refusal.sentence
    async with reading(world.sessions) as session:
        rows = await session.scalars(
            select(TeamCycleRow).where(
                TeamCycleRow.team_id == world.checkout.team_id,
                TeamCycleRow.state == CycleState.ACTIVE,
            )
        )
        assert [row.id for row in rows] == [started.id]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": FIRST}, "ends_on"),
        ({"name": "Cycle PAY"}, "name"),
    ],
)
async def test_what_makes_no_cycle_is_refused(
    world: OkrWorld, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(FormError) as refusal:
        await start(world, **terms)
    assert set(refusal.value.fields) == {field}
    assert (await world.cycle()).name == "Cycle CHK"


async def test_a_name_means_the_same_dates_in_the_whole_workspace(world: OkrWorld) -> None:
    mine = await start(world)
    theirs = await start(
        world,
        actor=world.dee,
        team_id=world.payments.team_id,
        seen_id=world.payments.team_cycle_id,
    )
    assert theirs.id != mine.id
    async with reading(world.sessions) as session:
        rows = await session.scalars(select(CycleRow).where(CycleRow.name == "Q1 2027"))
        assert len(rows.all()) == 1
    with pytest.raises(FormError) as refusal:
        await start(world, seen_id=mine.id)
    assert "has had Q1 2027 already" in refusal.value.fields["name"]


async def test_the_quarter_is_there_by_itself_and_only_once(world: OkrWorld) -> None:
    await without_cycles(world)
    first, second = await asyncio.gather(ensure(world), ensure(world))
    assert first == second
    assert (first.name, first.starts_on, first.ends_on) == (
        "Q4 2026",
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert await ensure(world, datetime(2027, 2, 1, tzinfo=UTC)) == first


async def test_without_a_running_cycle_one_can_be_started(world: OkrWorld) -> None:
    await without_cycles(world)
    assert (await start(world)).name == "Q1 2027"


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
