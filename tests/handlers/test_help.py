"""`/okr help`, and what cannot be understood."""

from html import escape

import pytest

from bot.views.help import INSTEAD, unknown_verb
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


@pytest.mark.parametrize(
    ("verb", "instead"),
    [
        ("pause", "A lead sets pauses in the settings: type `/okr settings`"),
        ("Paus", "A lead sets pauses in the settings"),
        ("away", "any member of the team can check in for you"),
    ],
)
async def test_a_verb_that_is_not_there_says_what_to_do_instead(
    world: World, verb: str, instead: str
) -> None:
    answer = render(await world.ana.command("/okr", verb, channel=world.checkout))
    assert instead in answer
    assert "Did you mean" not in answer
    world.slack.assert_clean()


@pytest.mark.parametrize("verb", list(INSTEAD))
def test_once_a_verb_is_there_it_is_what_was_meant(verb: str) -> None:
    assert "Did you mean" not in unknown_verb("/okr", verb, ["help"]).text
    assert f"Did you mean /okr {verb}?" in unknown_verb("/okr", f"{verb}x", [verb]).text


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
