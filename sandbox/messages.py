"""Posting, editing and showing messages, however they arrive."""

import uuid
from dataclasses import dataclass, field

from sandbox.blocks.inputs import kept_entries
from sandbox.blocks.normalise import normalise
from sandbox.blocks.pings import pings_of
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.state import Conversation, Message, User
from sandbox.validation import check_message
from sandbox.world import World

RECOMMENDED_TEXT = 4_000
MAX_TEXT = 40_000
METADATA_BYTES = 8_000
METADATA_KEYS = frozenset({"event_type", "event_payload", "entities"})


@dataclass(slots=True)
class Draft:
    """What a message is to say, after its arguments were checked."""

    text: str
    blocks: list[JsonObject]
    metadata: JsonObject | None = None
    client_msg_id: str | None = None
    thread_ts: str | None = None
    pings: list[str] = field(default_factory=list)


def draft(world: World, payload: JsonObject) -> Draft:
    """Check what a message says as Slack does on receipt.

    Raises:
        SlackError: no_text, invalid_blocks, invalid_metadata_format and their kin.
    """
    text = payload.get("text") or ""
    blocks = payload.get("blocks") or []
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", "must be a string [json-pointer:/text]")
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if payload.get("attachments"):
        raise SlackError("invalid_attachments", "the stand-in does not model attachments")
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    problems = check_message(blocks)
    if problems:
        raise SlackError("invalid_blocks", *problems)
    metadata = checked_metadata(payload.get("metadata"))
    thread_ts = payload.get("thread_ts")
    return Draft(
        text=_checked_text(world, text),
        blocks=blocks,
        metadata=metadata,
        client_msg_id=payload.get("client_msg_id"),
        thread_ts=str(thread_ts) if thread_ts else None,
        pings=pings_of(payload),
    )


def _checked_text(world: World, text: str) -> str:
    if len(text) > RECOMMENDED_TEXT:
        world.log.advise("text_over_4000", f"the text has {len(text)} characters")
    return text[:MAX_TEXT]


def checked_metadata(metadata: object) -> JsonObject | None:
    """Return message metadata whose form is right.

    Raises:
        SlackError: invalid_metadata_format or metadata_too_large.
    """
    # An empty object removes metadata in chat.update; docs: chat.update, metadata.
    if metadata in (None, "", {}):
        return None
    if not isinstance(metadata, dict) or set(metadata) - METADATA_KEYS:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(repr(metadata).encode()) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def post(world: World, conversation: Conversation, said: Draft) -> Message:
    """Add the bot's message to a conversation."""
    message = _built(world, conversation, said)
    conversation.messages[message.ts] = message
    return message


def show(world: World, conversation: Conversation, said: Draft, user: str) -> Message:
    """Show a message to one person only."""
    message = _built(world, conversation, said)
    message.ephemeral_to = user
    conversation.ephemerals.append(message)
    return message


def _built(world: World, conversation: Conversation, said: Draft) -> Message:
    app = world.state.app
    ts = world.state.new_ts(world.clock.wall())
    return Message(
        ts=ts,
        channel=conversation.id,
        user=app.bot_user,
        text=said.text,
        blocks=normalise(said.blocks, ts),
        thread_ts=said.thread_ts,
        bot_id=app.bot_id,
        app_id=app.id,
        metadata=said.metadata,
        client_msg_id=said.client_msg_id,
        shown_at=world.clock.shown(),
        pings=said.pings,
    )


def say(
    world: World, conversation: Conversation, user: User, text: str, thread_ts: str | None
) -> Message:
    """Add a person's message; Slack escapes what people type and keeps it as rich text too."""
    ts = world.state.new_ts(world.clock.wall())
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    block = {"type": "rich_text", "elements": [section]}
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    message = Message(ts, conversation.id, user.id, escaped, normalise([block], ts), thread_ts)
    message.client_msg_id = str(uuid.uuid4())
    message.shown_at = world.clock.shown()
    conversation.messages[ts] = message
    return message


def edit(
    world: World,
    message: Message,
    *,
    text: str | None,
    blocks: list[JsonObject] | None,
    metadata: JsonObject | None = None,
) -> None:
    """Change what a message says; what is not given stays."""
    message.edits.append(
        {"text": message.text, "blocks": message.blocks, "edited_ts": message.edited_ts}
    )
    message.edited_ts = world.state.new_ts(world.clock.wall())
    if text is not None:
        message.text = text
    if blocks is not None:
        new = normalise(blocks, message.ts)
        for user, entries in message.entries.items():
            message.entries[user] = kept_entries(message.blocks, new, entries)
        message.blocks = new
    if metadata is not None:
        message.metadata = metadata or None


def message_json(world: World, message: Message, *, all_metadata: bool = False) -> JsonObject:
    """Return a message as the Web API and payloads carry it."""
    shown: JsonObject = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": world.state.team_id,
    }
    if message.bot_id:
        shown |= {
            "bot_id": message.bot_id,
            "app_id": message.app_id,
            "bot_profile": bot_profile(world),
        }
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata:
        event_type = {"event_type": message.metadata["event_type"]}
        shown["metadata"] = message.metadata if all_metadata else event_type
    if message.thread_ts:
        shown |= {"thread_ts": message.thread_ts, "parent_user_id": _parent_user(world, message)}
    shown |= _reply_counts(world, message)
    return shown


def bot_profile(world: World) -> JsonObject:
    """Return the bot_profile object of the app's messages."""
    app = world.state.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user,
        "name": app.name,
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": world.state.team_id,
        "icons": {},
    }


def replies(conversation: Conversation, ts: str) -> list[Message]:
    """Return the replies in a thread, oldest first."""
    return [m for m in conversation.messages.values() if m.thread_ts == ts and m.ts != ts]


def _parent_user(world: World, message: Message) -> str:
    conversation = world.state.conversations[message.channel]
    parent = conversation.messages.get(message.thread_ts or "")
    return parent.user if parent else message.user


def _reply_counts(world: World, message: Message) -> JsonObject:
    found = replies(world.state.conversations[message.channel], message.ts)
    if not found:
        return {}
    users = list(dict.fromkeys(reply.user for reply in found))
    return {
        "thread_ts": message.ts,
        "reply_count": len(found),
        "latest_reply": found[-1].ts,
        "reply_users": users,
        "reply_users_count": len(users),
    }
