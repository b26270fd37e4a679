"""The Events API and shortcuts: shapes, subscriptions, retries."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from sandbox import Channel, DriverError, Person, Slack
from tests.sandbox.bots import Bot, Script


async def test_the_bot_hears_of_its_invitation(slack: Slack, script: Script, ana: Person) -> None:
    channel = slack.add_channel("new", members=[ana])
    await slack.invite_bot(channel, by=ana)
    sent = script.last
    event = sent["event"]
    assert event.pop("event_ts")
    assert event == {
        "type": "member_joined_channel",
        "user": slack.bot_user_id,
        "channel": channel.id,
        "channel_type": "C",
        "team": slack.workspace_id,
        "inviter": ana.id,
    }
    assert sent["type"] == "event_callback"
    assert sent["team_id"] == slack.workspace_id
    assert sent["api_app_id"] == "A0SANDBOX"
    assert sent["event_id"].startswith("Ev")
    assert sent["event_time"]
    [authorization] = sent["authorizations"]
    assert authorization["user_id"] == slack.bot_user_id
    assert slack.bot_user_id in channel.members


async def test_members_are_heard_where_the_bot_is(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    cleo = slack.add_person("Cleo")
    outside = slack.add_channel("outside")
    await slack.join(outside, cleo)
    assert script.payloads == []
    await slack.join(checkout, cleo, by=ana)
    await slack.leave(checkout, cleo)
    kinds = [payload["event"]["type"] for payload in script.payloads]
    assert kinds == ["member_joined_channel", "member_left_channel"]
    await slack.remove_bot(checkout)
    assert script.last["event"]["user"] == slack.bot_user_id


async def test_channels_and_their_private_twins(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    secret = slack.add_channel("secret", members=[ana], private=True, bot=True)
    unknown = slack.add_channel("unknown", members=[ana], private=True)
    for channel in (checkout, secret, unknown):
        await slack.archive(channel, by=ana)
        await slack.unarchive(channel, by=ana)
        await slack.rename(channel, f"{channel.name}-2", by=ana)
    kinds = [payload["event"]["type"] for payload in script.payloads]
    what = ("archive", "unarchive", "rename")
    assert kinds == [f"{prefix}_{kind}" for prefix in ("channel", "group") for kind in what]
    assert script.payloads[2]["event"]["channel"]["name"] == "checkout-2"


async def test_sharing_deleting_and_renumbering(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    await slack.share(checkout, by=ana)
    assert script.last["event"]["type"] == "channel_shared"
    assert checkout.state.is_ext_shared
    await slack.unshare(checkout, by=ana)
    assert script.last["event"]["type"] == "channel_unshared"
    old = checkout.id
    await slack.change_channel_id(checkout, "C0NEW")
    assert script.last["event"]["old_channel_id"] == old
    assert script.last["event"]["new_channel_id"] == checkout.id == "C0NEW"
    await slack.delete_channel(checkout, by=ana)
    assert script.last["event"] | {"event_ts": ""} == {
        "type": "channel_deleted",
        "channel": "C0NEW",
        "actor_id": ana.id,
        "event_ts": "",
    }


async def test_a_changed_person_is_described(slack: Slack, script: Script, ana: Person) -> None:
    await slack.change_person(ana, tz="Asia/Tokyo", deleted=False)
    assert script.last["event"]["type"] == "user_change"
    assert script.last["event"]["user"]["tz"] == "Asia/Tokyo"


async def test_home_says_who_opened_it(script: Script, ana: Person) -> None:
    assert await ana.open_home() is None
    event = script.last["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", ana.id, "home")
    assert ana.dm is not None
    assert event["channel"] == ana.dm.id
    assert "view" not in event


async def test_uninstalling_kills_the_token(slack: Slack, script: Script) -> None:
    await slack.uninstall()
    kinds = [payload["event"]["type"] for payload in script.payloads]
    assert kinds == ["tokens_revoked", "app_uninstalled"]
    assert slack.world.state.app.token_state == "account_inactive"


async def test_an_event_may_come_again(slack: Slack, script: Script, ana: Person) -> None:
    await ana.open_home()
    await slack.events.redeliver(retry_num=2)
    assert script.payloads[0] == script.payloads[1]
    assert script.headers[1]["X-Slack-Retry-Num"] == "2"
    assert script.headers[1]["X-Slack-Retry-Reason"] == "http_timeout"
    assert "X-Slack-Retry-Num" not in script.headers[0]


async def test_any_2xx_acknowledges_an_event(slack: Slack, script: Script, ana: Person) -> None:
    script.answers.extend([204, 302, 200, 500])
    await ana.open_home()
    slack.assert_clean()
    for reason in ("too_many_redirects", "http_error"):
        with slack.expecting("bad_status"):
            await ana.open_home()
        assert script.headers[-1]["X-Slack-Retry-Reason"] == reason


def retries(script: Script) -> list[str]:
    return [headers.get("X-Slack-Retry-Num", "") for headers in script.headers]


async def test_a_failed_event_comes_again_at_once_then_later_then_never(
    slack: Slack, script: Script, ana: Person
) -> None:
    script.answers.extend([500] * 9)
    heard = []
    with slack.expecting("bad_status"):
        await ana.open_home()
        for seconds in (0, 59, 1, 299, 1, 3600):
            await slack.later(seconds=seconds)
            heard.append(retries(script))
    first = ["", "1"]
    assert heard == [
        first,
        first,
        [*first, "2"],
        [*first, "2"],
        [*first, "2", "3"],
        [*first, "2", "3"],
    ]
    assert len({payload["event_id"] for payload in script.payloads}) == 1


async def test_an_event_that_was_taken_does_not_come_again(
    slack: Slack, script: Script, ana: Person
) -> None:
    script.answers.extend([500, 500, 200])
    with slack.expecting("bad_status"):
        await ana.open_home()
    # It comes by itself too, without anybody asking.
    slack.clock.advance(60)
    await slack.until(lambda: len(script.payloads) == 3)
    await slack.later(seconds=3600)
    assert retries(script) == ["", "1", "2"]


async def test_a_bot_may_refuse_an_event_for_good(
    slack: Slack, script: Script, ana: Person
) -> None:
    script.answers.append(web.Response(status=500, headers={"X-Slack-No-Retry": "1"}))
    with slack.expecting("bad_status"):
        await ana.open_home()
    await slack.later(seconds=3600)
    assert retries(script) == [""]


async def test_what_the_network_loses_is_not_held_against_the_bot(
    slack: Slack, script: Script, ana: Person
) -> None:
    slack.events.lose()
    slack.events.lose(is_handled=True)
    await ana.open_home()
    await slack.later(seconds=60)
    slack.assert_clean()
    told = [(one.get("X-Slack-Retry-Num"), one["X-Slack-Retry-Reason"]) for one in script.headers]
    assert told == [("1", "connection_failed"), ("2", "http_timeout")]


async def test_bolt_proves_its_url(slack: Slack, bot: Bot) -> None:
    assert await slack.events.verify_url()


def manifest(path: Path) -> Path:
    """Write a small manifest."""
    content: dict[str, Any] = {
        "features": {
            "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/okr", "should_escape": True}],
            "shortcuts": [
                {"name": "Track as work", "type": "message", "callback_id": "track"},
                {"name": "Check in", "type": "global", "callback_id": "check_in"},
            ],
        },
        "oauth_config": {
            "scopes": {"bot": ["chat:write", "commands"], "bot_optional": ["im:history"]}
        },
        "settings": {"event_subscriptions": {"bot_events": ["member_joined_channel"]}},
    }
    file = path / "manifest.json"
    file.write_text(json.dumps(content))
    return file


async def test_a_manifest_decides_what_the_app_is(
    slack: Slack, script: Script, ana: Person, checkout: Channel, tmp_path: Path
) -> None:
    slack.load_manifest(manifest(tmp_path))
    assert slack.scopes == {"chat:write", "commands", "im:history"}
    await slack.rename(checkout, "other", by=ana)
    assert script.payloads == []
    with pytest.raises(DriverError, match="switched off"):
        await ana.open_home()


async def test_a_message_shortcut_carries_the_message(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    slack.declare_shortcut("Track as work", "track")
    said = await ana.say(checkout, "Fix <the> login")
    await ana.shortcut("Track as work", said)
    sent = script.last
    assert (sent["type"], sent["callback_id"]) == ("message_action", "track")
    assert sent["message"]["text"] == "Fix &lt;the&gt; login"
    assert sent["message_ts"] == said.ts
    assert sent["channel"]["id"] == checkout.id
    assert sent["trigger_id"]
    assert sent["response_url"]
    with pytest.raises(DriverError, match="no message shortcut"):
        await ana.shortcut("Other", said)


async def test_a_global_shortcut_has_no_channel(slack: Slack, script: Script, ana: Person) -> None:
    slack.declare_shortcut("Check in", "check_in", kind="global")
    await ana.shortcut("check_in")
    assert script.last["type"] == "shortcut"
    assert "channel" not in script.last
    assert "response_url" not in script.last
