"""One thing said to Slack, and what became of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.slack.client import SlackClient
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
    publish,
)
from sandbox import Channel, Slack
from sandbox.faults import Answer
from sandbox.state import Message
from tests.delivering import EDIT, HISTORY, OPEN_DM, POST, a_slack, asked, fail

KEY = "prompt:1:1"
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Checkout"}},
    {"type": "divider"},
]
HOME: dict[str, Any] = {"type": "home", "blocks": BLOCKS}

FAILURES: list[tuple[str, Failure]] = [
    ("is_archived", Gone("is_archived")),
    ("token_revoked", Dead("token_revoked")),
    ("service_unavailable", Later("service_unavailable", None, POST)),
    (Answer.RATE_LIMITED, Later("ratelimited", 30.0, POST)),
    (Answer.UNAVAILABLE, Unclear("http_503")),
    ("fatal_error", Unclear("fatal_error")),
    (Answer.DROP, Unclear("ServerDisconnectedError")),
    ("invalid_blocks", Fault("invalid_blocks")),
]


class Spoken:
    """A channel in which the bot speaks, a person who listens, and the bot's client."""

    def __init__(self, slack: Slack, client: SlackClient) -> None:
        self.slack = slack
        self.client = client
        self.ana = slack.add_person("Ana")
        self.channel: Channel = slack.add_channel("checkout", members=[self.ana], bot=True)

    async def say(self, **values: Any) -> Done | Failure:
        return await post(
            self.client, self.channel.id, key=KEY, text="Checkout", blocks=BLOCKS, **values
        )

    async def look(self, **values: Any) -> Done | Missing | Failure:
        bot_id = self.slack.world.state.app.bot_id
        given = {"key": KEY, "bot_id": bot_id, "since": SINCE, **values}
        return await look_for(self.client, self.channel.id, **given)

    def talk(self, count: int) -> None:
        """Have people say as much, which is not waited for as an act would be."""
        state = self.slack.world.state
        for _ in range(count):
            ts = state.new_ts(self.slack.clock.wall())
            said = Message(ts, self.channel.id, self.ana.id, "talk")
            self.channel.state.messages[ts] = said


@pytest.fixture
async def spoken() -> AsyncIterator[Spoken]:
    async with a_slack("xoxb-test") as (slack, client):
        yield Spoken(slack, client)


@pytest.mark.parametrize(("answer", "expected"), FAILURES)
async def test_a_post_is_sent_once_whatever_happens(
    spoken: Spoken, answer: str, expected: Failure
) -> None:
    fail(spoken.slack, POST, answer)
    assert await spoken.say() == expected
    assert asked(spoken.slack) == [POST]
    assert spoken.channel.messages == []


@pytest.mark.parametrize("answer", [Answer.DROP, Answer.UNAVAILABLE, "fatal_error"])
async def test_a_post_that_slack_took_unseen_is_unclear_too(spoken: Spoken, answer: str) -> None:
    fail(spoken.slack, POST, answer, is_committed=True)
    assert isinstance(await spoken.say(), Unclear)
    assert asked(spoken.slack) == [POST]
    assert len(spoken.channel.messages) == 1


async def test_a_home_that_changed_meanwhile_is_a_fault(spoken: Spoken) -> None:
    fail(spoken.slack, "views.publish", "hash_conflict")
    assert await publish(spoken.client, spoken.ana.id, HOME) == Fault("hash_conflict")


async def test_a_message_carries_its_key_three_times(spoken: Spoken) -> None:
    said = await spoken.say()
    [message] = spoken.channel.messages
    assert said == Done(message.ts)
    assert message.metadata is not None
    assert message.metadata["event_payload"] == {"key": KEY}
    assert message.blocks[0]["block_id"] == marker(KEY)
    assert message.blocks[1]["type"] == "divider"
    assert marker(KEY).endswith(str(message.state.client_msg_id))
    assert "block_id" not in BLOCKS[0]


@pytest.mark.parametrize("kept", ["metadata", "blocks", "client_msg_id"])
async def test_any_of_the_three_is_enough_to_find_it(spoken: Spoken, kept: str) -> None:
    await spoken.say()
    [message] = spoken.channel.messages
    for name in {"metadata", "blocks", "client_msg_id"} - {kept}:
        setattr(message.state, name, [] if name == "blocks" else None)
    assert await spoken.look() == Done(message.ts)


async def test_what_is_not_there_is_missing(spoken: Spoken) -> None:
    await spoken.say()
    assert await spoken.look(key="prompt:1:2") == Missing()


async def test_a_message_of_another_bot_is_not_ours(spoken: Spoken) -> None:
    await spoken.say()
    assert await spoken.look(bot_id="B0OTHER") == Missing()


async def test_it_is_found_behind_many_others(spoken: Spoken) -> None:
    said = await spoken.say()
    spoken.talk(250)
    assert await spoken.look() == said
    assert asked(spoken.slack).count(HISTORY) == 3


async def test_looking_back_has_an_end(spoken: Spoken) -> None:
    await spoken.say()
    spoken.talk(1100)
    assert await spoken.look() == Missing()
    assert asked(spoken.slack).count(HISTORY) == 10


async def test_a_reply_is_looked_for_in_its_thread(spoken: Spoken) -> None:
    spoken.talk(1)
    [parent] = spoken.channel.messages
    said = await spoken.say(thread_ts=parent.ts)
    assert await spoken.look() == Missing()
    assert await spoken.look(thread_ts=parent.ts) == said


async def test_where_history_may_not_be_read_it_says_so(spoken: Spoken) -> None:
    spoken.slack.scopes.discard("channels:history")
    with spoken.slack.expecting("missing_scope"):
        assert await spoken.look() == Fault("missing_scope")


async def test_an_edit_keeps_the_mark(spoken: Spoken) -> None:
    said = await spoken.say()
    assert isinstance(said, Done)
    new: dict[str, Any] = {"key": KEY, "text": "new", "blocks": BLOCKS}
    assert await edit(spoken.client, spoken.channel.id, said.ts, **new) == said
    [message] = spoken.channel.messages
    assert message.text == "new"
    assert message.blocks[0]["block_id"] == marker(KEY)
    with spoken.slack.expecting("message_not_found"):
        gone = await edit(spoken.client, spoken.channel.id, "1.1", **new)
    assert gone == Gone("message_not_found")
    assert asked(spoken.slack).count(EDIT) == 2


async def test_a_direct_message_is_opened_or_not(spoken: Spoken) -> None:
    opened = await open_direct_message(spoken.client, spoken.ana.id)
    channel = spoken.slack.world.state.dm(spoken.ana.id)
    assert channel is not None
    assert opened == channel.id
    with spoken.slack.expecting("user_not_found"):
        unknown = await open_direct_message(spoken.client, "U0NOBODY")
    assert unknown == Gone("user_not_found")
    fail(spoken.slack, OPEN_DM, "user_disabled")
    assert await open_direct_message(spoken.client, spoken.ana.id) == Gone("user_disabled")


async def test_a_call_without_a_connection_certainly_did_nothing() -> None:
    async with ClientSession() as session:
        client = SlackClient(token="xoxb-test", base_url="http://127.0.0.1:9/api/", session=session)
        said = await post(client, "C1", key=KEY, text="x", blocks=BLOCKS)
    assert said == Later("ClientConnectorError", None, POST)


def test_no_blocks_carry_no_mark() -> None:
    assert marked([], KEY) == []
