"""What would notify somebody is found, and what is escaped is not."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Slack
from sandbox.blocks.pings import pings_of
from tests.sandbox.pieces import plain, section


@pytest.mark.parametrize(
    "text",
    ["<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S123|@devs>", "<@U123>", "<@W1|x>"],
)
def test_markup_pings(text: str) -> None:
    assert len(pings_of({"text": f"hello {text}"})) == 1
    assert len(pings_of({"text": "x", "blocks": [section(text)]})) == 1


@pytest.mark.parametrize(
    "text", ["&lt;!channel&gt;", "<#C123|x>", "<!date^1^{date}|x>", "@channel"]
)
def test_what_does_not_ping_in_verbatim_text(text: str) -> None:
    assert pings_of({"text": text, "blocks": [section(text)]}) == []


def test_bare_here_pings_where_names_are_parsed() -> None:
    parsed = {"type": "section", "text": {"type": "mrkdwn", "text": "@here now"}}
    assert pings_of({"blocks": [parsed]}) == ["@here"]
    assert pings_of({"text": "@channel", "link_names": True}) == ["@channel"]
    assert pings_of({"text": "@everyone", "parse": "full"}) == ["@everyone"]


def test_plain_text_never_pings() -> None:
    block = {"type": "section", "text": plain("<!channel> @here")}
    assert pings_of({"blocks": [block]}) == []


def test_rich_text_mentions_ping() -> None:
    elements = [{"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"}]
    inner = {"type": "rich_text_section", "elements": elements}
    found = pings_of({"blocks": [{"type": "rich_text", "elements": [inner]}]})
    assert found == ["<@U1>", "<!here>"]


async def test_the_log_says_what_pinged(
    client: AsyncWebClient, slack: Slack, checkout: Channel
) -> None:
    await client.chat_postMessage(channel=checkout.id, text="calm &lt;!channel&gt;")
    assert slack.log.pings == []
    await client.chat_postMessage(channel=checkout.id, text="loud <!channel>")
    assert slack.log.pings == ["<!channel>"]
    assert slack.log.posts()[-1].data["pings"] == ["<!channel>"]
