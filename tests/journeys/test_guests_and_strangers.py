"""Guests and people of other organisations see and do nothing, unless a lead lets them."""

import pytest

from sandbox import Channel, Person
from tests.journeys.stories import LIKELY, PERCENT, first_prompt, set_up_team
from tests.world import World

TYPED = (
    "", "setup", "checkin", "checkin 1.1", "plan", "place", "work", "work add X", "history 1.1",
    "risk", "all", "@ana", "#checkout", "prompt", "settings", "new", "edit", "cycle",
)  # fmt: skip
OKR_WORDS = ("Buyers finish", "Completion", "Page load")


@pytest.fixture
def gus(world: World) -> Person:
    """A guest in the channel."""
    person = world.slack.add_person("Gus", is_guest=True)
    world.checkout.state.members.append(person.id)
    return person


@pytest.fixture
def sam(world: World) -> Person:
    """Somebody of another organisation in the channel."""
    person = world.slack.add_person("Sam", is_stranger=True)
    world.checkout.state.members.append(person.id)
    return person


def shown_to(person: Person) -> str:
    seen = [message.shown for message in person.sees]
    seen += [view.shown for view in person.modals]
    return "\n".join([*seen, person.home.shown if person.home else ""])


def must_not_know(person: Person) -> None:
    assert [word for word in OKR_WORDS if word in shown_to(person)] == []
    assert person.notices == []


async def test_a_guest_gets_a_sentence_and_nothing_else(world: World, gus: Person) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    before = world.checkout.bot_messages
    for typed in TYPED:
        told = await gus.command("/okr", typed, channel=world.checkout)
        assert told is not None, typed
        assert told.shown
        assert gus.modals == [], typed
        must_not_know(gus)
    assert world.checkout.bot_messages == before
    world.slack.assert_clean()


async def press_everything(world: World, person: Person, channel: Channel) -> None:
    for button in ("Plan from a key result", "Check in", "Place them"):
        await person.press(button, on=channel)
        assert all(view.submit == "" for view in person.modals), button
        must_not_know(person)


async def test_a_guest_can_press_buttons_and_change_nothing(world: World, gus: Person) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout, work="Dark mode")
    prompt = await first_prompt(world, world.checkout)
    before = prompt.shown
    await press_everything(world, gus, world.checkout)
    await gus.open_home()
    must_not_know(gus)
    await world.tick()
    assert (prompt.shown, prompt.edits) == (before, [])
    world.slack.assert_clean()


async def test_a_stranger_can_press_buttons_and_change_nothing(world: World, sam: Person) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout, work="Dark mode")
    prompt = await first_prompt(world, world.checkout)
    before = prompt.shown
    await press_everything(world, sam, world.checkout)
    await world.tick()
    assert (prompt.shown, prompt.edits) == (before, [])
    world.slack.assert_clean()


async def test_a_lead_can_let_a_guest_in(world: World, gus: Person) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    await world.ana.command("/okr", "settings", channel=world.checkout)
    world.ana.fill("Members", [world.ana, world.ben, gus])
    await world.ana.press("Save")
    await gus.command("/okr", "checkin 1.1", channel=world.checkout)
    gus.fill(PERCENT, "68")
    gus.fill(LIKELY, 8)
    await gus.press("Save")
    assert "66 → 68 %" in gus.front.shown
    await gus.press("Done")
    told = await gus.command("/okr", "settings", channel=world.checkout)
    assert told is None
    assert gus.front.submit == "", "a member reads the settings, and is no lead"
    world.slack.assert_clean()


async def test_a_member_without_a_team_reads_and_changes_nothing(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    zoe = world.slack.add_person("Zoe")
    world.checkout.state.members.append(zoe.id)
    told = await zoe.command("/okr", channel=world.checkout)
    assert told is not None
    assert "Completion" in told.shown
    refused = await zoe.command("/okr", "checkin 1.1", channel=world.checkout)
    assert refused is not None
    assert "Only members of this team can check in. Ask Ana to add you." in refused.shown
    assert zoe.modals == []
    world.slack.assert_clean()
