"""The payloads of the Events API."""

from sandbox.json_types import JsonObject
from sandbox.state import Conversation, User
from sandbox.web_api.users import user_json
from sandbox.world import World


def event_callback(world: World, event: JsonObject) -> JsonObject:
    """Return the envelope around an event."""
    state = world.state
    count = state.counters["event"] = state.counters.get("event", 0) + 1
    return {
        "token": state.app.verification_token,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev0SANDBOX{count:05d}",
        "event_time": int(world.clock.wall()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team_id,
                "user_id": state.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def member_event(
    world: World, kind: str, channel: Conversation, user: User, inviter: str | None
) -> JsonObject:
    """Return member_joined_channel or member_left_channel."""
    event: JsonObject = {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": user.team_id,
        "event_ts": world.state.new_ts(world.clock.wall()),
    }
    if inviter and kind == "member_joined_channel":
        event["inviter"] = inviter
    return event


def home_opened(
    world: World, user: User, channel: Conversation, tab: str, view: JsonObject | None
) -> JsonObject:
    """Return app_home_opened; the view is there once one was published."""
    event: JsonObject = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": world.state.new_ts(world.clock.wall()),
    }
    if view is not None and tab == "home":
        event["view"] = view
    return event


def user_change(world: World, user: User) -> JsonObject:
    """Return user_change with the person as they are now."""
    now = world.clock.wall()
    return {
        "type": "user_change",
        "user": user_json(world, user, include_locale=True),
        "cache_ts": int(now),
        "event_ts": world.state.new_ts(now),
    }


def channel_event(world: World, what: str, channel: Conversation, actor: str) -> JsonObject:
    """Return an event of a channel's life; private channels have their group_* twins.

    Args:
        what: archive, unarchive, deleted, rename, shared, unshared.
    """
    prefix = "group" if channel.is_private and what not in ("shared", "unshared") else "channel"
    now = world.clock.wall()
    event: JsonObject = {"type": f"{prefix}_{what}", "event_ts": world.state.new_ts(now)}
    match what:
        case "rename":
            event["channel"] = {
                "id": channel.id,
                "name": channel.name,
                "name_normalized": channel.name,
                "created": channel.created,
                "is_channel": True,
                "is_mpim": False,
            }
        case "archive" | "unarchive" | "deleted":
            event |= {"channel": channel.id, "actor_id": actor}
            if what != "deleted":
                event["user"] = actor
        case "shared":
            event |= {"channel": channel.id, "connected_team_id": "T0OTHERTEAM"}
        case "unshared":
            event |= {
                "channel": channel.id,
                "is_ext_shared": False,
                "previously_connected_team_id": "T0OTHERTEAM",
            }
    return event


def channel_id_changed(world: World, old: str, new: str) -> JsonObject:
    """Return channel_id_changed."""
    now = world.clock.wall()
    return {
        "type": "channel_id_changed",
        "old_channel_id": old,
        "new_channel_id": new,
        "event_ts": world.state.new_ts(now),
    }


def app_uninstalled(world: World) -> JsonObject:
    """Return app_uninstalled."""
    return {"type": "app_uninstalled", "event_ts": world.state.new_ts(world.clock.wall())}


def tokens_revoked(world: World) -> JsonObject:
    """Return tokens_revoked for the bot's token."""
    return {
        "type": "tokens_revoked",
        "tokens": {"oauth": [], "bot": [world.state.app.bot_user]},
        "event_ts": world.state.new_ts(world.clock.wall()),
    }
