"""The shelf: how it is read and searched, its door, bringing back, counting, and archiving."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import update

from bot.db.engine import Sessions, writing
from bot.db.models import CycleRow, ShelvingRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import CycleState
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.places import MAX_SENTENCE, Answer
from bot.okr.placing import PlacementEntry
from bot.okr.shelf import (
    PER_PAGE,
    ShelfAge,
    ShelfCounts,
    ShelfOrder,
    archived_before,
    is_shelf_open,
)
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState
from bot.services.archives import archive_untouched
from bot.services.revivals import NO_KEY_RESULTS, open_revival
from bot.services.shelf import load_present_counts
from bot.services.shelf_door import open_shelf
from bot.services.work_items import find_tracked, load_team_work
from tests.seeding import seed_key_result, seed_objective
from tests.services.shelf_world import ShelfWorld, build_shelf_world
from tests.services.work_world import NOW, OLD, SENTENCE

DAY = timedelta(days=1)


@pytest.fixture
async def world(sessions: Sessions) -> ShelfWorld:
    return await build_shelf_world(sessions)


async def titles(world: ShelfWorld, words: str) -> set[str]:
    found = await world.shelf(words=words)
    assert found.found == len(found.items)
    return {one.work_item.title for one in found.items}


async def test_every_word_is_searched_for_in_any_case(world: ShelfWorld) -> None:
    every = {
        "ÄRGER mit Öl",
        "ärger im Büro",
        "ΑΘΗΝΑ Ω",
        "ЗАКАЗ один",
        "100% faster",
        "1000 faster",
        "snake_case",
        "snakeXcase",
        "back\\slash",
        'it\'s /odd/ "quoted"',
        "Straße",
        "مرحبا بالعالم",
    }
    for title in every:
        await world.add_many(1, title=title, state=WorkState.SHELVED)
    for words, expected in {
        "": every,
        "  ": every,
        "ärger": {"ÄRGER mit Öl", "ärger im Büro"},
        "ÄRGER öl": {"ÄRGER mit Öl"},
        "a\u0308rger": {"ÄRGER mit Öl", "ärger im Büro"},  # composed as people type it
        "αθηνα ω": {"ΑΘΗΝΑ Ω"},
        "заказ": {"ЗАКАЗ один"},
        "100%": {"100% faster"},
        "FASTER": {"100% faster", "1000 faster"},
        "snake_case": {"snake_case"},
        "\\": {"back\\slash"},
        "it's": {'it\'s /odd/ "quoted"'},
        "/odd/": {'it\'s /odd/ "quoted"'},
        "straße": {"Straße"},
        "strasse": set(),
        "مرحبا": {"مرحبا بالعالم"},
        "' OR 1=1 --": set(),
        "x " * 200: {"snakeXcase"},
    }.items():
        assert await _all_titles(world, words) == expected, words


async def _all_titles(world: ShelfWorld, words: str) -> set[str]:
    found = await world.shelf(words=words)
    pages = [await world.shelf(words=words, page=page) for page in range(1, 3)]
    shown = {one.work_item.title for one in found.items}
    for page in pages:
        shown |= {one.work_item.title for one in page.items}
    assert found.found == len(shown)
    return shown


async def test_it_is_read_by_source_age_and_order(world: ShelfWorld) -> None:
    for source, days in product((WorkSource.TYPED, WorkSource.GITHUB), (10, 100, 400)):
        created = NOW - days * DAY
        await world.add_many(
            1,
            title=f"{source} {days}",
            source=source,
            source_created_at=created,
            state=WorkState.SHELVED,
        )

    async def read(**wanted: Any) -> list[str]:
        return [one.work_item.title for one in (await world.shelf(**wanted)).items]

    github = WorkSource.GITHUB
    assert await read(source=github) == ["github 10", "github 100", "github 400"]
    assert await read(source=github, order=ShelfOrder.OLDEST) == [
        "github 400",
        "github 100",
        "github 10",
    ]
    assert await read(age=ShelfAge.NEWER) == ["github 10", "typed 10"]
    assert await read(age=ShelfAge.MIDDLE) == ["github 100", "typed 100"]
    assert await read(age=ShelfAge.OLDER) == ["github 400", "typed 400"]
    assert await read(age=ShelfAge.OLDER, source=github, words="TYPED") == []


async def test_a_page_at_a_time(world: ShelfWorld) -> None:
    await world.add_many(2 * PER_PAGE + 1, state=WorkState.SHELVED)
    shelf = await world.shelf(page=1)
    assert (shelf.found, shelf.total, len(shelf.items), shelf.page) == (21, 21, PER_PAGE, 1)
    last = await world.shelf(page=9)
    assert (last.page, [one.work_item.title for one in last.items]) == (2, ["Wish 0"])
    assert (await world.shelf(page=-1)).page == 0
    nothing = await world.shelf(page=3, words="nothing")
    assert (nothing.page, nothing.items) == (0, ())


async def test_the_team_alone_reads_it(world: ShelfWorld) -> None:
    for person, refusal in ((world.work.cem, NotAllowedError), (world.work.gus, NotFoundError)):
        with pytest.raises(refusal):
            await world.shelf(by=person)


async def test_what_can_be_undone_is_offered_to_who_may(world: ShelfWorld) -> None:
    await world.add_many(3)
    many = await world.start_now()
    one = await world.work.add("Log cleanup")
    placed = await world.work.place(one, PlacementEntry(Answer.SHELF), by=world.work.ben)
    acts = (await world.shelf(by=world.work.ana)).acts
    assert [(act.count, act.title, act.by) for act in acts] == [
        (1, "Log cleanup", "Ben"),
        (3, "", "Ana"),
    ]
    assert [act.title for act in (await world.shelf()).acts] == ["Log cleanup"]
    assert (await world.shelf(by=world.work.ana, now=NOW + 8 * DAY)).acts == ()
    await world.work.undo(placed.placement_id, by=world.work.ben)
    assert (await world.shelf()).acts == ()
    for row in await world.rows():
        if row.state is WorkState.SHELVED:
            await world.bring_back(row.id)
    assert (await world.shelf(by=world.work.ana)).acts == ()
    assert (await world.undo(many)).count == 0


async def test_one_piece_of_work_is_undone_from_the_shelf_too(world: ShelfWorld) -> None:
    item_id = await world.work.add("Log cleanup")
    await world.work.place(item_id, PlacementEntry(Answer.ANYWAY, reason="Sales."))
    before = await world.facts()
    await world.work.place(item_id, PlacementEntry(Answer.SHELF), by=world.work.ben)
    [act] = (await world.shelf()).acts
    undone = await world.undo(act, by=world.work.ben)
    assert (undone.count, await world.facts()) == (1, before)


async def test_work_comes_back_for_a_key_result(world: ShelfWorld) -> None:
    item_id = await world.work.add("Dark mode", created_at=OLD)
    await world.start_now()
    placed = await world.bring_back(item_id, sentence="  Fewer\npeople leave. ")
    row = await world.work.item(item_id)
    assert (row.state, row.place, row.key_result_id) == (
        WorkState.OPEN,
        Place.KEY_RESULT,
        world.work.completion,
    )
    assert (row.hypothesis, row.started_at, row.ended_at) == ("Fewer people leave.", None, None)
    record = (await world.work.records(item_id))[-1]
    assert (record.how, record.from_state) == (PlacedHow.REVIVED, WorkState.SHELVED)
    await world.work.undo(placed.placement_id, by=world.work.ben)
    assert (await world.work.item(item_id)).state is WorkState.SHELVED
    assert (await world.shelf(by=world.work.ana)).acts == ()


@pytest.mark.parametrize(
    ("key_result", "sentence", "fields"),
    [
        (None, SENTENCE, {"key_result"}),
        (None, " \n ", {"key_result", "hypothesis"}),
        ("completion", "", {"hypothesis"}),
        ("completion", "x" * (MAX_SENTENCE + 1), {"hypothesis"}),
        ("errors", SENTENCE, {"key_result"}),
        ("payouts", SENTENCE, {"key_result"}),
    ],
)
async def test_it_does_not_come_back_without_a_reason(
    world: ShelfWorld, key_result: str | None, sentence: str, fields: set[str]
) -> None:
    item_id = await world.work.add()
    await world.start_now()
    await world.work.close(world.work.errors)
    wanted = getattr(world.work, key_result) if key_result else None
    with pytest.raises(FormError) as refused:
        await world.bring_back(item_id, key_result_id=wanted, sentence=sentence)
    assert set(refused.value.fields) == fields
    assert (await world.work.item(item_id)).state is WorkState.SHELVED


async def test_only_what_is_on_the_shelf_comes_back(world: ShelfWorld) -> None:
    item_id = await world.work.add()
    with pytest.raises(NotFoundError, match="is open already"):
        await world.bring_back(item_id)
    await world.start_now()
    with pytest.raises(NotAllowedError):
        await world.bring_back(item_id, by=world.work.cem)
    with pytest.raises(NotFoundError):
        await world.bring_back(item_id + 1)


async def test_work_may_come_back_for_the_planned_cycle(world: ShelfWorld) -> None:
    item_id = await world.work.add()
    await world.start_now()
    planned = await add_cycle(world, "Q1", state=CycleState.PLANNING, began=None)
    async with writing(world.sessions) as session:
        seeded = world.work.checkout.__class__(
            world.work.checkout.workspace_id, world.work.checkout.team_id, planned
        )
        objective = await seed_objective(session, seeded, now=NOW, title="New")
        new = await seed_key_result(session, seeded, objective_id=objective, now=NOW)
        await open_shelf(
            session,
            actor=world.work.ana,
            team_id=seeded.team_id,
            is_open=True,
            now=NOW,
        )
        shown = await open_revival(session, actor=world.work.ben, work_item_id=item_id, now=NOW)
    assert [one.title for one in shown.objectives] == ["New"], "the running cycle is about to end"
    assert (await world.bring_back(item_id, key_result_id=new)).work_item.key_result_id == new


async def test_without_a_key_result_nothing_comes_back(world: ShelfWorld) -> None:
    item_id = await world.work.add()
    await world.start_now()
    for key_result_id in (world.work.completion, world.work.errors):
        await world.work.close(key_result_id)
    async with writing(world.sessions) as session:
        with pytest.raises(NotFoundError, match=NO_KEY_RESULTS):
            await open_revival(session, actor=world.work.ben, work_item_id=item_id, now=NOW)


@pytest.mark.parametrize(
    ("ideas", "was_planned", "is_opened", "is_open"),
    [
        ((), True, False, False),
        ((), False, False, True),
        ((2, 2), True, False, True),
        ((2, 1), True, False, False),
        ((0,), True, False, False),
        ((0,), True, True, True),
        ((0,), False, False, True),
    ],
)
def test_the_door(
    ideas: tuple[int, ...], was_planned: bool, is_opened: bool, is_open: bool
) -> None:
    assert is_shelf_open(ideas, was_planned=was_planned, is_opened=is_opened) is is_open


async def be_planned(world: ShelfWorld) -> None:
    await world.plan_next_cycle()


async def have_been_planned(world: ShelfWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(locked_at=TeamCycleRow.activated_at))


@pytest.mark.parametrize("prepare", [be_planned, have_been_planned])
async def test_a_lead_opens_the_shelf_of_a_planned_cycle(
    world: ShelfWorld, prepare: Callable[[ShelfWorld], Awaitable[None]]
) -> None:
    item_id = await world.work.add()
    await world.start_now()
    team_id, ana, ben = world.work.checkout.team_id, world.work.ana, world.work.ben
    assert (await world.shelf()).door.is_open
    await prepare(world)
    assert list((await world.shelf()).door.missing) == ["1.1", "1.2"]
    with pytest.raises(NotAllowedError, match="two ideas of its own"):
        await world.bring_back(item_id)

    async def set_door(actor: Actor, now: datetime, *, is_open: bool) -> None:
        async with writing(world.sessions) as session:
            await open_shelf(session, actor=actor, team_id=team_id, is_open=is_open, now=now)

    with pytest.raises(NotAllowedError, match="Only leads can open the shelf"):
        await set_door(ben, NOW, is_open=True)
    await set_door(ana, NOW, is_open=True)
    await set_door(ana, NOW + DAY, is_open=True)
    door = (await world.shelf()).door
    assert (door.is_open, door.opened_at, door.opened_by, door.missing) == (True, NOW, "Ana", ())
    await set_door(ana, NOW, is_open=False)
    assert not (await world.shelf()).door.is_open
    await set_door(ana, NOW, is_open=True)
    await world.bring_back(item_id)


async def test_a_team_without_a_cycle_has_a_shelf(world: ShelfWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state=CycleState.CLOSED))
    await world.add_many(2)
    await world.start_now()
    shelf = await world.shelf()
    assert (shelf.total, shelf.counts, shelf.door.is_open) == (2, ShelfCounts(0, 0), True)
    async with writing(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await open_shelf(
                session,
                actor=world.work.ana,
                team_id=world.work.checkout.team_id,
                is_open=True,
                now=NOW,
            )


async def test_what_came_back_is_counted_for_its_cycle(world: ShelfWorld) -> None:
    async def counts() -> ShelfCounts:
        async with writing(world.sessions) as session:
            return await load_present_counts(session, team_id=world.work.checkout.team_id)

    await world.add_many(5)
    act = await world.start_now()
    first, second, *_ = [row.id for row in await world.rows()]
    await world.bring_back(first)
    undone = await world.bring_back(second)
    assert await counts() == ShelfCounts(5, 2)
    await world.work.undo(undone.placement_id, by=world.work.ben)
    assert await counts() == ShelfCounts(5, 1)
    await world.work.place(first, PlacementEntry(Answer.SHELF))
    assert await counts() == ShelfCounts(5, 1)
    await world.undo(act)
    assert (await counts()).shelved == 1
    async with writing(world.sessions) as session:
        await session.execute(update(ShelvingRow).values(team_cycle_id=None))
    assert await counts() == ShelfCounts(0, 0)


async def test_shelved_work_is_out_of_the_way(world: ShelfWorld) -> None:
    item_id = await world.work.add()
    await world.start_now()
    async with writing(world.sessions) as session:
        team = (await world.shelf()).team
        work = await load_team_work(session, team=team)
        row = await session.get_one(WorkItemRow, item_id)
        row.source, row.external_id = WorkSource.GITHUB, "acme/shop#212"
        await session.flush()
        told = await find_tracked(
            session, actor=world.work.ana, source=WorkSource.GITHUB, external_id="acme/shop#212"
        )
    assert (work.work_items, work.in_play, work.unplaced) == ((), (), ())
    assert told == "Checkout tracks this message already: “Dark mode”, on the shelf."


def test_two_whole_cycles_untouched() -> None:
    began = [NOW - 90 * number * DAY for number in range(4)]
    assert archived_before([]) is None
    assert archived_before(began[:2]) is None
    assert archived_before(began[:3]) == began[2]
    assert archived_before(sorted(began)) == began[2]


async def add_cycle(
    world: ShelfWorld, name: str, *, state: CycleState, began: datetime | None
) -> int:
    team = world.work.checkout
    async with writing(world.sessions) as session:
        cycle = CycleRow(
            workspace_id=team.workspace_id, name=name, starts_on=NOW.date(), ends_on=NOW.date()
        )
        session.add(cycle)
        await session.flush()
        row = TeamCycleRow(
            workspace_id=team.workspace_id,
            team_id=team.team_id,
            cycle_id=cycle.id,
            state=state,
            activated_at=began,
        )
        session.add(row)
        await session.flush()
        return row.id


async def test_what_lies_untouched_for_two_cycles_is_archived(world: ShelfWorld) -> None:
    """The seeded cycle began five weeks ago; two more began before it."""
    second, third = NOW - 100 * DAY, NOW - 200 * DAY
    await world.add_many(1, title="Old", state=WorkState.SHELVED, ended_at=third - DAY)
    await world.add_many(1, title="Forgotten", state=WorkState.SHELVED, created_at=third - DAY)
    await world.add_many(1, title="Touched", state=WorkState.SHELVED, ended_at=third + DAY)
    await world.add_many(1, title="Open", created_at=third - DAY)

    async def archive() -> int:
        async with writing(world.sessions) as session:
            return await archive_untouched(session, team_id=world.work.checkout.team_id, now=NOW)

    assert await archive() == 0
    await add_cycle(world, "Second", state=CycleState.CLOSED, began=second)
    await add_cycle(world, "Planned", state=CycleState.PLANNING, began=None)
    await add_cycle(world, "Later", state=CycleState.CLOSED, began=NOW + DAY)
    assert await archive() == 0
    await add_cycle(world, "Third", state=CycleState.CLOSED, began=third)
    assert (await archive(), await archive()) == (2, 0)
    shelf = await world.shelf(by=world.work.ana)
    assert (shelf.total, shelf.archived, shelf.found) == (1, 2, 3)
    assert await titles(world, "forgotten") == {"Forgotten"}
    async with writing(world.sessions) as session:
        await open_shelf(
            session,
            actor=world.work.ana,
            team_id=world.work.checkout.team_id,
            is_open=True,
            now=NOW,
        )
    old = next(row for row in await world.rows() if row.title == "Old")
    placed = await world.bring_back(old.id)
    assert placed.work_item.state is WorkState.OPEN
    await world.work.undo(placed.placement_id, by=world.work.ben)
    assert (await world.work.item(old.id)).state is WorkState.ARCHIVED
