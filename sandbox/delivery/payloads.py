"""The payloads of commands and interactions, as complete as Slack sends them."""

from sandbox.blocks.inputs import VALUE_KEYS, initial_state, state_values
from sandbox.blocks.walk import Control, controls
from sandbox.json_types import Json, JsonObject
from sandbox.messages import message_json
from sandbox.modals import view_json
from sandbox.state import Client, Conversation, Message, User, View
from sandbox.world import World


def channel_name(conversation: Conversation) -> str:
    """Return the name payloads give; private channels and direct messages stay nameless."""
    if conversation.is_im:
        return "directmessage"
    return "privategroup" if conversation.is_private else conversation.name


def command(
    world: World, client: Client, channel: Conversation, name: str, text: str
) -> JsonObject:
    """Return the form fields of a slash command."""
    user = client.user
    return {
        "token": world.state.app.verification_token,
        "team_id": world.state.team_id,
        "team_domain": world.state.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.state.app.id,
        "is_enterprise_install": "false",
        "response_url": world.new_response_url(user.id, channel.id),
        "trigger_id": world.issue_trigger(client, None, channel.id).id,
    }


def message_action(world: World, client: Client, message: Message, callback_id: str) -> JsonObject:
    """Return the payload of a message shortcut."""
    user = client.user
    channel = world.state.conversations[message.channel]
    url = world.new_response_url(user.id, channel.id)
    return {
        **_base(world, "message_action", user),
        "action_ts": world.state.new_ts(world.clock.wall()),
        "callback_id": callback_id,
        "trigger_id": world.issue_trigger(client, None, channel.id).id,
        "response_url": url,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_json(world, message),
    }


def global_shortcut(world: World, client: Client, callback_id: str) -> JsonObject:
    """Return the payload of a global shortcut."""
    return {
        **_base(world, "shortcut", client.user),
        "action_ts": world.state.new_ts(world.clock.wall()),
        "callback_id": callback_id,
        "trigger_id": world.issue_trigger(client, None, None).id,
    }


def block_actions(
    world: World, client: Client, surface: Message | View, control: Control, value: Json = None
) -> JsonObject:
    """Return the payload of one action on a message, modal or Home tab."""
    user = client.user
    payload = _base(world, "block_actions", user)
    payload |= {"container": _container(surface)}
    if isinstance(surface, View):
        trigger = world.issue_trigger(client, surface.id, surface.channel)
        payload |= {"view": view_json(world, surface)}
    else:
        trigger = world.issue_trigger(client, None, surface.channel)
        payload |= _message_part(world, user, surface)
    payload["trigger_id"] = trigger.id
    payload["actions"] = [action_json(control, value, world.state.new_ts(world.clock.wall()))]
    return payload


def block_suggestion(
    world: World, user: User, surface: Message | View, control: Control, value: str
) -> JsonObject:
    """Return the payload that asks for the options of an external select."""
    payload = _base(world, "block_suggestion", user)
    payload |= {
        "action_id": control.action_id,
        "block_id": control.block_id,
        "value": value,
        "container": _container(surface),
    }
    if isinstance(surface, View):
        payload["view"] = view_json(world, surface)
    else:
        channel = world.state.conversations[surface.channel]
        payload["channel"] = {"id": channel.id, "name": channel_name(channel)}
        payload["message"] = message_json(world, surface)
    return payload


def view_submission(world: World, client: Client, view: View) -> JsonObject:
    """Return the payload of a submitted modal."""
    return {
        **_base(world, "view_submission", client.user),
        "trigger_id": world.issue_trigger(client, view.id, view.channel).id,
        "view": view_json(world, view),
        "response_urls": _response_urls(world, client.user, view),
    }


def view_closed(world: World, user: User, view: View, *, is_cleared: bool) -> JsonObject:
    """Return the payload of a modal closed without submitting."""
    return {
        **_base(world, "view_closed", user),
        "view": view_json(world, view),
        "is_cleared": is_cleared,
    }


def action_json(control: Control, value: Json, action_ts: str) -> JsonObject:
    """Return one entry of `actions`.

    Args:
        value: for an overflow menu the chosen option, for others the new state object.
    """
    element = control.element
    action: JsonObject = {
        "action_id": control.action_id,
        "block_id": control.block_id,
        "type": control.kind,
        "action_ts": action_ts,
    }
    for key in ("text", "value", "style") if control.kind == "button" else ("placeholder",):
        if key in element:
            action[key] = element[key]
    if control.kind == "overflow":
        action["selected_option"] = value
    elif control.kind in VALUE_KEYS:
        _, initial_key = VALUE_KEYS[control.kind]
        state = value or initial_state(element)
        action |= {key: inner for key, inner in state.items() if key != "type"}
        if element.get(initial_key) is not None:
            action[initial_key] = element[initial_key]
    return action


def _base(world: World, kind: str, user: User) -> JsonObject:
    state = world.state
    return {
        "type": kind,
        "team": {"id": state.team_id, "domain": state.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app.id,
        "token": state.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _container(surface: Message | View) -> JsonObject:
    if isinstance(surface, View):
        return {"type": "view", "view_id": surface.id}
    container: JsonObject = {
        "type": "message",
        "message_ts": surface.ts,
        "channel_id": surface.channel,
        "is_ephemeral": surface.ephemeral_to is not None,
    }
    if surface.thread_ts:
        container["thread_ts"] = surface.thread_ts
    return container


def _message_part(world: World, user: User, message: Message) -> JsonObject:
    channel = world.state.conversations[message.channel]
    is_ephemeral = message.ephemeral_to is not None
    url = world.new_response_url(
        user.id, channel.id, message_ts=message.ts, is_ephemeral=is_ephemeral
    )
    values = state_values(message.blocks, message.entries.get(user.id, {}), channel.id)
    part: JsonObject = {
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "response_url": url,
    }
    # Payloads from ephemeral messages carry no message object.
    if not is_ephemeral:
        part["message"] = message_json(world, message)
    return part


def _response_urls(world: World, user: User, view: View) -> list[JsonObject]:
    values = state_values(view.body["blocks"], view.entries, view.channel)
    urls: list[JsonObject] = []
    for control in controls(view.body["blocks"]):
        if not control.element.get("response_url_enabled"):
            continue
        state = values[control.block_id][control.action_id]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel:
            urls.append(
                {
                    "block_id": control.block_id,
                    "action_id": control.action_id,
                    "channel_id": channel,
                    "response_url": world.new_response_url(user.id, channel),
                }
            )
    return urls
