"""Two people at the same time, and one person who clicks twice: each act counts once."""

import asyncio

import pytest

from sandbox import Person
from tests.journeys.stories import (
    LIKELY,
    NOTE,
    PERCENT,
    WHERE,
    first_prompt,
    prompts_posted,
    set_up_team,
)
from tests.world import World


async def history(world: World, person: Person) -> str:
    await person.command("/okr", "history 1.1", channel=world.checkout)
    return person.front.shown


def fill_in(person: Person, value: str, confidence: int, note: str) -> None:
    person.fill(PERCENT, value)
    person.fill(LIKELY, confidence)
    person.fill(NOTE, note)


@pytest.mark.both_databases
async def test_who_saves_second_is_asked_again_and_both_are_kept(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    for person in (world.ana, world.ben):
        await person.command("/okr", "checkin 1.1", channel=world.checkout)
    fill_in(world.ben, "67", 8, "New form")
    await world.ben.press("Save")
    fill_in(world.ana, "67.5", 7, "It was the sale")
    await world.ana.press("Save")
    assert "Ben checked in just now: 67 %, 8/10" in world.ana.front.shown
    assert "[67.5]" in world.ana.front.shown, "what was typed stays"
    assert "67.5" not in await history(world, world.ben)
    await world.ana.press("Save")
    shown = await history(world, world.ana)
    assert shown.index("It was the sale") < shown.index("New form")
    world.slack.assert_clean()


@pytest.mark.both_databases
async def test_two_who_save_at_once_never_overwrite_each_other(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    for person, value in ((world.ana, "68"), (world.ben, "69")):
        await person.command("/okr", "checkin 1.1", channel=world.checkout)
        fill_in(person, value, 8, f"{person.name} was here")
    await asyncio.gather(world.ana.submit(), world.ben.submit())
    told = [person.front.shown for person in (world.ana, world.ben)]
    assert sum("Saved." in shown for shown in told) == 1, told
    assert sum("Save yours as well?" in shown for shown in told) == 1, told
    assert world.ana.notices + world.ben.notices == []
    assert (await history(world, world.ana)).count("was here") == 1
    world.slack.assert_clean()


@pytest.mark.both_databases
async def test_a_double_click_on_save_checks_in_once(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    fill_in(world.ana, "68", 8, "Only once")
    await asyncio.gather(world.ana.submit(), world.ana.submit())
    assert world.ana.notices == []
    assert (await history(world, world.ana)).count("Only once") == 1
    world.slack.assert_clean()


@pytest.mark.both_databases
async def test_a_double_click_in_the_set_up_makes_everything_once(world: World) -> None:
    ana = world.ana
    await ana.command("/okr", "setup", channel=world.checkout)
    await asyncio.gather(ana.submit(), ana.submit())
    assert ana.notices == []
    if "Paste your OKRs" not in ana.front.shown:
        # The later answer is the second one, which shows what there is already and the way on.
        if ana.front.submit:
            await ana.submit()
        await ana.press("Add its OKRs")
    ana.fill("Paste your OKRs", "Buyers finish\n- Completion from 61 to 72 %")
    await ana.press("Next")
    await asyncio.gather(ana.submit(), ana.submit())
    assert ana.notices == []
    team = await ana.command("/okr", channel=world.checkout)
    assert team is not None
    assert team.shown.count("Buyers finish") == 1
    world.slack.assert_clean()


@pytest.mark.both_databases
async def test_two_who_post_the_prompt_at_once_post_one(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    for person in (world.ana, world.ben):
        await person.command("/okr", "prompt", channel=world.checkout)
    await asyncio.gather(world.ana.press("Post now"), world.ben.press("Post now"))
    await asyncio.gather(world.tick(), world.tick())
    assert prompts_posted(world, world.checkout) == 1
    assert world.ana.notices + world.ben.notices == []
    world.slack.assert_clean()


@pytest.mark.both_databases
async def test_two_who_place_the_same_work_place_it_once(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout, work="Dark mode")
    prompt = await first_prompt(world, world.checkout)
    for person, answer in ((world.ana, "Upkeep"), (world.ben, "Engineering health")):
        await person.press("Place them", on=prompt)
        await person.choose(WHERE, answer)
    await asyncio.gather(world.ana.submit(), world.ben.submit())
    await world.tick()
    assert world.ana.notices + world.ben.notices == []
    places = ("1 in play: 1 upkeep", "1 in play: 1 engineering health")
    assert sum(place in prompt.shown for place in places) == 1, prompt.shown
    world.slack.assert_clean()
