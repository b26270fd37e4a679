"""The app's manifest: what Slack is told of it, written once for both ways of receiving.

Scopes and events are decided once: each later addition makes every operator reinstall.
"""

import re
from typing import Any

from bot.views.check_in import SHORTCUT as CHECK_IN_SHORTCUT
from bot.views.work import ADD_SHORTCUT, TRACK_SHORTCUT

REQUIRED_SCOPES = {
    "channels:read": "know its public channels and who is in them",
    "chat:write": "post and edit messages",
    "commands": "answer the command and the shortcuts",
    "groups:read": "know its private channels and who is in them",
    "im:write": "open direct messages",
    "users:read": "know people's names and time zones",
}
OPTIONAL_SCOPES = {
    "channels:history": "public channels",
    "groups:history": "private channels",
    "im:history": "direct messages",
}
"""Where our own post is looked for after an answer that never came; used for nothing else."""

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "tokens_revoked",
    "user_change",
)
NO_HOST = "YOUR-HOST"
"""Stands in manifest.json, for people to replace."""

HOST = re.compile(r"(?=.{1,259}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+(:[0-9]{1,5})?", re.IGNORECASE)
LONG_DESCRIPTION = (
    "okrbot helps a team plan its week from its objectives and key results instead of from its "
    "task list. Before each weekly meeting it posts where every key result stands and which work "
    "in play serves none; people check in, plan from a key result and place their work in a "
    "minute, where they already talk. It never ranks people."
)


class HostError(ValueError):
    """Slack cannot reach this host; the text says what to write instead."""


def build_manifest(*, command: str, host: str | None) -> dict[str, Any]:
    """Return the manifest to paste into Slack.

    Args:
        command: the slash command, with its slash.
        host: where Slack reaches the bot by https; None for Socket Mode, which needs no address.
    """
    address = {} if host is None else {"request_url": f"https://{host}/slack/events"}
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "okrbot",
            "description": "Start the team's week from its OKRs",
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1F4D3F",
        },
        "features": _features(command, address),
        "oauth_config": {
            "scopes": {
                "bot": [*REQUIRED_SCOPES, *OPTIONAL_SCOPES],
                "bot_optional": list(OPTIONAL_SCOPES),
            }
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": host is None,
            "token_rotation_enabled": False,
        },
    }


def read_host(text: str) -> str:
    """Return the host that a person named, also when they pasted an address.

    Raises:
        HostError: Slack could not reach the bot there.
    """
    if text.startswith("http://"):
        raise HostError("Slack calls https addresses only. Name the host that answers https.")
    host = text.removeprefix("https://").removesuffix("/").removesuffix("/slack/events")
    if not HOST.fullmatch(host):
        raise HostError(
            "That is not a host that Slack can reach. Write its public name, "
            "such as okrbot.example.com."
        )
    return host.lower()


def _features(command: str, address: dict[str, str]) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "okrbot", "always_online": True},
        "shortcuts": [
            _shortcut(
                "Check in", "global", CHECK_IN_SHORTCUT, "Say how your key results are doing"
            ),
            _shortcut(
                "Add work", "global", ADD_SHORTCUT, "Add something the team does or wants to do"
            ),
            _shortcut(
                "Track as work", "message", TRACK_SHORTCUT, "Turn this message into a work item"
            ),
        ],
        "slash_commands": [
            {
                "command": command,
                **({"url": address["request_url"]} if address else {}),
                "description": "Your team's OKRs, check-ins and work",
                "usage_hint": "setup | new | checkin | work | prompt | history 1.2 | help",
                "should_escape": True,
            }
        ],
    }


def _shortcut(name: str, kind: str, callback_id: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "callback_id": callback_id, "description": description}
