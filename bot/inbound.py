"""The one way into Bolt for what Slack sends, whatever it came by."""

from collections.abc import Mapping

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.payload_shape import Body, name_of

RETRY_NUMBER, RETRY_REASON = "X-Slack-Retry-Num", "X-Slack-Retry-Reason"

log = structlog.get_logger(__name__)


async def hand_over(
    bolt: AsyncApp, body: Body, *, retry: Mapping[str, str], transport: str
) -> BoltResponse:
    """Give Bolt a payload of a known shape, and return its answer.

    Args:
        retry: what Slack says of an event that it sends again, by the names of HTTP's headers.
        transport: `http` or `socket`, for the log.
    """
    log.debug("request_received", kind=name_of(body), transport=transport)
    if body.get("type") == "app_rate_limited":
        log.warning("slack_held_events_back")
        return BoltResponse(status=200, body="")
    # Everything is verified and parsed already. Handing over the parsed body says so, and keeps
    # Bolt from reading a form field that merely holds the word "payload" as one.
    return await bolt.async_dispatch(
        AsyncBoltRequest(body=body, headers=dict(retry), mode="socket_mode")
    )
