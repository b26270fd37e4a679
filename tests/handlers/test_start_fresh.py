"""*Start fresh* and `/okr shelf`: set aside, searched, brought back, undone."""

from sqlalchemy import update

from bot.db.engine import writing
from bot.db.models import TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.work_item import Place, WorkState
from bot.views import shelf_filter
from sandbox import render
from sandbox.blocks.walk import controls
from tests.handlers.stories import TICK
from tests.handlers.work_table import NASTY, seed_work, shown, submit_again, work_rows
from tests.world import World


async def states(world: World) -> list[WorkState]:
    return [row.state for row in await work_rows(world)]


async def open_fresh(world: World) -> None:
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ana.press("Start fresh")


async def test_the_old_list_goes_to_the_shelf_and_comes_back(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup", is_started=False)
    await open_fresh(world)
    text = shown(world.ana)
    for part in ("2 to the shelf", "2 typed", "2 newer than 3 months", "2 not started"):
        assert part in text
    assert len(world.ana.modals) == 1
    await world.ana.press("Set 2 aside")
    assert await states(world) == [WorkState.SHELVED, WorkState.SHELVED]
    assert "2 things are on the shelf." in shown(world.ana)
    assert "can undo this until 16 Nov" in shown(world.ana)
    await submit_again(world)
    await world.ana.press("Undo")
    assert await states(world) == [WorkState.OPEN, WorkState.OPEN]
    assert "Undone: 2 things are back where they were." in shown(world.ana)
    world.slack.assert_clean()


async def test_above_fifty_the_count_is_typed(world: World) -> None:
    await seed_work(world, *[f"Wish {number}" for number in range(51)], is_started=False)
    await open_fresh(world)
    world.ana.fill("Type 51 to set them aside", "50")
    await world.ana.press("Set 51 aside")
    assert world.ana.errors == {
        "Type 51 to set them aside": "That is not 51. Type 51; nothing was changed yet."
    }
    assert set(await states(world)) == {WorkState.OPEN}
    world.ana.fill("Type 51 to set them aside", "51")
    await world.ana.press("Set 51 aside")
    assert set(await states(world)) == {WorkState.SHELVED}


async def test_what_has_a_place_stays_unless_it_is_ticked(world: World) -> None:
    first, _ = await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ana.press("Place", at=0)
    await world.ana.choose("Where does it belong?", "Upkeep")
    await world.ana.press("Save")
    await world.ana.close_modal()
    await open_fresh(world)
    assert "1 in progress that has a place in this cycle" in shown(world.ana)
    assert "1 in progress without a place: “Log cleanup”" in shown(world.ana)
    await world.ana.choose("start_fresh.choose", TICK)
    assert "2 to the shelf" in shown(world.ana)
    await world.ana.press("Set 2 aside")
    assert await states(world) == [WorkState.SHELVED] * 2
    await world.ana.press("Shelf")
    assert "2 things set aside on 9 Nov by Ana" in shown(world.ana)
    await world.ana.press("Undo")
    assert "Undone: 2 things are back" in shown(world.ana)
    assert "Nothing is on the shelf" in shown(world.ana)
    rows = {row.id: row for row in await work_rows(world)}
    assert (rows[first].state, rows[first].place) == (WorkState.OPEN, Place.UPKEEP)
    world.slack.assert_clean()


async def test_work_in_progress_alone_is_set_aside_where_a_lead_says_so(world: World) -> None:
    await seed_work(world, "Log cleanup")
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ana.press("Place", at=0)
    await world.ana.choose("Where does it belong?", "Upkeep")
    await world.ana.press("Save")
    await world.ana.close_modal()
    await open_fresh(world)
    assert "Nothing to set aside" in shown(world.ana)
    await world.ana.choose("start_fresh.choose", TICK)
    assert "1 in progress: “Log cleanup”" in shown(world.ana)
    await world.ana.press("Set 1 aside")
    assert "1 thing is on the shelf." in shown(world.ana)
    world.slack.assert_clean()


async def test_a_member_finds_it_and_brings_it_back(world: World) -> None:
    titles = [f"Wish {number}" for number in range(14)]
    await seed_work(world, *titles, NASTY, "100% faster", is_started=False)
    await open_fresh(world)
    await world.ana.press("Set 16 aside")
    await world.ben.command("/okr", "shelf", channel=world.checkout)
    assert "16 on the shelf" in shown(world.ben)
    assert "This cycle: 16 shelved, 0 came back" in shown(world.ben)
    assert "Page 1 of 2" in shown(world.ben)
    assert "Start fresh" not in shown(world.ben)
    await world.ben.press("Next")
    assert "Page 2 of 2" in shown(world.ben)
    await world.ben.press("Previous")
    await world.ben.choose(shelf_filter.ORDER, "Oldest first")
    assert "Wish 0" in shown(world.ben)
    await world.ben.enter("Words in the title", "0% FASTER")
    assert "1 found" in shown(world.ben)
    await world.ben.press("Bring back")
    await world.ben.press("Back to the shelf")
    assert "1 found" in shown(world.ben)
    await world.ben.press("Bring back")
    await world.ben.choose("Which key result does it move?", "1.1 Completion")
    world.ben.fill("How would the number move?", "People stay.")
    await world.ben.press("Bring it back")
    assert "Back: “100% faster”" in shown(world.ben)
    assert "16 shelved, 1 came back" in shown(world.ben)
    assert "Nothing on the shelf fits" in shown(world.ben)
    await world.ben.press("Undo")
    assert "Undone: “100% faster” is on the shelf again." in shown(world.ben)
    assert "16 shelved, 0 came back" in shown(world.ben)
    world.ben.fill("Words in the title", "")
    await world.ben.choose(shelf_filter.SOURCE, "GitHub")
    assert "Nothing on the shelf fits" in shown(world.ben)
    await world.ben.choose(shelf_filter.SOURCE, "Any source")
    await world.ben.press("Search")
    assert "Page 1 of 2" in shown(world.ben)
    world.slack.assert_clean()


async def test_how_the_number_would_move_is_asked_under_its_field(world: World) -> None:
    await seed_work(world, "Admin dark mode", is_started=False)
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ana.choose("Not now: shelf")
    await world.ana.press("Shelf")
    await world.ana.press("Bring back")
    await world.ana.choose("Which key result does it move?", "1.1 Completion")
    world.ana.fill("How would the number move?", "   ")
    await world.ana.press("Bring it back")
    assert world.ana.errors == {
        "How would the number move?": "Say how the number would move, or leave it on the shelf."
    }
    assert await states(world) == [WorkState.SHELVED]


async def test_the_door_is_shut_while_planning_until_a_lead_opens_it(world: World) -> None:
    await seed_work(world, "Admin dark mode", is_started=False)
    await open_fresh(world)
    await world.ana.press("Set 1 aside")
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state=CycleState.PLANNING))
    await world.ben.command("/okr", "shelf", channel=world.checkout)
    assert "The shelf is shut. Each key result needs two ideas first: 1.1." in shown(
        world.ben
    ).replace("*", "")
    assert not {"Bring back", "Open it anyway"} & names(world, shelf_of=True)
    await world.ana.press("Shelf")
    await world.ana.press("Open it anyway")
    assert "Ana opened the shelf on 9 Nov." in shown(world.ana)
    await world.ben.close_modal()
    await world.ben.command("/okr", "shelf", channel=world.checkout)
    await world.ben.press("Bring back")
    await world.ana.press("Shut it again")
    await world.ben.choose("Which key result does it move?", "1.1 Completion")
    world.ben.fill("How would the number move?", "People stay.")
    await world.ben.press("Bring it back")
    assert "The shelf is shut until each key result has two ideas" in shown(world.ben)
    assert await states(world) == [WorkState.SHELVED]


