"""Slack's rate limits, once a test enforces them."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Slack

POST = "chat.postMessage"


async def posted(client: AsyncWebClient, channel: Channel, count: int) -> int:
    """Post so many times; return the seconds to wait of the first refusal, 0 without one."""
    for _ in range(count):
        try:
            await client.chat_postMessage(channel=channel.id, text="x")
        except SlackApiError as error:
            return int(error.response.headers["Retry-After"])
    return 0


async def test_nothing_is_limited_unless_asked(client: AsyncWebClient, checkout: Channel) -> None:
    assert await posted(client, checkout, 10) == 0


async def test_a_channel_takes_one_post_a_second_after_a_burst(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    slack.limits.enforce()
    assert await posted(client, checkout, 4) == 1
    assert len(checkout.messages) == 3
    assert slack.limits.exceeded == {(POST, checkout.id): 1}
    slack.clock.advance(1)
    assert await posted(client, checkout, 1) == 0


async def test_a_workspace_takes_so_many_posts_a_minute(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    slack.limits.enforce(posts_a_minute=2)
    other = slack.add_channel("other", bot=True)
    assert await posted(client, checkout, 2) == 0
    assert await posted(client, other, 1) == 30
    assert slack.limits.exceeded == {(POST, "workspace"): 1}


async def test_methods_have_tiers_of_their_own(slack: Slack, client: AsyncWebClient) -> None:
    slack.limits.enforce()
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.users_list()
    assert (await client.users_conversations())["ok"]
