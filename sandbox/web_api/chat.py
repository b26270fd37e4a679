"""The chat.* methods."""

from sandbox import messages
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.messages import Draft, message_json
from sandbox.state import Conversation, Message
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.conversations import dm_with
from sandbox.world import World


def post_message(world: World, args: Arguments) -> JsonObject:
    """Post to a channel the bot is in, or to a person by user id."""
    conversation = _target(world, args.required("channel"))
    said = _draft(world, args)
    _check_thread(conversation, said.thread_ts)
    message = messages.post(world, conversation, said)
    shown = message_json(world, message, all_metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(world: World, args: Arguments) -> JsonObject:
    """Show a message to one member of a channel."""
    conversation = _target(world, args.required("channel"))
    user = args.required("user")
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    said = _draft(world, args)
    _check_thread(conversation, said.thread_ts)
    message = messages.show(world, conversation, said, user)
    if said.thread_ts and not messages.replies(conversation, said.thread_ts):
        # Slack accepts it and shows nothing; docs: chat.postEphemeral, thread_ts.
        conversation.ephemerals.remove(message)
        world.log.advise("ephemeral_in_quiet_thread", "nobody sees it: the thread has no reply")
    return {"message_ts": message.ts}


def update(world: World, args: Arguments) -> JsonObject:
    """Change one of the bot's own messages; what is not given stays."""
    message = _own(world, args, "cant_update_message")
    blocks = args.json("blocks", "invalid_blocks_format")
    if args.text("text") is None and blocks is None:
        raise SlackError("no_text")
    if len(args.text("text") or "") > messages.RECOMMENDED_TEXT:
        raise SlackError("msg_too_long")
    said = _draft(world, args, fallback=message)
    metadata = args.json("metadata", "invalid_metadata_format")
    messages.edit(
        world,
        message,
        text=said.text if args.values.get("text") is not None else None,
        blocks=said.blocks if blocks is not None else None,
        metadata=said.metadata or {} if metadata is not None else None,
    )
    shown = message_json(world, message, all_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(world: World, args: Arguments) -> JsonObject:
    """Delete one of the bot's own messages."""
    message = _own(world, args, "cant_delete_message")
    message.is_deleted = True
    conversation = world.state.conversations[message.channel]
    del conversation.messages[message.ts]
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(world: World, args: Arguments) -> JsonObject:
    """Return the address of a message."""
    conversation = world.visible(args.required("channel"))
    ts = args.required("message_ts")
    if ts not in conversation.messages:
        raise SlackError("message_not_found")
    address = f"https://{world.state.team_domain}.slack.com/archives/{conversation.id}"
    return {"channel": conversation.id, "permalink": f"{address}/p{ts.replace('.', '')}"}


def _target(world: World, channel: str) -> Conversation:
    if channel[0] in "UW":
        conversation = dm_with(world, channel)
        if not world.state.app.messages_tab:
            raise SlackError("messages_tab_disabled")
    else:
        conversation = world.visible(_by_name(world, channel))
    if not conversation.is_im and world.state.app.bot_user not in conversation.members:
        raise SlackError("not_in_channel")
    if conversation.is_archived:
        raise SlackError("is_archived")
    return conversation


def _by_name(world: World, channel: str) -> str:
    if channel.startswith("#"):
        for conversation in world.state.conversations.values():
            if conversation.name == channel[1:] and not conversation.is_im:
                return conversation.id
    return channel


def _draft(world: World, args: Arguments, fallback: Message | None = None) -> Draft:
    payload = dict(args.values)
    payload["blocks"] = args.json("blocks", "invalid_blocks_format")
    payload["metadata"] = args.json("metadata", "invalid_metadata_format")
    if fallback is not None and not payload.get("text") and not payload["blocks"]:
        payload["text"] = fallback.text
    return messages.draft(world, payload)


def _check_thread(conversation: Conversation, thread_ts: str | None) -> None:
    if thread_ts is None:
        return
    parent = conversation.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.thread_ts not in (None, parent.ts):
        raise SlackError("cannot_reply_to_message")


def _own(world: World, args: Arguments, refusal: str) -> Message:
    conversation = world.visible(args.required("channel"))
    message = conversation.messages.get(args.required("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.bot_id != world.state.app.bot_id:
        raise SlackError(refusal)
    if conversation.is_archived:
        raise SlackError("is_inactive")
    return message
