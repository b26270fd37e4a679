"""Placements: every answer, what is kept of it, and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import PlacementRow, ShelvingRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.places import NOT_THOUGHT_OF, Answer
from bot.okr.placing import PlacementEntry
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.placements import finish_work_item, start_work_item
from tests.services.work_world import NOW, OLD, SENTENCE, WorkWorld, aimed_at, build_work_world

ANYWAY = PlacementEntry(Answer.ANYWAY, reason="Sales promised it.")


@pytest.fixture
async def world(sessions: Sessions) -> WorkWorld:
    return await build_work_world(sessions)


@pytest.mark.parametrize(
    ("entry", "state", "place"),
    [
        (PlacementEntry(Answer.SHELF), WorkState.SHELVED, None),
        (PlacementEntry(Answer.DROP), WorkState.DROPPED, None),
        (
            PlacementEntry(Answer.ENGINEERING_HEALTH),
            WorkState.OPEN,
            Place.ENGINEERING_HEALTH,
        ),
        (PlacementEntry(Answer.UPKEEP), WorkState.OPEN, Place.UPKEEP),
        (ANYWAY, WorkState.OPEN, Place.ANYWAY),
    ],
)
async def test_an_answer_is_kept_and_undone(
    world: WorkWorld, entry: PlacementEntry, state: WorkState, place: Place | None
) -> None:
    item_id = await world.add()
    placed = await world.place(item_id, entry)
    row = await world.item(item_id)
    assert (row.state, row.place, row.anyway_reason) == (state, place, entry.reason)
    assert (row.ended_at is None) == (state is WorkState.OPEN)
    undone = await world.undo(placed.placement_id)
    row = await world.item(item_id)
    assert (row.state, row.place, row.anyway_reason, row.ended_at) == (
        WorkState.OPEN,
        None,
        "",
        None,
    )
    first, second = await world.records(item_id)
    assert (first.how, second.how) == (PlacedHow.PLACED, PlacedHow.UNDONE)
    assert (second.id, second.undoes_id) == (undone.placement_id, first.id)
    assert (first.person_id, first.at) == (world.ana.person_id, NOW)


async def test_work_that_moves_a_key_result_says_how(world: WorkWorld) -> None:
    item_id = await world.add()
    placed = await world.place(item_id, aimed_at(world.completion))
    assert placed.work_item.key_result_id == world.completion
    row = await world.item(item_id)
    assert (row.place, row.hypothesis) == (Place.KEY_RESULT, SENTENCE)
    [record] = await world.records(item_id)
    assert (record.key_result_id, record.hypothesis, record.would_have_thought) == (
        world.completion,
        SENTENCE,
        None,
    )


async def test_old_work_is_asked_whether_it_would_have_been_thought_of(world: WorkWorld) -> None:
    item_id = await world.add(created_at=OLD)
    for thought, sentence in ((None, "Answer yes or no"), (False, NOT_THOUGHT_OF[:5])):
        with pytest.raises(FormError, match=sentence):
            await world.place(item_id, aimed_at(world.completion, thought=thought))
    await world.place(item_id, aimed_at(world.completion, thought=True))
    [record] = await world.records(item_id)
    assert record.would_have_thought is True


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (PlacementEntry(), "answer"),
        (PlacementEntry(Answer.ANYWAY), "reason"),
        (PlacementEntry(Answer.KEY_RESULT, hypothesis=SENTENCE), "key_result"),
    ],
)
async def test_an_answer_without_what_it_needs_changes_nothing(
    world: WorkWorld, entry: PlacementEntry, field: str
) -> None:
    item_id = await world.add()
    with pytest.raises(FormError) as refused:
        await world.place(item_id, entry)
    assert set(refused.value.fields) == {field}
    assert await world.records(item_id) == []


async def test_a_key_result_that_is_closed_or_of_another_team_is_refused(world: WorkWorld) -> None:
    item_id = await world.add()
    await world.close(world.errors)
    for key_result_id in (world.errors, world.payouts, 999_999):
        with pytest.raises(FormError, match="closed or gone"):
            await world.place(item_id, aimed_at(key_result_id))


async def test_outsiders_guests_and_other_workspaces_are_refused(world: WorkWorld) -> None:
    item_id = await world.add()
    foreign = Actor(world.ana.person_id, world.ana.workspace_id + 1, Standing.MEMBER)
    with pytest.raises(NotAllowedError, match="Only members"):
        await world.place(item_id, ANYWAY, by=world.cem)
    for actor in (world.gus, foreign):
        with pytest.raises(NotFoundError):
            await world.place(item_id, ANYWAY, by=actor)
    with pytest.raises(NotFoundError):
        await world.place(999_999, ANYWAY)
    placed = await world.place(item_id, ANYWAY)
    for actor in (world.gus, foreign):
        with pytest.raises(NotFoundError):
            await world.undo(placed.placement_id, by=actor)


async def test_what_is_no_longer_open_is_left_alone(world: WorkWorld) -> None:
    item_id = await world.add()
    await world.place(item_id, PlacementEntry(Answer.DROP))
    with pytest.raises(NotFoundError, match="“Dark mode” is dropped already"):
        await world.place(item_id, ANYWAY)


async def test_done_keeps_the_place_and_can_be_undone(world: WorkWorld) -> None:
    item_id = await world.add()
    await world.place(item_id, aimed_at(world.completion))
    async with writing(world.sessions) as session:
        done = await finish_work_item(session, actor=world.ben, work_item_id=item_id, now=NOW)
    row = await world.item(item_id)
    assert (row.state, row.key_result_id, row.ended_at) == (WorkState.DONE, world.completion, NOW)
    await world.undo(done.placement_id, by=world.ben)
    row = await world.item(item_id)
    assert (row.state, row.key_result_id, row.hypothesis, row.ended_at) == (
        WorkState.OPEN,
        world.completion,
        SENTENCE,
        None,
    )


async def test_started_work_is_in_play_once(world: WorkWorld) -> None:
    item_id = await world.add(is_started=False)
    for later in (0, 1):
        async with writing(world.sessions) as session:
            await start_work_item(
                session, actor=world.ben, work_item_id=item_id, now=NOW + timedelta(days=later)
            )
    assert (await world.item(item_id)).started_at == NOW


async def test_undo_is_for_who_did_it_and_only_once(world: WorkWorld) -> None:
    item_id = await world.add()
    placed = await world.place(item_id, ANYWAY)
    with pytest.raises(NotAllowedError, match="Only who did this"):
        await world.undo(placed.placement_id, by=world.ben)
    undone = await world.undo(placed.placement_id)
    for placement_id in (placed.placement_id, undone.placement_id):
        with pytest.raises(ConflictError, match="undone already"):
            await world.undo(placement_id)
    with pytest.raises(NotFoundError):
        await world.undo(999_999)


async def test_undo_leaves_what_changed_since(world: WorkWorld) -> None:
    item_id = await world.add()
    placed = await world.place(item_id, ANYWAY)
    await world.place(item_id, PlacementEntry(Answer.UPKEEP), by=world.ben)
    with pytest.raises(ConflictError, match="was changed since"):
        await world.undo(placed.placement_id)
    assert (await world.item(item_id)).place is Place.UPKEEP


async def test_undo_leaves_what_was_changed_without_a_record(world: WorkWorld) -> None:
    item_id = await world.add()
    placed = await world.place(item_id, ANYWAY)
    async with writing(world.sessions) as session:
        await session.execute(update(WorkItemRow).values(state=WorkState.ARCHIVED))
    with pytest.raises(ConflictError, match="was changed since"):
        await world.undo(placed.placement_id)


async def test_the_shelf_gives_back_for_seven_days(world: WorkWorld) -> None:
    item_id = await world.add()
    shelved = await world.place(item_id, PlacementEntry(Answer.SHELF))
    with pytest.raises(ConflictError, match="more than 7 days"):
        await world.undo(shelved.placement_id, now=NOW + timedelta(days=7, seconds=1))
    await world.undo(shelved.placement_id, now=NOW + timedelta(days=7))
    async with reading(world.sessions) as session:
        [shelving] = await session.scalars(select(ShelvingRow))
    assert shelving.undone_at == NOW + timedelta(days=7)


async def test_anyway_is_remembered_for_its_cycle_also_when_something_is_undone(
    world: WorkWorld,
) -> None:
    item_id = await world.add()
    await world.place(item_id, ANYWAY)
    cycle_id = world.checkout.team_cycle_id
    assert (await world.item(item_id)).anyway_team_cycle_id == cycle_id
    moved = await world.place(item_id, PlacementEntry(Answer.UPKEEP))
    assert (await world.item(item_id)).anyway_team_cycle_id is None
    await world.undo(moved.placement_id)
    row = await world.item(item_id)
    assert (row.anyway_team_cycle_id, row.anyway_reason) == (cycle_id, "Sales promised it.")
    async with writing(world.sessions) as session:
        done = await finish_work_item(session, actor=world.ana, work_item_id=item_id, now=NOW)
    await world.undo(done.placement_id)
    assert (await world.item(item_id)).anyway_team_cycle_id == cycle_id


@pytest.mark.parametrize("activated_after", [True, None])
async def test_anyway_of_an_earlier_cycle_does_not_come_back(
    world: WorkWorld, activated_after: bool | None
) -> None:
    item_id = await world.add()
    await world.place(item_id, ANYWAY)
    moved = await world.place(item_id, PlacementEntry(Answer.UPKEEP))
    async with writing(world.sessions) as session:
        values = (
            {"activated_at": NOW + timedelta(days=1)}
            if activated_after
            else {"state": CycleState.CLOSED}
        )
        await session.execute(update(TeamCycleRow).values(values))
    await world.undo(moved.placement_id)
    row = await world.item(item_id)
    assert (row.place, row.anyway_team_cycle_id) == (Place.ANYWAY, None)


async def test_every_change_asks_for_a_new_prompt(world: WorkWorld) -> None:
    await world.post_prompt()
    item_id = await world.add()
    placed = await world.place(item_id, PlacementEntry(Answer.UPKEEP))
    await world.undo(placed.placement_id)
    assert await world.wanted_version() == 3


async def test_records_are_never_changed(world: WorkWorld) -> None:
    item_id = await world.add()
    for answer in (Answer.UPKEEP, Answer.ENGINEERING_HEALTH, Answer.UPKEEP):
        await world.place(item_id, PlacementEntry(answer))
    async with reading(world.sessions) as session:
        assert await session.scalar(select(func.count(PlacementRow.id))) == 3
    places = [(one.from_place, one.to_place) for one in await world.records(item_id)]
    health, upkeep = Place.ENGINEERING_HEALTH, Place.UPKEEP
    assert places == [(None, upkeep), (upkeep, health), (health, upkeep)]
