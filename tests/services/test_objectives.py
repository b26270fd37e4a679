"""Objectives are added and changed, each change on record."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CycleRow, ObjectiveRow, RevisionAct, TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import LifeState
from bot.okr.objective import Commitment, Objective
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Act, Actor
from bot.services.objective_parents import find_parents
from bot.services.objectives import add_objective, change_objective, create_objectives
from bot.services.okr_lives import set_objective_state
from bot.services.okrs import load_check_ins
from bot.services.teams import get_team
from tests.services.okr_world import NOW, OkrWorld, entered, okr_world


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def change(
    world: OkrWorld, objective: Objective, *, actor: Actor | None = None, **terms: object
) -> Objective:
    """Change an objective as a form does that was opened when it stood like this."""
    given = ObjectiveInput(
        objective.title,
        objective.why,
        objective.owner_id,
        objective.commitment,
        objective.parent_id,
    )
    async with writing(world.sessions) as session:
        found = await change_objective(
            session,
            actor=actor or world.ana,
            objective_id=objective.id,
            version=objective.version,
            entered=replace(given, **terms),  # type: ignore[arg-type]
            now=NOW,
            why="We learned",
        )
    return found.objective


async def parent_of_payments(world: OkrWorld) -> int:
    """Add an objective to Payments."""
    async with writing(world.sessions) as session:
        objective = await add_objective(
            session,
            actor=world.dee,
            team_id=world.payments.team_id,
            team_cycle_id=world.payments.team_cycle_id,
            entered=ObjectiveInput("Payments never fail"),
            now=NOW,
        )
    return objective.id


async def create(world: OkrWorld, *objectives: ObjectiveInput) -> tuple[Objective, ...]:
    """Add several at once, as the set-up does."""
    cycle = await world.cycle()
    async with writing(world.sessions) as session:
        team = await get_team(
            session,
            actor=world.ana,
            act=Act.EDIT_OKRS,
            team_id=world.checkout.team_id,
        )
        return await create_objectives(
            session, actor=world.ana, team=team, cycle=cycle, objectives=objectives, now=NOW
        )


async def test_several_are_created_with_key_results_and_first_check_ins(world: OkrWorld) -> None:
    first = entered(now=Decimal(66), confidence=7)
    created = await create(
        world,
        ObjectiveInput("  Buyers\nfinish ", key_results=(first, entered(title="Errors"))),
        ObjectiveInput("Merchants go live"),
    )
    assert [one.number for one in created] == [1, 2]
    assert [one.title for one in created] == ["Buyers finish", "Merchants go live"]
    assert [one.label for one in created[0].key_results] == ["1.1", "1.2"]
    assert created[0].activated_at == NOW
    ids = [one.id for one in created[0].key_results]
    async with reading(world.sessions) as session:
        histories = await load_check_ins(session, key_result_ids=ids)
    [check_in] = histories[ids[0]]
    assert (check_in.value, check_in.confidence, check_in.author) == (Decimal(66), 7, "Ana")
    assert histories[ids[1]] == ()
    assert await world.revisions() == [
        (RevisionAct.ADDED, "title", None, "Buyers finish"),
        (RevisionAct.ADDED, "title", None, "Completion"),
        (RevisionAct.ADDED, "title", None, "Errors"),
        (RevisionAct.ADDED, "title", None, "Merchants go live"),
    ]
    assert await world.wanted_version() == 2


async def test_all_that_is_wrong_is_named_at_once_and_nothing_is_kept(world: OkrWorld) -> None:
    wrong = entered(target=Decimal(61))
    with pytest.raises(FormError) as refusal:
        await create(
            world, ObjectiveInput(""), ObjectiveInput("Fine", key_results=(entered(), wrong))
        )
    assert set(refusal.value.fields) == {"0.title", "1.1.target"}
    assert await world.objectives() == ()


async def test_all_weights_zero_is_refused(world: OkrWorld) -> None:
    with pytest.raises(FormError) as refusal:
        await world.objective(key_results=(entered(weight=Decimal(0)),))
    assert set(refusal.value.fields) == {"weight"}


async def test_a_reason_has_a_limit(world: OkrWorld) -> None:
    assert (await world.objective(why="x" * 3000)).why == "x" * 3000
    with pytest.raises(FormError) as refusal:
        await world.objective(why="x" * 3001)
    assert set(refusal.value.fields) == {"why"}


async def test_a_number_is_never_used_twice(world: OkrWorld) -> None:
    await world.objective()
    second = await world.objective()
    async with writing(world.sessions) as session:
        await set_objective_state(
            session, actor=world.ana, objective_id=second.id, now=NOW, to=LifeState.CANCELLED
        )
    assert (await world.objective()).number == 3


async def test_only_what_differs_is_recorded(world: OkrWorld) -> None:
    objective = await world.objective(owner_id=world.ana.person_id)
    changed = await change(
        world,
        objective,
        title="Buyers stay",
        why="They leave",
        owner_id=world.gus.person_id,
        commitment=Commitment.ASPIRATIONAL,
    )
    assert changed.owner == "Gus"
    assert changed.version == objective.version + 1
    assert await world.changes() == [
        ("title", "Buyers finish", "Buyers stay"),
        ("why", None, "They leave"),
        ("owner", "Ana", "Gus"),
        ("commitment", "committed", "aspirational"),
    ]
    assert world.gus.person_id in await world.member_ids()
    assert await world.wanted_version() == 3


async def test_the_same_again_changes_nothing(world: OkrWorld) -> None:
    objective = await world.objective()
    assert (await change(world, objective)).version == objective.version
    assert await world.changes() == []
    assert await world.wanted_version() == 2


async def test_a_change_in_between_is_named(world: OkrWorld) -> None:
    objective = await world.objective()
    await change(world, objective, actor=world.bo, title="Buyers stay", why="They leave")
    with pytest.raises(ConflictError) as refusal:
        await change(world, objective, title="Mine")
    assert refusal.value.sentence.startswith(
        "Bo changed the title and the reason of 1 Buyers stay while you had this open."
    )
    assert [one.title for one in await world.objectives()] == ["Buyers stay"]


@pytest.mark.parametrize(
    ("who", "sentence"), [("robo", "A bot cannot own this."), ("nobody", "I cannot find")]
)
async def test_some_cannot_own(world: OkrWorld, who: str, sentence: str) -> None:
    owner_id = getattr(world, who).person_id if who != "nobody" else 999_999
    with pytest.raises(FormError) as refusal:
        await world.objective(owner_id=owner_id)
    assert refusal.value.fields["owner"].startswith(sentence)
    assert await world.objectives() == ()


async def test_an_objective_may_serve_one_of_another_team(world: OkrWorld) -> None:
    parent_id = await parent_of_payments(world)
    other_id = await parent_of_payments(world)
    async with reading(world.sessions) as session:
        offered = await find_parents(session, actor=world.ana, team_id=world.checkout.team_id)
    assert [(one.id, one.name) for one in offered] == [
        (parent_id, "PAY-1 Payments never fail"),
        (other_id, "PAY-2 Payments never fail"),
    ]
    objective = await world.objective(parent_id=parent_id)
    assert objective.parent_id == parent_id
    await change(world, objective, parent_id=None)
    assert await world.changes() == [("parent", "Payments never fail", None)]


async def test_a_circle_is_refused(world: OkrWorld) -> None:
    parent_id = await parent_of_payments(world)
    below = await world.objective(parent_id=parent_id)
    async with writing(world.sessions) as session:
        with pytest.raises(FormError) as refusal:
            await change_objective(
                session,
                actor=world.dee,
                objective_id=parent_id,
                version=1,
                entered=ObjectiveInput("Payments never fail", parent_id=below.id),
                now=NOW,
            )
    assert "circle" in refusal.value.fields["parent"]


async def test_a_parent_that_cannot_be_read_or_is_of_the_same_team_is_refused(
    world: OkrWorld,
) -> None:
    mine = await world.objective()
    for parent_id in (mine.id, 999_999):
        with pytest.raises(FormError) as refusal:
            await world.objective(parent_id=parent_id)
        assert set(refusal.value.fields) == {"parent"}


async def test_what_a_team_hides_is_not_offered(world: OkrWorld) -> None:
    await parent_of_payments(world)
    async with reading(world.sessions) as session:
        found = await find_parents(session, actor=world.gus, team_id=world.checkout.team_id)
    assert found == ()


async def test_what_is_over_cannot_be_changed(world: OkrWorld) -> None:
    objective = await world.objective()
    async with writing(world.sessions) as session:
        row = await session.get_one(ObjectiveRow, objective.id)
        row.state = LifeState.CLOSED
    with pytest.raises(NotFoundError, match=r"1 Buyers finish is closed\. Reopen it first\."):
        await change(world, objective, title="New")
    async with writing(world.sessions) as session:
        cycle = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        cycle.state = CycleState.CLOSED
    with pytest.raises(NotFoundError, match="Cycle CHK is over"):
        await world.objective()


async def test_in_a_cycle_that_is_planned_nothing_is_active_yet(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.PLANNING
    objective = await world.objective(key_results=(entered(),))
    assert objective.activated_at is None
    assert objective.key_results[0].activated_at is None


async def test_a_cycle_of_another_team_is_not_found(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await add_objective(
                session,
                actor=world.ana,
                team_id=world.checkout.team_id,
                team_cycle_id=world.payments.team_cycle_id,
                entered=ObjectiveInput("Stray"),
                now=NOW,
            )


async def test_members_are_told_whom_to_ask_and_strangers_find_nothing(world: OkrWorld) -> None:
    objective = await world.objective()
    with pytest.raises(NotAllowedError, match=r"Only leads can change OKRs\. Ask Ana or Bo\."):
        await change(world, objective, actor=world.cem, title="Mine")
    with pytest.raises(NotFoundError):
        await change(world, objective, actor=world.gus, title="Mine")
    with pytest.raises(NotFoundError):
        await change(world, replace(objective, id=999_999))


async def test_two_at_once_get_two_numbers(world: OkrWorld) -> None:
    first, second = await asyncio.gather(
        world.objective("One", owner_id=world.gus.person_id),
        world.objective("Two", owner_id=world.gus.person_id),
    )
    assert {first.number, second.number} == {1, 2}
    assert {first.position, second.position} == {1, 2}
    async with reading(world.sessions) as session:
        assert await session.get(CycleRow, 1) is not None
