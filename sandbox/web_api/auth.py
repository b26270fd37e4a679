"""Who the app is and what it may do: auth, team and connection methods, scopes."""

from uuid import uuid4

from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.web_api.arguments import Arguments
from sandbox.world import World


def require_scope(world: World, scope: str) -> None:
    """Refuse a call for which a scope was not granted.

    Raises:
        SlackError: missing_scope.
    """
    granted = world.state.app.scopes
    if scope not in granted:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))


def api_test(world: World, args: Arguments) -> JsonObject:
    """Echo the arguments."""
    if args.text("error"):
        raise SlackError(args.required("error"), args=args.values)
    return {"args": args.values}


def auth_test(world: World, args: Arguments) -> JsonObject:
    """Say whose token it is."""
    state = world.state
    return {
        "url": f"https://{state.team_domain}.slack.com/",
        "team": state.team_name,
        "user": state.users[state.app.bot_user].name,
        "team_id": state.team_id,
        "user_id": state.app.bot_user,
        "bot_id": state.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(world: World, args: Arguments) -> JsonObject:
    """Describe the workspace."""
    state = world.state
    team = {
        "id": state.team_id,
        "name": state.team_name,
        "domain": state.team_domain,
        "email_domain": "",
        "icon": {"image_default": True},
    }
    return {"team": team}


def connections_open(world: World, args: Arguments) -> JsonObject:
    """Issue a ticket for one connection of Socket Mode."""
    state = world.state
    if "connections:write" not in state.app.app_token_scopes:
        provided = ",".join(state.app.app_token_scopes)
        raise SlackError("missing_scope", needed="connections:write", provided=provided)
    if not state.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    ticket = str(uuid4())
    state.tickets.append(ticket)
    address = world.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={state.app.id}"}
