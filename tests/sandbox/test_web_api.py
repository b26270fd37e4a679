"""Tokens, scopes, and what the door of the Web API says to everybody."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import TOKEN


async def error_of(client: AsyncWebClient, method: str, **arguments: object) -> str:
    """Return the error of a call that must be refused."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


async def test_auth_test_names_the_bot(client: AsyncWebClient, slack: Slack) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == slack.bot_user_id
    assert answer["team_id"] == slack.workspace_id
    assert answer["bot_id"]
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_a_token_is_asked_for(slack: Slack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test") as answer,
    ):
        assert await answer.json() == {"ok": False, "error": "not_authed"}


async def test_a_token_may_come_in_the_form(slack: Slack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test", data={"token": TOKEN}) as answer,
    ):
        assert (await answer.json())["ok"] is True


async def test_a_wrong_token_is_refused(slack: Slack) -> None:
    other = AsyncWebClient(token="xoxb-other", base_url=slack.api_url)
    assert await error_of(other, "auth.test") == "invalid_auth"


@pytest.mark.parametrize("state", ["token_revoked", "account_inactive"])
async def test_a_dead_token_says_why(client: AsyncWebClient, slack: Slack, state: str) -> None:
    slack.world.state.app.token_state = state
    assert await error_of(client, "auth.test") == state


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client, "chat.postMassage") == "unknown_method"


async def test_a_missing_scope_is_named(client: AsyncWebClient, slack: Slack, ana: Person) -> None:
    slack.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user=ana.id)
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"
    assert "chat:write" in caught.value.response["provided"]


async def test_history_needs_its_own_scope(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    history = "conversations.history"
    assert await error_of(client, history, channel=checkout.id) == "missing_scope"
    slack.scopes.add("channels:history")
    assert (await client.conversations_history(channel=checkout.id))["messages"] == []


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.postMessage", json={"text": "hello"})
    assert caught.value.response["error"] == "invalid_arguments"
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] missing required field: channel"]


async def test_the_log_keeps_calls_without_tokens(slack: Slack, checkout: Channel) -> None:
    arguments = {"token": TOKEN, "channel": checkout.id, "text": "hello"}
    url = f"{slack.api_url}chat.postMessage"
    async with aiohttp.ClientSession() as session, session.post(url, data=arguments) as answer:
        assert (await answer.json())["ok"] is True
    [call] = slack.log.calls("chat.postMessage")
    assert call.data["arguments"] == {"channel": checkout.id, "text": "hello"}
    assert call.data["response"]["ts"] == checkout.messages[0].ts
    assert TOKEN not in str(call.json())
