"""Restarts and hours of downtime: nothing is lost, nothing comes twice."""

import asyncio

import pytest

from tests.journeys.stories import LIKELY, PERCENT, first_prompt, prompts_posted, set_up_team
from tests.world import World


@pytest.mark.both_databases
async def test_an_hour_of_downtime_neither_loses_nor_doubles_the_prompt(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    await world.tick()
    await world.bot.stop()
    world.move(hours=22, minutes=55)
    await world.start()
    assert prompts_posted(world, world.checkout) == 0
    await asyncio.gather(world.tick(), world.tick())
    await world.restart()
    await world.tick()
    assert prompts_posted(world, world.checkout) == 1
    world.slack.assert_clean()


async def test_after_the_meeting_it_is_not_sent_any_more(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    await world.bot.stop()
    world.move(days=1, hours=3)
    await world.start()
    await world.tick()
    assert prompts_posted(world, world.checkout) == 0
    world.move(days=6, hours=20)
    await world.tick()
    assert prompts_posted(world, world.checkout) == 1
    assert "week 7 of 13" in world.checkout.bot_messages[-1].shown
    world.slack.assert_clean()


async def test_an_open_form_survives_a_restart(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    await world.ben.command("/okr", "checkin 1.1", channel=world.checkout)
    world.ben.fill(PERCENT, "68")
    world.ben.fill(LIKELY, 8)
    await world.restart()
    await world.ben.press("Save")
    assert "66 → 68 %" in world.ben.front.shown
    world.slack.assert_clean()


async def test_the_set_up_goes_on_after_a_restart(world: World) -> None:
    ana = world.ana
    await ana.command("/okr", "setup", channel=world.checkout)
    await world.restart()
    await ana.press("Next")
    ana.fill("Paste your OKRs", "Buyers finish\n- Completion from 61 to 72 %")
    await world.restart()
    await ana.press("Next")
    await world.restart()
    await ana.press("Save")
    assert "The OKRs are saved" in ana.front.shown
    world.slack.assert_clean()


async def test_an_edit_that_was_owed_is_made_after_a_restart(world: World) -> None:
    await set_up_team(world, lead=world.ana, channel=world.checkout)
    prompt = await first_prompt(world, world.checkout)
    await world.ben.command("/okr", "checkin 1.1", channel=world.checkout)
    world.ben.fill(PERCENT, "68")
    world.ben.fill(LIKELY, 8)
    await world.ben.press("Save")
    assert "66 %, aim 72 %" in prompt.shown
    await world.restart()
    await world.tick()
    assert "68 %, aim 72 %" in prompt.shown
    assert len(prompt.edits) == len(world.slack.log.updates(world.checkout.id))
    assert prompts_posted(world, world.checkout) == 1
    world.slack.assert_clean()
