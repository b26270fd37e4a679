"""block_actions: what each element sends, from messages, ephemerals, modals and Home."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, DriverError, Person, Slack
from tests.sandbox.bots import Json, Script
from tests.sandbox.pieces import (
    actions,
    button,
    choosing,
    entry,
    home,
    modal,
    option,
    section,
    typed,
)
from tests.sandbox.test_modals import opened

A, B = option("A"), option("B")


async def test_a_click_on_a_message_carries_where_and_what(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    blocks = [actions(button("Check in", value="7", style="primary"), block_id="b")]
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    [message] = checkout.messages
    await ana.press("Check in", on=message)
    sent = script.last
    assert sent["type"] == "block_actions"
    assert sent["user"] == {
        "id": ana.id,
        "username": "ana",
        "name": "ana",
        "team_id": slack.workspace_id,
    }
    assert sent["team"] == {"id": slack.workspace_id, "domain": "sandbox"}
    assert sent["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": checkout.id,
        "is_ephemeral": False,
    }
    assert sent["channel"] == {"id": checkout.id, "name": "checkout"}
    assert sent["message"]["ts"] == message.ts
    assert (sent["enterprise"], sent["is_enterprise_install"]) == (None, False)
    assert sent["state"] == {"values": {}}
    assert sent["trigger_id"]
    assert sent["response_url"]
    [action] = sent["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "check in",
        "block_id": "b",
        "text": {"type": "plain_text", "text": "Check in", "emoji": True},
        "value": "7",
        "style": "primary",
    }


async def test_an_ephemeral_click_has_no_message(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    blocks = [actions(button())]
    await client.chat_postEphemeral(channel=checkout.id, user=ana.id, text="x", blocks=blocks)
    await ana.press("Go")
    assert "message" not in script.last
    assert script.last["container"]["is_ephemeral"] is True


async def test_a_click_in_a_thread_says_so(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    reply = {"channel": checkout.id, "thread_ts": parent["ts"], "text": "x"}
    await client.api_call("chat.postMessage", json={**reply, "blocks": [actions(button())]})
    await ana.press("Go", on=checkout.messages[0].thread[0])
    assert script.last["container"]["thread_ts"] == parent["ts"]


async def test_a_click_in_a_modal_carries_the_view(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, modal(actions(button())))
    await ana.press("Go")
    assert script.last["container"] == {"type": "view", "view_id": ana.front.id}
    assert script.last["view"]["hash"] == ana.front.hash
    assert "response_url" not in script.last


async def test_a_click_on_home_carries_the_view(
    client: AsyncWebClient, script: Script, ana: Person
) -> None:
    await client.views_publish(user_id=ana.id, view=home(actions(button())))
    await ana.press("Go", on="home")
    assert script.last["view"]["type"] == "home"


Case = tuple[Json, Any, str, Any]
ELEMENTS: list[Case] = [
    (choosing("static_select", A, B), "B", "selected_option", "b"),
    (choosing("radio_buttons", A, B), "b", "selected_option", "b"),
    (choosing("checkboxes", A, B), ["B", "A"], "selected_options", ["a", "b"]),
    (choosing("checkboxes", A), True, "selected_options", ["a"]),
    (choosing("multi_static_select", A, B), ["A"], "selected_options", ["a"]),
    ({"type": "users_select", "action_id": "a"}, "ana", "selected_user", None),
    ({"type": "multi_users_select", "action_id": "a"}, ["ana"], "selected_users", None),
    ({"type": "channels_select", "action_id": "a"}, "C1", "selected_channel", "C1"),
    ({"type": "multi_channels_select", "action_id": "a"}, ["C1"], "selected_channels", ["C1"]),
    ({"type": "conversations_select", "action_id": "a"}, "C1", "selected_conversation", "C1"),
    (
        {"type": "multi_conversations_select", "action_id": "a"},
        "C1",
        "selected_conversations",
        ["C1"],
    ),
    ({"type": "datepicker", "action_id": "a"}, date(2026, 11, 23), "selected_date", "2026-11-23"),
    ({"type": "timepicker", "action_id": "a"}, time(10, 0), "selected_time", "10:00"),
    (
        {"type": "datetimepicker", "action_id": "a"},
        datetime(2026, 11, 23, tzinfo=UTC),
        "selected_date_time",
        1_795_392_000,
    ),
]


def bare(value: Any) -> Any:
    """Return the values of options, and anything else as it is."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value["value"] if isinstance(value, dict) else value


@pytest.mark.parametrize("case", ELEMENTS, ids=lambda case: case[0]["type"])
async def test_every_element_sends_its_choice_and_keeps_it(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel, case: Case
) -> None:
    element, chosen, key, expected = case
    blocks = [actions(element, button(), block_id="b")]
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    await ana.choose("a", chosen, on=checkout)
    [action] = script.last["actions"]
    value = chosen if expected is None else expected
    assert action["type"] == element["type"]
    assert bare(action[key]) == value
    await ana.press("Go", on=checkout)
    state = script.last["state"]["values"]["b"]["a"]
    assert state["type"] == element["type"]
    assert bare(state[key]) == value


