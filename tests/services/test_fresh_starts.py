"""Starting fresh: what goes, what stays, the count, once, and the way back for seven days."""

from asyncio import gather
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    DraftRow,
    PlacementRow,
    ShelvingItemRow,
    ShelvingRow,
    WorkItemRow,
)
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.fresh_start import FreshPreview, SetAside, check_typed
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState
from bot.services.fresh_starts import change_fresh_start
from bot.services.work_items import load_team_work
from tests.seeding import seed_work_item
from tests.services.shelf_world import ShelfWorld, build_shelf_world
from tests.services.work_world import NOW, aimed_at

WEEK = timedelta(days=7)


@pytest.fixture
async def world(sessions: Sessions) -> ShelfWorld:
    return await build_shelf_world(sessions)


async def give(world: ShelfWorld, is_started: bool, place: str) -> int:
    """A work item in one of all the places that work may have."""
    item_id = await world.work.add(place, is_started=is_started)
    entries = {
        "live": aimed_at(world.work.completion, thought=True),
        "closed": aimed_at(world.work.errors, thought=True),
        "upkeep": PlacementEntry(Answer.UPKEEP),
        "health": PlacementEntry(Answer.ENGINEERING_HEALTH),
        "anyway": PlacementEntry(Answer.ANYWAY, reason="Sales."),
        "old anyway": PlacementEntry(Answer.ANYWAY, reason="Sales."),
    }
    if place in entries:
        await world.work.place(item_id, entries[place])
    if place == "old anyway":
        async with writing(world.sessions) as session:
            of_item = update(WorkItemRow).where(WorkItemRow.id == item_id)
            await session.execute(of_item.values(anyway_team_cycle_id=None))
    return item_id


async def test_only_work_in_progress_with_a_place_that_holds_stays(world: ShelfWorld) -> None:
    places = ("none", "live", "closed", "upkeep", "health", "anyway", "old anyway")
    ids = {
        (place, begun): await give(world, begun, place)
        for place in places
        for begun in (False, True)
    }
    await world.work.close(world.work.errors)
    async with reading(world.sessions) as session:
        work = await load_team_work(session, team=(await world.look()).team)
    holds = {item.id for item in work.in_play if work.places[item.id] is not None}
    preview = await world.look()
    assert (preview.counts.total, preview.counts.staying) == (10, 4)
    assert (preview.counts.in_progress, preview.counts.begun) == (
        3,
        ("none", "closed", "old anyway"),
    )
    await world.start(preview)
    stayed = {row.id for row in await world.rows() if row.state is WorkState.OPEN}
    assert stayed == holds == {ids[place, True] for place in ("live", "upkeep", "health", "anyway")}


async def test_the_preview_counts_by_source_and_age(world: ShelfWorld) -> None:
    day = timedelta(days=1)
    for count, source, days in (
        (3, WorkSource.GITHUB, 1100),
        (2, WorkSource.GITHUB, 100),
        (4, WorkSource.MESSAGE, 10),
    ):
        await world.add_many(count, source=source, source_created_at=NOW - days * day)
    counts = (await world.look()).counts
    assert counts.by_source == ((WorkSource.GITHUB, 5), (WorkSource.MESSAGE, 4))
    assert (counts.older, counts.middle, counts.newer) == (3, 2, 4)
    assert counts.oldest_at == NOW - 1100 * day
    assert (counts.total, counts.in_progress, counts.begun, counts.staying) == (9, 0, (), 0)


@pytest.mark.parametrize(
    ("typed", "count", "is_right"),
    [
        ("51", 51, True),
        (" 51 ", 51, True),
        ("1,234", 1234, True),
        ("1 234", 1234, True),
        ("1\u202f234", 1234, True),
        ("1.234", 1234, True),
        ("٥١", 51, True),
        ("", 50, True),
        ("anything", 50, True),
        ("", 51, False),
        ("52", 51, False),
        ("-51", 51, False),
        ("fifty", 51, False),
        ("5²", 51, False),
        ("9" * 5000, 51, False),
    ],
)
def test_above_fifty_the_count_is_typed(typed: str, count: int, is_right: bool) -> None:
    if is_right:
        check_typed(typed, count=count)
        return
    with pytest.raises(FormError) as refused:
        check_typed(typed, count=count)
    assert refused.value.fields == {
        "count": f"That is not {count}. Type {count}; nothing was changed yet."
    }


async def test_a_wrong_count_changes_nothing(world: ShelfWorld) -> None:
    await world.add_many(51)
    before = await world.facts()
    preview = await world.look()
    with pytest.raises(FormError):
        await world.start(preview, typed="50")
    assert await world.facts() == before
    assert await count_of(world, ShelvingRow) == 0
    assert isinstance(await world.start(preview, typed="51"), SetAside)


