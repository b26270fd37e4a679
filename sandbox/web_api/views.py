"""The views.* methods."""

from sandbox import modals
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.modals import checked_view, view_json
from sandbox.state import View
from sandbox.web_api.arguments import Arguments
from sandbox.world import World


def open_modal(world: World, args: Arguments) -> JsonObject:
    """Open a modal for the person whose trigger it is."""
    trigger_id = args.required("trigger_id")
    payload = checked_view(world, _view(args), "modal")
    trigger = world.exchange(trigger_id)
    return _shown(world, modals.open_view(world, trigger, payload))


def push(world: World, args: Arguments) -> JsonObject:
    """Put a modal on top of the one in which the trigger arose."""
    trigger_id = args.required("trigger_id")
    payload = checked_view(world, _view(args), "modal")
    trigger = world.exchange(trigger_id)
    if not world.state.stack(trigger.client) or trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    return _shown(world, modals.push_view(world, trigger.client, payload))


def update(world: World, args: Arguments) -> JsonObject:
    """Replace what an open view shows."""
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if view_id is None and external_id is None:
        raise SlackError("invalid_arguments", "missing required field: view_id")
    view = modals.find_view(world, view_id, external_id)
    payload = checked_view(world, _view(args), view.body["type"], replaces=view.id)
    modals.check_hash(view, args.text("hash"))
    return _shown(world, modals.update_view(world, view, payload))


def publish(world: World, args: Arguments) -> JsonObject:
    """Publish the Home tab of one person."""
    user = world.state.users.get(args.required("user_id"))
    if user is None or user.deleted or user.is_bot:
        raise SlackError("invalid_arguments", "invalid `user_id`")
    if not world.state.app.home_tab:
        raise SlackError("not_enabled")
    home = world.state.home(user.id)
    payload = checked_view(world, _view(args), "home", replaces=home.id if home else None)
    modals.check_hash(home, args.text("hash"))
    return _shown(world, modals.publish_home(world, user.id, payload))


def _view(args: Arguments) -> object:
    return args.json("view", "invalid_arguments")


def _shown(world: World, view: View) -> JsonObject:
    return {"view": view_json(world, view)}
