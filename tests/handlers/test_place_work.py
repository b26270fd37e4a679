"""Place them: one work item at a time, each skippable, with undo."""

from bot.okr.work_item import Place, WorkState
from bot.views import place_work as views
from tests.handlers.work_table import NASTY, OLD, seed_work, shown, submit_again, work_rows
from tests.world import World

WHERE = "Where does it belong?"
THOUGHT = "Starting from objective 1, would you have thought of this?"


async def places(world: World) -> list[Place | None]:
    return [row.place for row in await work_rows(world)]


async def test_three_things_find_their_place(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup", "Sales ask", age=OLD)
    await world.ana.command("/okr", "place", channel=world.checkout)
    assert world.ana.modal is not None
    assert world.ana.modal.title == "Place work · 1 of 3"
    assert "14 months old, before these objectives" in shown(world.ana)
    assert "◉" not in shown(world.ana)
    await world.ana.choose(WHERE, "Moves a key result")
    world.ana.fill("How would the number move?", "Fewer people leave at night.")
    await world.ana.choose("Which?", "1.1 Completion")
    world.ana.fill(THOUGHT, "No")
    await world.ana.press("Save, next")
    assert world.ana.errors == {THOUGHT: "Fair. Shelf, or doing it anyway?"}
    world.ana.fill(THOUGHT, "Yes")
    await world.ana.press("Save, next")
    assert world.ana.modal.title == "Place work · 2 of 3"
    assert "◉" not in shown(world.ana)
    await world.ana.choose(WHERE, "No objective, doing it anyway")
    world.ana.fill("Why?", "Sales promised it.")
    await world.ana.press("Save, next")
    await world.ana.press("Skip")
    assert "1 linked, 1 anyway, 1 skipped." in shown(world.ana)
    first, second, third = await work_rows(world)
    assert (first.hypothesis, second.anyway_reason) == (
        "Fewer people leave at night.",
        "Sales promised it.",
    )
    assert (first.place, second.place, third.place) == (Place.KEY_RESULT, Place.ANYWAY, None)
    world.slack.assert_clean()


async def test_undo_takes_the_last_back_and_then_the_one_before(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "place", channel=world.checkout)
    for answer, button in (("Upkeep", "Save, next"), ("Drop it", "Save")):
        await world.ana.choose(WHERE, answer)
        await world.ana.press(button)
    assert "1 upkeep, 1 dropped." in shown(world.ana)
    await world.ana.press("Undo")
    assert "Undone: Log cleanup." in shown(world.ana)
    await world.ana.press("Undo")
    assert "Undone: Admin dark mode." in shown(world.ana)
    assert await places(world) == [None, None]
    assert "*Admin dark mode*" in shown(world.ana)
    assert world.ana.modal is not None
    assert world.ana.modal.title == "Place work · 1 of 2"
    world.slack.assert_clean()


async def test_undo_leaves_what_is_entered_for_the_next(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose(WHERE, "Upkeep")
    await world.ana.press("Save, next")
    await world.ana.choose(WHERE, "Moves a key result")
    await world.ana.choose("Which?", "1.1 Completion")
    await world.ana.press("Undo")
    assert "Undone: Admin dark mode." in shown(world.ana)
    await world.ana.choose(WHERE, "Drop it")
    await world.ana.press("Save, next")
    assert "*Log cleanup*" in shown(world.ana)
    world.ana.fill("How would the number move?", "Fewer lines to search")
    await world.ana.press("Save")
    assert "1 linked, 1 dropped." in shown(world.ana)
    world.slack.assert_clean()


async def test_what_was_skipped_can_be_placed_after_all(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.press("Skip Admin dark mode")
    await world.ana.choose(WHERE, "Upkeep")
    await world.ana.press("Save")
    assert "1 upkeep, 1 skipped." in shown(world.ana)
    assert "[Undo] [Place skipped]" in shown(world.ana)
    await world.ana.press("Place the 1 skipped now")
    assert "*Admin dark mode*" in shown(world.ana)
    await world.ana.choose(WHERE, "Drop it")
    await world.ana.press("Save")
    assert "1 upkeep, 1 dropped." in shown(world.ana)
    assert "[Place skipped]" not in shown(world.ana)
    world.slack.assert_clean()


async def test_what_is_typed_stays_when_another_key_result_is_chosen(world: World) -> None:
    await seed_work(world, "Admin dark mode")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose(WHERE, "Moves a key result")
    world.ana.fill("How would the number move?", "Fewer people leave.")
    await world.ana.choose("Which?", "1.1 Completion")
    assert "Fewer people leave." in shown(world.ana)
    assert "would you have thought" not in shown(world.ana)
    await world.ana.choose(WHERE, "Upkeep")
    assert "How would the number move?" not in shown(world.ana)


async def test_two_people_place_the_same_thing(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ben.command("/okr", "place", channel=world.checkout)
    await world.ben.choose(WHERE, "Upkeep")
    await world.ben.press("Save, next")
    await world.ana.choose(WHERE, "Drop it")
    await world.ana.press("Save, next")
    assert "“Admin dark mode” was changed by someone else meanwhile." in shown(world.ana)
    assert "*Log cleanup*" in shown(world.ana)
    assert await places(world) == [Place.UPKEEP, None]
    assert (await work_rows(world))[0].state is WorkState.OPEN


async def test_the_same_submission_twice_places_once(world: World) -> None:
    await seed_work(world, "Admin dark mode", "Log cleanup")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose(WHERE, "Upkeep")
    await world.ana.press("Save, next")
    answer = await submit_again(world)
    assert answer.status == 200
    assert await places(world) == [Place.UPKEEP, None]


async def test_there_is_nothing_left_to_place(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "place", channel=world.checkout)
    assert "Everything in play has a place." in shown(world.ana)


async def test_outsiders_and_guests_place_nothing(world: World) -> None:
    await seed_work(world, "Admin dark mode")
    cem = world.slack.add_person("Cem")
    gus = world.slack.add_person("Gus", is_guest=True)
    cem_is_told = "Only members of this team can place work"
    for person, told in ((cem, cem_is_told), (gus, "for full members")):
        await world.slack.join(world.checkout, person)
        answer = await person.command("/okr", "place", channel=world.checkout)
        assert answer is not None
        assert told in answer.text
        assert person.modal is None


async def test_a_sitting_that_is_too_old_says_so(world: World) -> None:
    await seed_work(world, "Admin dark mode")
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose(WHERE, "Upkeep")
    world.move(days=3)
    await world.ana.press("Save")
    assert "This form is too old. Close it and open it again." in shown(world.ana)
    assert await places(world) == [None]


async def test_nasty_text_stays_harmless(world: World) -> None:
    await seed_work(world, NASTY, NASTY * 3)
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose(WHERE, "No objective, doing it anyway")
    world.ana.fill("Why?", (NASTY * 20)[:500])
    await world.ana.press("Save, next")
    await world.ana.press("Undo")
    await world.ana.press("Skip")
    assert views.ALL_PLACED not in shown(world.ana)
    assert world.slack.log.pings == []
    world.slack.assert_clean()
