"""`/okr cycle`: everybody sees the cycles; leads plan, begin, close and open them again."""

from datetime import timedelta

from sqlalchemy import update

from bot.db.engine import writing
from bot.db.models import CycleRow, MembershipRow
from bot.okr.person import Role
from sandbox import render
from tests.world import World


async def ended(world: World) -> None:
    """Let the seeded cycle be over since yesterday."""
    async with writing(world.sessions) as session:
        await session.execute(update(CycleRow).values(ends_on=world.now.date() - timedelta(days=1)))


async def plan(world: World) -> None:
    """Open the plan of the next quarter as Ana."""
    await world.ana.command("/okr", "cycle", channel=world.checkout)
    await world.ana.press("Plan the next one")
    await world.ana.press("Start planning")


async def test_a_lead_plans_the_next_quarter_and_begins_it(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "cycle", channel=world.checkout)
    assert "*Cycle CHK* · week 6 of 13" in render(ana.modal)
    await ana.press("Plan the next one")
    assert "*Cycle CHK* goes on meanwhile." in render(ana.modal)
    ana.fill("Last day", "2027-01-01")
    await ana.press("Start planning")
    assert list(ana.errors) == ["Last day"]
    ana.fill("Last day", "2027-03-31")
    await ana.press("Start planning")
    assert "*Q1 2027* · being planned" in render(ana.modal)
    assert "It takes an objective with a key result." in render(ana.modal)
    await world.tick()
    assert "*Planning Q1 2027*" in render(world.checkout.messages[-1])
    await ana.press("Copy from Cycle CHK")
    ana.fill("Copy", ["The objective", "1.1 Completion"])
    await ana.press("Copy")
    shown = render(ana.modal)
    assert "Copied 1 objective and 1 key result." in shown
    assert "_aim from Cycle CHK: still right?_" in shown
    assert "Cycle CHK is still running until 3 Jan. Close it first." in shown
    await ended(world)
    await ana.press("All cycles")
    await ana.press("Open the plan")
    assert "Cycle CHK then waits for its scores." in render(ana.modal)
    await ana.press("Begin Q1 2027")
    assert "*Q1 2027* has begun." in render(ana.modal)
    assert "*Cycle CHK* · over, not scored yet" in render(ana.modal)
    await world.tick()
    assert "Q1 2027 has begun. It was planned here." in render(world.checkout.messages[-1])
    world.slack.assert_clean()


