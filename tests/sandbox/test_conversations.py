"""conversations.* and users.*: what the bot may know of places and people."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.test_web_api import error_of


async def test_a_channel_is_described(client: AsyncWebClient, slack: Slack) -> None:
    shared = slack.add_channel("partners", bot=True, shared=True)
    channel = (await client.conversations_info(channel=shared.id))["channel"]
    assert (channel["name"], channel["is_ext_shared"], channel["is_member"]) == (
        "partners",
        True,
        True,
    )


async def test_members_come_in_pages(client: AsyncWebClient, slack: Slack) -> None:
    people = [slack.add_person(f"Person {n}") for n in range(5)]
    channel = slack.add_channel("crowd", members=people, bot=True)
    found: list[str] = []
    pages = await client.conversations_members(channel=channel.id, limit=2)
    async for page in pages:
        found += page["members"]
    assert found == channel.members


async def test_a_cursor_of_ones_own_is_refused(client: AsyncWebClient, checkout: Channel) -> None:
    arguments = {"channel": checkout.id, "cursor": "nonsense"}
    assert await error_of(client, "conversations.members", **arguments) == "invalid_cursor"


async def test_lists_hide_private_channels_of_others(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    slack.add_channel("secret", private=True)
    inside = slack.add_channel("inside", private=True, bot=True)
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [c["id"] for c in listed["channels"]] == [checkout.id, inside.id]
    own = await client.users_conversations(types="private_channel")
    assert [c["id"] for c in own["channels"]] == [inside.id]


async def test_private_channels_need_groups_read(client: AsyncWebClient, slack: Slack) -> None:
    inside = slack.add_channel("inside", private=True, bot=True)
    slack.scopes.discard("groups:read")
    info = "conversations.info"
    assert await error_of(client, info, channel=inside.id) == "missing_scope"


async def test_a_direct_message_is_opened_once(client: AsyncWebClient, ana: Person) -> None:
    first = await client.conversations_open(users=ana.id)
    again = await client.conversations_open(users=ana.id)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert "already_open" not in first.data
    assert again["already_open"] is True
    assert await error_of(client, "conversations.open") == "users_list_not_supplied"


async def test_history_finds_an_own_post_by_its_metadata(
    client: AsyncWebClient, slack: Slack, checkout: Channel, ana: Person
) -> None:
    slack.scopes.add("channels:history")
    key = {"event_type": "okr_prompt", "event_payload": {"key": "k1"}}
    await client.chat_postMessage(channel=checkout.id, text="old")
    old = checkout.messages[0].ts
    await client.chat_postMessage(channel=checkout.id, text="prompt", metadata=key)
    await ana.say(checkout, "hello & <bye>")
    found = await client.conversations_history(
        channel=checkout.id, oldest=old, include_all_metadata=True
    )
    assert [m["text"] for m in found["messages"]] == ["hello &amp; &lt;bye&gt;", "prompt"]
    assert found["messages"][1]["metadata"] == key
    plain = await client.conversations_history(channel=checkout.id, limit=1, latest="9999999999")
    assert plain["has_more"] is True
    bare = await client.conversations_history(channel=checkout.id, oldest=old, inclusive=True)
    assert bare["messages"][-1]["text"] == "old"
    assert bare["messages"][1]["metadata"] == {"event_type": "okr_prompt"}


async def test_replies_come_parent_first(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    slack.scopes.add("channels:history")
    parent = await client.chat_postMessage(channel=checkout.id, text="prompt")
    for text in ("one", "two"):
        await client.chat_postMessage(channel=checkout.id, text=text, thread_ts=parent["ts"])
    found = await client.conversations_replies(channel=checkout.id, ts=parent["ts"])
    assert [m["text"] for m in found["messages"]] == ["prompt", "one", "two"]
    assert found["messages"][0]["reply_count"] == 2
    missing = {"channel": checkout.id, "ts": "1.000001"}
    assert await error_of(client, "conversations.replies", **missing) == "thread_not_found"


async def test_people_are_described(client: AsyncWebClient, slack: Slack) -> None:
    person = slack.add_person("Cleo Ñandú", zone="America/New_York", locale="es-ES", is_guest=True)
    user = (await client.users_info(user=person.id, include_locale=True))["user"]
    assert user["tz"] == "America/New_York"
    assert user["locale"] == "es-ES"
    assert user["is_restricted"] is True
    assert user["is_ultra_restricted"] is False
    assert user["profile"]["real_name"] == "Cleo Ñandú"
    assert "locale" not in (await client.users_info(user=person.id))["user"]
    assert await error_of(client, "users.info", user="U0NOPE") == "user_not_found"


async def test_strangers_are_known_by_id_only(client: AsyncWebClient, slack: Slack) -> None:
    stranger = slack.add_person("Sam", is_stranger=True)
    user = (await client.users_info(user=stranger.id, include_locale=True))["user"]
    assert user["team_id"] != slack.workspace_id
    assert user["is_stranger"] is True
    assert "locale" not in user
    members = (await client.users_list())["members"]
    assert stranger.id not in [member["id"] for member in members]


async def test_the_deleted_are_marked(client: AsyncWebClient, slack: Slack) -> None:
    person = slack.add_person("Dee", is_deleted=True)
    user = (await client.users_info(user=person.id))["user"]
    assert user["deleted"] is True
    assert "tz" not in user


async def test_the_workspace_is_described_with_its_scope(
    client: AsyncWebClient, slack: Slack
) -> None:
    assert await error_of(client, "team.info") == "missing_scope"
    slack.scopes.add("team:read")
    assert (await client.team_info())["team"]["id"] == slack.workspace_id


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
async def test_a_limit_is_a_number_in_range(client: AsyncWebClient, limit: str) -> None:
    assert await error_of(client, "users.list", limit=limit) == "invalid_limit"
