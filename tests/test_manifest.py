"""The app manifests: within Slack's limits, and the same as what the code says."""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.config import Settings
from bot.handlers.registry import Kind
from bot.manifest import (
    EVENTS,
    NO_HOST,
    OPTIONAL_SCOPES,
    REQUIRED_SCOPES,
    HostError,
    build_manifest,
    read_host,
)

ROOT = Path(__file__).parents[1]
COMMAND = Settings.model_fields["okr_command"].default
FILES = {"manifest.json": NO_HOST, "manifest-socket-mode.json": None}
HTTP = build_manifest(command=COMMAND, host="okrbot.example.com")
SOCKET_MODE = build_manifest(command=COMMAND, host=None)
BOTH = pytest.mark.parametrize("manifest", [HTTP, SOCKET_MODE], ids=["http", "socket_mode"])

Check = Callable[[Any, str], None]


class RefusedError(Exception):
    """Slack would not take the manifest."""


def require(holds: object, place: str, reason: str) -> None:
    if not holds:
        raise RefusedError(f"{place}: {reason}")


def text(most: int, *, least: int = 1, like: str = ".*") -> Check:
    def check(value: Any, place: str) -> None:
        require(isinstance(value, str) and least <= len(value) <= most, place, "length")
        require(re.fullmatch(like, value, re.DOTALL), place, "form")

    return check


def flag(value: Any, place: str) -> None:
    require(isinstance(value, bool), place, "is no yes or no")


def number(*allowed: int) -> Check:
    return lambda value, place: require(value in allowed, place, "number")


def several(each: Check, most: int, *, least: int = 1) -> Check:
    def check(value: Any, place: str) -> None:
        require(isinstance(value, list) and least <= len(value) <= most, place, "count")
        require(len(value) == len({json.dumps(one) for one in value}), place, "twice the same")
        for index, one in enumerate(value):
            each(one, f"{place}[{index}]")

    return check


def an_object(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**needed, **(optional or {})}

    def check(value: Any, place: str) -> None:
        require(isinstance(value, dict), place, "is no object")
        require(needed.keys() <= value.keys(), place, "something is missing")
        require(value.keys() <= known.keys(), place, "something is unknown")
        for key, one in value.items():
            known[key](one, f"{place}.{key}")

    return check


URL = text(3000, like=r"https://[^/]+/.+")
SCOPES = several(text(50, like=r"[a-z]+(:[a-z]+)*"), 255)
EVENT_NAMES = several(text(50, like="[a-z_]+"), 100)
SHORTCUT = an_object(
    {
        "name": text(24),
        "type": text(7, like="message|global"),
        "callback_id": text(255),
        "description": text(150),
    }
)
SLASH_COMMAND = an_object(
    {"command": text(32, least=2, like=r"/[a-z0-9_-]+"), "description": text(2000)},
    {"url": URL, "usage_hint": text(1000), "should_escape": flag},
)
FEATURES = an_object(
    {"bot_user": an_object({"display_name": text(80)}, {"always_online": flag})},
    {
        "app_home": an_object(
            {},
            {
                "home_tab_enabled": flag,
                "messages_tab_enabled": flag,
                "messages_tab_read_only_enabled": flag,
            },
        ),
        "shortcuts": several(SHORTCUT, 10),
        "slash_commands": several(SLASH_COMMAND, 50),
    },
)
SETTINGS = an_object(
    {"socket_mode_enabled": flag},
    {
        "event_subscriptions": an_object({"bot_events": EVENT_NAMES}, {"request_url": URL}),
        "interactivity": an_object({"is_enabled": flag}, {"request_url": URL}),
        "org_deploy_enabled": flag,
        "token_rotation_enabled": flag,
    },
)
# By hand after Slack's reference of the app manifest; what we do not use is left out, and refused.
check_manifest = an_object(
    {
        "display_information": an_object(
            {"name": text(35)},
            {
                "description": text(140),
                "long_description": text(4000, least=175),
                "background_color": text(7, like="#([0-9a-fA-F]{3}){1,2}"),
            },
        ),
        "features": FEATURES,
        "oauth_config": an_object({"scopes": an_object({"bot": SCOPES}, {"bot_optional": SCOPES})}),
        "settings": SETTINGS,
    },
    {"_metadata": an_object({"major_version": number(1, 2)})},
)


@BOTH
def test_slack_takes_it(manifest: dict[str, Any]) -> None:
    check_manifest(manifest, "manifest")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "name"), "o" * 36),
        (("display_information", "long_description"), "short"),
        (("display_information", "background_color"), "green"),
        (("features", "slash_commands", 0, "command"), "okr"),
        (("features", "slash_commands", 0, "command"), "/" + "o" * 32),
        (("features", "slash_commands", 0, "should_escape"), "yes"),
        (("features", "shortcuts", 0, "name"), "A name of twenty-five cha"),
        (("features", "shortcuts", 0, "type"), "channel"),
        (("features", "colour"), "green"),
        (("oauth_config", "scopes", "bot"), ["chat:write", "chat:write"]),
        (("settings", "event_subscriptions", "bot_events"), ["e"] * 101),
        (("settings", "event_subscriptions", "request_url"), "http://okrbot.example.com/slack"),
        (("settings", "interactivity"), {}),
    ],
)
def test_the_check_can_fail(path: tuple[str | int, ...], value: object) -> None:
    manifest: Any = deepcopy(HTTP)
    inner = manifest
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(RefusedError):
        check_manifest(manifest, "manifest")


