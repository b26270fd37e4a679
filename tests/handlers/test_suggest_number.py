"""*Suggest a number*: from the button under an objective to the key result."""

from bot.db.engine import writing
from sandbox import render
from tests.seeding import seed_objective
from tests.world import World


async def open_team(world: World) -> None:
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        await seed_objective(session, seeded, now=world.now, number=2, title="New markets trust us")


async def test_a_member_suggests_and_the_team_sees_it(world: World) -> None:
    await open_team(world)
    answer = await world.ben.command("/okr", channel=world.checkout)
    await world.ben.press("Suggest a number", on=answer)
    world.ben.fill("What number would tell us this worked?", "!!")
    await world.ben.press("Save")
    assert world.ben.errors == {
        "What number would tell us this worked?": "Say in a few words what you would measure."
    }
    world.ben.fill("What number would tell us this worked?", "Trust score from 61 to 72 %")
    await world.ben.press("Save")
    assert "Saved: *2.1 Trust score*, aim 72 %" in render(world.ben.modal)
    again = render(await world.ana.command("/okr", channel=world.checkout))
    assert "2.1 Trust score" in again
    assert "Suggest a number" not in again
    world.slack.assert_clean()


async def test_the_second_of_two_is_told_and_keeps_the_text(world: World) -> None:
    await open_team(world)
    for person in (world.ana, world.ben):
        answer = await person.command("/okr", channel=world.checkout)
        await person.press("Suggest a number", on=answer)
        person.fill("What number would tell us this worked?", "Trust from 61 to 72 %")
    await world.ana.press("Save")
    await world.ben.press("Save")
    assert "has a number by now" in render(world.ben.modal)
    assert "Trust from 61 to 72 %" in render(world.ben.modal)
    world.slack.assert_clean()


async def test_somebody_outside_is_told_whom_to_ask(world: World) -> None:
    await open_team(world)
    cem = world.slack.add_person("Cem")
    await world.slack.join(world.checkout, cem)
    assert "Suggest a number]" not in render(await cem.command("/okr", channel=world.checkout))
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=preview)
    await world.tick()
    refused = await cem.press("Suggest a number", on=world.checkout.last)
    assert "Only members of this team can" in render(refused)
    world.slack.assert_clean()
