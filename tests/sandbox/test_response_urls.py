"""Response URLs: what they allow, how often and how long."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import Json, Script
from tests.sandbox.pieces import actions, button, section


async def said(url: str, body: Json) -> tuple[int, Json]:
    """Post to a response URL."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.json()


@pytest.fixture
async def url(script: Script, ana: Person, checkout: Channel) -> str:
    """Return the response URL of a command."""
    await ana.command("/okr", channel=checkout)
    return str(script.last["response_url"])


@pytest.fixture
async def message_url(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> str:
    """Return the response URL of a click on the bot's message."""
    await client.chat_postMessage(channel=checkout.id, text="one", blocks=[actions(button())])
    await ana.press("Go", on=checkout)
    return str(script.last["response_url"])


async def test_an_answer_is_private_unless_said_otherwise(
    url: str, ana: Person, ben: Person, checkout: Channel
) -> None:
    assert (await said(url, {"text": "psst"}))[0] == 200
    assert [m.text for m in ana.sees] == ["psst"]
    assert ben.sees == []
    await said(url, {"text": "all", "response_type": "in_channel"})
    assert [m.text for m in checkout.messages] == ["all"]


async def test_it_speaks_where_the_bot_is_no_member(
    slack: Slack, script: Script, ana: Person
) -> None:
    outside = slack.add_channel("outside", members=[ana])
    await ana.command("/okr", channel=outside)
    await said(script.last["response_url"], {"text": "all", "response_type": "in_channel"})
    assert [m.text for m in outside.messages] == ["all"]


async def test_it_answers_five_times(slack: Slack, url: str, ana: Person) -> None:
    for number in range(5):
        assert (await said(url, {"text": str(number)}))[0] == 200
    with slack.expecting("used_url"):
        assert (await said(url, {"text": "six"}))[0] == 404
    assert len(ana.sees) == 5
    slack.assert_clean()


async def test_it_lives_thirty_minutes(slack: Slack, url: str, ana: Person) -> None:
    slack.clock.advance(30 * 60 - 1)
    assert (await said(url, {"text": "in time"}))[0] == 200
    slack.clock.advance(2)
    with slack.expecting("expired_url"):
        assert (await said(url, {"text": "late"}))[0] == 404
    assert len(ana.sees) == 1


async def test_it_replaces_its_own_message(message_url: str, checkout: Channel) -> None:
    await said(message_url, {"text": "two", "replace_original": True})
    [message] = checkout.messages
    assert (message.text, message.blocks, message.edits[0]["text"]) == ("two", [], "one")


async def test_it_deletes_its_own_message(message_url: str, checkout: Channel) -> None:
    await said(message_url, {"delete_original": True})
    assert checkout.messages == []


async def test_it_replaces_an_ephemeral_one_of_its_own_interaction(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    show = {"channel": checkout.id, "user": ana.id, "text": "one", "blocks": [actions(button())]}
    await client.api_call("chat.postEphemeral", json=show)
    await ana.press("Go")
    body = {"text": "two", "replace_original": True, "response_type": "in_channel"}
    await said(script.last["response_url"], body)
    assert [m.text for m in ana.sees] == ["two"]
    assert checkout.messages == []
    await said(script.last["response_url"], {"delete_original": True})
    assert ana.sees == []


BAD: dict[str, tuple[Any, str]] = {
    "nothing to replace": ({"text": "x", "replace_original": True}, "invalid_payload"),
    "unknown key": ({"text": "x", "channel": "C1"}, "invalid_payload"),
    "unknown type": ({"text": "x", "response_type": "public"}, "invalid_payload"),
    "nothing said": ({}, "no_text"),
    "bad blocks": ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
    "no object": ("hello", "no_text"),
}


@pytest.mark.parametrize("name", BAD)
async def test_wrong_use_is_refused_and_costs_no_use(
    slack: Slack, url: str, ana: Person, name: str
) -> None:
    body, rule = BAD[name]
    with slack.expecting(rule, "invalid_payload"):
        assert (await said(url, body))[0] == 400
    assert ana.sees == []
    assert sum(u.uses for u in slack.world.state.response_urls.values()) == 0
    slack.assert_clean()


async def test_an_answer_stands_in_a_thread_when_it_says_so(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    reply = {"channel": checkout.id, "thread_ts": parent["ts"], "text": "x"}
    await client.api_call("chat.postMessage", json={**reply, "blocks": [actions(button())]})
    await ana.press("Go", on=checkout.messages[0].thread[0])
    url = script.last["response_url"]
    await said(url, {"text": "beside"})
    await said(url, {"text": "inside", "thread_ts": parent["ts"]})
    assert [m.thread_ts for m in ana.sees] == [None, parent["ts"]]
