"""chat.*: where the bot may post, edit and delete, and what it may say."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.pieces import actions, button, section
from tests.sandbox.test_web_api import error_of

POST, UPDATE = "chat.postMessage", "chat.update"
KEY = {"event_type": "okr_prompt", "event_payload": {"key": "k1"}}


async def test_a_post_stands_in_the_channel(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    answer = await client.chat_postMessage(channel=checkout.id, text="hi", blocks=[section()])
    [message] = checkout.messages
    assert (answer["channel"], answer["ts"]) == (checkout.id, message.ts)
    assert answer["message"]["bot_id"] == slack.world.state.app.bot_id
    assert answer["message"]["blocks"][0]["block_id"]
    assert slack.log.posts(checkout.id)[0].data["response"]["ts"] == message.ts


async def test_timestamps_only_grow(client: AsyncWebClient, checkout: Channel) -> None:
    for number in range(5):
        await client.chat_postMessage(channel=checkout.id, text=str(number))
    stamps = [message.ts for message in checkout.messages]
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == 5
    assert all(len(ts.split(".")[1]) == 6 for ts in stamps)


async def test_an_unknown_channel_is_not_found(client: AsyncWebClient) -> None:
    assert await error_of(client, POST, channel="C0NOPE", text="x") == "channel_not_found"


async def test_the_bot_must_be_in_the_channel(client: AsyncWebClient, slack: Slack) -> None:
    outside = slack.add_channel("outside")
    assert await error_of(client, POST, channel=outside.id, text="x") == "not_in_channel"


async def test_a_private_channel_is_invisible_from_outside(
    client: AsyncWebClient, slack: Slack
) -> None:
    secret = slack.add_channel("secret", private=True)
    assert await error_of(client, POST, channel=secret.id, text="x") == "channel_not_found"


async def test_an_archived_channel_takes_no_posts_and_no_edits(
    client: AsyncWebClient, slack: Slack, checkout: Channel, ana: Person
) -> None:
    posted = await client.chat_postMessage(channel=checkout.id, text="x")
    checkout.state.is_archived = True
    assert await error_of(client, POST, channel=checkout.id, text="x") == "is_archived"
    edit = {"channel": checkout.id, "ts": posted["ts"], "text": "y"}
    assert await error_of(client, UPDATE, **edit) == "is_inactive"


async def test_a_message_says_something(client: AsyncWebClient, checkout: Channel) -> None:
    assert await error_of(client, POST, channel=checkout.id, text=" ") == "no_text"


async def test_bad_blocks_are_refused_with_reasons(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    with slack.expecting("invalid_blocks") as expected:
        error = await error_of(
            client, POST, channel=checkout.id, text="x", blocks=[section("y" * 3001)]
        )
    assert error == "invalid_blocks"
    reasons = expected.met[0].data["response"]["response_metadata"]["messages"]
    assert any("3000" in reason for reason in reasons)
    assert checkout.messages == []
    slack.assert_clean()


async def test_blocks_may_come_as_a_json_string(client: AsyncWebClient, checkout: Channel) -> None:
    arguments = {"channel": checkout.id, "text": "x", "blocks": '[{"type": "divider"}]'}
    await client.api_call(POST, data=arguments)
    assert checkout.messages[0].blocks[0]["type"] == "divider"
    error = await error_of(client, POST, channel=checkout.id, blocks="[{")
    assert error == "invalid_blocks_format"


async def test_long_text_is_advised_against_then_cut(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    await client.chat_postMessage(channel=checkout.id, text="x" * 40_001)
    assert len(checkout.messages[0].text) == 40_000
    assert slack.log.warnings[0].data["rule"] == "text_over_4000"


async def test_a_person_is_reached_by_user_id(
    client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    answer = await client.chat_postMessage(channel=ana.id, text="Two key results are due.")
    assert answer["channel"].startswith("D")
    assert [message.text for message in ana.sees] == ["Two key results are due."]
    assert ana.dm is not None
    assert ana.dm.id == answer["channel"]
    assert ben.sees == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [({"is_deleted": True}, "user_disabled"), ({"is_bot": True}, "cannot_dm_bot")],
)
async def test_not_everybody_can_be_reached(
    client: AsyncWebClient, slack: Slack, kind: dict[str, Any], error: str
) -> None:
    person = slack.add_person("Robin", **kind)
    assert await error_of(client, POST, channel=person.id, text="x") == error


async def test_replies_stand_in_the_thread(client: AsyncWebClient, checkout: Channel) -> None:
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    await client.chat_postMessage(channel=checkout.id, text="recap", thread_ts=parent["ts"])
    [message] = checkout.messages
    assert [reply.text for reply in message.thread] == ["recap"]


async def test_a_thread_must_exist_and_a_reply_is_no_parent(
    client: AsyncWebClient, checkout: Channel
) -> None:
    thread: dict[str, Any] = {"channel": checkout.id, "text": "x"}
    assert await error_of(client, POST, **thread, thread_ts="1.000001") == "thread_not_found"
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    reply = await client.chat_postMessage(**thread, thread_ts=parent["ts"])
    error = await error_of(client, POST, **thread, thread_ts=reply["ts"])
    assert error == "cannot_reply_to_message"


async def test_an_edit_keeps_what_it_does_not_name(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    posted = await client.chat_postMessage(
        channel=checkout.id, text="one", blocks=[section()], metadata=KEY
    )
    await client.chat_update(channel=checkout.id, ts=posted["ts"], text="two")
    [message] = checkout.messages
    assert message.text == "two"
    assert message.blocks[0]["type"] == "section"
    assert message.metadata == KEY
    assert message.edits[0]["text"] == "one"
    assert len(slack.log.updates(checkout.id)) == 1


async def test_blocks_and_metadata_are_removed_by_empty_ones(
    client: AsyncWebClient, checkout: Channel
) -> None:
    posted = await client.chat_postMessage(
        channel=checkout.id, text="one", blocks=[section()], metadata=KEY
    )
    await client.chat_update(
        channel=checkout.id, ts=posted["ts"], text="two", blocks=[], metadata={}
    )
    assert checkout.messages[0].blocks == []
    assert checkout.messages[0].metadata is None


async def test_only_own_messages_can_be_changed(
    client: AsyncWebClient, checkout: Channel, ana: Person
) -> None:
    said = await ana.say(checkout, "hello")
    place = {"channel": checkout.id, "ts": said.ts}
    assert await error_of(client, UPDATE, **place, text="x") == "cant_update_message"
    assert await error_of(client, "chat.delete", **place) == "cant_delete_message"
    gone = {"channel": checkout.id, "ts": "1.000001"}
    assert await error_of(client, UPDATE, **gone, text="x") == "message_not_found"


async def test_a_direct_message_is_edited_by_channel_id_only(
    client: AsyncWebClient, ana: Person
) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="one")
    edit = {"ts": posted["ts"], "text": "two"}
    assert await error_of(client, UPDATE, channel=ana.id, **edit) == "channel_not_found"
    await client.chat_update(channel=posted["channel"], **edit)
    assert ana.sees[0].text == "two"


async def test_a_deleted_message_is_gone(client: AsyncWebClient, checkout: Channel) -> None:
    posted = await client.chat_postMessage(channel=checkout.id, text="x")
    message = checkout.messages[0]
    await client.chat_delete(channel=checkout.id, ts=posted["ts"])
    assert checkout.messages == []
    assert message.is_deleted


async def test_an_ephemeral_message_is_for_one_member(
    client: AsyncWebClient, slack: Slack, checkout: Channel, ana: Person, ben: Person
) -> None:
    await client.chat_postEphemeral(channel=checkout.id, user=ana.id, text="psst")
    assert [message.text for message in ana.sees] == ["psst"]
    assert (ben.sees, checkout.messages) == ([], [])
    stranger = slack.add_person("Cleo")
    arguments = {"channel": checkout.id, "user": stranger.id, "text": "x"}
    assert await error_of(client, "chat.postEphemeral", **arguments) == "user_not_in_channel"


async def test_an_ephemeral_reply_shows_in_active_threads_only(
    client: AsyncWebClient, slack: Slack, checkout: Channel, ana: Person
) -> None:
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    whisper = {"channel": checkout.id, "user": ana.id, "thread_ts": parent["ts"]}
    await client.chat_postEphemeral(text="unseen", **whisper)
    assert ana.sees == []
    assert slack.log.warnings[0].data["rule"] == "ephemeral_in_quiet_thread"
    await ana.say(checkout, "reply", thread=checkout.messages[0])
    await client.chat_postEphemeral(text="seen", **whisper)
    assert [message.text for message in ana.sees] == ["seen"]


async def test_an_ephemeral_message_cannot_be_edited_by_ts(
    client: AsyncWebClient, checkout: Channel, ana: Person
) -> None:
    shown = await client.chat_postEphemeral(channel=checkout.id, user=ana.id, text="psst")
    edit = {"channel": checkout.id, "ts": shown["message_ts"], "text": "x"}
    assert await error_of(client, UPDATE, **edit) == "message_not_found"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {}, "more": 1}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"key": "x" * 9000}}, "metadata_too_large"),
    ],
)
async def test_metadata_has_a_form_and_a_size(
    client: AsyncWebClient, checkout: Channel, metadata: dict[str, Any], error: str
) -> None:
    said = {"channel": checkout.id, "text": "x", "metadata": metadata}
    assert await error_of(client, POST, **said) == error


async def test_a_permalink_points_at_the_message(client: AsyncWebClient, checkout: Channel) -> None:
    posted = await client.chat_postMessage(channel=checkout.id, text="x")
    link = await client.chat_getPermalink(channel=checkout.id, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/{checkout.id}/p{posted['ts'].replace('.', '')}")


async def test_direct_messages_need_the_messages_tab(
    client: AsyncWebClient, slack: Slack, ana: Person
) -> None:
    slack.world.state.app.messages_tab = False
    assert await error_of(client, POST, channel=ana.id, text="x") == "messages_tab_disabled"


async def test_an_edit_keeps_what_people_entered_under_unchanged_ids(
    client: AsyncWebClient, checkout: Channel, ana: Person, script: Any
) -> None:
    select = {"type": "users_select", "action_id": "who"}
    blocks = [actions(select, button(), block_id="b")]
    posted = await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    [message] = checkout.messages
    await ana.choose("who", ana, on=message)
    await client.chat_update(channel=checkout.id, ts=posted["ts"], text="x", blocks=blocks)
    await ana.press("Go", on=message)
    assert script.last["state"]["values"]["b"]["who"]["selected_user"] == ana.id
