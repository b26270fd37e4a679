"""How a team's work met its key results, counted from the records of its moves."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import TeamCycleRow
from bot.okr.origin import Origin
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.services.cycle_making import load_cycles
from bot.services.ideas import add_ideas, choose_idea, load_ideas
from bot.services.okr_locks import lock_okrs
from bot.services.origins import load_origins
from bot.services.placements import place_work_item, start_work_item
from tests.seeding import seed_work_item
from tests.services.okr_world import NOW, OkrWorld, okr_world

LATER = NOW + timedelta(days=1)


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def origins(world: OkrWorld) -> Mapping[Origin, int]:
    async with reading(world.sessions) as session:
        return await load_origins(session, team_id=world.checkout.team_id)


async def link(world: OkrWorld, key_result_id: int, *, days_old: int) -> None:
    """Link work that somebody has begun to a key result, a day after the lock."""
    entry = PlacementEntry(
        Answer.KEY_RESULT, key_result_id, "Fewer steps.", would_have_thought=True
    )
    async with writing(world.sessions) as session:
        created_at = LATER - timedelta(days=days_old)
        work_item_id = await seed_work_item(
            session, world.checkout, now=created_at, created_at=created_at
        )
        await place_work_item(
            session, actor=world.ana, work_item_id=work_item_id, entry=entry, now=LATER
        )


async def choose(world: OkrWorld, key_result_id: int) -> None:
    """Make an idea work that somebody has begun."""
    async with writing(world.sessions) as session:
        await add_ideas(
            session, actor=world.ana, key_result_id=key_result_id, text="Guest", now=NOW
        )
        page = await load_ideas(session, actor=world.ana, team_id=world.checkout.team_id)
        [idea] = page.ideas[key_result_id]
        placed = await choose_idea(
            session, actor=world.ana, idea_id=idea.id, hypothesis="It helps.", now=NOW
        )
        await start_work_item(session, actor=world.ana, work_item_id=placed.work_item.id, now=NOW)


async def test_the_records_say_how_work_met_its_key_result(world: OkrWorld) -> None:
    assert await origins(world) == {}
    key_result = await world.key_result((await world.objective()).id)
    async with writing(world.sessions) as session:
        await lock_okrs(session, team_id=world.checkout.team_id, at=NOW)
    await choose(world, key_result.id)
    await link(world, key_result.id, days_old=400)
    await link(world, key_result.id, days_old=0)
    assert await origins(world) == {Origin.DERIVED: 2, Origin.ALREADY_RUNNING: 1}


async def test_before_the_lock_everything_of_a_first_cycle_was_already_running(
    world: OkrWorld,
) -> None:
    key_result = await world.key_result((await world.objective()).id)
    await link(world, key_result.id, days_old=0)
    assert await origins(world) == {Origin.ALREADY_RUNNING: 1}


async def test_only_the_team_is_told(world: OkrWorld) -> None:
    key_result = await world.key_result((await world.objective()).id)
    await choose(world, key_result.id)
    async with reading(world.sessions) as session:
        inside, outside = [
            await load_cycles(session, actor=actor, team_id=world.checkout.team_id)
            for actor in (world.cem, world.dee)
        ]
    assert inside.origins == {Origin.DERIVED: 1}
    assert outside.origins == {}


async def test_without_a_cycle_there_is_nothing(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state="closed"))
    assert await origins(world) == {}