async def test_a_count_that_changed_is_named_and_asked_again(world: ShelfWorld) -> None:
    await world.add_many(51)
    preview = await world.look()
    await world.add_many(2)
    again = await world.start(preview, typed="51")
    assert isinstance(again, FreshPreview)
    assert (again.seen, again.counts.total, again.token) == (51, 53, preview.token)
    assert set(await world.states()) == {WorkState.OPEN}
    done = await world.start(again, typed="53")
    assert isinstance(done, SetAside)
    assert (done.count, set(await world.states())) == (53, {WorkState.SHELVED})


async def test_it_is_done_once(world: ShelfWorld) -> None:
    await world.add_many(3)
    await world.work.post_prompt()
    preview = await world.look()
    first = await world.start(preview)
    await world.add_many(2)
    assert await world.start(preview) == first
    assert isinstance(first, SetAside)
    assert (first.by, first.title, first.count) == ("Ana", "", 3)
    assert (await count_of(world, ShelvingRow), await count_of(world, PlacementRow)) == (1, 3)
    assert await world.work.wanted_version() == 2
    assert (await world.states()).count(WorkState.OPEN) == 2


async def test_two_leads_at_once_set_it_aside_once(world: ShelfWorld) -> None:
    await world.add_many(3)
    await world.promote_ben()
    ana, ben = world.work.ana, world.work.ben
    previews = [await world.look(by=person) for person in (ana, ben)]
    done = await gather(
        *(world.start(one, by=who) for one, who in zip(previews, (ana, ben), strict=True))
    )
    [late] = [one for one in done if isinstance(one, FreshPreview)]
    assert (late.seen, late.counts.total) == (3, 0)
    assert (await count_of(world, ShelvingRow), await count_of(world, PlacementRow)) == (1, 3)


async def test_what_is_in_progress_goes_too_where_a_lead_says_so(world: ShelfWorld) -> None:
    await give(world, True, "live")
    await world.add_many(2)
    preview = await world.look()
    async with writing(world.sessions) as session:
        ticked = await change_fresh_start(
            session, actor=world.work.ana, token=preview.token, with_placed=True, now=NOW
        )
    assert (preview.counts.total, ticked.counts.total, ticked.counts.staying) == (2, 3, 1)
    assert isinstance(await world.start(ticked, with_placed=True), SetAside)
    assert set(await world.states()) == {WorkState.SHELVED}


async def test_nothing_is_set_aside_where_nothing_is(world: ShelfWorld) -> None:
    preview = await world.look()
    assert preview.counts.oldest_at is None
    with pytest.raises(ConflictError):
        await world.start(preview)
    assert await count_of(world, ShelvingRow) == 0


async def test_a_lead_starts_fresh(world: ShelfWorld) -> None:
    with pytest.raises(NotAllowedError, match="Only leads can start fresh"):
        await world.look(by=world.work.ben)
    preview = await world.look()
    with pytest.raises(NotFoundError):
        await world.start(preview, by=world.work.ben)
    with pytest.raises(NotAllowedError):
        await world.look(by=world.work.dee)


async def count_of(world: ShelfWorld, table: Any) -> int:
    async with reading(world.sessions) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_five_thousand_go_and_come_back_at_once(world: ShelfWorld) -> None:
    await world.add_many(5000)
    before, began = await world.facts(), perf_counter()
    act = await world.start_now()
    middle = perf_counter()
    undone = await world.undo(act)
    assert (act.count, undone.count, undone.changed_count) == (5000, 5000, 0)
    assert await world.facts() == before
    # Slack waits three seconds; this takes a tenth of it on a machine at rest.
    assert max(middle - began, perf_counter() - middle) < 3


async def edit(world: ShelfWorld, item_id: int) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(WorkItemRow, item_id)
        row.title = f"Edited {row.title}"


async def revive(world: ShelfWorld, item_id: int) -> None:
    await world.bring_back(item_id)


async def revive_and_undo(world: ShelfWorld, item_id: int) -> None:
    placed = await world.bring_back(item_id)
    await world.work.undo(placed.placement_id, by=world.work.ben)


async def archive(world: ShelfWorld, item_id: int) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(WorkItemRow, item_id)
        row.state = WorkState.ARCHIVED


async def revive_and_drop(world: ShelfWorld, item_id: int) -> None:
    await world.bring_back(item_id)
    await world.work.place(item_id, PlacementEntry(Answer.DROP))


Change = Callable[[ShelfWorld, int], Awaitable[None]]
CHANGES: tuple[Change, ...] = (edit, revive, revive_and_undo, archive, revive_and_drop)


