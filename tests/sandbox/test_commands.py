"""Slash commands: what the bot receives, what it may answer, what the person sees."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from sandbox import Channel, DriverError, NotCleanError, Person, Slack
from tests.sandbox.bots import SECRET, TOKEN, Bot, Json, Script, serving
from tests.sandbox.pieces import section


async def test_a_command_carries_its_fields(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    await ana.command("/okr", "setup now", channel=checkout)
    sent = script.last
    assert sent["response_url"].startswith(slack.world.base_url)
    assert sent["trigger_id"] in slack.world.state.triggers
    expected = {
        "token": "verification-token",
        "team_id": slack.workspace_id,
        "team_domain": "sandbox",
        "channel_id": checkout.id,
        "channel_name": "checkout",
        "user_id": ana.id,
        "user_name": "ana",
        "command": "/okr",
        "text": "setup now",
        "api_app_id": "A0SANDBOX",
        "is_enterprise_install": "false",
    }
    assert {name: sent[name] for name in expected} == expected


async def test_requests_are_signed(script: Script, ana: Person, checkout: Channel) -> None:
    await ana.command("/okr", channel=checkout)
    headers = script.headers[-1]
    stamp = headers["X-Slack-Request-Timestamp"]
    base = b"v0:" + stamp.encode() + b":" + script.bodies[-1]
    digest = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"
    assert abs(time.time() - int(stamp)) < 60
    assert headers["User-Agent"].startswith("Slackbot")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_a_bot_with_another_secret_turns_everything_away(
    ana: Person, checkout: Channel, slack: Slack
) -> None:
    bot = Bot(slack)
    slack.world.state.app.signing_secret = "another"
    async with serving(bot.answer) as url:
        slack.connect(url)
        await ana.command("/okr", channel=checkout)
    assert ana.notices == ["dispatch_failed"]
    [violation] = slack.log.violations
    assert violation.data["rule"] == "bad_status"
    assert "401" in violation.data["detail"]


async def test_private_places_have_no_names(slack: Slack, script: Script, ana: Person) -> None:
    secret = slack.add_channel("secret", members=[ana], private=True)
    await ana.command("/okr", channel=secret)
    assert script.last["channel_name"] == "privategroup"
    await ana.open_home()
    assert ana.dm is not None
    await ana.command("/okr", channel=ana.dm)
    assert script.last["channel_name"] == "directmessage"


async def test_escaped_text_carries_ids(
    slack: Slack, script: Script, ana: Person, ben: Person, checkout: Channel
) -> None:
    secret = slack.add_channel("secret", members=[ana], private=True)
    slack.declare_command("/okr", should_escape=True)
    typed = "@ben #checkout #secret https://x.example/a <b> & @nobody"
    await ana.command("/okr", typed, channel=checkout)
    assert script.last["text"] == (
        f"<@{ben.id}|ben> <#{checkout.id}|checkout> <#{secret.id}|> "
        "<https://x.example/a> &lt;b&gt; &amp; @nobody"
    )


async def test_people_are_named_as_the_client_completes_them(
    slack: Slack, script: Script, ana: Person, ben: Person, checkout: Channel
) -> None:
    benedict = slack.add_person("Ben Edict")
    slack.declare_command("/okr", should_escape=True)
    await ana.command("/okr", "@Ben, @Ben Edict, ben@Ben and @Benny of #CHECKOUT", channel=checkout)
    assert script.last["text"] == (
        f"<@{ben.id}|{ben.state.name}>, <@{benedict.id}|{benedict.state.name}>, "
        f"ben@Ben and @Benny of <#{checkout.id}|checkout>"
    )


async def test_plain_text_stays_as_typed(script: Script, ana: Person, checkout: Channel) -> None:
    await ana.command("/okr", "@ben", channel=checkout)
    assert script.last["text"] == "@ben"


async def test_a_text_answer_is_private(
    script: Script, ana: Person, ben: Person, checkout: Channel
) -> None:
    script.answers.append("Six verbs: ...")
    answer = await ana.command("/okr", "help", channel=checkout)
    assert answer is not None
    assert (answer.text, answer.is_ephemeral) == ("Six verbs: ...", True)
    assert ben.sees == []
    assert checkout.messages == []


async def test_an_answer_may_be_for_the_channel(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    script.answers.append({"response_type": "in_channel", "text": "x", "blocks": [section()]})
    await ana.command("/okr", channel=checkout)
    assert [message.text for message in checkout.messages] == ["x"]
    slack.assert_clean()


BAD_ANSWERS: dict[str, tuple[Json | web.Response, str]] = {
    "unknown key": ({"text": "x", "colour": "red"}, "unknown_ack_key"),
    "unknown response type": ({"text": "x", "response_type": "all"}, "invalid_response_type"),
    "bad blocks": ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
    "nothing said": ({"response_type": "ephemeral"}, "no_text"),
    "no object": (web.json_response(["x"]), "malformed_ack"),
    "no json": (web.Response(text="{", content_type="application/json"), "malformed_ack"),
    "an error page": (web.Response(status=500), "bad_status"),
    "accepted is not enough": (web.Response(status=202), "bad_status"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_answer_is_a_violation_and_a_notice(
    slack: Slack, script: Script, ana: Person, checkout: Channel, name: str
) -> None:
    answer, rule = BAD_ANSWERS[name]
    script.answers.append(answer)
    with slack.expecting(rule):
        assert await ana.command("/okr", channel=checkout) is None
    assert len(ana.notices) == 1
    assert ana.sees == []


@pytest.fixture
async def hasty() -> AsyncIterator[Slack]:
    """A workspace that waits only a moment for an acknowledgement."""
    async with Slack.start(signing_secret=SECRET, bot_token=TOKEN, ack_seconds=0.02) as started:
        yield started


async def test_a_late_answer_is_a_timeout(hasty: Slack) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await hasty.until(lambda: ana.notices)
        return web.Response()

    ana = hasty.add_person("Ana")
    channel = hasty.add_channel("checkout", members=[ana])
    async with serving(never) as url:
        hasty.connect(url)
        await ana.command("/okr", channel=channel)
    assert ana.notices == ["operation_timeout"]
    assert hasty.log.deliveries("command")[0].data["failure"] == "timeout"
    with pytest.raises(NotCleanError, match="operation_timeout"):
        hasty.assert_clean()


async def test_a_bot_that_is_down_is_noticed(slack: Slack, ana: Person, checkout: Channel) -> None:
    slack.connect("http://127.0.0.1:9/slack/events")
    await ana.command("/okr", channel=checkout)
    assert ana.notices == ["dispatch_failed"]


async def test_threads_take_no_commands(script: Script, ana: Person, checkout: Channel) -> None:
    parent = await ana.say(checkout, "hello")
    await ana.command("/okr", channel=checkout, thread=parent)
    assert ana.notices == ["/okr is not supported in threads. Sorry!"]
    assert script.payloads == []


async def test_what_the_client_does_not_let_people_type(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    stranger = slack.add_person("Sam", is_stranger=True)
    with pytest.raises(DriverError, match="workspace"):
        await stranger.command("/okr", channel=checkout)
    secret = slack.add_channel("secret", private=True)
    with pytest.raises(DriverError, match="not in secret"):
        await ana.command("/okr", channel=secret)
    checkout.state.is_archived = True
    with pytest.raises(DriverError, match="archived"):
        await ana.command("/okr", channel=checkout)
    slack.declare_command("/okr")
    with pytest.raises(DriverError, match="not a command"):
        await ana.command("/orc", channel=checkout)
    assert script.payloads == []
