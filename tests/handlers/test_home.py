"""Home: what one owes, published each time it is opened."""

from bot.db.engine import writing
from bot.db.models import TeamRow
from sandbox import render
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
