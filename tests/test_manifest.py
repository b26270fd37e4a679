"""The app manifest: within Slack's limits, and the same as what the code says."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.config import COMMAND, Settings
from bot.slack.manifest import EVENTS, OPTIONAL_SCOPES, REQUIRED_SCOPES

LIMITS = [
    (("display_information", "name"), 35),
    (("display_information", "description"), 140),
    (("display_information", "long_description"), 4000),
    (("features", "bot_user", "display_name"), 80),
    (("features", "shortcuts"), 10),
    (("features", "slash_commands"), 50),
    (("oauth_config", "scopes", "bot"), 255),
    (("settings", "event_subscriptions", "bot_events"), 100),
]


@pytest.fixture(scope="module")
def manifest() -> Any:
    return json.loads((Path(__file__).parents[1] / "manifest.json").read_text())


@pytest.mark.parametrize(("path", "most"), LIMITS)
def test_lengths(manifest: Any, path: tuple[str, ...], most: int) -> None:
    value = manifest
    for key in path:
        value = value[key]
    assert 0 < len(value) <= most


def test_the_long_description_is_long_enough(manifest: Any) -> None:
    assert len(manifest["display_information"]["long_description"]) >= 175


def test_scopes_and_events_are_the_codes(manifest: Any) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert scopes == {
        "bot": [*REQUIRED_SCOPES, *OPTIONAL_SCOPES],
        "bot_optional": list(OPTIONAL_SCOPES),
    }
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_the_command(manifest: Any) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == Settings.model_fields["okr_command"].default
    assert COMMAND.fullmatch(command["command"])
    assert command["should_escape"] is True
    assert 0 < len(command["description"]) <= 2000
    assert 0 < len(command["usage_hint"]) <= 1000


def test_the_shortcuts(manifest: Any) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {(one["callback_id"], one["type"]) for one in shortcuts} == {
        ("check_in", "global"),
        ("add_work", "global"),
        ("track_as_work", "message"),
    }
    for one in shortcuts:
        assert 0 < len(one["name"]) <= 24
        assert 0 < len(one["description"]) <= 150


def test_slack_is_told_one_address(manifest: Any) -> None:
    (command,) = manifest["features"]["slash_commands"]
    settings = manifest["settings"]
    assert {
        command["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    } == {"https://YOUR-HOST/slack/events"}
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is False


def test_home_is_on_and_nobody_writes_to_a_bot_that_does_not_read(manifest: Any) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }
