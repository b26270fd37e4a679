"""The first week of a team, from the bot's arrival to the prompt of the week after."""

from decimal import Decimal

import pytest

from sandbox import Channel, Person
from tests.journeys.stories import (
    HOW,
    LIKELY,
    NOTE,
    SECONDS,
    WHERE,
    WHICH,
    first_prompt,
    prompts_posted,
    set_up_team,
    tomorrow,
)
from tests.world import World

WORK = "Guest checkout\nhttps://github.com/acme/shop/issues/212\nAdmin dark mode"


@pytest.mark.both_databases
async def test_the_first_week(world: World) -> None:
    shop = world.slack.add_channel("shop", members=[world.ana, world.ben])
    await world.slack.invite_bot(shop, by=world.ana)
    await world.tick()
    assert [message.text.split(".")[0] for message in shop.bot_messages] == ["Ana added me"]

    await set_up_team(world, lead=world.ana, channel=shop, work=WORK)
    assert len(shop.bot_messages) == 1, "nothing is posted before its time"

    await check_in_with_mistakes(world, shop)
    prompt = await first_prompt(world, shop)
    assert "Shop · week 6 of 13" in prompt.shown
    assert "3 things have no place yet" in prompt.shown
    assert prompt.shown.index("1.2 Page load*  2.9 s, aim 1.5 s") < prompt.shown.index("3 things")

    await plan(world, world.ana, shop)
    await place_all(world, world.ben, shop)
    await world.tick()
    assert shop.bot_messages[-1] == prompt, "the prompt is edited in place"
    for told in ("→ Guest checkout", "→ Try a CDN", "4 in play: 2 key results, 1 upkeep, 1 anyway"):
        assert told in prompt.shown

    await world.ana.command("/okr", "history 1.2", channel=shop)
    assert "2.9 s · 3/10 (−1) · Ben" in world.ana.front.shown
    await world.ana.press("Close")

    await world.restart()
    await world.tick()
    assert prompts_posted(world, shop) == 1
    await until_next_week(world, shop)
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def check_in_with_mistakes(world: World, shop: Channel) -> None:
    ben = world.ben
    world.move(hours=5)
    await ben.command("/okr", "checkin 1.2", channel=shop)
    ben.fill(SECONDS, "2.9")
    ben.fill(LIKELY, 4)
    await ben.press("Save")
    await ben.press("Done")
    await ben.command("/okr", "checkin 1.2", channel=shop)
    ben.fill(SECONDS, "1.234")
    ben.fill(LIKELY, 3)
    await ben.press("Save")
    assert set(ben.errors) == {SECONDS, NOTE}
    ben.fill(SECONDS, Decimal("2.9"))
    ben.fill(NOTE, "Images <!channel> & *CDN*")
    await ben.press("Save")
    assert "3/10 (−1)" in ben.front.shown
    await ben.press("Done")


async def plan(world: World, person: Person, shop: Channel) -> None:
    await person.press("Plan from a key result", on=shop)
    assert HOW not in person.front.shown, "nothing can be typed before a key result is chosen"
    await person.choose("Choose a key result", "1.2 Page load")
    person.fill("The work", "Try a CDN")
    person.fill(HOW, "Images are two thirds of the load.")
    await person.press("Plan it")
    await person.press("Close")
    await world.tick()


async def place_all(world: World, person: Person, shop: Channel) -> None:
    await person.press("Place them", on=shop)
    await person.choose(WHERE, "Moves a key result")
    await person.choose(WHICH, "1.1 Completion")
    person.fill(HOW, "Half of those who leave do so at the sign-up.")
    await person.press("Save, next")
    await person.choose(WHERE, "Upkeep")
    await person.press("Save, next")
    await person.choose(WHERE, "No objective, doing it anyway")
    person.fill("Why?", "Promised to a customer.")
    await person.press("Save")
    assert "1 linked, 1 anyway, 1 upkeep." in person.front.shown
    await person.press("Close")


async def until_next_week(world: World, shop: Channel) -> None:
    for _ in range(7):
        await tomorrow(world, hour=7)
        await world.tick()
        await world.tick()
    assert prompts_posted(world, shop) == 2
    assert "week 7 of 13" in shop.bot_messages[-1].shown
