"""OKRs are copied into the next cycle: what was ticked, once, with values that start anew."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import KeyResultRow, ObjectiveRow, PersonRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState
from bot.okr.cycle_copy import Copied, CopyForm
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.key_result import LifeState
from bot.okr.objective import Commitment
from bot.okr.okr_input import ObjectiveInput
from bot.okr.person import Standing
from bot.services.objectives import add_objective
from bot.services.okr_copies import OBJECTIVES_PER_PAGE, load_copy_form
from bot.services.okr_lives import set_objective_state
from tests.seeding import seed_work_item
from tests.services.cycle_world import LATER, CycleWorld, cycle_world
from tests.services.okr_world import NOW


@pytest.fixture
async def world(sessions: Sessions) -> CycleWorld:
    return await cycle_world(sessions)


async def form_of(world: CycleWorld, team_cycle_id: int, *, page: int = 0) -> CopyForm:
    async with reading(world.sessions) as session:
        return await load_copy_form(
            session,
            actor=world.okrs.ana,
            team_id=world.okrs.checkout.team_id,
            team_cycle_id=team_cycle_id,
            page=page,
        )


async def test_what_is_ticked_is_copied_and_starts_anew(world: CycleWorld) -> None:
    objective = await world.okrs.objective(
        why="Because", owner_id=world.okrs.ana.person_id, commitment=Commitment.ASPIRATIONAL
    )
    first = await world.okrs.key_result(objective.id, owner_id=world.okrs.bo.person_id)
    await world.okrs.key_result(objective.id, title="Page load")
    await world.okrs.objective("Merchants stay")
    await world.check_in(first.id, 66)
    planned = await world.plan()
    assert await world.copy(planned, first.id) == Copied(1, 1)
    [copied] = await world.objectives(planned.id)
    assert (copied.title, copied.why, copied.owner, copied.commitment) == (
        "Buyers finish",
        "Because",
        "Ana",
        Commitment.ASPIRATIONAL,
    )
    [key_result] = copied.key_results
    assert (copied.copied_from_id, key_result.copied_from_id) == (objective.id, first.id)
    assert (key_result.start, key_result.target) == (Decimal(66), Decimal(72))
    assert (key_result.owner, key_result.activated_at) == ("Bo", None)
    plan = await world.load(planned)
    assert plan.originals[first.id].target == Decimal(72)
    assert plan.source == await world.okrs.cycle()


async def test_copying_twice_does_not_double(world: CycleWorld) -> None:
    objective = await world.okrs.objective()
    first = await world.okrs.key_result(objective.id)
    second = await world.okrs.key_result(objective.id, title="Page load")
    planned = await world.plan()
    assert await world.copy(planned, objectives=(objective.id,)) == Copied(1, 0)
    assert await world.copy(planned, first.id, objectives=(objective.id,)) == Copied(0, 1)
    assert await world.copy(planned, first.id, second.id) == Copied(0, 1)
    assert await world.copy(planned) == Copied(0, 0)
    [copied] = await world.objectives(planned.id)
    assert [one.title for one in copied.key_results] == ["Completion", "Page load"]
    form = await form_of(world, planned.id)
    assert form.copied_objectives == {objective.id}
    assert form.copied_key_results == {first.id, second.id}
    async with writing(world.sessions) as session:
        await set_objective_state(
            session, actor=world.okrs.ana, objective_id=copied.id, now=NOW, to=LifeState.CANCELLED
        )
    assert (await form_of(world, planned.id)).copied_objectives == frozenset()
    assert await world.copy(planned, first.id) == Copied(1, 1)


async def test_only_who_is_still_here_owns_a_copy(world: CycleWorld) -> None:
    objective = await world.okrs.objective(owner_id=world.okrs.bo.person_id)
    first = await world.okrs.key_result(objective.id, delegate_id=world.okrs.bo.person_id)
    async with writing(world.sessions) as session:
        (await session.get_one(PersonRow, world.okrs.bo.person_id)).standing = Standing.GONE
    planned = await world.plan()
    await world.copy(planned, first.id)
    [copied] = await world.objectives(planned.id)
    assert (copied.owner_id, copied.key_results[0].delegate_id) == (None, None)


async def test_what_weighed_nothing_alone_weighs_one(world: CycleWorld) -> None:
    objective = await world.okrs.objective()
    first = await world.okrs.key_result(objective.id)
    light = await world.okrs.key_result(objective.id, title="Page load", weight=Decimal(0))
    planned = await world.plan()
    await world.copy(planned, light.id)
    await world.copy(planned, first.id)
    [copied] = await world.objectives(planned.id)
    assert [one.weight for one in copied.key_results] == [Decimal(1), Decimal(1)]


async def test_what_is_not_of_that_cycle_is_refused(world: CycleWorld) -> None:
    planned = await world.plan()
    with pytest.raises(NotFoundError):
        await world.copy(planned, 4711)
    with pytest.raises(NotFoundError):
        await world.copy(planned, objectives=(4711,))
    with pytest.raises(NotAllowedError):
        await world.copy(planned, actor=world.okrs.cem)
    with pytest.raises(ConflictError):
        await world.copy(await world.okrs.cycle())


async def test_after_the_close_the_last_cycle_is_copied_from(world: CycleWorld) -> None:
    objective = await world.okrs.objective()
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state=CycleState.CLOSED))
    planned = await world.plan()
    assert (await form_of(world, planned.id)).source is not None
    assert await world.copy(planned, objectives=(objective.id,)) == Copied(1, 0)


async def test_without_another_cycle_there_is_nothing_to_copy(world: CycleWorld) -> None:
    planned = await world.plan()
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.running_id)
        await session.delete(row)
    form = await form_of(world, planned.id)
    assert (form.source, form.objectives, form.page_count) == (None, (), 1)
    assert await world.copy(planned) == Copied(0, 0)


async def test_many_objectives_come_by_pages_with_their_open_work(world: CycleWorld) -> None:
    objectives = [await world.okrs.objective(f"Aim {one}") for one in range(9)]
    first = await world.okrs.key_result(objectives[0].id)
    async with writing(world.sessions) as session:
        await seed_work_item(session, world.okrs.checkout, now=NOW, key_result_id=first.id)
    planned = await world.plan()
    page = await form_of(world, planned.id)
    assert (len(page.objectives), page.page_count) == (OBJECTIVES_PER_PAGE, 2)
    assert page.with_work == {first.id}
    last = await form_of(world, planned.id, page=9)
    assert (last.page, [one.title for one in last.objectives]) == (1, ["Aim 8"])


async def parent_of_copy(world: CycleWorld, *, now: int = 0) -> str | None:
    planned = await world.plan()
    [objective] = await world.okrs.objectives()
    await world.copy(planned, objectives=(objective.id,))
    [copied] = await world.objectives(planned.id)
    async with reading(world.sessions) as session:
        if copied.parent_id is None:
            return None
        return (await session.get_one(ObjectiveRow, copied.parent_id)).title


async def serving(world: CycleWorld) -> int:
    """Let an objective of Checkout serve one of Payments, and return that one's id."""
    async with writing(world.sessions) as session:
        parent = await add_objective(
            session,
            actor=world.okrs.dee,
            team_id=world.okrs.payments.team_id,
            team_cycle_id=world.okrs.payments.team_cycle_id,
            entered=ObjectiveInput("Money flows"),
            now=NOW,
        )
    await world.okrs.objective(parent_id=parent.id)
    return parent.id


