"""The modal stack and Home tabs: opening, pushing, updating, closing."""

import json

from sandbox.blocks.inputs import kept_entries, state_values
from sandbox.blocks.normalise import normalise
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.state import Trigger, View
from sandbox.validation import check_view
from sandbox.world import World

MAX_STACK = 3
MAX_VIEW_BYTES = 250_000
DEFAULTS: JsonObject = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "title": None,
    "submit": None,
    "close": None,
}


def checked_view(
    world: World, payload: object, kind: str, *, replaces: str | None = None
) -> JsonObject:
    """Return a view payload that Slack would accept.

    Raises:
        SlackError: view_too_large, invalid_arguments or duplicate_external_id.
    """
    if not isinstance(payload, dict):
        raise SlackError("invalid_arguments", "must provide an object [json-pointer:/view]")
    if len(json.dumps(payload, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = check_view(payload, kind)
    if problems:
        raise SlackError("invalid_arguments", *problems)
    external_id = payload.get("external_id")
    if external_id and any(
        view.body["external_id"] == external_id and view.id != replaces and not view.is_closed
        for view in world.state.views.values()
    ):
        raise SlackError("duplicate_external_id")
    return payload


def open_view(world: World, trigger: Trigger, payload: JsonObject) -> View:
    """Open a modal on a fresh stack."""
    if world.state.stack(trigger.client):
        world.log.advise("modal_replaced", "views.open while a modal of this app was open")
        close_all(world, trigger.client)
    view = _new(world, trigger.user, payload, trigger.channel)
    view.client = trigger.client
    world.state.stacks[trigger.client] = [view.id]
    return view


def push_view(world: World, client: str, payload: JsonObject) -> View:
    """Put a modal on top of a window's stack.

    Raises:
        SlackError: push_limit_reached.
    """
    stack = world.state.stack(client)
    if len(stack) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    top = stack[-1]
    view = _new(world, top.user, payload, top.channel)
    view.client = client
    view.root_view_id = top.root_view_id
    view.previous_view_id = top.id
    world.state.stacks[client].append(view.id)
    return view


def update_view(world: World, view: View, payload: JsonObject) -> View:
    """Replace what a view shows; entries stay where block and action ids are unchanged."""
    body = _body(world, payload, view.id)
    view.entries = kept_entries(view.body["blocks"], body["blocks"], view.entries)
    view.body = body
    view.errors = {}
    view.hash = _new_hash(world)
    return view


def publish_home(world: World, user: str, payload: JsonObject) -> View:
    """Publish a person's Home tab, or replace it."""
    home = world.state.home(user)
    if home is not None:
        return update_view(world, home, payload)
    view = _new(world, user, payload, None)
    world.state.homes[user] = view.id
    return view


def close_top(world: World, client: str) -> View:
    """Close the visible view; the one below becomes visible."""
    view = world.state.views[world.state.stacks[client].pop()]
    view.is_closed = True
    return view


def close_all(world: World, client: str) -> None:
    """Close the whole stack of a window."""
    while world.state.stacks.get(client):
        close_top(world, client)


def find_view(world: World, view_id: str | None, external_id: str | None) -> View:
    """Return an open view by either of its ids.

    Raises:
        SlackError: not_found.
    """
    for view in world.state.views.values():
        if not view.is_closed and (
            view.id == view_id or (external_id and view.body["external_id"] == external_id)
        ):
            return view
    raise SlackError("not_found")


def check_hash(view: View | None, given: str | None) -> None:
    """Refuse an update that was rendered from an older state of the view.

    Raises:
        SlackError: hash_conflict.
    """
    if given and (view is None or view.hash != given):
        raise SlackError("hash_conflict")


def view_json(world: World, view: View) -> JsonObject:
    """Return a view as the Web API and payloads carry it."""
    return {
        "id": view.id,
        "team_id": view.team_id,
        **view.body,
        "state": {"values": state_values(view.body["blocks"], view.entries, view.channel)},
        "hash": view.hash,
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        **world.app_json(),
    }


def _new(world: World, user: str, payload: JsonObject, channel: str | None) -> View:
    view_id = world.state.new_id("V")
    body = _body(world, payload, view_id)
    view = View(
        view_id, user, world.state.team_id, body, _new_hash(world), view_id, channel=channel
    )
    world.state.views[view_id] = view
    return view


def _body(world: World, payload: JsonObject, view_id: str) -> JsonObject:
    body = {**DEFAULTS, **payload}
    count = world.state.counters.get("hash", 0)
    body["blocks"] = normalise(payload.get("blocks", []), f"{view_id}/{count}")
    if not body["external_id"]:
        body["external_id"] = ""
    return body


def _new_hash(world: World) -> str:
    count = world.state.counters["hash"] = world.state.counters.get("hash", 0) + 1
    return f"{int(world.clock.wall())}.{count:08x}"
