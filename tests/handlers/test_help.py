"""`/okr help`, and what cannot be understood."""

from html import escape

import pytest

from sandbox import render
from tests.world import World


async def test_help_shows_six_verbs_privately(world: World) -> None:
    answer = await world.ana.command("/okr", "help", channel=world.checkout)
    assert "/okr checkin" in render(answer)
    assert "/okr history" not in render(answer)
    assert world.checkout.bot_messages == []
    world.slack.assert_clean()


async def test_the_rest_is_shown_on_demand(world: World) -> None:
    answer = await world.ana.command("/okr", "help all", channel=world.checkout)
    assert "/okr history" in render(answer)


async def test_an_unknown_verb_gets_the_closest(world: World) -> None:
    answer = await world.ana.command("/okr", "hlep", channel=world.checkout)
    assert "Did you mean `/okr help`?" in render(answer)


async def test_an_unknown_verb_cannot_ping(world: World) -> None:
    answer = await world.ana.command("/okr", "<!channel> *_~", channel=world.checkout)
    assert answer is not None
    assert world.slack.log.pings == []
    world.slack.assert_clean()


@pytest.mark.parametrize(
    "words", ["<script>", "checkin A&B", "plan <b>", "history <i>", "edit R&D"]
)
async def test_what_was_typed_is_quoted_as_it_was_typed(world: World, words: str) -> None:
    answer = await world.ana.command("/okr", words, channel=world.checkout)
    assert escape(words.rpartition(" ")[2]) in str(answer)
    world.slack.assert_clean()
