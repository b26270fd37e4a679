"""A sitting: what it asks about, in which order, and what happens when two people place at once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.db.engine import Sessions, writing
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry, Sitting
from bot.okr.work_item import Place
from bot.services.drafts import open_draft
from bot.services.sittings import (
    FORM,
    get_sitting,
    open_sitting,
    open_sitting_for,
    place_in_sitting,
    resume_sitting,
    skip_in_sitting,
    undo_in_sitting,
)
from tests.services.work_world import NOW, WorkWorld, build_work_world

UPKEEP = PlacementEntry(Answer.UPKEEP)
NOTHING = PlacementEntry()


@dataclass(frozen=True, slots=True)
class Table:
    """Three old things without a place, and one that is not started."""

    world: WorkWorld
    ids: tuple[int, int, int]
    idea: int

    async def open(self, by: Actor | None = None) -> Sitting:
        actor = by or self.world.ana
        async with writing(self.world.sessions) as session:
            return await open_sitting(
                session, actor=actor, team_id=self.world.checkout.team_id, now=NOW
            )

    async def open_for(self, work_item_id: int) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await open_sitting_for(
                session, actor=self.world.ana, work_item_id=work_item_id, now=NOW
            )

    async def get(self, sitting: Sitting, entry: PlacementEntry = NOTHING) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await get_sitting(
                session, actor=self.world.ana, token=sitting.token, entry=entry, now=NOW
            )

    async def place(
        self, sitting: Sitting, entry: PlacementEntry = UPKEEP, *, by: Actor | None = None
    ) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await place_in_sitting(
                session,
                actor=by or self.world.ana,
                token=sitting.token,
                work_item_id=asked(sitting),
                entry=entry,
                now=NOW,
            )

    async def skip(self, sitting: Sitting) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await skip_in_sitting(
                session,
                actor=self.world.ana,
                token=sitting.token,
                work_item_id=asked(sitting),
                now=NOW,
            )

    async def undo(self, sitting: Sitting) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await undo_in_sitting(
                session,
                actor=self.world.ana,
                token=sitting.token,
                entry=NOTHING,
                now=NOW,
            )

    async def resume(self, sitting: Sitting) -> Sitting:
        async with writing(self.world.sessions) as session:
            return await resume_sitting(session, actor=self.world.ana, token=sitting.token, now=NOW)


def asked(sitting: Sitting) -> int | None:
    return sitting.work_item.id if sitting.work_item else None


@pytest.fixture
async def table(sessions: Sessions) -> Table:
    world = await build_work_world(sessions)
    first, second, third = [
        await world.add(title, created_at=NOW - timedelta(days=age))
        for age, title in ((30, "First"), (20, "Second"), (10, "Third"))
    ]
    return Table(world, (first, second, third), await world.add("Idea", is_started=False))


async def test_it_asks_about_what_is_in_play_and_has_no_place_the_oldest_first(
    table: Table,
) -> None:
    sitting = await table.open()
    seen = []
    while sitting.work_item is not None:
        seen.append((asked(sitting), sitting.number, sitting.total, sitting.left))
        sitting = await table.place(sitting)
    first, second, third = table.ids
    assert seen == [(first, 1, 3, 2), (second, 2, 3, 1), (third, 3, 3, 0)]
    assert sitting.tally == {Answer.UPKEEP: 3}
    assert (await table.open()).total == 0


async def test_what_was_skipped_can_be_gone_through_again(table: Table) -> None:
    sitting = await table.skip(await table.skip(await table.skip(await table.open())))
    assert (sitting.work_item, sitting.skipped, sitting.skipped_left) == (None, 3, 3)
    await table.world.place(table.ids[1], UPKEEP, by=table.world.ben)
    sitting = await table.resume(sitting)
    assert (asked(sitting), sitting.number, sitting.total) == (table.ids[0], 2, 3)
    assert asked(await table.resume(sitting)) == table.ids[0]
    sitting = await table.skip(await table.place(sitting))
    assert (sitting.tally, sitting.skipped, sitting.skipped_left) == ({Answer.UPKEEP: 1}, 2, 1)


async def test_what_is_skipped_is_not_shown_again(table: Table) -> None:
    sitting = await table.skip(await table.open())
    sitting = await table.skip(await table.place(sitting))
    assert (sitting.work_item, sitting.skipped, sitting.tally) == (None, 2, {Answer.UPKEEP: 1})
    assert (await table.open()).total == 2


async def test_choosing_changes_nothing(table: Table) -> None:
    sitting = await table.open()
    shown = await table.get(sitting, PlacementEntry(Answer.ANYWAY, reason="x"))
    assert (asked(shown), shown.question.entry.reason) == (table.ids[0], "x")
    assert (await table.world.item(table.ids[0])).version == 1


async def test_a_refused_answer_stays_where_it_is(table: Table) -> None:
    sitting = await table.open()
    with pytest.raises(FormError):
        await table.place(sitting, NOTHING)
    assert asked(await table.get(sitting)) == table.ids[0]


async def test_the_same_answer_twice_counts_once(table: Table) -> None:
    sitting = await table.open()
    await table.place(sitting)
    again = await table.place(sitting)
    assert (asked(again), again.tally) == (table.ids[1], {Answer.UPKEEP: 1})
    assert len(await table.world.records(table.ids[0])) == 1
    again = await table.skip(sitting)
    assert (asked(again), again.skipped) == (table.ids[1], 0)


async def test_undo_goes_back_one_by_one_and_asks_again(table: Table) -> None:
    sitting = await table.place(await table.place(await table.place(await table.open())))
    sitting = await table.undo(sitting)
    first, second, third = table.ids
    assert (sitting.notice, sitting.tally) == ("Undone: Third.", {Answer.UPKEEP: 2})
    assert (asked(sitting), sitting.number, sitting.left) == (third, 3, 0)
    sitting = await table.undo(await table.undo(sitting))
    assert (sitting.notice, sitting.undoable) == ("Undone: First.", False)
    assert (asked(sitting), sitting.number, sitting.left) == (first, 1, 2)
    assert (await table.undo(sitting)).notice == "Nothing is left to undo."
    seen = []
    while sitting.work_item is not None:
        seen.append((asked(sitting), sitting.number))
        sitting = await table.place(sitting)
    assert seen == [(first, 1), (second, 2), (third, 3)]
    assert sitting.tally == {Answer.UPKEEP: 3}


async def test_undo_in_the_middle_asks_again_first_and_keeps_the_question(table: Table) -> None:
    first, second, third = table.ids
    begun = PlacementEntry(Answer.ANYWAY, reason="Sales promised it")
    sitting = await table.place(await table.skip(await table.open()))
    async with writing(table.world.sessions) as session:
        sitting = await undo_in_sitting(
            session, actor=table.world.ana, token=sitting.token, entry=begun, now=NOW
        )
    assert (asked(sitting), sitting.number, sitting.left) == (second, 2, 1)
    assert sitting.question.entry == NOTHING
    sitting = await table.skip(sitting)
    assert (asked(sitting), sitting.number, sitting.left) == (third, 3, 0)
    assert sitting.question.entry == begun
    sitting = await table.place(sitting, begun)
    assert (sitting.tally, sitting.skipped) == ({Answer.ANYWAY: 1}, 2)
    assert sitting.skipped_left == 2
    assert asked(await table.resume(sitting)) == first


async def test_undo_says_what_changed_since_and_goes_on_to_the_one_before(table: Table) -> None:
    sitting = await table.place(await table.place(await table.open()))
    other = PlacementEntry(Answer.ENGINEERING_HEALTH)
    await table.world.place(table.ids[1], other, by=table.world.ben)
    sitting = await table.undo(sitting)
    assert "“Second” was changed since" in sitting.notice
    assert (await table.world.item(table.ids[1])).place is Place.ENGINEERING_HEALTH
    assert (await table.undo(sitting)).notice == "Undone: First."


async def test_the_second_of_two_people_sees_it_was_placed_and_goes_on(table: Table) -> None:
    mine, theirs = await table.open(), await table.open(by=table.world.ben)
    await table.place(theirs, PlacementEntry(Answer.ENGINEERING_HEALTH), by=table.world.ben)
    mine = await table.place(mine)
    assert (asked(mine), mine.tally) == (table.ids[1], {})
    assert mine.notice == "“First” was changed by someone else meanwhile."
    assert (await table.world.item(table.ids[0])).place is Place.ENGINEERING_HEALTH


async def test_what_was_placed_meanwhile_is_passed_over(table: Table) -> None:
    sitting = await table.open()
    await table.world.place(table.ids[1], UPKEEP, by=table.world.ben)
    assert asked(await table.skip(sitting)) == table.ids[2]


@pytest.mark.parametrize(
    ("is_own", "entry", "who"),
    [
        (True, UPKEEP, "by you in another window"),
        (False, UPKEEP, "by someone else"),
        (False, PlacementEntry(Answer.DROP), "by someone else"),
    ],
)
async def test_skipping_what_found_its_place_meanwhile_says_so(
    table: Table, is_own: bool, entry: PlacementEntry, who: str
) -> None:
    sitting = await table.open()
    world = table.world
    await world.place(table.ids[0], entry, by=world.ana if is_own else world.ben)
    sitting = await table.skip(sitting)
    assert (asked(sitting), sitting.skipped) == (table.ids[1], 0)
    assert sitting.notice == f"“First” was changed {who} meanwhile."


async def test_what_was_ended_meanwhile_is_passed_over_when_something_is_chosen(
    table: Table,
) -> None:
    sitting = await table.open()
    await table.world.place(table.ids[0], PlacementEntry(Answer.DROP), by=table.world.ben)
    sitting = await table.get(sitting)
    assert asked(sitting) == table.ids[1]
    assert sitting.notice.endswith("was changed by someone else meanwhile.")


async def test_one_work_item_may_be_placed_again(table: Table) -> None:
    await table.world.place(table.ids[0], UPKEEP)
    sitting = await table.open_for(table.ids[0])
    assert (asked(sitting), sitting.total) == (table.ids[0], 1)
    sitting = await table.place(sitting, PlacementEntry(Answer.ENGINEERING_HEALTH))
    assert sitting.work_item is None
    assert (await table.world.item(table.ids[0])).place is Place.ENGINEERING_HEALTH


async def test_outsiders_and_old_or_broken_forms_are_refused(table: Table) -> None:
    with pytest.raises(NotAllowedError):
        await table.open(by=table.world.cem)
    with pytest.raises(NotFoundError):
        await table.open(by=table.world.gus)
    sitting = await table.open()
    with pytest.raises(NotFoundError, match="too old"):
        await table.place(sitting, by=table.world.ben)
    with pytest.raises(NotFoundError):
        await table.open_for(999_999)
    async with writing(table.world.sessions) as session:
        token = await open_draft(session, actor=table.world.ana, form=FORM, data={}, now=NOW)
    with pytest.raises(NotFoundError):
        async with writing(table.world.sessions) as session:
            await skip_in_sitting(
                session, actor=table.world.ana, token=str(token), work_item_id=1, now=NOW
            )
