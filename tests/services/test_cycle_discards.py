"""A plan is discarded whole, gives its name and numbers back, and can be taken back."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    CycleRow,
    IdeaRow,
    MessageKind,
    ShelvingRow,
    TeamCycleRow,
    WorkItemRow,
)
from bot.jobs.cycle_rendering import CYCLE_RENDERERS
from bot.jobs.subject import Subject
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Actor
from bot.okr.team_cycles import TeamCycles
from bot.okr.work_item import Place, WorkState
from bot.services.check_in_subjects import load_subjects, require_open
from bot.services.cycle_discards import discard_plan, take_back_plan
from bot.services.cycle_making import load_cycles, plan_cycle
from bot.services.cycle_records import load_record
from bot.services.ideas import add_ideas, choose_idea
from bot.services.objective_links import load_links
from bot.services.objectives import add_objective
from bot.services.shelf import load_present_counts
from bot.services.shelving import shelve_where
from bot.services.shelving_undo import undo_shelving
from sandbox.render import render_blocks
from tests.seeding import seed_work_item
from tests.services.cycle_world import LATER, CycleWorld, cycle_world
from tests.services.okr_world import NOW, entered

HAD = "Q1 2027, discarded 9 Nov"


@pytest.fixture
async def world(sessions: Sessions) -> CycleWorld:
    return await cycle_world(sessions)


async def draft(world: CycleWorld, planned: Cycle) -> int:
    """Add an objective with a key result to the plan, and return the key result's id."""
    async with writing(world.sessions) as session:
        await add_objective(
            session,
            actor=world.okrs.ana,
            team_id=world.okrs.checkout.team_id,
            team_cycle_id=planned.id,
            entered=ObjectiveInput("Buyers come back", key_results=(entered(),)),
            now=NOW,
        )
    *_, objective = await world.objectives(planned.id)
    return objective.key_results[0].id


async def discard(
    world: CycleWorld, team_cycle_id: int, *, actor: Actor | None = None, now: datetime = NOW
) -> Cycle:
    async with writing(world.sessions) as session:
        return await discard_plan(session, **world.about(team_cycle_id, actor, now))


async def take_back(world: CycleWorld, team_cycle_id: int, *, actor: Actor | None = None) -> Cycle:
    known = world.about(team_cycle_id, actor, NOW)
    del known["now"]
    async with writing(world.sessions) as session:
        return await take_back_plan(session, **known)


async def cycles(world: CycleWorld) -> TeamCycles:
    async with reading(world.sessions) as session:
        return await load_cycles(session, actor=world.okrs.ana, team_id=world.okrs.checkout.team_id)


async def test_a_discarded_plan_makes_room_for_another_of_the_same_name_and_numbers(
    world: CycleWorld,
) -> None:
    planned = await world.plan()
    await draft(world, planned)
    gone = await discard(world, planned.id)
    assert (gone.id, gone.name, gone.state) == (planned.id, HAD, CycleState.DISCARDED)
    found = await cycles(world)
    assert (found.planned, [one.name for one in found.ended]) == (None, [HAD])
    anew = await world.plan()
    assert (anew.name, anew.id == planned.id) == ("Q1 2027", False)
    await draft(world, anew)
    assert [one.number for one in await world.objectives(anew.id)] == [1]
    assert [one.number for one in await world.objectives(planned.id)] == [1]
    again = await discard(world, anew.id)
    assert again.name == f"{HAD} (2)"
    async with reading(world.sessions) as session:
        rows = await session.scalars(select(TeamCycleRow).where(TeamCycleRow.id == planned.id))
        row = rows.one()
    assert (row.discarded_at, row.discarded_by_id) == (NOW, world.okrs.ana.person_id)


