"""Every listener over Socket Mode, where Slack may also send again what it has sent."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from bot.handlers.registry import Kind
from tests.handlers.examples import EXAMPLES
from tests.handlers.play import Play, Story
from tests.handlers.replay import Recording, as_person, recorded, send
from tests.handlers.saved_database import difference, dump, restore_database, save_database
from tests.handlers.stage import set_stage
from tests.world import World, opened

STORIES = list(dict.fromkeys(example.story for example in EXAMPLES.values()))
PARTS = 4
"""The stories are told in as many parts, so that they can be told side by side."""


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    async with opened(settings, over_socket=True) as world:
        yield world


@pytest.mark.parametrize("part", range(PARTS))
async def test_what_comes_twice_is_done_once(world: World, part: int) -> None:
    play = Play(world, await set_stage(world))
    beginning = save_database(world)
    wrong, seen = [], set[tuple[Kind, str]]()
    for story in STORIES[part::PARTS]:
        recordings = await told(play, story, beginning)
        for listener in recordings.keys() - seen:
            seen.add(listener)
            if problem := await done_twice(play, recordings[listener]):
                wrong.append(f"{listener}: {problem}")
    assert wrong == [], "\n".join(wrong)
    transports = {delivery.data["transport"] for delivery in world.slack.log.deliveries()}
    assert transports == {"socket"}


async def told(play: Play, story: Story, beginning: bytes) -> dict[tuple[Kind, str], Recording]:
    restore_database(play.world, beginning)
    recordings = await recorded(play, story)
    assert recordings
    return recordings


async def done_twice(play: Play, recording: Recording) -> str:
    """Send a request that changes something once more, as it was; return what went wrong."""
    world = play.world
    restore_database(world, recording.database)
    before = dump(world)
    delivery = as_person(world, recording.delivery, play.ana, play.cast.checkout.id)
    first = await send(world, delivery)
    after = dump(world)
    if not difference(before, after):
        return "; ".join(first.faults)
    again = await send(world, delivery)
    # The trigger is used up by then, which the bot tells the person.
    for entry in world.slack.log.entries:
        entry.is_expected = True
    return "; ".join([*difference(after, dump(world)), *first.faults, *again.faults])