@pytest.mark.parametrize("change", CHANGES)
async def test_what_changed_since_is_named_and_left(world: ShelfWorld, change: Change) -> None:
    await give(world, True, "upkeep")
    await world.add_many(6)
    before = await world.facts()
    act = await world.start_now(with_placed=True)
    touched = [row.id for row in await world.rows()][-4:]
    for item_id in touched:
        await change(world, item_id)
    after = await world.facts()
    undone = await world.undo(act)
    assert (undone.count, undone.changed_count, len(undone.changed)) == (3, 4, 3)
    now = await world.facts()
    assert {one: now[one] for one in touched} == {one: after[one] for one in touched}
    assert {one: now[one] for one in now if one not in touched} == {
        one: before[one] for one in before if one not in touched
    }


PLACES = ("none", "live", "upkeep", "health", "anyway")
ITEM = st.tuples(st.booleans(), st.sampled_from(PLACES), st.sampled_from((None, *CHANGES)))


@given(items=st.lists(ITEM, min_size=1, max_size=4), with_placed=st.booleans())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_starting_fresh_then_undo_is_the_identity_on_what_is_untouched(
    world: ShelfWorld, items: list[tuple[bool, str, Change | None]], with_placed: bool
) -> None:
    async with writing(world.sessions) as session:
        for table in (PlacementRow, ShelvingItemRow, ShelvingRow, DraftRow, WorkItemRow):
            await session.execute(delete(table))
    ids = [await give(world, begun, place) for begun, place, _ in items]
    before = await world.facts()
    preview = await world.look()
    if not (preview.counts.total + preview.counts.staying * with_placed):
        return
    act = await world.start_now(with_placed=with_placed)
    shelved = {one for one, fact in (await world.facts()).items() if fact[0] is WorkState.SHELVED}
    touched = set()
    for item_id, (_, _, change) in zip(ids, items, strict=True):
        if change is not None and item_id in shelved:
            await change(world, item_id)
            touched.add(item_id)
    undone = await world.undo(act)
    after = await world.facts()
    untouched = before.keys() - touched
    assert {one: after[one] for one in untouched} == {one: before[one] for one in untouched}
    assert (undone.count, undone.changed_count) == (act.count - len(touched), len(touched))


async def test_every_move_is_on_record(world: ShelfWorld) -> None:
    item_id = await give(world, True, "live")
    act = await world.start_now(with_placed=True)
    await world.undo(act)
    linked, away, back = await world.work.records(item_id)
    assert (away.how, away.from_state, away.to_state) == (
        PlacedHow.PLACED,
        WorkState.OPEN,
        WorkState.SHELVED,
    )
    assert (away.from_key_result_id, away.from_hypothesis) == (
        linked.key_result_id,
        linked.hypothesis,
    )
    assert (away.person_id, away.at) == (world.work.ana.person_id, NOW)
    assert (back.how, back.undoes_id, back.to_place) == (
        PlacedHow.UNDONE,
        away.id,
        Place.KEY_RESULT,
    )
    assert (back.key_result_id, back.hypothesis) == (linked.key_result_id, linked.hypothesis)


async def test_undo_ends_after_seven_days_and_happens_once(world: ShelfWorld) -> None:
    await world.add_many(2)
    act = await world.start_now()
    with pytest.raises(ConflictError, match="more than 7 days ago"):
        await world.undo(act, after=WEEK + timedelta(seconds=1))
    assert set(await world.states()) == {WorkState.SHELVED}
    await world.undo(act, after=WEEK)
    with pytest.raises(ConflictError, match="undone already"):
        await world.undo(act)


async def test_who_did_it_or_any_lead_undoes_it(world: ShelfWorld) -> None:
    await world.add_many(2)
    act = await world.start_now()
    with pytest.raises(NotAllowedError, match="or a lead can undo it"):
        await world.undo(act, by=world.work.ben)
    for stranger, refusal in ((world.work.cem, NotAllowedError), (world.work.gus, NotFoundError)):
        with pytest.raises(refusal):
            await world.undo(act, by=stranger)
    await world.promote_ben()
    assert (await world.undo(act, by=world.work.ben)).count == 2
    async with writing(world.sessions) as session:
        await session.execute(delete(ShelvingItemRow))
        await session.execute(delete(ShelvingRow))
    with pytest.raises(NotFoundError):
        await world.undo(act)


async def test_undoing_one_move_leaves_an_act_of_many(world: ShelfWorld) -> None:
    """Its record is shown nowhere, but an id may be sent all the same."""
    await world.add_many(3)
    act = await world.start_now()
    [first, *_] = await world.rows()
    [record] = await world.work.records(first.id)
    await world.work.undo(record.id)
    undone = await world.undo(act)
    assert (undone.count, undone.changed) == (2, (first.title,))


async def test_other_teams_keep_their_list(world: ShelfWorld) -> None:
    async with writing(world.sessions) as session:
        other = await seed_work_item(session, world.work.payments, now=NOW)
    await world.add_many(2)
    await world.start_now(with_placed=True)
    assert (await world.work.item(other)).state is WorkState.OPEN
