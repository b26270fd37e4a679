"""A planned cycle begins: its drafts become live, once, and never beside one that runs."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PlacementRow,
    PostedMessageRow,
    RevisionAct,
    ScheduleRow,
    TeamCycleRow,
    WorkItemRow,
)
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.key_result import LifeState
from bot.okr.objective import live_key_results
from bot.okr.okr_input import ObjectiveInput
from bot.okr.work_item import PlacedHow, WorkState
from bot.services.key_results import add_key_result
from bot.services.objectives import add_objective, change_objective
from bot.services.okr_lists import load_okr_list
from bot.services.okr_lives import set_key_result_state, set_objective_state
from tests.seeding import seed_work_item
from tests.services.cycle_world import DAY, LATER, CycleWorld, cycle_world
from tests.services.okr_world import NOW, entered

PLANNING = select(OutboxRow).where(OutboxRow.kind == MessageKind.PLANNING_OPENED)


@pytest.fixture
async def world(sessions: Sessions) -> CycleWorld:
    return await cycle_world(sessions)


async def draft(world: CycleWorld, planned: Cycle, title: str = "Buyers come back") -> int:
    """Add an objective with a key result to the plan."""
    async with writing(world.sessions) as session:
        objective = await add_objective(
            session,
            actor=world.okrs.ana,
            team_id=world.okrs.checkout.team_id,
            team_cycle_id=planned.id,
            entered=ObjectiveInput(title, key_results=(entered(),)),
            now=NOW,
        )
    return objective.id


async def test_a_plan_begins_and_its_drafts_are_live_and_locked(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    [before] = await world.objectives(planned.id)
    assert (before.activated_at, before.key_results[0].activated_at) == (None, None)
    begun = await world.begin(planned)
    assert (begun.state, begun.activated_at) == (CycleState.ACTIVE, LATER)
    [objective] = await world.objectives(planned.id)
    assert (objective.activated_at, objective.key_results[0].activated_at) == (LATER, LATER)
    async with reading(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, planned.id)
        old = await session.get_one(TeamCycleRow, world.running_id)
        next_look = await session.scalar(
            select(ScheduleRow.next_due_at).where(
                ScheduleRow.team_id == world.okrs.checkout.team_id
            )
        )
    assert row.locked_at == LATER
    assert (old.state, old.closed_at) == (CycleState.CLOSING, None)
    assert next_look is None
    activated = [one for one in await world.okrs.revisions() if one[0] is RevisionAct.ACTIVATED]
    assert activated == [(RevisionAct.ACTIVATED, "state", None, "active")] * 2


async def test_what_still_runs_is_closed_first(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    plan = await world.load(planned)
    assert plan.blocking is not None
    with pytest.raises(ConflictError, match=r"Cycle CHK is still running until 3 Jan. Close it"):
        await world.begin(planned, now=LATER - 3 * DAY)
    assert (await world.load(planned, now=LATER)).blocking is None


async def test_it_takes_an_objective_with_a_key_result(world: CycleWorld) -> None:
    planned = await world.plan()
    with pytest.raises(ConflictError, match="Add an objective with a key result first"):
        await world.begin(planned)
    objective_id = await draft(world, planned)
    [objective] = await world.objectives(planned.id)
    async with writing(world.sessions) as session:
        await set_key_result_state(
            session,
            actor=world.okrs.ana,
            key_result_id=objective.key_results[0].id,
            now=NOW,
            to=LifeState.CANCELLED,
        )
    with pytest.raises(ConflictError, match="Add an objective with a key result first"):
        await world.begin(planned)
    async with writing(world.sessions) as session:
        await set_objective_state(
            session,
            actor=world.okrs.ana,
            objective_id=objective_id,
            now=NOW,
            to=LifeState.CANCELLED,
        )
    await draft(world, planned, "Merchants stay")
    await world.begin(planned)
    first, second = await world.objectives(planned.id)
    assert (first.number, first.activated_at) == (1, None)
    assert (second.number, second.activated_at) == (2, LATER)


async def test_after_the_close_the_next_begins_beside_nothing(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    await world.submit(await world.open_closing(now=NOW), now=NOW)
    assert (await world.load(planned)).running is None
    assert (await world.begin(planned, now=NOW)).state is CycleState.ACTIVE


async def test_of_two_leads_at_once_one_begins_it(world: CycleWorld) -> None:
    planned = await world.plan()
    await draft(world, planned)
    answers = await asyncio.gather(
        world.begin(planned), world.begin(planned, actor=world.okrs.bo), return_exceptions=True
    )
    [refusal] = [one for one in answers if isinstance(one, BaseException)]
    assert isinstance(refusal, ConflictError)
    assert "Q1 2027 has begun already" in refusal.sentence
    activated = [one for one in await world.okrs.revisions() if one[0] is RevisionAct.ACTIVATED]
    assert len(activated) == 2


async def test_what_is_added_in_the_same_moment_is_live_too(world: CycleWorld) -> None:
    planned = await world.plan()
    objective_id = await draft(world, planned)

    async def add(title: str) -> None:
        async with writing(world.sessions) as session:
            await add_key_result(
                session,
                actor=world.okrs.bo,
                objective_id=objective_id,
                entered=entered(title=title),
                now=LATER,
                why="We forgot it.",
            )

    await asyncio.gather(add("Returns"), world.begin(planned), add("Refunds"))
    [objective] = await world.objectives(planned.id)
    assert len(objective.key_results) == 3
    assert {one.activated_at for one in objective.key_results} == {LATER}


async def test_only_leads_begin_a_cycle(world: CycleWorld) -> None:
    planned = await world.plan()
    with pytest.raises(NotAllowedError):
        await world.begin(planned, actor=world.okrs.cem)
    with pytest.raises(NotFoundError):
        await world.begin(planned, actor=world.okrs.gus)


async def test_what_was_taken_out_of_the_plan_may_come_back_later(world: CycleWorld) -> None:
    planned = await world.plan()
    objective_id = await draft(world, planned)
    async with writing(world.sessions) as session:
        second = await add_key_result(
            session,
            actor=world.okrs.ana,
            objective_id=objective_id,
            entered=entered(title="Returns"),
            now=NOW,
        )
        await set_key_result_state(
            session,
            actor=world.okrs.ana,
            key_result_id=second.key_result.id,
            now=NOW,
            to=LifeState.CANCELLED,
        )
    await world.begin(planned)
    async with writing(world.sessions) as session:
        found = await set_key_result_state(
            session,
            actor=world.okrs.ana,
            key_result_id=second.key_result.id,
            now=LATER + DAY,
            why="It is needed after all",
            to=LifeState.ACTIVE,
        )
    assert found.key_result.state is LifeState.ACTIVE
    assert found.key_result.activated_at == LATER + DAY


async def test_work_comes_along_only_where_it_was_ticked(world: CycleWorld) -> None:
    objective = await world.okrs.objective()
    kept = await world.okrs.key_result(objective.id)
    other = await world.okrs.key_result(objective.id, title="Page load")
    async with writing(world.sessions) as session:
        ids = [
            await seed_work_item(
                session, world.okrs.checkout, now=NOW, title=title, key_result_id=one.id
            )
            for title, one in (("Guest", kept), ("Done one", kept), ("CDN", other))
        ]
        (await session.get_one(WorkItemRow, ids[1])).state = WorkState.DONE
    planned = await world.plan()
    await world.copy(planned, kept.id, other.id, work_of=(kept.id,))
    await world.begin(planned)
    [copied] = await world.objectives(planned.id)
    new_id = next(one.id for one in live_key_results(copied) if one.copied_from_id == kept.id)
    async with reading(world.sessions) as session:
        aims = [(await session.get_one(WorkItemRow, one)).key_result_id for one in ids]
        [placement] = await session.scalars(select(PlacementRow))
    assert aims == [new_id, kept.id, other.id]
    assert placement.how is PlacedHow.CARRIED
    assert (placement.from_key_result_id, placement.key_result_id) == (kept.id, new_id)


async def test_a_change_of_a_draft_shows_in_the_plans_message_and_not_in_the_prompt(
    world: CycleWorld,
) -> None:
    planned = await world.plan()
    await post(world)
    wanted = await version_of(world, MessageKind.PROMPT)
    objective_id = await draft(world, planned)
    async with writing(world.sessions) as session:
        okrs = await load_okr_list(
            session,
            actor=world.okrs.ana,
            team_id=planned.team_id,
            team_cycle_id=planned.id,
            now=NOW,
        )
        [objective] = okrs.objectives
        await change_objective(
            session,
            actor=world.okrs.ana,
            objective_id=objective_id,
            version=objective.version,
            entered=ObjectiveInput("Buyers return"),
            now=NOW,
        )
    assert okrs.cycle == planned
    assert await version_of(world, MessageKind.PROMPT) == wanted
    assert await version_of(world, MessageKind.PLANNING_OPENED) == 3
    await world.begin(planned)
    assert await version_of(world, MessageKind.PROMPT) > wanted
    assert await version_of(world, MessageKind.PLANNING_OPENED) == 4


async def test_what_is_on_its_way_is_marked_as_stale(world: CycleWorld) -> None:
    planned = await world.plan()
    async with writing(world.sessions) as session:
        row = (await session.scalars(PLANNING)).one()
        row.state = OutboxState.SENDING
    await draft(world, planned)
    [row] = await world.owed(MessageKind.PLANNING_OPENED)
    assert row.details["is_stale"]
    assert row.details["team_cycle_id"] == planned.id


async def test_the_plans_message_goes_into_the_thread_of_a_fresh_prompt(world: CycleWorld) -> None:
    prompt_id = await world.post_prompt(at=NOW - timedelta(days=6))
    await world.plan()
    [row] = await world.owed(MessageKind.PLANNING_OPENED)
    assert row.depends_on_id == prompt_id


async def test_after_a_week_it_stands_for_itself(world: CycleWorld) -> None:
    await world.post_prompt(at=NOW - timedelta(days=7))
    await world.plan()
    [row] = await world.owed(MessageKind.PLANNING_OPENED)
    assert row.depends_on_id is None


async def post(world: CycleWorld) -> None:
    """Store the message about the plan as posted."""
    async with writing(world.sessions) as session:
        row = (await session.scalars(PLANNING)).one()
        row.state, row.ts = OutboxState.SENT, "5.5"
        session.add(
            PostedMessageRow(
                workspace_id=row.workspace_id,
                outbox_id=row.id,
                kind=row.kind,
                team_id=row.team_id,
                channel_id="C0001",
                ts="5.5",
            )
        )


async def version_of(world: CycleWorld, kind: MessageKind) -> int:
    async with reading(world.sessions) as session:
        found = select(PostedMessageRow.wanted_version).where(PostedMessageRow.kind == kind)
        return (await session.scalars(found)).one()
