"""A private channel's team is invisible to everybody else, on every way there."""

import json
from collections.abc import Iterator

import pytest

from bot.views import check_in, history
from sandbox import Channel, Person, ShownMessage
from sandbox.blocks.walk import options_of
from sandbox.json_types import Json, JsonObject
from tests.journeys.stories import first_prompt, set_up_team
from tests.world import World

SECRET_WORDS = ("Wombat", "Burrow")
OKRS = """\
Wombat objective
- Burrow depth from 1 to 9 m (Pia)"""

TYPED = (
    "#wombat", "@pia", "history WMB-1.1", "history WMB-2026Q4-1.1", "checkin WMB-1.1", "all",
    "risk", "", "plan WMB-1.1", "work WMB", "edit WMB-1.1", "settings WMB", "place",
)  # fmt: skip


class Secret:
    """A private channel with a team, of which Pia is the lead; Ana and Ben are outside."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pia: Person = world.slack.add_person("Pia")
        self.quinn: Person = world.slack.add_person("Quinn")
        self.channel: Channel = world.slack.add_channel(
            "wombat", members=[self.pia, self.quinn], private=True, bot=True
        )
        world.checkout.state.members += [self.pia.id, self.quinn.id]

    async def set_up(self) -> ShownMessage:
        """Set both teams up, and let the private one's first prompt come."""
        await set_up_team(self.world, lead=self.world.ana, channel=self.world.checkout)
        await set_up_team(
            self.world, lead=self.pia, channel=self.channel, okrs=OKRS, work="Wombat work"
        )
        return await first_prompt(self.world, self.channel)


@pytest.fixture
async def secret(world: World) -> Secret:
    """The private team, not yet set up."""
    return Secret(world)


def everything_seen_by(person: Person) -> str:
    """Return all that the bot ever told somebody, and their open modals and Home, as text."""
    views = [view.state.body for view in (*person.modals, *([person.home] if person.home else []))]
    told = [[message.text, message.blocks] for message in person.sees]
    return json.dumps([told, views, person.notices], ensure_ascii=False)


def elements(payload: Json) -> Iterator[JsonObject]:
    """Yield every button and select of a payload."""
    if isinstance(payload, dict):
        if "action_id" in payload:
            yield payload
        for value in payload.values():
            yield from elements(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from elements(value)


def must_not_know(person: Person) -> None:
    seen = everything_seen_by(person)
    assert [word for word in SECRET_WORDS if word in seen] == []


async def test_no_command_shows_it(world: World, secret: Secret) -> None:
    await secret.set_up()
    for typed in TYPED:
        told = await world.ben.command("/okr", typed, channel=world.checkout)
        assert (told or world.ben.front).shown, typed
        must_not_know(world.ben)
        while world.ben.modals:
            await world.ben.close_modal()
    world.slack.assert_clean()


async def test_its_own_people_see_it_from_anywhere(world: World, secret: Secret) -> None:
    await secret.set_up()
    quinn = secret.quinn
    for typed in ("#wombat", "@pia", "history WMB-1.1"):
        told = await quinn.command("/okr", typed, channel=world.checkout)
        assert "Burrow depth" in (told or quinn.front).shown, typed
    assert [m for m in world.checkout.bot_messages if "Wombat" in m.shown] == []
    world.slack.assert_clean()


async def test_home_knows_it_only_for_its_people(world: World, secret: Secret) -> None:
    await secret.set_up()
    for person in (world.ben, secret.pia):
        await person.open_home()
    must_not_know(world.ben)
    assert "Wombat objective" in everything_seen_by(secret.pia)
    world.slack.assert_clean()


def values_in(message: ShownMessage) -> Iterator[tuple[str, str]]:
    """Yield the action id and a value of each button and each select's options."""
    for element in elements(message.blocks):
        if "value" in element:
            yield element["action_id"], element["value"]
        for option in options_of(element):
            yield element["action_id"], option["value"]


async def test_ids_in_buttons_do_not_lead_there(world: World, secret: Secret) -> None:
    prompt = await secret.set_up()
    answer = await secret.pia.command("/okr", channel=secret.channel)
    assert answer is not None
    forged = {*values_in(prompt), *values_in(answer)}
    key_results = {value for action_id, value in forged if action_id == history.CHOOSE}
    assert key_results
    forged |= {(opens, one) for opens in (check_in.OPEN, history.OPEN) for one in key_results}
    before = prompt.shown
    own = await world.ben.command("/okr", channel=world.checkout)
    assert own is not None
    for action_id, value in sorted(forged):
        text = {"type": "plain_text", "text": "Forged"}
        button = {"type": "button", "action_id": action_id, "text": text, "value": value}
        own.state.blocks[:] = [{"type": "actions", "block_id": "forged", "elements": [button]}]
        await world.ben.press("Forged", on=own)
        must_not_know(world.ben)
        while world.ben.modals:
            await world.ben.close_modal()
    await world.tick()
    assert (prompt.shown, prompt.edits) == (before, [])
    world.slack.assert_clean()


async def test_who_leaves_the_channel_sees_it_no_more(world: World, secret: Secret) -> None:
    await secret.set_up()
    quinn = secret.quinn
    await quinn.command("/okr", "history WMB-1.1", channel=world.checkout)
    assert "Burrow depth" in quinn.front.shown
    await quinn.close_modal()
    await world.slack.leave(secret.channel, quinn)
    for typed in ("#wombat", "@pia", "history WMB-1.1", "all"):
        told = await quinn.command("/okr", typed, channel=world.checkout)
        assert told is None or "Burrow" not in told.shown
        assert quinn.modals == []
    await quinn.open_home()
    assert quinn.home is not None
    assert "Wombat" not in quinn.home.shown
    world.slack.assert_clean()