async def test_a_plan_that_was_taken_back_is_as_it_was(world: CycleWorld) -> None:
    planned = await world.plan()
    key_result_id = await draft(world, planned)
    async with writing(world.sessions) as session:
        await add_ideas(
            session, actor=world.okrs.cem, key_result_id=key_result_id, text="A\nB", now=NOW
        )
        idea_id = await session.scalar(select(IdeaRow.id).order_by(IdeaRow.id).limit(1))
    async with writing(world.sessions) as session:
        await choose_idea(
            session, actor=world.okrs.cem, idea_id=idea_id or 0, hypothesis="Fewer.", now=NOW
        )
    before = await world.load(planned)
    await discard(world, planned.id)
    async with reading(world.sessions) as session:
        item = (await session.scalars(select(WorkItemRow))).one()
        assert (item.state, item.place) == (WorkState.OPEN, Place.KEY_RESULT)
    for _ in range(2):
        back = await take_back(world, planned.id, actor=world.okrs.bo)
        assert (back.name, back.state) == ("Q1 2027", CycleState.PLANNING)
    assert await world.load(planned) == before
    assert before.idea_counts == {key_result_id: 2}
    async with reading(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, planned.id)
    assert (row.discarded_at, row.discarded_by_id, row.discarded_from_id) == (None,) * 3


