"""The conversations.* methods and users.conversations."""

from sandbox import messages
from sandbox.errors import SlackError
from sandbox.faults import is_visible
from sandbox.json_types import JsonObject
from sandbox.messages import message_json
from sandbox.state import SLACKBOT, Conversation, Message
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.auth import require_scope
from sandbox.web_api.paging import page
from sandbox.world import World

TYPES = frozenset({"public_channel", "private_channel", "im", "mpim"})


def info(world: World, args: Arguments) -> JsonObject:
    """Describe one conversation."""
    conversation = _readable(world, args, "read")
    shown = conversation_json(world, conversation)
    if args.flag("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def list_all(world: World, args: Arguments) -> JsonObject:
    """List conversations of the asked types."""
    return _listed(world, args, list(world.state.conversations.values()))


def of_user(world: World, args: Arguments) -> JsonObject:
    """List the conversations of a person, or of the bot when no one is named."""
    user = args.text("user") or world.state.app.bot_user
    world.user(user)
    own = [c for c in world.state.conversations.values() if user in c.members]
    return _listed(world, args, own)


def members(world: World, args: Arguments) -> JsonObject:
    """List the ids of the members."""
    conversation = _readable(world, args, "read")
    shown, cursor = page(conversation.members, args, default=100)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def open_dm(world: World, args: Arguments) -> JsonObject:
    """Open the direct message with one person."""
    channel_id = args.text("channel")
    if channel_id:
        known_channel = world.visible(channel_id)
        return {"no_op": True, "already_open": True, "channel": {"id": known_channel.id}}
    named = (args.text("users") or "").split(",")
    if named == [""]:
        raise SlackError("users_list_not_supplied")
    if len(named) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    known = world.state.dm(named[0]) is not None
    conversation = dm_with(world, named[0])
    channel: JsonObject = {"id": conversation.id}
    if args.flag("return_im"):
        channel = conversation_json(world, conversation)
    already = {"no_op": True, "already_open": True} if known else {}
    return {**already, "channel": channel}


def history(world: World, args: Arguments) -> JsonObject:
    """Return top-level messages, newest first."""
    conversation = _readable(world, args, "history")
    _require_membership(world, conversation)
    found = [m for m in conversation.messages.values() if m.thread_ts in (None, m.ts)]
    found = sorted(_between(found, args), key=lambda m: float(m.ts), reverse=True)
    return _messages(world, args, found) | {"pin_count": 0}


def replies(world: World, args: Arguments) -> JsonObject:
    """Return a thread, parent first."""
    conversation = _readable(world, args, "history")
    _require_membership(world, conversation)
    parent = conversation.messages.get(args.required("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    inside = _between(messages.replies(conversation, parent.ts), args)
    return _messages(world, args, [parent, *sorted(inside, key=lambda m: float(m.ts))])


def dm_with(world: World, user_id: str) -> Conversation:
    """Return the direct message channel with a person, made when needed.

    Raises:
        SlackError: user_not_found, user_disabled or cannot_dm_bot.
    """
    user = world.user(user_id)
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot or user.id == SLACKBOT:
        raise SlackError("cannot_dm_bot")
    found = world.state.dm(user_id)
    if found is None:
        channel_id = world.state.new_id("D")
        bot = world.state.app.bot_user
        created = int(world.clock.wall())
        found = Conversation(
            channel_id, "", created, is_im=True, user=user_id, members=[bot, user_id]
        )
        world.state.conversations[channel_id] = found
    return found


def conversation_json(world: World, conversation: Conversation) -> JsonObject:
    """Return a conversation object."""
    if conversation.is_im:
        return {
            "id": conversation.id,
            "created": conversation.created,
            "is_im": True,
            "is_archived": False,
            "is_org_shared": False,
            "user": conversation.user,
            "is_user_deleted": False,
            "priority": 0,
        }
    return {
        "id": conversation.id,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": conversation.is_private,
        "is_archived": conversation.is_archived,
        "is_general": False,
        "is_shared": conversation.is_ext_shared,
        "is_ext_shared": conversation.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": world.state.app.bot_user in conversation.members,
        "created": conversation.created,
        "creator": conversation.creator,
        "context_team_id": world.state.team_id,
        "shared_team_ids": [world.state.team_id],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _kind(conversation: Conversation) -> str:
    if conversation.is_im:
        return "im"
    return "private_channel" if conversation.is_private else "public_channel"


def _family(kind: str) -> str:
    return {"im": "im", "mpim": "mpim", "private_channel": "groups"}.get(kind, "channels")


def _readable(world: World, args: Arguments, right: str) -> Conversation:
    conversation = world.visible(args.required("channel"))
    require_scope(world, f"{_family(_kind(conversation))}:{right}")
    return conversation


def _require_membership(world: World, conversation: Conversation) -> None:
    if world.state.app.bot_user not in conversation.members:
        raise SlackError("not_in_channel")


def _listed(world: World, args: Arguments, found: list[Conversation]) -> JsonObject:
    wanted = (args.text("types") or "public_channel").replace(" ", "").split(",")
    if set(wanted) - TYPES:
        raise SlackError("invalid_types")
    for kind in wanted:
        require_scope(world, f"{_family(kind)}:read")
    bot = world.state.app.bot_user
    hide_archived = args.flag("exclude_archived")
    kept = [
        c
        for c in found
        if _kind(c) in wanted
        and not (c.is_archived and hide_archived)
        and (bot in c.members or not c.is_private)
    ]
    shown, cursor = page(kept, args, default=100, most=1000)
    return {
        "channels": [conversation_json(world, c) for c in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _between(found: list[Message], args: Arguments) -> list[Message]:
    try:
        oldest = float(args.text("oldest") or 0)
        latest = float(args.text("latest") or "inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    if args.flag("inclusive"):
        return [m for m in found if oldest <= float(m.ts) <= latest]
    return [m for m in found if oldest < float(m.ts) < latest]


def _messages(world: World, args: Arguments, found: list[Message]) -> JsonObject:
    lag, now = world.faults.history_lag, world.clock.wall()
    found = [m for m in found if is_visible(lag, ts=m.ts, now=now)]
    shown, cursor = page(found, args, default=100, most=999)
    everything = args.flag("include_all_metadata")
    body: JsonObject = {
        "messages": [message_json(world, m, all_metadata=everything) for m in shown],
        "has_more": bool(cursor),
    }
    if cursor:
        body["response_metadata"] = {"next_cursor": cursor}
    return body
