"""Answers a person privately, where they are: in the channel, on the modal, or in a new one."""

from collections.abc import Mapping
from typing import Any

from bot.slack.client import SlackClient
from bot.views.message import Message
from bot.views.notice import notice_modal


async def reply_to(
    body: Mapping[str, Any], message: Message, *, slack: SlackClient, replace: bool = False
) -> None:
    """Answer a request privately, whatever surface it came from.

    Args:
        body: the request as Slack sent it.
        replace: rewrite the private answer that was acted on.
    """
    response_url = body.get("response_url")
    channel_id, user_id = channel_of(body), user_of(body)
    if response_url:
        answer = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": message.text,
            "blocks": list(message.blocks),
        }
        await slack.respond(str(response_url), answer)
    elif channel_id and user_id:
        await slack.post_ephemeral(
            channel_id, user_id, text=message.text, blocks=list(message.blocks)
        )
    else:
        view = notice_modal(list(message.blocks))
        if (body.get("view") or {}).get("type") == "modal":
            await slack.push_view(str(body.get("trigger_id", "")), view)
        else:
            await slack.open_view(str(body.get("trigger_id", "")), view)


def channel_of(body: Mapping[str, Any]) -> str | None:
    """Return the channel a request came from; None on Home and in most modals."""
    found = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return str(found) if found else None


def user_of(body: Mapping[str, Any]) -> str | None:
    """Return the Slack id of who sent a request."""
    found = body.get("user_id") or (body.get("user") or {}).get("id")
    return str(found) if found else None
