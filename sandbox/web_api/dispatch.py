"""The one door for every Web API call: token, scope, method, log."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.blocks.pings import pings_of
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.web_api import auth, chat, conversations, users, views
from sandbox.web_api.arguments import Arguments
from sandbox.world import World

Handler = Callable[[World, Arguments], JsonObject]


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method with the scope it always needs and the kind of token it takes."""

    run: Handler
    scope: str | None = None
    needs_token: bool = True
    takes_app_token: bool = False


METHODS: dict[str, Method] = {
    "api.test": Method(auth.api_test, needs_token=False),
    "auth.test": Method(auth.auth_test),
    "apps.connections.open": Method(auth.connections_open, takes_app_token=True),
    "team.info": Method(auth.team_info, "team:read"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "views.open": Method(views.open_modal),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
    "views.publish": Method(views.publish),
    "users.info": Method(users.info, "users:read"),
    "users.list": Method(users.list_all, "users:read"),
    "users.conversations": Method(conversations.of_user),
    "conversations.info": Method(conversations.info),
    "conversations.list": Method(conversations.list_all),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "conversations.history": Method(conversations.history),
    "conversations.replies": Method(conversations.replies),
}

HEADER_ONLY = frozenset({"apps.connections.open"})
"""Their token has to come in the header of the request."""


class WebApi:
    """Answers calls, after checks that are the same for all methods, and logs each of them."""

    def __init__(self, world: World) -> None:
        self.world = world

    def call(self, method: str, values: JsonObject, token: str | None) -> JsonObject:
        """Answer one call and log it without its token."""
        if "token" in values and method in HEADER_ONLY:
            token = None
        values = {name: value for name, value in values.items() if name != "token"}
        try:
            response = {"ok": True, **self._checked(method, values, token)}
        except SlackError as error:
            response = error.body()
        pings = pings_of(values) if response["ok"] and method.startswith("chat.") else []
        self.world.log.add("call", method=method, arguments=values, response=response, pings=pings)
        return response

    def headers(self) -> dict[str, str]:
        """Return the headers that accompany every answer."""
        return {"X-OAuth-Scopes": ",".join(sorted(self.world.state.app.scopes))}

    def _checked(self, name: str, values: JsonObject, token: str | None) -> JsonObject:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if method.needs_token:
            self._check_token(token, method)
        if method.scope:
            auth.require_scope(self.world, method.scope)
        return method.run(self.world, Arguments(values))

    def _check_token(self, token: str | None, method: Method) -> None:
        app = self.world.state.app
        if not token:
            raise SlackError("not_authed")
        if token.startswith("xapp-") != method.takes_app_token:
            raise SlackError("not_allowed_token_type")
        wanted, token_state = app.token, app.token_state
        if method.takes_app_token:
            wanted, token_state = app.app_token, app.app_token_state
        if token != wanted:
            raise SlackError("invalid_auth")
        if token_state != "active":
            raise SlackError(token_state)
