"""The users.* methods that speak about people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.json_types import JsonObject
from sandbox.state import User
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.paging import page
from sandbox.world import World


def info(world: World, args: Arguments) -> JsonObject:
    """Describe one person."""
    user = world.user(args.required("user"))
    return {"user": user_json(world, user, include_locale=args.flag("include_locale"))}


def list_all(world: World, args: Arguments) -> JsonObject:
    """List everybody of this workspace; people of other workspaces are left out."""
    own = [u for u in world.state.users.values() if u.team_id == world.state.team_id]
    shown, cursor = page(own, args, default=1000)
    locale = args.flag("include_locale")
    return {
        "members": [user_json(world, user, include_locale=locale) for user in shown],
        "cache_ts": int(world.clock.wall()),
        "response_metadata": {"next_cursor": cursor},
    }


def user_json(world: World, user: User, *, include_locale: bool = False) -> JsonObject:
    """Return a user object as users.info and user_change carry it."""
    shown: JsonObject = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": _profile(user),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if user.team_id != world.state.team_id:
        shown["is_stranger"] = user.is_stranger
    if user.deleted:
        return shown
    offset = datetime.fromtimestamp(world.clock.wall(), UTC).astimezone(ZoneInfo(user.tz))
    shift = offset.utcoffset()
    shown |= {
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": offset.tzname(),
        "tz_offset": int(shift.total_seconds()) if shift else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if include_locale and user.team_id == world.state.team_id:
        shown["locale"] = user.locale
    return shown


def _profile(user: User) -> JsonObject:
    return {
        "title": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.real_name,
        "display_name_normalized": user.real_name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "g0000000000",
        "team": user.team_id,
    }
