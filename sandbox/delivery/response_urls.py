"""What the bot may say through a response URL, and how often."""

from sandbox import messages
from sandbox.delivery.acks import MESSAGE_KEYS, RESPONSE_TYPES
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.messages import Draft
from sandbox.state import Conversation, Message, ResponseUrl
from sandbox.world import RESPONSE_URL_SECONDS, RESPONSE_URL_USES, World


def use(world: World, url_id: str, body: object) -> tuple[int, JsonObject]:
    """Answer one POST to a response URL and log it as a call; wrong use is a violation.

    Returns:
        The HTTP status and the body.
    """
    arguments = body if isinstance(body, dict) else {"body": body}
    channel = ""
    try:
        url = _valid(world, url_id)
        channel = url.channel
        said = _checked(world, arguments, url)
        url.uses += 1
        _apply(world, url, arguments, said)
        status, response = 200, {"ok": True, "channel": channel}
        pings = said.pings if said else []
    except SlackError as error:
        status = 404 if error.error in ("expired_url", "used_url") else 400
        response, pings = error.body(), []
        world.log.violation(error.error, f"response_url: {'; '.join(error.messages)}")
    world.log.add(
        "call",
        method="response_url",
        arguments={**arguments, "channel": channel},
        response=response,
        pings=pings,
    )
    return status, response


def tell(
    world: World, body: JsonObject, user: str, conversation: Conversation, said: Draft
) -> Message:
    """Show a message to the person, or post it when the body says in_channel."""
    if body.get("response_type") == "in_channel":
        if conversation.is_archived:
            raise SlackError("is_archived")
        return messages.post(world, conversation, said)
    return messages.show(world, conversation, said, user)


def _valid(world: World, url_id: str) -> ResponseUrl:
    url = world.state.response_urls.get(url_id)
    if url is None or world.clock.monotonic() - url.issued > RESPONSE_URL_SECONDS:
        raise SlackError("expired_url")
    if url.channel not in world.state.conversations:
        raise SlackError("channel_not_found")
    if url.uses >= RESPONSE_URL_USES:
        raise SlackError("used_url")
    return url


def _checked(world: World, body: JsonObject, url: ResponseUrl) -> Draft | None:
    unknown = set(body) - MESSAGE_KEYS
    if unknown:
        raise SlackError("invalid_payload", f"unknown keys {sorted(unknown)}")
    if body.get("response_type") not in RESPONSE_TYPES:
        raise SlackError("invalid_payload", f"response_type {body['response_type']!r}")
    wants_original = body.get("replace_original") or body.get("delete_original")
    if wants_original and _original(world, url) is None:
        raise SlackError("invalid_payload", "there is no original message to change")
    return None if body.get("delete_original") else messages.draft(world, body)


def _apply(world: World, url: ResponseUrl, body: JsonObject, said: Draft | None) -> None:
    conversation = world.state.conversations[url.channel]
    original = _original(world, url)
    if said is None and original is not None:
        original.is_deleted = True
        conversation.messages.pop(original.ts, None)
        if original in conversation.ephemerals:
            conversation.ephemerals.remove(original)
    elif said is not None and body.get("replace_original") and original is not None:
        messages.edit(world, original, text=said.text, blocks=said.blocks, metadata=said.metadata)
    elif said is not None:
        tell(world, body, url.user, conversation, said)


def _original(world: World, url: ResponseUrl) -> Message | None:
    conversation = world.state.conversations[url.channel]
    if url.is_ephemeral:
        found = [m for m in conversation.ephemerals if m.ts == url.message_ts]
        return found[0] if found else None
    return conversation.messages.get(url.message_ts or "")
