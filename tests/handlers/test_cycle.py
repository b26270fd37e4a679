"""`/okr cycle`: everybody sees the cycles, leads start another."""

from sqlalchemy import update

from bot.db.engine import writing
from bot.db.models import MembershipRow
from bot.okr.person import Role
from sandbox import render
from tests.world import World


async def test_a_lead_starts_the_next_quarter(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "cycle", channel=world.checkout)
    assert "*Cycle CHK* · week 6 of 13" in render(ana.modal)
    await ana.press("Start another")
    assert "*Cycle CHK* closes at once." in render(ana.modal)
    ana.fill("Last day", "2027-01-01")
    await ana.press("Start it")
    assert list(ana.errors) == ["Last day"]
    ana.fill("Last day", "2027-03-31")
    await ana.press("Start it")
    shown = render(ana.modal)
    assert "Started *Q1 2027*. It is empty so far." in shown
    assert "Cycle CHK · closed" in shown
    await ana.press("Add objectives")
    ana.fill("Objective", "Buyers come back")
    await ana.press("Save")
    assert "1 · Buyers come back" in render(ana.modal)
    assert "Checkout* · Q1 2027" in render(ana.modal)
    world.slack.assert_clean()


async def test_members_read_and_leads_start(world: World) -> None:
    await world.seed_checkout()
    await world.ben.command("/okr", "cycle", channel=world.checkout)
    assert "*Cycle CHK* · week 6 of 13" in render(world.ben.modal)
    assert "Start another" not in render(world.ben.modal)
    world.slack.assert_clean()


async def test_the_second_of_two_leads_is_told(world: World) -> None:
    await world.seed_checkout()
    async with writing(world.sessions) as session:
        await session.execute(update(MembershipRow).values(role=Role.LEAD))
    for person in (world.ana, world.ben):
        await person.command("/okr", "cycle", channel=world.checkout)
        await person.press("Start another")
    await world.ana.press("Start it")
    await world.ben.press("Start it")
    assert "Another lead has just started Q1 2027." in render(world.ben.modal)
    assert "Started *Q1 2027*." in render(world.ana.modal)
    world.slack.assert_clean()


async def test_a_name_that_means_other_dates_is_refused_under_it(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "cycle", channel=world.checkout)
    await world.ana.press("Start another")
    world.ana.fill("Name", "Cycle CHK")
    await world.ana.press("Start it")
    assert list(world.ana.errors) == ["Name"]
    world.slack.assert_clean()


async def test_guests_see_nothing(world: World) -> None:
    await world.seed_checkout()
    guest = world.slack.add_person("Gus", is_guest=True)
    world.checkout.members.append(guest.id)
    answer = await guest.command("/okr", "cycle", channel=world.checkout)
    assert "OKRs here are for full members" in render(answer)
    assert guest.modal is None
