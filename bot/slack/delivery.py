"""Says one thing to Slack and tells what became of it; what to do next is decided elsewhere.

A message carries its key three times, so that it is recognised later: in its metadata, as the
`block_id` of its first block, and as `client_msg_id`. Slack documents no idempotency for posts
(docs.slack.dev: chat.postMessage), so none of them is relied on to prevent a second post.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import structlog

from bot.slack.client import SlackClient
from bot.slack.errors import (
    AmbiguousError,
    InstallationDeadError,
    MessageGoneError,
    OurFaultError,
    RecipientGoneError,
    SlackError,
    TransientError,
)

KEYS = UUID("5f0c2a55-6d0b-4f0e-9f0b-6a1f0f5d3c11")
"""The namespace in which keys become UUIDs."""

CLOCKS_DIFFER = timedelta(hours=2)
"""How far our clock and Slack's may be apart when a message of ours is looked for."""

Blocks = Sequence[Mapping[str, Any]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """Slack took it, or had taken it before; `ts` names the message."""

    ts: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Slack shows no such message."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel, the person or the message cannot be reached any more."""

    code: str


@dataclass(frozen=True, slots=True)
class Dead:
    """The token is no longer good."""

    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """Slack certainly did not take it.

    Args:
        retry_after: seconds for which Slack wants no more calls of the method, if it said so.
    """

    code: str
    retry_after: float | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Slack may have taken it."""

    code: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Slack will not take it as we put it."""

    code: str


Failure = Gone | Dead | Later | Unclear | Fault


async def open_direct_message(slack: SlackClient, slack_user_id: str) -> str | Failure:
    """Return the channel of the bot's DM with a person."""
    try:
        return await slack.open_direct_message(slack_user_id)
    except SlackError as error:
        return _failure(error)


async def post(
    slack: SlackClient,
    channel_id: str,
    *,
    key: str,
    text: str,
    blocks: Blocks,
    thread_ts: str | None = None,
) -> Done | Failure:
    """Post a message once, marked with its key."""
    try:
        ts = await slack.post_message(
            channel_id,
            text=text,
            blocks=marked(blocks, key),
            key=key,
            client_message_id=str(uuid5(KEYS, key)),
            thread_ts=thread_ts,
        )
    except SlackError as error:
        return _failure(error, blocks)
    return Done(ts)


async def edit(
    slack: SlackClient, channel_id: str, ts: str, *, key: str, text: str, blocks: Blocks
) -> Done | Failure:
    """Bring a message to what it should show now; sending it again does no harm."""
    try:
        await slack.update_message(channel_id, ts, text=text, blocks=marked(blocks, key))
    except SlackError as error:
        return _failure(error, blocks)
    return Done(ts)


async def publish(
    slack: SlackClient, slack_user_id: str, view: Mapping[str, Any]
) -> Done | Failure:
    """Show a person what their Home should show now; sending it again does no harm."""
    try:
        await slack.publish_home(slack_user_id, view)
    except SlackError as error:
        return _failure(error, view.get("blocks", ()))
    return Done("")


async def look_for(
    slack: SlackClient,
    channel_id: str,
    *,
    key: str,
    bot_id: str,
    since: datetime,
    thread_ts: str | None = None,
) -> Done | Missing | Failure:
    """Look for a message of ours by its key, in its channel or thread.

    Args:
        bot_id: as Slack names us in messages; empty when Slack was never asked.
        since: when it was tried first.
    """
    oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
    try:
        messages = await slack.fetch_messages(channel_id, oldest=oldest, thread_ts=thread_ts)
    except SlackError as error:
        return _failure(error)
    for message in messages:
        is_ours = not bot_id or message.get("bot_id") == bot_id
        if is_ours and _carries(message, key):
            return Done(str(message["ts"]))
    return Missing()


def marker(key: str) -> str:
    """Return the `block_id` by which a message is recognised."""
    return f"k:{uuid5(KEYS, key)}"


def marked(blocks: Blocks, key: str) -> list[Mapping[str, Any]]:
    """Return blocks of which the first one carries the key."""
    if not blocks:
        return []
    return [{**blocks[0], "block_id": marker(key)}, *blocks[1:]]


def _carries(message: Mapping[str, Any], key: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    first: Mapping[str, Any] = next(iter(message.get("blocks") or ()), {})
    return (
        payload.get("key") == key
        or first.get("block_id") == marker(key)
        or message.get("client_msg_id") == str(uuid5(KEYS, key))
    )


def _failure(error: SlackError, blocks: Blocks = ()) -> Failure:
    match error:
        case RecipientGoneError() | MessageGoneError():
            return Gone(error.code)
        case InstallationDeadError():
            return Dead(error.code)
        case TransientError():
            return Later(error.code, error.retry_after, error.method)
        case AmbiguousError():
            return Unclear(error.code)
        case OurFaultError():
            shape = [block.get("type") for block in blocks]
            log.error("slack_refused", method=error.method, code=error.code, shape=shape)
    return Fault(error.code)