async def test_a_copy_serves_what_its_original_served(world: CycleWorld) -> None:
    await serving(world)
    assert await parent_of_copy(world) == "Money flows"


async def test_a_copy_serves_the_copy_where_there_is_one(world: CycleWorld) -> None:
    parent_id = await serving(world)
    async with writing(world.sessions) as session:
        copied = await add_objective(
            session,
            actor=world.okrs.dee,
            team_id=world.okrs.payments.team_id,
            team_cycle_id=world.okrs.payments.team_cycle_id,
            entered=ObjectiveInput("Money flows on"),
            now=NOW,
        )
        (await session.get_one(ObjectiveRow, copied.id)).copied_from_id = parent_id
    assert await parent_of_copy(world) == "Money flows on"


async def test_a_copy_serves_nothing_that_is_over_or_unseen(world: CycleWorld) -> None:
    await serving(world)
    async with writing(world.sessions) as session:
        (await session.get_one(TeamRow, world.okrs.payments.team_id)).is_private = True
    assert await parent_of_copy(world) is None


async def test_a_parent_in_a_closed_cycle_is_left_behind(world: CycleWorld) -> None:
    await serving(world)
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.okrs.payments.team_cycle_id)
        row.state = CycleState.CLOSED
    assert await parent_of_copy(world) is None


async def test_a_reached_aim_is_left_open(world: CycleWorld) -> None:
    objective = await world.okrs.objective()
    first = await world.okrs.key_result(objective.id)
    await world.check_in(first.id, 80, at=LATER - timedelta(days=1))
    planned = await world.plan()
    await world.copy(planned, first.id, work_of=(first.id,))
    async with reading(world.sessions) as session:
        [copied] = [
            one
            for one in (await world.objectives(planned.id))[0].key_results
            if one.copied_from_id == first.id
        ]
        row = await session.get_one(KeyResultRow, copied.id)
    assert (copied.start, copied.target, row.brings_work) == (Decimal(80), None, True)
