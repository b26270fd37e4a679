"""Ideas are collected once, taken out by who had them, and become work that comes from it."""

import pytest
from sqlalchemy import select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import IdeaRow, PlacementRow, TeamCycleRow, WorkItemRow
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.idea import IdeasPage
from bot.okr.key_result import LifeState
from bot.okr.permissions import Actor
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.idea_counts import count_ideas
from bot.services.ideas import (
    add_ideas,
    choose_idea,
    get_idea,
    load_ideas,
    put_idea_back,
    remove_idea,
)
from bot.services.okr_lives import set_key_result_state
from bot.services.undo import undo_placement
from tests.services.okr_world import NOW, OkrWorld, okr_world


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def a_key_result(world: OkrWorld) -> int:
    return (await world.key_result((await world.objective()).id)).id


async def add(world: OkrWorld, key_result_id: int, text: str, actor: Actor | None = None) -> None:
    async with writing(world.sessions) as session:
        await add_ideas(
            session, actor=actor or world.cem, key_result_id=key_result_id, text=text, now=NOW
        )


async def page(world: OkrWorld, actor: Actor | None = None) -> IdeasPage:
    async with reading(world.sessions) as session:
        return await load_ideas(session, actor=actor or world.cem, team_id=world.checkout.team_id)


async def test_each_idea_is_kept_once_and_counted(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    await add(world, key_result_id, "Guest checkout\nSaved cards")
    await add(world, key_result_id, "GUEST checkout", world.ana)
    found = await page(world, world.ana)
    assert [one.id for one in found.key_results] == [key_result_id]
    assert [(one.text, one.by, one.is_own) for one in found.ideas[key_result_id]] == [
        ("Guest checkout", "Cem", False),
        ("Saved cards", "Cem", False),
    ]
    assert (found.is_planned, found.may_remove_all) == (False, True)
    assert not (await page(world)).may_remove_all
    async with reading(world.sessions) as session:
        counts = await count_ideas(session, key_result_ids=[key_result_id, 999])
    assert counts == {key_result_id: 2, 999: 0}


async def test_who_is_not_in_the_team_has_no_ideas_here(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    with pytest.raises(NotAllowedError):
        await add(world, key_result_id, "Guest checkout", world.dee)
    with pytest.raises(NotFoundError):
        await page(world, world.gus)
    with pytest.raises(FormError, match="Write an idea"):
        await add(world, key_result_id, " ")
    async with writing(world.sessions) as session:
        await set_key_result_state(
            session, actor=world.ana, key_result_id=key_result_id, now=NOW, to=LifeState.CANCELLED
        )
    with pytest.raises(NotFoundError, match="Reopen it"):
        await add(world, key_result_id, "Guest checkout")


async def test_an_idea_is_taken_out_by_who_had_it_or_by_a_lead(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    await add(world, key_result_id, "First\nSecond", world.ana)
    first, second = (await page(world)).ideas[key_result_id]
    async with writing(world.sessions) as session:
        with pytest.raises(NotAllowedError, match="Only who had this idea"):
            await remove_idea(session, actor=world.cem, idea_id=first.id, now=NOW)
        for _ in range(2):
            await remove_idea(session, actor=world.ana, idea_id=first.id, now=NOW)
        with pytest.raises(NotFoundError):
            await remove_idea(session, actor=world.ana, idea_id=999, now=NOW)
        with pytest.raises(ConflictError):
            await choose_idea(
                session, actor=world.cem, idea_id=first.id, hypothesis="It helps.", now=NOW
            )
    assert [one.id for one in (await page(world)).ideas[key_result_id]] == [second.id]
    async with writing(world.sessions) as session:
        with pytest.raises(NotAllowedError):
            await put_idea_back(session, actor=world.cem, idea_id=first.id)
        await put_idea_back(session, actor=world.ana, idea_id=first.id)
    assert [one.id for one in (await page(world)).ideas[key_result_id]] == [first.id, second.id]


async def test_what_an_idea_became_can_be_undone(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    await add(world, key_result_id, "Guest checkout")
    [idea] = (await page(world)).ideas[key_result_id]
    async with writing(world.sessions) as session:
        placed = await choose_idea(
            session, actor=world.cem, idea_id=idea.id, hypothesis="It helps.", now=NOW
        )
        await undo_placement(session, actor=world.cem, placement_id=placed.placement_id, now=NOW)
        work = await session.get_one(WorkItemRow, placed.work_item.id)
        assert work.state is WorkState.DROPPED
    [again] = (await page(world)).ideas[key_result_id]
    assert (again.id, again.work_item_id) == (idea.id, None)


async def test_an_idea_whose_work_was_dropped_can_be_chosen_again(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    await add(world, key_result_id, "Guest checkout")
    [idea] = (await page(world)).ideas[key_result_id]
    async with writing(world.sessions) as session:
        placed = await choose_idea(
            session, actor=world.cem, idea_id=idea.id, hypothesis="It helps.", now=NOW
        )
        (await session.get_one(WorkItemRow, placed.work_item.id)).state = WorkState.DROPPED
    [again] = (await page(world)).ideas[key_result_id]
    assert again.work_item_id is None
    async with writing(world.sessions) as session:
        anew = await choose_idea(
            session, actor=world.cem, idea_id=idea.id, hypothesis="It helps.", now=NOW
        )
    assert anew.work_item.id != placed.work_item.id


async def test_a_chosen_idea_is_work_that_comes_from_its_key_result(world: OkrWorld) -> None:
    key_result_id = await a_key_result(world)
    await add(world, key_result_id, "Guest checkout")
    [idea] = (await page(world)).ideas[key_result_id]
    async with writing(world.sessions) as session:
        with pytest.raises(FormError, match="how the number would move"):
            await choose_idea(session, actor=world.cem, idea_id=idea.id, hypothesis=" ", now=NOW)
    async with writing(world.sessions) as session:
        await choose_idea(
            session, actor=world.cem, idea_id=idea.id, hypothesis="Fewer steps.", now=NOW
        )
        for act in (
            choose_idea(session, actor=world.ana, idea_id=idea.id, hypothesis="Again.", now=NOW),
            remove_idea(session, actor=world.ana, idea_id=idea.id, now=NOW),
        ):
            with pytest.raises(ConflictError, match="work already"):
                await act
    async with reading(world.sessions) as session:
        found, of = await get_idea(session, actor=world.cem, idea_id=idea.id)
        assert found.work_item_id is not None
        assert of.key_result.id == key_result_id
        work = await session.get_one(WorkItemRow, found.work_item_id)
        placement = (await session.scalars(select(PlacementRow))).one()
    assert (work.title, work.place, work.key_result_id, work.started_at) == (
        "Guest checkout",
        Place.KEY_RESULT,
        key_result_id,
        None,
    )
    assert (placement.how, placement.hypothesis) == (PlacedHow.IDEA, "Fewer steps.")
    async with reading(world.sessions) as session:
        assert await count_ideas(session, key_result_ids=[key_result_id]) == {key_result_id: 1}


async def test_the_planned_cycle_comes_first_and_without_one_there_is_nothing(
    world: OkrWorld,
) -> None:
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state="planning"))
    assert (await page(world)).is_planned
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state="closed"))
    with pytest.raises(NotFoundError, match="no cycle"):
        await page(world)
    async with reading(world.sessions) as session:
        assert (await session.scalars(select(IdeaRow))).all() == []