@pytest.mark.parametrize(("name", "host"), FILES.items())
def test_the_files_are_what_the_command_prints(name: str, host: str | None) -> None:
    printed = json.dumps(build_manifest(command=COMMAND, host=host), indent=2, ensure_ascii=False)
    assert (ROOT / name).read_text() == f"{printed}\n", f"run okrbot manifest > {name}"


def test_the_two_differ_in_the_way_alone() -> None:
    bare = deepcopy(HTTP)
    del bare["features"]["slash_commands"][0]["url"]
    del bare["settings"]["event_subscriptions"]["request_url"]
    del bare["settings"]["interactivity"]["request_url"]
    bare["settings"]["socket_mode_enabled"] = True
    assert bare == SOCKET_MODE
    assert "http" not in json.dumps(SOCKET_MODE)


def test_slack_is_told_one_address() -> None:
    settings = HTTP["settings"]
    assert {
        HTTP["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    } == {"https://okrbot.example.com/slack/events"}
    assert settings["socket_mode_enabled"] is False


@BOTH
def test_scopes_are_the_codes(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert scopes["bot"] == [*REQUIRED_SCOPES, *OPTIONAL_SCOPES]
    assert set(scopes["bot_optional"]) <= set(scopes["bot"])
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)


def test_scopes_are_what_the_called_methods_need() -> None:
    """Scopes by method after the method pages; a new call has to be added here."""
    needed = {
        "apps.connections.open": set(),  # connections:write, of the app-level token
        "auth.test": set(),
        "bots.info": {"users:read"},
        "chat.getPermalink": set(),
        "chat.postEphemeral": {"chat:write"},
        "chat.postMessage": {"chat:write"},
        "chat.update": {"chat:write"},
        "conversations.history": set(OPTIONAL_SCOPES),
        "conversations.info": {"channels:read", "groups:read"},
        "conversations.members": {"channels:read", "groups:read"},
        "conversations.open": {"im:write"},
        "conversations.replies": set(OPTIONAL_SCOPES),
        "users.conversations": {"channels:read", "groups:read"},
        "users.info": {"users:read"},
        "views.open": set(),
        "views.publish": set(),
        "views.push": set(),
        "views.update": set(),
    }
    sources = [ROOT / "bot/slack/client.py", *(ROOT / "bot/doctor").glob("*.py")]
    method = re.compile(r'(?:all|_pages)\(\s*"([\w.]+)"|"(conversations\.(?:history|replies))"')
    called = {"".join(found) for path in sources for found in method.findall(path.read_text())}
    assert called == set(needed)
    assert set().union(*needed.values(), {"commands"}) == {*REQUIRED_SCOPES, *OPTIONAL_SCOPES}


@pytest.mark.sqlite_only
async def test_listeners_hear_what_the_manifest_declares(settings: Settings) -> None:
    bot = await build(settings)
    await bot.stop()
    heard = {
        kind: {row.name for row in bot.listeners.rows if row.kind is kind}
        for kind in (Kind.EVENT, Kind.SHORTCUT)
    }
    # Channels are known by id: their names are asked for when they are shown.
    assert set(EVENTS) - heard[Kind.EVENT] == {"channel_rename", "group_rename"}
    assert heard[Kind.EVENT] <= set(EVENTS)
    shortcuts = HTTP["features"]["shortcuts"]
    assert {one["callback_id"] for one in shortcuts} == heard[Kind.SHORTCUT]
    assert {one["callback_id"] for one in shortcuts if one["type"] == "message"} == {
        "track_as_work"
    }


@BOTH
def test_what_people_type_comes_escaped_and_home_is_on(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    # Nobody writes to a bot that does not read.
    assert set(manifest["features"]["app_home"].values()) == {True}


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("okrbot.example.com", "okrbot.example.com"),
        ("https://OKRbot.example.com/", "okrbot.example.com"),
        ("https://okrbot.example.com/slack/events", "okrbot.example.com"),
        ("okrbot.example.com:8443", "okrbot.example.com:8443"),
    ],
)
def test_a_host_as_people_write_it(given: str, host: str) -> None:
    assert read_host(given) == host


@pytest.mark.parametrize(
    "given", ["", "localhost", "http://okrbot.example.com", "a b.com", "okrbot.example.com/path"]
)
def test_a_host_that_slack_cannot_reach(given: str) -> None:
    with pytest.raises(HostError, match=r"https|public name"):
        read_host(given)