def names(world: World, *, shelf_of: bool) -> set[str]:
    assert shelf_of
    assert world.ben.modal is not None
    found = controls(world.ben.modal.blocks)
    return {one.element.get("text", {}).get("text", "") for one in found}


async def test_the_cycle_page_leads_there(world: World) -> None:
    await seed_work(world, "Admin dark mode", is_started=False)
    await world.ana.command("/okr", "cycle", channel=world.checkout)
    await world.ana.press("Start fresh")
    await world.ana.press("Set 1 aside")
    await world.ana.close_modal(whole_stack=True)
    await world.ben.command("/okr", "cycle", channel=world.checkout)
    assert "This cycle: 1 shelved, 0 came back" in shown(world.ben)
    await world.ben.press("Shelf")
    assert "“Admin dark mode” set aside on 9 Nov" not in shown(world.ben)
    await world.ana.command("/okr", "shelf", channel=world.checkout)
    assert "“Admin dark mode” set aside on 9 Nov by Ana. Can be undone until 16 Nov." in shown(
        world.ana
    )
    assert render(world.ana.front)
    world.slack.assert_clean()


async def test_it_is_the_first_step_of_a_plan(world: World) -> None:
    await seed_work(world, "Admin dark mode", is_started=False)
    await world.ana.command("/okr", "cycle", channel=world.checkout)
    await world.ana.press("Plan the next one")
    await world.ana.press("Start planning")
    assert "1 · Start fresh" in shown(world.ana)
    await world.ana.press("Start fresh")
    await world.ana.press("Set 1 aside")
    await world.ana.press("Shelf")
    assert "This cycle: 1 shelved, 0 came back" in shown(world.ana)
    assert "The planned cycle needs key results first" in shown(world.ana)
    await world.ana.press("Open it anyway")
    assert "[Bring back]" in shown(world.ana)
    world.slack.assert_clean()
