"""Goals that are set: each change has a reason, and the log tells them all."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, LifeState, PhasedTarget
from bot.okr.okr_change import OkrChange, replay
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Actor
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.services.key_results import add_key_result, change_key_result
from bot.services.objective_history import load_objective_history
from bot.services.objectives import add_objective, change_objective
from bot.services.okr_changes import load_change_log, load_okr_changes
from bot.services.okr_lives import set_key_result_state, set_objective_state
from bot.services.okr_locks import lock_okrs
from bot.services.placements import place_work_item
from tests.seeding import seed_work_item
from tests.services.okr_world import NOW, OkrWorld, entered, okr_world

LATER = NOW + timedelta(hours=1)
WHY = "Legal review is out of our hands."


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def set_at(world: OkrWorld, at: datetime = NOW) -> None:
    async with writing(world.sessions) as session:
        await lock_okrs(session, team_id=world.checkout.team_id, at=at)


async def with_okrs(world: OkrWorld) -> KeyResult:
    objective = await world.objective()
    await world.key_result(objective.id, title="Errors")
    key_result = await world.key_result(objective.id)
    await set_at(world)
    return key_result


async def change(
    world: OkrWorld, key_result: KeyResult, *, why: str = "", at: datetime = LATER, **terms: Any
) -> KeyResult:
    async with writing(world.sessions) as session:
        found = await change_key_result(
            session,
            actor=world.ana,
            key_result_id=key_result.id,
            version=key_result.version,
            entered=entered(**terms),
            now=at,
            why=why,
        )
    return found.key_result


async def changes(world: OkrWorld, *, until: datetime = LATER) -> tuple[OkrChange, ...]:
    cycle = await world.cycle()
    async with reading(world.sessions) as session:
        return await load_okr_changes(
            session, cycle=cycle, since=NOW - timedelta(days=7), until=until
        )


async def test_okrs_are_set_once_and_only_when_there_is_something_to_measure(
    world: OkrWorld,
) -> None:
    objective = await world.objective()
    await set_at(world)
    assert (await world.cycle()).locked_at is None
    await world.key_result(objective.id)
    await set_at(world)
    await set_at(world, LATER)
    assert (await world.cycle()).locked_at == NOW


@pytest.mark.parametrize(
    "terms",
    [
        {"target": Decimal(70)},
        {"title": "Completed"},
        {"start": Decimal(60)},
        {"weight": Decimal(2)},
        {"phased_targets": (PhasedTarget(NOW.date(), Decimal(65)),)},
    ],
    ids=lambda terms: next(iter(terms)),
)
async def test_what_makes_it_another_okr_asks_why(world: OkrWorld, terms: dict[str, Any]) -> None:
    key_result = await with_okrs(world)
    with pytest.raises(FormError, match="Say why"):
        await change(world, key_result, **terms)
    assert await changes(world) == ()
    await change(world, key_result, why=WHY, **terms)
    [told] = await changes(world)
    assert (told.label, told.why, told.by) == ("1.2", WHY, "Ana")
    assert [one.field for one in told.changes] == list(terms)


async def test_who_owns_it_asks_nothing_and_is_not_told(world: OkrWorld) -> None:
    key_result = await with_okrs(world)
    await change(world, key_result, owner_id=world.bo.person_id, rhythm=2)
    assert await changes(world) == ()
    async with reading(world.sessions) as session:
        log = await load_change_log(session, objectives=await world.objectives())
    assert {one.field for each in log for one in each.changes} == {"title", "owner", "rhythm"}


async def test_adding_and_ending_ask_too(world: OkrWorld) -> None:
    key_result = await with_okrs(world)
    checkout, ana = world.checkout, world.ana
    [objective] = await world.objectives()

    async def new_objective(why: str) -> None:
        async with writing(world.sessions) as session:
            await add_objective(
                session,
                actor=ana,
                team_id=checkout.team_id,
                team_cycle_id=checkout.team_cycle_id,
                entered=ObjectiveInput("Merchants go live"),
                now=LATER,
                why=why,
            )

    async def new_key_result(why: str) -> None:
        async with writing(world.sessions) as session:
            await add_key_result(
                session,
                actor=ana,
                objective_id=objective.id,
                entered=entered(title="Third"),
                now=LATER,
                why=why,
            )

    async def end(why: str) -> None:
        async with writing(world.sessions) as session:
            await set_key_result_state(
                session,
                actor=ana,
                key_result_id=key_result.id,
                now=LATER,
                why=why,
                to=LifeState.CANCELLED,
            )

    async def change_title(why: str) -> None:
        async with writing(world.sessions) as session:
            await change_objective(
                session,
                actor=ana,
                objective_id=objective.id,
                version=objective.version,
                entered=ObjectiveInput("Buyers pay"),
                now=LATER,
                why=why,
            )

    acts: tuple[Callable[[str], Awaitable[None]], ...] = (
        new_objective,
        new_key_result,
        end,
        change_title,
    )
    for act in acts:
        with pytest.raises(FormError, match="Say why"):
            await act("")
    assert len(await world.objectives()) == 1
    for act in acts:
        await act(WHY)
    told = [(one.label, one.changes[0].act) for one in await changes(world)]
    assert sorted(told) == [
        ("1", "changed"),
        ("1.2", "cancelled"),
        ("1.3", "added"),
        ("2", "added"),
    ]


async def test_the_first_number_of_an_objective_completes_it(world: OkrWorld) -> None:
    await with_okrs(world)
    async with writing(world.sessions) as session:
        bare = await add_objective(
            session,
            actor=world.ana,
            team_id=world.checkout.team_id,
            team_cycle_id=world.checkout.team_cycle_id,
            entered=ObjectiveInput("Merchants go live"),
            now=LATER,
            why=WHY,
        )
        await add_key_result(
            session, actor=world.ana, objective_id=bare.id, entered=entered(), now=LATER
        )


async def test_ones_own_end_is_taken_back_within_a_day_without_a_reason(world: OkrWorld) -> None:
    key_result = await with_okrs(world)

    async def end(actor: Actor, *, back: bool, at: datetime, why: str = "") -> None:
        to = LifeState.ACTIVE if back else LifeState.CANCELLED
        async with writing(world.sessions) as session:
            await set_key_result_state(
                session, actor=actor, key_result_id=key_result.id, to=to, now=at, why=why
            )

    await end(world.ana, back=False, at=LATER, why=WHY)
    with pytest.raises(FormError, match="Say why"):
        await end(world.bo, back=True, at=LATER)
    with pytest.raises(FormError, match="Say why"):
        await end(world.ana, back=True, at=LATER + timedelta(days=1))
    await end(world.ana, back=True, at=LATER)
    assert await changes(world) == ()
    later = LATER + timedelta(minutes=1)
    await end(world.ana, back=False, at=later, why=WHY)
    await end(world.bo, back=True, at=later, why="We can after all.")
    told = await changes(world, until=later)
    assert [one.changes[0].act for one in told] == ["cancelled", "reopened"]


async def test_older_work_that_was_linked_since_is_named(world: OkrWorld) -> None:
    key_result = await with_okrs(world)
    async with writing(world.sessions) as session:
        team = world.checkout
        old, new, before = [
            await seed_work_item(session, team, title=title, now=at)
            for title, at in (
                ("Bulk import", NOW - timedelta(days=90)),
                ("Newer", LATER + timedelta(minutes=1)),
                ("Linked before", NOW - timedelta(days=90)),
            )
        ]
    entry = PlacementEntry(
        Answer.KEY_RESULT, key_result.id, "Fewer steps.", would_have_thought=True
    )

    async def link(work_item_id: int, at: datetime) -> None:
        async with writing(world.sessions) as session:
            await place_work_item(
                session, actor=world.ana, work_item_id=work_item_id, entry=entry, now=at
            )

    await link(before, NOW)
    await change(world, key_result, why=WHY, target=Decimal(66))
    for one in (old, new):
        await link(one, LATER + timedelta(minutes=2))
    [told] = await changes(world)
    assert told.fits == ("Bulk import",)


async def test_a_team_whose_okrs_are_not_set_has_no_changes(world: OkrWorld) -> None:
    key_result = await world.key_result((await world.objective()).id)
    await change(world, key_result, target=Decimal(70))
    assert await changes(world) == ()


async def test_the_log_replayed_over_the_first_version_gives_the_present_one(
    world: OkrWorld,
) -> None:
    key_result = await with_okrs(world)

    async def fields() -> dict[str, str | None]:
        found = next(
            one
            for o in await world.objectives()
            for one in o.key_results
            if one.id == key_result.id
        )
        return {
            "title": found.title,
            "target": f"{found.target.normalize():f}" if found.target else None,
            "unit": found.unit,
            "weight": f"{found.weight.normalize():f}",
            "owner": found.owner,
        }

    first, now = await fields(), LATER
    for terms in (
        {"target": Decimal(70)},
        {"target": Decimal(70), "title": "Completed", "unit": "points"},
        {"target": Decimal("66.5"), "title": "Completed", "owner_id": world.bo.person_id},
        {"weight": Decimal(3)},
    ):
        now += timedelta(minutes=1)
        key_result = await change(world, key_result, why=WHY, at=now, **terms)
    async with reading(world.sessions) as session:
        [objective] = await world.objectives()
        history = await load_objective_history(
            session, actor=world.cem, objective_id=objective.id, channel_id=None
        )
    log = [c for one in reversed(history.log) if one.label == "1.2" for c in one.changes]
    assert replay(first, log) == await fields()
    assert history.first["1.2"] == {**{name: first[name] for name in first}}


async def test_an_ended_objective_keeps_its_history(world: OkrWorld) -> None:
    await with_okrs(world)
    [objective] = await world.objectives()
    async with writing(world.sessions) as session:
        await set_objective_state(
            session,
            actor=world.ana,
            objective_id=objective.id,
            now=LATER,
            why=WHY,
            to=LifeState.CLOSED,
        )
    async with reading(world.sessions) as session:
        history = await load_objective_history(
            session, actor=world.dee, objective_id=objective.id, channel_id=None
        )
    assert history.label == "CHK-1"
    assert history.objective.state is LifeState.CLOSED
    assert [one.changes[0].act for one in history.log] == ["closed", "added", "added", "added"]
