"""`/okr work`: adding work, the list by place, and ending things from it."""

from datetime import timedelta

import pytest

from bot.db.engine import writing
from bot.okr.work_item import Place, WorkState
from bot.views import work as views
from tests.handlers.work_table import NASTY, seed_payments, seed_work, shown, work_rows
from tests.seeding import seed_key_result, seed_objective, seed_work_item
from tests.world import World


async def test_work_is_added_and_listed_by_place(world: World) -> None:
    await seed_work(world, "Log cleanup", "Rewrite", is_started=False)
    await world.ana.command("/okr", "work add Admin dark mode", channel=world.checkout)
    assert "[Admin dark mode]" in shown(world.ana)
    assert "◉ No place yet" in shown(world.ana)
    world.ana.fill("Is it started?", "Started")
    await world.ana.choose("Where does it belong?", "Moves a key result")
    await world.ana.choose("Which?", "1.1 Completion")
    world.ana.fill("How would the number move?", "Fewer people leave at night.")
    await world.ana.press("Add")
    assert "Added to Checkout: *Admin dark mode*" in shown(world.ana)
    assert "for 1.1 Completion" in shown(world.ana)
    await world.ana.press("All work")
    text = shown(world.ana)
    assert "1 in play: 1 key result" in text
    places = [text.index(part) for part in ("1.1 Completion", "Admin dark mode", "Not started")]
    assert places == sorted(places)
    assert text.index("Log cleanup") > places[-1]
    world.slack.assert_clean()


async def test_done_drop_and_shelf_can_be_undone(world: World) -> None:
    await seed_work(world, "Admin dark mode")
    await world.ana.command("/okr", "work", channel=world.checkout)
    for button, state, told in (
        ("Done", WorkState.DONE, "Done: “Admin dark mode”."),
        ("Drop", WorkState.DROPPED, "Dropped: “Admin dark mode”."),
        ("Not now: shelf", WorkState.SHELVED, "Shelved for now: “Admin dark mode”."),
    ):
        if button.startswith("Not"):
            await world.ana.choose(button)
        else:
            await world.ana.press(button)
        assert [row.state for row in await work_rows(world)] == [state]
        assert told in shown(world.ana)
        await world.ana.press("Undo")
        assert [row.state for row in await work_rows(world)] == [WorkState.OPEN]
        assert "Undone: “Admin dark mode”." in shown(world.ana)
    world.slack.assert_clean()


async def test_an_idea_is_started_and_placed_from_the_list(world: World) -> None:
    await seed_work(world, "Admin dark mode", is_started=False)
    await world.ana.command("/okr", "work", channel=world.checkout)
    assert "Nothing is in play." in shown(world.ana)
    await world.ana.choose("Started")
    assert "1 in play: 1 no place yet" in shown(world.ana)
    await world.ana.press("Place")
    await world.ana.choose("Where does it belong?", "Upkeep")
    await world.ana.press("Save")
    assert "1 upkeep." in shown(world.ana)
    assert len(world.ana.modals) == 1
    [row] = await work_rows(world)
    assert row.place is Place.UPKEEP


async def test_what_was_added_by_mistake_is_undone(world: World) -> None:
    await world.seed_checkout()
    await world.ana.shortcut(views.ADD_SHORTCUT)
    world.ana.fill("What is it?", "https://github.com/acme/shop/issues/212")
    world.ana.fill("Is it started?", "Only an idea")
    world.ana.fill("Who does it?", world.ben)
    await world.ana.press("Add")
    [row] = await work_rows(world)
    assert (row.title, row.link) == (
        "github.com/acme/shop/issues/212",
        "https://github.com/acme/shop/issues/212",
    )
    await world.ana.press("Undo")
    [row] = await work_rows(world)
    assert row.state is WorkState.DROPPED
    assert "Dropped" in shown(world.ana)
    await world.ana.press("Add work")
    assert len(world.ana.modals) == 1
    world.slack.assert_clean()


async def test_a_wrong_link_is_said_under_its_field(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "work add", channel=world.checkout)
    world.ana.fill("What is it?", "Dark mode")
    world.ana.fill("Link", "dark.mode")
    world.ana.fill("Is it started?", "Started")
    await world.ana.press("Add")
    assert world.ana.errors == {"Link": "Paste the whole link, starting with https://."}


async def test_a_message_is_tracked_once(world: World) -> None:
    await world.seed_checkout()
    message = await world.ben.say(world.checkout, "*Sales ask*: a & b\nPlease.")
    await world.ana.shortcut("Track as work", message)
    assert "[Sales ask: a & b]" in shown(world.ana)
    assert "/archives/" in shown(world.ana)
    world.ana.fill("Is it started?", "Started")
    await world.ana.press("Add")
    [row] = await work_rows(world)
    assert row.external_id == f"{world.checkout.id}:{message.ts}"
    assert row.link is not None
    await world.ana.close_modal()
    told = await world.ben.shortcut("Track as work", message)
    assert told is not None
    assert "Checkout tracks this message already: “Sales ask: a &amp; b”" in told.text
    world.slack.assert_clean()