async def test_people_stand_for_their_ids(
    client: AsyncWebClient, script: Script, ana: Person, ben: Person, checkout: Channel
) -> None:
    element = {"type": "multi_users_select", "action_id": "a"}
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=[actions(element)])
    await ana.choose("a", [ana, ben], on=checkout)
    assert script.last["actions"][0]["selected_users"] == [ana.id, ben.id]


async def test_an_overflow_option_is_chosen_by_its_text(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    blocks = [section(accessory=choosing("overflow", A, B))]
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    await ana.choose("B", on=checkout)
    assert script.last["actions"][0]["selected_option"]["value"] == "b"


async def test_typing_and_enter_dispatch_once(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    block = entry(typed(), "Title", dispatch_action=True, block_id="b")
    await opened(client, script, ana, checkout, modal(block))
    before = len(script.payloads)
    await ana.enter("Title", "Page load")
    assert len(script.payloads) == before + 1
    assert script.last["actions"][0]["value"] == "Page load"
    assert script.last["view"]["state"]["values"]["b"]["a"]["value"] == "Page load"


async def test_an_input_without_dispatch_tells_nobody(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, modal(entry(choosing("static_select", A))))
    before = len(script.payloads)
    await ana.choose("Value now", "A")
    with pytest.raises(DriverError, match="dispatch_action"):
        await ana.enter("Value now", "A")
    assert len(script.payloads) == before


async def test_filling_what_dispatches_is_refused(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    blocks = [actions(choosing("static_select", A))]
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    with pytest.raises(DriverError, match="choose"):
        ana.fill("a", "A", on=checkout)


async def test_external_options_are_asked_for(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    element = {"type": "external_select", "action_id": "a"}
    await opened(client, script, ana, checkout, modal(entry(element, "Owner", block_id="b")))
    assert await ana.search("Owner", "an") == []
    script.answers.append({"options": [A, B]})
    assert await ana.search("Owner", "ana") == ["A", "B"]
    asked = script.last
    assert (asked["type"], asked["action_id"], asked["block_id"], asked["value"]) == (
        "block_suggestion",
        "a",
        "b",
        "ana",
    )
    assert asked["view"]["id"] == ana.front.id
    ana.fill("Owner", "B")
    await ana.press("Save")
    values = script.last["view"]["state"]["values"]
    assert values["b"]["a"]["selected_option"]["value"] == "b"


async def test_malformed_options_are_a_violation(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    element = {"type": "external_select", "action_id": "a", "min_query_length": 0}
    await opened(client, script, ana, checkout, modal(entry(element, "Owner")))
    script.answers.extend([{"choices": []}, {"options": [option("x" * 76)]}, {"options": []}])
    for _ in range(2):
        with slack.expecting("malformed_options"):
            assert await ana.search("Owner", "") == []
    assert await ana.search("Owner", "") == []
    slack.assert_clean()


async def test_a_body_in_the_answer_is_a_violation(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=[actions(button())])
    script.answers.append({"text": "thanks"})
    with slack.expecting("ack_body_ignored"):
        await ana.press("Go", on=checkout)
    assert ana.sees == []


async def test_nobody_clicks_what_they_do_not_see(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, ben: Person
) -> None:
    secret = slack.add_channel("secret", members=[ana], private=True, bot=True)
    await client.chat_postMessage(channel=secret.id, text="x", blocks=[actions(button())])
    with pytest.raises(DriverError, match="does not see"):
        await ben.press("Go", on=secret.messages[0])
    await client.chat_postEphemeral(
        channel=secret.id, user=ana.id, text="x", blocks=[actions(button())]
    )
    with pytest.raises(DriverError, match="does not see"):
        await ben.press("Go", on=ana.sees[0])


async def test_a_stranger_clicks_with_their_own_workspace(
    slack: Slack, client: AsyncWebClient, script: Script
) -> None:
    stranger = slack.add_person("Sam", is_stranger=True)
    shared = slack.add_channel("partners", members=[stranger], bot=True, shared=True)
    await client.chat_postMessage(channel=shared.id, text="x", blocks=[actions(button())])
    await stranger.press("Go", on=shared)
    assert script.last["user"]["team_id"] != script.last["team"]["id"]


async def test_numbers_may_be_decimals(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    element = {"type": "number_input", "action_id": "a", "is_decimal_allowed": True}
    await opened(client, script, ana, checkout, modal(entry(element, block_id="b")))
    ana.fill("Value now", Decimal("66.50"))
    await ana.press("Save")
    assert script.last["view"]["state"]["values"]["b"]["a"]["value"] == "66.50"
