"""Closing, cancelling, reopening and moving OKRs: numbers stay, and nothing is lost."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.db.engine import Sessions, writing
from bot.db.models import RevisionAct, TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.services.okr_lives import set_key_result_state, set_objective_state
from bot.services.okr_order import move_key_result, move_objective
from tests.services.okr_world import NOW, OkrWorld, okr_world


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def end(world: OkrWorld, one: Objective | KeyResult, to: LifeState) -> None:
    about: dict[str, Any] = {"actor": world.ana, "to": to, "now": NOW, "why": "Enough"}
    async with writing(world.sessions) as session:
        if isinstance(one, Objective):
            await set_objective_state(session, objective_id=one.id, **about)
        else:
            await set_key_result_state(session, key_result_id=one.id, **about)


async def move(world: OkrWorld, row_id: int, *, up: bool, key_result: bool = False) -> bool:
    async with writing(world.sessions) as session:
        if key_result:
            return await move_key_result(
                session, actor=world.ana, key_result_id=row_id, is_up=up, now=NOW
            )
        return await move_objective(
            session, actor=world.ana, objective_id=row_id, is_up=up, now=NOW
        )


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (LifeState.CLOSED, RevisionAct.CLOSED),
        (LifeState.CANCELLED, RevisionAct.CANCELLED),
    ],
)
async def test_an_objective_ends_and_comes_back(
    world: OkrWorld, state: LifeState, act: RevisionAct
) -> None:
    objective = await world.objective()
    await world.key_result(objective.id)
    await end(world, objective, state)
    await end(world, objective, state)
    [ended] = await world.objectives()
    assert ended.state is state
    assert ended.key_results[0].state is LifeState.ACTIVE
    assert await world.wanted_version() == 4
    await end(world, objective, LifeState.ACTIVE)
    assert (await world.objectives())[0].state is LifeState.ACTIVE
    assert (await world.revisions())[2:] == [
        (act, "state", "active", state.value),
        (RevisionAct.REOPENED, "state", state.value, "active"),
    ]


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (LifeState.CLOSED, RevisionAct.CLOSED),
        (LifeState.CANCELLED, RevisionAct.CANCELLED),
    ],
)
async def test_a_key_result_ends_and_comes_back(
    world: OkrWorld, state: LifeState, act: RevisionAct
) -> None:
    objective = await world.objective()
    key_result = await world.key_result(objective.id)
    await end(world, key_result, state)
    [objective] = await world.objectives()
    assert objective.key_results[0].state is state
    assert live_key_results(objective) == ()
    await end(world, key_result, LifeState.ACTIVE)
    assert (await world.revisions())[2:] == [
        (act, "state", "active", state.value),
        (RevisionAct.REOPENED, "state", state.value, "active"),
    ]
    assert (await world.key_result(objective.id)).label == "1.2"


async def test_what_is_left_must_still_count(world: OkrWorld) -> None:
    objective = await world.objective()
    heavy = await world.key_result(objective.id)
    await world.key_result(objective.id, weight=Decimal(0))
    with pytest.raises(FormError) as refusal:
        await end(world, heavy, LifeState.CLOSED)
    assert set(refusal.value.fields) == {"weight"}


async def test_nothing_moves_in_a_cycle_that_is_over(world: OkrWorld) -> None:
    objective = await world.objective()
    key_result = await world.key_result(objective.id)
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED
    for one, to in (
        (objective, LifeState.CLOSED),
        (objective, LifeState.ACTIVE),
        (key_result, LifeState.CLOSED),
    ):
        with pytest.raises(NotFoundError, match="is over"):
            await end(world, one, to)
    with pytest.raises(NotFoundError, match="is over"):
        await move(world, objective.id, up=True)


async def test_what_is_gone_is_not_found(world: OkrWorld) -> None:
    objective = await world.objective()
    key_result = await world.key_result(objective.id)
    for one in (replace(objective, id=999_999), replace(key_result, id=999_999)):
        with pytest.raises(NotFoundError):
            await end(world, one, LifeState.CLOSED)
    for is_key_result in (True, False):
        with pytest.raises(NotFoundError):
            await move(world, 999_999, up=True, key_result=is_key_result)


async def test_only_leads_may(world: OkrWorld) -> None:
    objective = await world.objective()
    async with writing(world.sessions) as session:
        with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
            await set_objective_state(
                session, actor=world.cem, objective_id=objective.id, now=NOW, to=LifeState.CLOSED
            )
        with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
            await move_objective(
                session, actor=world.cem, objective_id=objective.id, is_up=True, now=NOW
            )


async def test_objectives_move_past_live_neighbours_and_keep_their_numbers(
    world: OkrWorld,
) -> None:
    first, second, third = [await world.objective(title) for title in ("A", "B", "C")]
    await end(world, second, LifeState.CLOSED)
    wanted = await world.wanted_version()
    assert await move(world, third.id, up=True)
    moved = live_objectives(await world.objectives())
    assert [(one.number, one.title) for one in moved] == [(3, "C"), (1, "A")]
    assert await world.wanted_version() == wanted + 1
    assert await world.changes() == [("position", "3", "1")]
    assert not await move(world, third.id, up=True)
    assert not await move(world, first.id, up=False)
    assert await world.wanted_version() == wanted + 1
    assert moved[0].version == third.version


async def test_key_results_move_and_keep_their_labels(world: OkrWorld) -> None:
    objective = await world.objective()
    first = await world.key_result(objective.id)
    second = await world.key_result(objective.id, title="Errors")
    assert await move(world, first.id, up=False, key_result=True)
    [objective] = await world.objectives()
    assert [one.label for one in live_key_results(objective)] == ["1.2", "1.1"]
    assert not await move(world, second.id, up=True, key_result=True)
    await end(world, second, LifeState.CLOSED)
    with pytest.raises(NotFoundError, match=r"1\.2 Errors is closed"):
        await move(world, second.id, up=True, key_result=True)