async def test_drafts_are_written_changed_and_taken_out_of_the_plan(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await plan(world)
    await ana.press("Add or edit")
    await ana.press("Add")
    ana.fill("Objective", "Buyers come back")
    await ana.press("Save")
    assert "Checkout* · Q1 2027, planned" in render(ana.modal)
    await ana.press("Add a key result")
    ana.fill("Key result", "Second orders")
    ana.fill("Aim", "20")
    await ana.press("Save")
    assert "1.1 Second orders" in render(ana.modal)
    await ana.choose("Take it out", at=1)
    assert "Took out *1.1 Second orders*." in render(ana.modal)
    await ana.press("Put it back", at=0)
    assert "Put back *1.1 Second orders*." in render(ana.modal)
    await ana.press("Back to the plan")
    assert "1 objective, 1 key result so far." in render(ana.modal)
    await ana.press("Name and dates")
    ana.fill("Name", "Spring")
    await ana.press("Save")
    assert "*Spring* · being planned" in render(ana.modal)
    answer = await ana.command("/okr", channel=world.checkout)
    assert "Buyers come back" not in render(answer)
    world.slack.assert_clean()


async def test_a_lead_closes_the_cycle_and_opens_it_again(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "cycle", channel=world.checkout)
    await ana.press("Close it")
    assert "How did *Cycle CHK* go?" in render(ana.modal)
    ana.fill("Score, 0 to 1", "7")
    await ana.press("Close it")
    assert list(ana.errors) == ["Score, 0 to 1"]
    ana.fill("Score, 0 to 1", "0.7")
    ana.fill("What did we learn?", "Ask buyers first")
    await ana.press("Close it")
    shown = render(ana.modal)
    assert "Closed *Cycle CHK*." in shown
    assert "*1 Buyers finish what they start* · 0.7 · promise" in shown
    await world.tick()
    said = render(world.checkout.messages[-1])
    assert "*Cycle CHK is closed*" in said
    assert "Ask buyers first" in said
    await ana.press("Open it again")
    assert "*Cycle CHK* is open again." in render(ana.modal)
    await world.tick()
    assert "Cycle CHK is open again." in render(world.checkout.messages[-1])
    world.slack.assert_clean()


async def test_members_read_and_leads_plan(world: World) -> None:
    await world.seed_checkout()
    await plan(world)
    await world.ben.command("/okr", "cycle", channel=world.checkout)
    shown = render(world.ben.modal)
    assert "*Cycle CHK* · week 6 of 13" in shown
    assert "Close it" not in shown
    await world.ben.press("Open the plan")
    assert "*Q1 2027* · being planned" in render(world.ben.modal)
    assert "Add or edit" not in render(world.ben.modal)
    world.slack.assert_clean()


async def test_the_second_of_two_leads_is_told(world: World) -> None:
    await world.seed_checkout()
    async with writing(world.sessions) as session:
        await session.execute(update(MembershipRow).values(role=Role.LEAD))
    for person in (world.ana, world.ben):
        await person.command("/okr", "cycle", channel=world.checkout)
        await person.press("Plan the next one")
    await world.ana.press("Start planning")
    await world.ben.press("Start planning")
    assert "Q1 2027 is being planned already." in render(world.ben.modal)
    await ended(world)
    await world.ana.press("Copy from Cycle CHK")
    world.ana.fill("Copy", ["1.1 Completion"])
    await world.ana.press("Copy")
    await world.ben.command("/okr", "cycle", channel=world.checkout)
    await world.ben.press("Open the plan")
    await world.ana.press("Begin Q1 2027")
    await world.ben.press("Begin Q1 2027")
    assert "Q1 2027 has begun already." in render(world.ben.modal)
    world.slack.assert_clean()


async def test_a_lead_is_asked_before_the_end_and_may_put_it_off(world: World) -> None:
    await world.seed_checkout()
    await world.tick()
    world.move(days=42)
    await world.tick()
    asked = world.ana.last
    assert asked is not None
    assert "Checkout: Cycle CHK ends on 3 Jan. Plan the next one?" in render(asked)
    await world.ana.press("Not yet", on=asked)
    assert "Fine." in render(asked)
    await ended(world)
    world.move(days=1)
    await world.tick()
    assert "Cycle CHK ended. Start Q1 2027?" in render(world.checkout.messages[-1])
    await world.ana.press("Plan Q1 2027", on=world.checkout.messages[-1])
    assert "Nothing begins yet." in render(world.ana.modal)
    world.slack.assert_clean()


async def test_a_name_that_means_other_dates_is_refused_under_it(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "cycle", channel=world.checkout)
    await world.ana.press("Plan the next one")
    world.ana.fill("Name", "Cycle CHK")
    await world.ana.press("Start planning")
    assert list(world.ana.errors) == ["Name"]
    world.slack.assert_clean()


async def test_guests_see_nothing(world: World) -> None:
    await world.seed_checkout()
    guest = world.slack.add_person("Gus", is_guest=True)
    world.checkout.members.append(guest.id)
    answer = await guest.command("/okr", "cycle", channel=world.checkout)
    assert "OKRs here are for full members" in render(answer)
    assert guest.modal is None


async def test_an_objective_for_technical_debt_goes_into_the_plan_it_was_asked_from(
    world: World,
) -> None:
    await world.seed_checkout()
    ana = world.ana
    await plan(world)
    await ana.press("Technical debt")
    await ana.press("Add an objective")
    ana.fill("Objective", "Builds are quick")
    await ana.press("Save")
    assert "Checkout* · Q1 2027, planned" in render(ana.modal)
    assert "Builds are quick" in render(ana.modal)
    world.slack.assert_clean()


async def test_a_lead_discards_a_plan_takes_it_back_and_plans_anew(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await plan(world)
    await world.tick()
    await ana.press("Copy from Cycle CHK")
    ana.fill("Copy", ["The objective", "1.1 Completion"])
    await ana.press("Copy")
    await ana.press("Discard this plan")
    shown = render(ana.modal)
    assert ", discarded 9 Nov*. You can plan anew, or take it back.  [Take it back]" in shown
    assert "[Plan the next one]" in shown
    assert "discarded 9 Nov* · never begun" in shown
    await world.tick()
    told = render(world.checkout.messages[-1])
    assert "Q1 2027, discarded 9 Nov by Ana. This plan can still be read" in told
    assert "Open the plan" not in told
    await ana.press("Take it back")
    assert "This plan goes on, with everything that was in it." in render(ana.modal)
    assert "1.1 Completion" in render(ana.modal)
    await world.tick()
    assert "*Planning Q1 2027*" in render(world.checkout.messages[-1])
    await ana.press("Discard this plan")
    await ana.press("Plan the next one")
    await ana.press("Start planning")
    assert "*Q1 2027* · being planned" in render(ana.modal)
    assert "None so far." in render(ana.modal)
    await ana.press("All cycles")
    await ana.press("Read", at=-1)
    assert "1.1 Completion" in render(ana.modal)
    assert "no score" not in render(ana.modal)
    await ana.press("Take it back")
    assert "Q1 2027 is being planned already." in render(ana.modal)
    world.slack.assert_clean()


async def test_discarding_is_for_leads_and_twice_is_once(world: World) -> None:
    await world.seed_checkout()
    await plan(world)
    await world.ben.command("/okr", "cycle", channel=world.checkout)
    await world.ben.press("Open the plan")
    assert "Discard this plan" not in render(world.ben.modal)
    async with writing(world.sessions) as session:
        await session.execute(update(MembershipRow).values(role=Role.LEAD))
    await world.ben.press("All cycles")
    await world.ben.press("Open the plan")
    for person in (world.ana, world.ben):
        await person.press("Discard this plan")
        assert "*Q1 2027, discarded 9 Nov*. You can plan anew" in render(person.modal)
    world.slack.assert_clean()
