"""A team set up between its prompt's instant and its meeting: it decides when the first comes."""

import pytest

from tests.handlers.modals import shown
from tests.handlers.test_set_up import OKRS, open_form
from tests.world import World


@pytest.fixture
async def late(world: World) -> World:
    """Tuesday 09:00 in Berlin: the meeting is at 10:00, its prompt was due at 08:00."""
    world.move(hours=23)
    await open_form(world)
    await world.ana.press("Next")
    world.ana.fill("Paste your OKRs", OKRS)
    await world.ana.press("Next")
    await world.ana.press("Save")
    await world.tick()
    return world


def prompts(world: World) -> int:
    return sum("Planning" in str(message.blocks) for message in world.checkout.bot_messages)


async def test_nothing_is_posted_before_the_preview_is_answered(late: World) -> None:
    assert prompts(late) == 0
    await late.ana.press("Skip this")
    assert "Wait for Tue 17 Nov 08:00" in shown(late.ana)
    await late.ana.press("Post now")
    await late.tick()
    assert prompts(late) == 1
    late.slack.assert_clean()


async def test_who_waits_gets_the_next_meetings_prompt(late: World) -> None:
    await late.ana.press("Skip this")
    await late.ana.press("Wait for Tue 17 Nov 08:00")
    assert "The first prompt comes Tue 17 Nov 08:00." in shown(late.ana)
    late.move(hours=2)
    await late.tick()
    assert prompts(late) == 0
    late.move(days=6, hours=21)
    await late.tick()
    assert prompts(late) == 1
    late.slack.assert_clean()