async def test_only_a_plan_can_be_discarded_and_only_by_a_lead(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
        await discard(world, planned.id, actor=world.okrs.cem)
    with pytest.raises(NotFoundError):
        await discard(world, planned.id, actor=world.okrs.gus)
    with pytest.raises(ConflictError, match="has begun already"):
        await discard(world, world.running_id)
    await world.begin(planned)
    with pytest.raises(ConflictError, match="Q1 2027 has begun already"):
        await discard(world, planned.id, now=LATER)
    with pytest.raises(ConflictError, match="Cycle CHK is over"):
        await discard(world, world.running_id, now=LATER)
    with pytest.raises(ConflictError, match="is not a discarded plan"):
        await take_back(world, planned.id)


async def test_nothing_more_is_written_into_a_discarded_plan(world: CycleWorld) -> None:
    planned = await world.plan()
    key_result_id = await draft(world, planned)
    await discard(world, planned.id)
    with pytest.raises(NotFoundError, match="A lead can take it back"):
        await draft(world, planned)
    async with writing(world.sessions) as session:
        with pytest.raises(NotFoundError, match="This plan was discarded"):
            await add_ideas(
                session, actor=world.okrs.cem, key_result_id=key_result_id, text="A", now=NOW
            )
    with pytest.raises(ConflictError, match=f"{HAD} is not planned any more"):
        await world.begin(planned)
    async with reading(world.sessions) as session:
        subjects = await load_subjects(
            session, actor=world.okrs.ana, key_result_ids=[key_result_id]
        )
    with pytest.raises(NotFoundError, match="was discarded with its plan"):
        require_open(subjects[key_result_id])


async def test_one_plan_at_a_time_and_one_life_in_each_cycle(world: CycleWorld) -> None:
    first = await world.plan()
    await discard(world, first.id)
    second = await world.plan(name="Spring")
    with pytest.raises(ConflictError, match="Spring is being planned already"):
        await take_back(world, first.id)
    await discard(world, second.id)
    third = await world.plan()
    await draft(world, third)
    await world.begin(third)
    with pytest.raises(ConflictError, match="Q1 2027 was planned anew since"):
        await take_back(world, first.id)
    assert (await take_back(world, second.id)).name == "Spring"


async def test_two_leads_at_once_discard_once(world: CycleWorld) -> None:
    planned = await world.plan()
    first, second = await asyncio.gather(
        discard(world, planned.id), discard(world, planned.id, actor=world.okrs.bo)
    )
    assert first == second
    async with reading(world.sessions) as session:
        names = await session.scalars(select(CycleRow.name).where(CycleRow.name.startswith("Q1")))
        assert sorted(names) == ["Q1 2027", HAD]


async def test_of_two_leads_one_begins_or_the_other_discards(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    answers = await asyncio.gather(
        world.begin(planned),
        discard(world, planned.id, actor=world.okrs.bo, now=LATER),
        return_exceptions=True,
    )
    [refusal] = [one for one in answers if isinstance(one, BaseException)]
    assert isinstance(refusal, ConflictError)
    found = {one.id: one.state for one in (await cycles(world)).cycles}
    assert found[planned.id] in {CycleState.ACTIVE, CycleState.DISCARDED}
    is_begun = found[planned.id] is CycleState.ACTIVE
    assert found[world.running_id] is (CycleState.CLOSING if is_begun else CycleState.ACTIVE)


@pytest.mark.parametrize("is_running", [True, False])
async def test_what_was_set_aside_stays_on_the_shelf_and_can_be_undone(
    world: CycleWorld, *, is_running: bool
) -> None:
    okrs, planned = world.okrs, await world.plan()
    if not is_running:
        async with writing(world.sessions) as session:
            row = await session.get_one(TeamCycleRow, world.running_id)
            row.state = CycleState.CLOSED
    async with writing(world.sessions) as session:
        item_id = await seed_work_item(session, okrs.checkout, now=NOW)
        act, _ = await shelve_where(
            session,
            actor=okrs.ana,
            team_id=okrs.checkout.team_id,
            condition=WorkItemRow.id == item_id,
            now=NOW,
        )
        shelving_id = act.id
        assert act.team_cycle_id == planned.id
    await discard(world, planned.id)
    async with writing(world.sessions) as session:
        kept = await session.get_one(ShelvingRow, shelving_id)
        assert kept.team_cycle_id == (world.running_id if is_running else None)
        counts = await load_present_counts(session, team_id=okrs.checkout.team_id)
        assert counts.shelved == int(is_running)
        item = await session.get_one(WorkItemRow, item_id)
        assert item.state is WorkState.SHELVED
        await undo_shelving(session, actor=okrs.ana, shelving_id=shelving_id, now=NOW)
    async with reading(world.sessions) as session:
        item = await session.get_one(WorkItemRow, item_id)
        assert item.state is WorkState.OPEN


async def test_it_is_read_and_leads_are_offered_to_take_it_back(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    await discard(world, planned.id)
    async with reading(world.sessions) as session:
        lead = await load_record(session, **world.about(planned.id, None, NOW))
        member = await load_record(session, **world.about(planned.id, world.okrs.cem, NOW))
        running = await load_record(session, **world.about(world.running_id, None, NOW))
    assert [one.title for one in lead.objectives] == ["Buyers come back"]
    assert (lead.may_take_back, member.may_take_back, running.may_take_back) == (True, False, False)


async def test_the_channel_reads_who_discarded_it_where_it_read_of_the_plan(
    world: CycleWorld,
) -> None:
    planned = await world.plan()
    await discard(world, planned.id, actor=world.okrs.bo)
    [owed] = await world.owed(MessageKind.PLANNING_OPENED)
    subject = Subject(owed.workspace_id, owed.team_id, None, None, owed.details)
    async with reading(world.sessions) as session:
        message = await CYCLE_RENDERERS[owed.kind](session, subject, NOW)
    assert f"{HAD} by Bo. This plan can still be read" in render_blocks(list(message.blocks))


async def test_what_serves_a_discarded_objective_serves_nothing_to_see(world: CycleWorld) -> None:
    okrs = world.okrs
    known: dict[str, Any] = {"actor": okrs.dee, "team_id": okrs.payments.team_id, "now": NOW}
    async with writing(world.sessions) as session:
        planned = await plan_cycle(
            session,
            name="Q1 2027",
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 3, 31),
            **known,
        )
        parent = await add_objective(
            session, team_cycle_id=planned.id, entered=ObjectiveInput("Payments last"), **known
        )
    child = await okrs.objective(parent_id=parent.id)
    async with reading(world.sessions) as session:
        [links] = await load_links(session, actor=okrs.ana, objectives=[child])
        assert [one.title for one in links.serves] == ["Payments last"]
    async with writing(world.sessions) as session:
        await discard_plan(session, team_cycle_id=planned.id, **known)
    async with reading(world.sessions) as session:
        assert await load_links(session, actor=okrs.ana, objectives=[child]) == ()


async def test_a_name_is_given_back_on_the_teams_day(world: CycleWorld) -> None:
    planned = await world.plan()
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert (await discard(world, planned.id, now=late)).name == "Q1 2027, discarded 1 Dec"
