"""One thing said to Slack, and what became of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.delivery import (
    Dead,
    Done,
    Failure,
    Fault,
    Gone,
    Later,
    Missing,
    Unclear,
    edit,
    look_for,
    marked,
    marker,
    open_direct_message,
    post,
)
from tests.faulty_slack import BOT_ID, DROP_AFTER, DROP_BEFORE, FaultySlack

KEY = "prompt:1:1"
SINCE = datetime(2026, 11, 10, 7, tzinfo=UTC)
BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Checkout"}},
    {"type": "x"},
]

FAILURES: list[tuple[str | int, Failure]] = [
    ("is_archived", Gone("is_archived")),
    ("message_not_found", Gone("message_not_found")),
    ("token_revoked", Dead("token_revoked")),
    ("service_unavailable", Later("service_unavailable", None, "chat.postMessage")),
    (429, Later("ratelimited", 30.0, "chat.postMessage")),
    (503, Unclear("http_503")),
    ("fatal_error", Unclear("fatal_error")),
    (DROP_BEFORE, Unclear("ServerDisconnectedError")),
    (DROP_AFTER, Unclear("ServerDisconnectedError")),
    ("invalid_blocks", Fault("invalid_blocks")),
    ("hash_conflict", Fault("hash_conflict")),
]


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    async with FaultySlack.start() as fake:
        yield fake


async def say(slack: FaultySlack, **values: Any) -> Done | Failure:
    return await post(slack.client, "C1", key=KEY, text="Checkout", blocks=BLOCKS, **values)


async def look(slack: FaultySlack, **values: Any) -> Done | Missing | Failure:
    given = {"key": KEY, "bot_id": BOT_ID, "since": SINCE, **values}
    return await look_for(slack.client, "C1", **given)


@pytest.mark.parametrize(("fault", "expected"), FAILURES)
async def test_a_post_is_sent_once_whatever_happens(
    slack: FaultySlack, fault: str | int, expected: Failure
) -> None:
    slack.fail("chat.postMessage", fault)
    assert await say(slack) == expected
    assert slack.count("chat.postMessage") == 1


async def test_a_message_carries_its_key_three_times(slack: FaultySlack) -> None:
    assert await say(slack) == Done("1900000000.000100")
    [message] = slack.messages
    assert message["metadata"]["event_payload"] == {"key": KEY}
    assert message["blocks"][0]["block_id"] == marker(KEY)
    assert message["blocks"][1] == BLOCKS[1]
    assert marker(KEY).endswith(message["client_msg_id"])
    assert "block_id" not in BLOCKS[0]


@pytest.mark.parametrize("kept", ["metadata", "blocks", "client_msg_id"])
async def test_any_of_the_three_is_enough_to_find_it(slack: FaultySlack, kept: str) -> None:
    await say(slack)
    [message] = slack.messages
    for name in {"metadata", "blocks", "client_msg_id"} - {kept}:
        del message[name]
    assert await look(slack) == Done(message["ts"])


async def test_what_is_not_there_is_missing(slack: FaultySlack) -> None:
    await say(slack)
    assert await look(slack, key="prompt:1:2") == Missing()


async def test_a_message_of_another_bot_is_not_ours(slack: FaultySlack) -> None:
    await say(slack)
    assert await look(slack, bot_id="B0OTHER") == Missing()


async def test_it_is_found_behind_many_others(slack: FaultySlack) -> None:
    await say(slack)
    for number in range(250):
        slack.messages.append({"channel": "C1", "ts": str(number), "text": "talk"})
    assert isinstance(await look(slack), Done)
    assert slack.count("conversations.history") == 3


async def test_looking_back_has_an_end(slack: FaultySlack) -> None:
    slack.messages.extend({"channel": "C1", "ts": str(one)} for one in range(1100))
    assert await look(slack) == Missing()
    assert slack.count("conversations.history") == 10


async def test_a_reply_is_looked_for_in_its_thread(slack: FaultySlack) -> None:
    parent = slack.chat_postmessage({"channel": "C1"})["ts"]
    said = await say(slack, thread_ts=parent)
    assert await look(slack) == Missing()
    assert await look(slack, thread_ts=parent) == said


async def test_where_history_may_not_be_read_it_says_so(slack: FaultySlack) -> None:
    slack.fail("conversations.history", "missing_scope")
    assert await look(slack) == Fault("missing_scope")


async def test_an_edit_keeps_the_mark(slack: FaultySlack) -> None:
    said = await say(slack)
    assert isinstance(said, Done)
    done = await edit(slack.client, "C1", said.ts, key=KEY, text="new", blocks=BLOCKS)
    assert done == said
    assert slack.messages[0]["blocks"][0]["block_id"] == marker(KEY)
    gone = await edit(slack.client, "C1", "1.1", key=KEY, text="new", blocks=BLOCKS)
    assert gone == Gone("message_not_found")


async def test_a_direct_message_is_opened_or_not(slack: FaultySlack) -> None:
    assert await open_direct_message(slack.client, "U1") == "DU1"
    slack.fail("conversations.open", "user_not_found")
    assert await open_direct_message(slack.client, "U1") == Gone("user_not_found")


async def test_a_call_without_a_connection_certainly_did_nothing() -> None:
    async with FaultySlack.start() as fake:
        client = fake.client
        stopped = "http://127.0.0.1:9/api/"
        client._once.base_url = stopped
        said = await post(client, "C1", key=KEY, text="x", blocks=BLOCKS)
    assert said == Later("ClientConnectorError", None, "chat.postMessage")


def test_no_blocks_carry_no_mark() -> None:
    assert marked([], KEY) == []
