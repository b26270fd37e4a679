"""Key results are added and changed, each change on record; check-ins stay."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MilestoneRow
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import KeyResult, KeyResultKind, LifeState, PhasedTarget
from bot.okr.okr_input import KeyResultInput, MilestoneInput
from bot.okr.permissions import Actor
from bot.services.key_results import change_key_result
from bot.services.okr_lives import set_key_result_state, set_objective_state
from bot.services.okrs import load_check_ins
from tests.seeding import seed_key_result, seed_objective
from tests.services.okr_world import NOW, OkrWorld, entered, okr_world

DECEMBER = date(2026, 12, 1)
STEPS = (MilestoneInput("Contract", 2, DECEMBER), MilestoneInput("Traffic moved"))


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


@pytest.fixture
async def key_result(world: OkrWorld) -> KeyResult:
    objective = await world.objective()
    return await world.key_result(objective.id, now=Decimal(66), confidence=7)


async def change(
    world: OkrWorld,
    key_result: KeyResult,
    given: KeyResultInput,
    *,
    actor: Actor | None = None,
) -> KeyResult:
    """Change a key result as a form does that was opened when it stood like this."""
    async with writing(world.sessions) as session:
        found = await change_key_result(
            session,
            actor=actor or world.ana,
            key_result_id=key_result.id,
            version=key_result.version,
            entered=given,
            now=NOW,
        )
    return found.key_result


async def test_every_field_is_kept_and_recorded(world: OkrWorld, key_result: KeyResult) -> None:
    given = entered(
        title="Checkout completion",
        start=Decimal("60.5"),
        target=Decimal(1200),
        unit="items",
        owner_id=world.cem.person_id,
        delegate_id=world.gus.person_id,
        weight=Decimal("2.5"),
        rhythm=2,
        phased_targets=(PhasedTarget(DECEMBER, Decimal(70)),),
    )
    changed = await change(world, key_result, given)
    assert (changed.owner, changed.delegate, changed.rhythm) == ("Cem", "Gus", 2)
    assert changed.phased_targets == given.phased_targets
    assert await world.changes() == [
        ("title", "Completion", "Checkout completion"),
        ("start", "61", "60.5"),
        ("target", "72", "1200"),
        ("unit", "%", "items"),
        ("owner", None, "Cem"),
        ("delegate", None, "Gus"),
        ("weight", "1", "2.5"),
        ("rhythm", "1", "2"),
        ("phased_targets", None, "2026-12-01 70"),
    ]
    assert world.gus.person_id in await world.member_ids()


async def test_another_kind_keeps_the_check_ins(world: OkrWorld, key_result: KeyResult) -> None:
    steps = KeyResultInput("Move", KeyResultKind.MILESTONES, milestones=STEPS)
    changed = await change(world, key_result, steps)
    assert [(one.title, one.weight, one.due_on) for one in changed.milestones] == [
        ("Contract", 2, DECEMBER),
        ("Traffic moved", 1, None),
    ]
    async with reading(world.sessions) as session:
        histories = await load_check_ins(session, key_result_ids=[key_result.id])
    assert [one.value for one in histories[key_result.id]] == [Decimal(66)]
    recorded = {field: (old, new) for field, old, new in await world.changes()}
    assert recorded["kind"] == ("increase", "milestones")
    assert recorded["milestones"] == (
        None,
        "Contract (weight 2, by 2026-12-01)\nTraffic moved (weight 1)",
    )


async def test_a_step_that_is_taken_out_stays_for_old_check_ins(world: OkrWorld) -> None:
    objective = await world.objective()
    before = await world.key_result(objective.id, kind=KeyResultKind.MILESTONES, milestones=STEPS)
    first, second = before.milestones
    given = entered(
        kind=KeyResultKind.MILESTONES,
        milestones=(
            MilestoneInput("New"),
            MilestoneInput("Traffic", second.weight, second.due_on, second.id),
        ),
    )
    changed = await change(world, before, given)
    assert [one.title for one in changed.milestones] == ["New", "Traffic"]
    assert changed.milestones[1].id == second.id
    assert changed.version == before.version + 1
    async with reading(world.sessions) as session:
        rows = await session.scalars(select(MilestoneRow).where(MilestoneRow.is_removed))
        assert [row.id for row in rows] == [first.id]
    stale = replace(given, milestones=(MilestoneInput("Back", id=first.id),))
    with pytest.raises(ConflictError, match="steps have changed"):
        await change(world, changed, stale)


async def test_dates_on_the_way_come_change_and_go(world: OkrWorld) -> None:
    objective = await world.objective()
    november = date(2026, 11, 20)
    both = (PhasedTarget(november, Decimal(65)), PhasedTarget(DECEMBER, Decimal(70)))
    before = await world.key_result(objective.id, phased_targets=both)
    moved = (PhasedTarget(november, Decimal(66)), PhasedTarget(date(2026, 12, 8), Decimal(70)))
    changed = await change(world, before, entered(phased_targets=moved))
    assert changed.phased_targets == moved
    assert changed.version == before.version + 1


async def test_the_same_again_changes_nothing(world: OkrWorld, key_result: KeyResult) -> None:
    wanted = await world.wanted_version()
    assert (await change(world, key_result, entered())).version == key_result.version
    assert await world.changes() == []
    assert await world.wanted_version() == wanted


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        ({"target": Decimal(75)}, "Bo changed the aim of 1.1 Completion while you had this open."),
        (
            {"target": Decimal(75), "unit": "x", "start": None},
            "Bo changed the start, the aim and the unit of 1.1 Completion",
        ),
    ],
)
async def test_a_change_in_between_is_named(
    world: OkrWorld, key_result: KeyResult, first: dict[str, object], sentence: str
) -> None:
    await change(world, key_result, entered(**first), actor=world.bo)
    with pytest.raises(ConflictError) as refusal:
        await change(world, key_result, entered(title="Mine"))
    assert refusal.value.sentence.startswith(sentence)
    assert "Nothing was saved. What you typed is still here" in refusal.value.sentence


async def test_a_version_nobody_recorded_is_refused_too(
    world: OkrWorld, key_result: KeyResult
) -> None:
    with pytest.raises(ConflictError, match=r"^Ana added 1\.1 Completion while"):
        await change(world, replace(key_result, version=7), entered(title="Mine"))


async def test_what_was_never_recorded_was_changed_by_somebody(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        objective_id = await seed_objective(session, world.checkout, now=NOW)
        key_result_id = await seed_key_result(
            session, world.checkout, objective_id=objective_id, now=NOW
        )
    [objective] = await world.objectives()
    assert objective.key_results[0].id == key_result_id
    with pytest.raises(ConflictError, match=r"^Somebody changed 1\.1 Completion while"):
        await change(world, replace(objective.key_results[0], version=7), entered(title="Mine"))


async def test_a_start_may_be_measured_later(world: OkrWorld, key_result: KeyResult) -> None:
    await change(world, key_result, entered(start=None, start_due_on=DECEMBER))
    assert await world.changes() == [("start", "61", None), ("start_due_on", None, "2026-12-01")]


async def test_what_cannot_be_measured_is_refused(world: OkrWorld, key_result: KeyResult) -> None:
    with pytest.raises(FormError) as refusal:
        await change(world, key_result, entered(title="", target=Decimal(61)))
    assert set(refusal.value.fields) == {"title", "target"}


async def test_weights_may_not_all_be_zero(world: OkrWorld, key_result: KeyResult) -> None:
    with pytest.raises(FormError) as refusal:
        await change(world, key_result, entered(weight=Decimal(0)))
    assert set(refusal.value.fields) == {"weight"}
    other = await world.key_result(key_result.objective_id, weight=Decimal(0))
    assert other.weight == 0


async def test_some_cannot_own(world: OkrWorld, key_result: KeyResult) -> None:
    robo = world.robo.person_id
    with pytest.raises(FormError) as refusal:
        await change(world, key_result, entered(owner_id=robo, delegate_id=robo))
    assert set(refusal.value.fields) == {"owner", "delegate"}


async def test_what_is_closed_or_gone_cannot_be_changed(
    world: OkrWorld, key_result: KeyResult
) -> None:
    await world.key_result(key_result.objective_id)
    async with writing(world.sessions) as session:
        await set_key_result_state(
            session, actor=world.ana, key_result_id=key_result.id, now=NOW, to=LifeState.CLOSED
        )
    with pytest.raises(NotFoundError, match=r"1\.1 Completion is closed\. Reopen it first\."):
        await change(world, key_result, entered(title="New"))
    async with writing(world.sessions) as session:
        await set_objective_state(
            session,
            actor=world.ana,
            objective_id=key_result.objective_id,
            now=NOW,
            to=LifeState.CLOSED,
        )
    with pytest.raises(NotFoundError, match="1 Buyers finish is closed"):
        await world.key_result(key_result.objective_id)
    with pytest.raises(NotFoundError):
        await change(world, replace(key_result, id=999_999), entered())


async def test_only_leads_may(world: OkrWorld, key_result: KeyResult) -> None:
    with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
        await change(world, key_result, entered(title="Mine"), actor=world.cem)
    with pytest.raises(NotFoundError):
        await change(world, key_result, entered(title="Mine"), actor=world.gus)
    with pytest.raises(NotAllowedError):
        await change(world, key_result, entered(title="Mine"), actor=world.dee)
