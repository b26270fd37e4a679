"""Home: what one owes, published each time it is opened."""

from sqlalchemy import update

from bot.db.engine import writing
from bot.db.models import ScheduleRow, TeamRow
from sandbox import render
from tests.seeding import SeededTeam
from tests.world import World


async def test_home_shows_what_one_owes_and_checks_in_from_there(world: World) -> None:
    await world.seed_checkout()
    home = render(await world.ana.open_home())
    assert "# What you owe\n*CHK-1.1 Completion*" in home
    assert "*Checkout*\nPlanning tomorrow 10:00" in home
    await world.ana.press("Check in", on="home")
    assert world.ana.modal is not None
    world.slack.assert_clean()


async def test_a_team_opens_from_home(world: World) -> None:
    await world.seed_checkout()
    await world.ben.open_home()
    await world.ben.press("Open", on="home")
    assert "1.1 Completion" in render(world.ben.modal)
    world.slack.assert_clean()


async def test_a_newcomer_is_told_what_to_do(world: World) -> None:
    home = render(await world.ana.open_home())
    assert "Hello Ana" in home
    assert "`/okr setup`" in home
    world.slack.assert_clean()


async def test_guests_get_a_sentence(world: World) -> None:
    await world.seed_checkout()
    guest = world.slack.add_person("Gus", is_guest=True)
    assert "for full members" in render(await guest.open_home())
    world.slack.assert_clean()


async def test_a_private_team_is_gone_for_who_left_its_channel(world: World) -> None:
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        (await session.get_one(TeamRow, seeded.team_id)).is_private = True
    assert "Checkout" in render(await world.ben.open_home())
    cem = world.slack.add_person("Cem")
    assert "Checkout" not in render(await cem.open_home())
    world.slack.assert_clean()


async def test_the_messages_tab_publishes_nothing(world: World) -> None:
    await world.ana.open_home("messages")
    assert world.ana.home is None
    world.slack.assert_clean()


async def ask_for_recall(world: World, seeded: SeededTeam) -> None:
    async with writing(world.sessions) as session:
        await session.execute(
            update(ScheduleRow)
            .where(ScheduleRow.team_id == seeded.team_id)
            .values(is_recall_on=True)
        )


async def test_recall_is_answered_from_memory_and_corrected(world: World) -> None:
    seeded = await world.seed_checkout()
    await ask_for_recall(world, seeded)
    ben = world.ben
    assert "without looking, what are this cycle's objectives?" in render(await ben.open_home())
    await ben.press("Answer", on="home")
    ben.fill("What are Checkout's objectives this cycle?", "Buyers finish & so on")
    await ben.press("Show them")
    assert "*You wrote*\nBuyers finish" in render(ben.modal)
    ben.fill("Which ones did you know?", ["1 · Buyers finish what they start"])
    await ben.press("Save")
    assert "you knew 1 of" in render(ben.modal)
    await ben.close_modal(whole_stack=True)
    await world.tick()
    assert "you knew 1 of" in render(ben.home)
    await ben.press("Correct it", on="home")
    await ben.press("Show them")
    assert "You wrote" not in render(ben.modal)
    await ben.press("Save")
    assert "you knew 0 of" in render(ben.modal)
    world.slack.assert_clean()


async def test_recall_can_wait_for_another_month(world: World) -> None:
    seeded = await world.seed_checkout()
    await ask_for_recall(world, seeded)
    await world.ben.open_home()
    await world.ben.press("Not this month", on="home")
    await world.tick()
    assert "not this month" in render(world.ben.home)
    await world.ben.press("Answer after all", on="home")
    assert "What are Checkout's objectives" in render(world.ben.modal)
    world.slack.assert_clean()
