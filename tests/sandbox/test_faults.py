"""Slack's bad days, as a test switches them on."""

from time import monotonic

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Slack
from sandbox.error_codes import BY_EXPERIENCE, BY_METHOD, EVERYWHERE
from sandbox.faults import Answer, Faults
from sandbox.web_api.dispatch import METHODS
from tests.sandbox.bots import TOKEN

POST = "chat.postMessage"


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    """A client that neither retries nor waits for long."""
    made = AsyncWebClient(token=TOKEN, base_url=slack.api_url, timeout=1)
    made.retry_handlers = []
    return made


async def status_of(slack: Slack, channel: Channel) -> tuple[int, str | None]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(
            f"{slack.api_url}{POST}", json={"channel": channel.id, "text": "x"}
        ) as response,
    ):
        return response.status, response.headers.get("Retry-After")


async def test_a_fault_befalls_its_method_so_many_times(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    slack.faults.add(Answer.RATE_LIMITED, POST, times=1, seconds=7)
    assert (await client.auth_test())["ok"]
    assert await status_of(slack, checkout) == (429, "7")
    assert await status_of(slack, checkout) == (200, None)
    assert [entry.data["answer"] for entry in slack.log.entries if entry.kind == "fault"] == ["429"]


@pytest.mark.parametrize("answer", [Answer.SERVER_ERROR, Answer.UNAVAILABLE])
@pytest.mark.parametrize("is_committed", [False, True])
async def test_a_server_error_says_nothing_of_what_happened(
    slack: Slack, checkout: Channel, answer: Answer, *, is_committed: bool
) -> None:
    slack.faults.add(answer, POST, is_committed=is_committed)
    assert (await status_of(slack, checkout))[0] == int(answer)
    assert len(checkout.messages) == is_committed


@pytest.mark.parametrize("is_committed", [False, True])
async def test_an_internal_error_may_have_succeeded(
    slack: Slack, client: AsyncWebClient, checkout: Channel, *, is_committed: bool
) -> None:
    slack.faults.add(Answer.INTERNAL_ERROR, POST, is_committed=is_committed)
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.chat_postMessage(channel=checkout.id, text="x")
    assert len(checkout.messages) == is_committed


@pytest.mark.parametrize("answer", [Answer.DROP, Answer.HANG])
@pytest.mark.parametrize("is_committed", [False, True])
async def test_a_connection_breaks_before_or_after_the_post(
    slack: Slack, client: AsyncWebClient, checkout: Channel, answer: Answer, *, is_committed: bool
) -> None:
    slack.faults.add(answer, POST, is_committed=is_committed)
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await client.chat_postMessage(channel=checkout.id, text="x")
    assert len(checkout.messages) == is_committed


async def test_a_delayed_answer_comes(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    slack.faults.add(Answer.DELAY, POST, seconds=0.05)
    began = monotonic()
    await client.chat_postMessage(channel=checkout.id, text="x")
    assert monotonic() - began >= 0.05
    assert len(checkout.messages) == 1


async def test_history_lags_behind(slack: Slack, client: AsyncWebClient, checkout: Channel) -> None:
    slack.scopes.add("channels:history")
    posted = await client.chat_postMessage(channel=checkout.id, text="x")
    slack.faults.history_lag = 60
    assert (await client.conversations_history(channel=checkout.id))["messages"] == []
    thread = await client.conversations_replies(channel=checkout.id, ts=posted["ts"])
    assert thread["messages"] == []
    slack.faults.clear()
    assert len((await client.conversations_history(channel=checkout.id))["messages"]) == 1


async def test_any_documented_code_is_answered(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    slack.faults.add("is_archived", POST, times=1)
    slack.faults.add("fatal_error", POST, times=1, is_committed=True)
    slack.faults.add("token_revoked", times=1)
    for code, posted in (("is_archived", 0), ("fatal_error", 1), ("token_revoked", 1)):
        with pytest.raises(SlackApiError, match=code):
            await client.chat_postMessage(channel=checkout.id, text="x")
        assert len(checkout.messages) == posted
    assert (await client.chat_postMessage(channel=checkout.id, text="x"))["ok"]


def test_the_codes_are_those_of_methods_that_the_stand_in_knows() -> None:
    assert set(BY_METHOD) | set(BY_EXPERIENCE) <= set(METHODS)
    for method, codes in BY_METHOD.items():
        assert not codes & EVERYWHERE, f"{method} repeats what every method may answer"
        assert not codes & BY_EXPERIENCE.get(method, frozenset())


async def test_history_is_refused(slack: Slack, client: AsyncWebClient, checkout: Channel) -> None:
    slack.faults.add(Answer.MISSING_SCOPE, "conversations.history")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.conversations_history(channel=checkout.id)


def picked(faults: Faults, count: int = 2000) -> list[str]:
    return [fault.answer if (fault := faults.pick(POST)) else "" for _ in range(count)]


def test_shares_add_up_and_a_seed_repeats_them() -> None:
    faults = Faults(7)
    faults.add(Answer.DROP, share=0.1)
    faults.add(Answer.SERVER_ERROR, POST, share=0.1)
    first = picked(faults)
    assert 140 < first.count("drop") < 260
    assert 140 < first.count("500") < 260
    faults.seed(7)
    assert picked(faults) == first
    faults.seed(8)
    assert picked(faults) != first


def test_a_fault_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="a share is from 0 to 1"):
        Faults().add(Answer.DROP, share=20)
    for answer in (Answer.RATE_LIMITED, Answer.DELAY, "token_revoked"):
        with pytest.raises(ValueError, match="leaves no doubt"):
            Faults().add(answer, POST, is_committed=True)
    with pytest.raises(ValueError, match=r"hash_conflict for chat\.postMessage"):
        Faults().add("hash_conflict", "views.publish", POST)
    with pytest.raises(ValueError, match="is_archived for any method"):
        Faults().add("is_archived")