async def test_a_message_elsewhere_goes_to_the_team_that_is_chosen(world: World) -> None:
    await world.seed_checkout()
    await seed_payments(world, world.ana)
    random = world.slack.add_channel("random", members=[world.ana])
    message = await world.ana.say(random, "Sales ask")
    await world.ana.shortcut("Track as work", message)
    assert "Where does it belong?" not in shown(world.ana)
    await world.ana.choose("Which team?", "Payments")
    assert "Where does it belong?" in shown(world.ana)
    world.ana.fill("Is it started?", "Only an idea")
    await world.ana.press("Add")
    assert "Added to Payments" in shown(world.ana)


async def test_a_message_that_the_bot_cannot_link_is_tracked_without_a_link(world: World) -> None:
    await world.seed_checkout()
    hidden = world.slack.add_channel("hidden", members=[world.ana], bot=False, private=True)
    message = await world.ana.say(hidden, "Sales ask")
    with world.slack.expecting("channel_not_found"):
        await world.ana.shortcut("Track as work", message)
    world.ana.fill("Is it started?", "Started")
    await world.ana.press("Add")
    [row] = await work_rows(world)
    assert (row.title, row.link) == ("Sales ask", None)


async def test_people_outside_the_team_read_it_without_counts_and_buttons(world: World) -> None:
    await seed_work(world, "Admin dark mode")
    cem = world.slack.add_person("Cem")
    await world.slack.join(world.checkout, cem)
    await cem.command("/okr", "work", channel=world.checkout)
    assert "in play" not in shown(cem)
    assert "Admin dark mode" not in shown(cem)
    assert "No open work." in shown(cem)
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ana.press("Place")
    await world.ana.choose("Where does it belong?", "Upkeep")
    await world.ana.press("Save")
    await cem.command("/okr", "work", channel=world.checkout)
    assert "Admin dark mode" in shown(cem)
    assert "Done" not in shown(cem)
    world.slack.assert_clean()


async def test_guests_and_strange_ids_get_a_sentence(world: World) -> None:
    [item_id] = await seed_work(world, "Admin dark mode")
    gus = world.slack.add_person("Gus", is_guest=True)
    await world.slack.join(world.checkout, gus)
    told = await gus.command("/okr", "work", channel=world.checkout)
    assert told is not None
    assert "for full members" in told.text
    await world.ana.command("/okr", "work", channel=world.checkout)
    await world.ben.command("/okr", "work", channel=world.checkout)
    await world.ben.press("Done")
    await world.ana.press("Drop")
    assert "“Admin dark mode” is done already. Nothing was changed." in shown(world.ana)
    [row] = await work_rows(world)
    assert (row.id, row.state) == (item_id, WorkState.DONE)


async def test_three_hundred_things_are_paged(world: World) -> None:
    await seed_work(world, *(f"{number:03} {NASTY * 8}"[:200] for number in range(300)))
    await world.ana.command("/okr", "work", channel=world.checkout)
    assert "300 in play: 100 % no place yet" in shown(world.ana)
    assert "Page 1 of 20" in shown(world.ana)
    for _ in range(19):
        await world.ana.press("Next")
    assert "299 " in shown(world.ana)
    await world.ana.press("Done", within="299 ")
    assert "Page 20 of 20" in shown(world.ana)
    await world.ana.press("Previous")
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_a_hundred_key_results_can_be_chosen_from(world: World) -> None:
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        for number in range(2, 13):
            objective_id = await seed_objective(session, seeded, now=world.now, number=number)
            for own in range(1, 11):
                await seed_key_result(
                    session,
                    seeded,
                    objective_id=objective_id,
                    now=world.now,
                    number=own,
                    title=NASTY * 3,
                )
        await seed_work_item(
            session, seeded, now=world.now, title="x", created_at=world.now - timedelta(days=400)
        )
    await world.ana.command("/okr", "place", channel=world.checkout)
    await world.ana.choose("Where does it belong?", "Moves a key result")
    await world.ana.close_modal()
    await world.ana.command("/okr", "plan", channel=world.checkout)
    await world.ana.close_modal()
    world.slack.assert_clean()


@pytest.mark.parametrize("typed", [NASTY, "x" * 3000, "https://x.org/" + "y" * 1500, "   "])
async def test_nasty_text_stays_harmless(world: World, typed: str) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", f"work add {typed}", channel=world.checkout)
    world.ana.fill("What is it?", f"{typed.strip() or 'x'}"[:190])
    world.ana.fill("Is it started?", "Started")
    await world.ana.choose("Where does it belong?", "No objective, doing it anyway")
    world.ana.fill("Why?", typed[:490] + "x")
    await world.ana.press("Add")
    assert world.ana.errors == {}
    await world.ana.press("All work")
    assert world.slack.log.pings == []
    world.slack.assert_clean()
