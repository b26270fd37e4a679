"""The Web API as the bot uses it: one shared connection pool, errors by family.

Two clients: reads and idempotent writes may be sent again after a dropped connection; posts
never are, since the SDK's default would post twice.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.okr.person import Standing
from bot.okr.profile import Channel, Identity, Profile
from bot.slack.errors import (
    AmbiguousError,
    RecipientGoneError,
    SlackError,
    TransientError,
    error_for,
)

Blocks = Sequence[Mapping[str, Any]]
View = Mapping[str, Any]

TIMEOUT_SECONDS = 10
PERMALINK_SECONDS = 1.0
"""A link is nice to have; the three seconds to open a modal are running."""

HISTORY_PAGE = 100
HISTORY_MOST = 1000
"""In a busy channel many messages may have come after the one that is looked for."""
JSON_METHODS = ("chat.post", "chat.update", "views.", "conversations.open")
"""Slack takes JSON for writes only; reads want a form."""


class SlackClient:
    """Everything the bot asks of Slack."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        session: aiohttp.ClientSession,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._session = session
        self._timeout_seconds = timeout_seconds
        self._idempotent = AsyncWebClient(
            token=token,
            base_url=base_url,
            session=session,
            retry_handlers=[AsyncConnectionErrorRetryHandler()],
        )
        self._once = AsyncWebClient(
            token=token,
            base_url=base_url,
            session=session,
            retry_handlers=[],
        )

    async def identify(self) -> Identity:
        """Ask Slack who the bot is."""
        answer = await self._call("auth.test")
        return Identity(
            enterprise_id=answer.get("enterprise_id") or "",
            slack_team_id=answer["team_id"],
            workspace_name=answer.get("team", ""),
            url=answer.get("url", ""),
            bot_user_id=answer["user_id"],
            bot_id=answer.get("bot_id", ""),
        )

    async def open_socket(self) -> str:
        """Return the address of a new socket, good once; needs an app-level token."""
        answer = await self._call("apps.connections.open", once=True)
        return str(answer["url"])

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal and return its view id."""
        answer = await self._call("views.open", trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def push_view(self, trigger_id: str, view: View) -> str:
        """Put a modal on top of the open one and return its view id."""
        answer = await self._call("views.push", trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        """Replace an open modal; with `view_hash` only if nobody changed it since."""
        await self._call("views.update", view_id=view_id, view=view, hash=view_hash)

    async def publish_home(self, slack_user_id: str, view: View) -> None:
        """Show a person's Home."""
        await self._call("views.publish", once=True, user_id=slack_user_id, view=view)

    async def post_message(
        self,
        channel_id: str,
        *,
        text: str,
        blocks: Blocks,
        key: str,
        client_message_id: str,
        thread_ts: str | None = None,
    ) -> str:
        """Post a message, never twice for one call, and return its ts."""
        answer = await self._call(
            "chat.postMessage",
            once=True,
            channel=channel_id,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            client_msg_id=client_message_id,
            metadata={"event_type": "okrbot_message", "event_payload": {"key": key}},
        )
        return str(answer["ts"])

    async def update_message(self, channel_id: str, ts: str, *, text: str, blocks: Blocks) -> None:
        """Edit a message in place."""
        await self._call("chat.update", channel=channel_id, ts=ts, text=text, blocks=blocks)

    async def post_ephemeral(
        self, channel_id: str, slack_user_id: str, *, text: str, blocks: Blocks
    ) -> None:
        """Show a message to one person in a channel."""
        await self._call(
            "chat.postEphemeral",
            once=True,
            channel=channel_id,
            user=slack_user_id,
            text=text,
            blocks=blocks,
        )

    async def respond(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Answer through a `response_url`, which Slack allows five times in 30 minutes."""
        try:
            async with self._session.post(
                response_url, json=body, timeout=aiohttp.ClientTimeout(total=self._timeout_seconds)
            ) as answer:
                if answer.status != 200:
                    raise error_for("response_url", await answer.text())
        except (TimeoutError, aiohttp.ClientError) as error:
            raise AmbiguousError("response_url", type(error).__name__) from error

    async def open_direct_message(self, slack_user_id: str) -> str:
        """Return the channel id of the bot's DM with a person."""
        answer = await self._call("conversations.open", users=slack_user_id)
        return str(answer["channel"]["id"])

    async def fetch_profile(self, slack_user_id: str) -> Profile:
        """Ask Slack about a person."""
        answer = await self._call("users.info", user=slack_user_id, include_locale=True)
        return profile_of(answer["user"])

    async def fetch_channel(self, channel_id: str) -> Channel | None:
        """Ask Slack about a channel; None when the bot cannot see it."""
        try:
            answer = await self._call("conversations.info", channel=channel_id)
        except RecipientGoneError:
            return None
        return channel_of(answer["channel"])

    async def fetch_channel_members(self, channel_id: str) -> tuple[str, ...]:
        """Return the Slack ids of everyone in a channel."""
        found: list[str] = []
        async for page in self._pages("conversations.members", channel=channel_id, limit=1000):
            found.extend(page["members"])
        return tuple(found)

    async def fetch_permalink(self, channel_id: str, ts: str) -> str | None:
        """Ask Slack for the address of a message; None when it does not say at once."""
        try:
            async with asyncio.timeout(PERMALINK_SECONDS):
                answer = await self._call("chat.getPermalink", channel=channel_id, message_ts=ts)
        except (SlackError, TimeoutError):
            return None
        return str(answer["permalink"])

    async def fetch_messages(
        self, channel_id: str, *, oldest: str, thread_ts: str | None = None
    ) -> list[dict[str, Any]]:
        """Return messages with their metadata, to look for one of our own.

        Needs one of the optional history scopes; without it Slack answers `missing_scope`.
        """
        method = "conversations.replies" if thread_ts else "conversations.history"
        pages = self._pages(
            method,
            channel=channel_id,
            oldest=oldest,
            ts=thread_ts,
            limit=HISTORY_PAGE,
            include_all_metadata=True,
        )
        found: list[dict[str, Any]] = []
        async for page in pages:
            found.extend(page["messages"])
            if len(found) >= HISTORY_MOST:
                break
        return found

    async def _pages(self, method: str, **arguments: Any) -> AsyncIterator[Any]:  # noqa: ANN401
        cursor: str | None = None
        while True:
            answer = await self._call(method, cursor=cursor, **arguments)
            yield answer
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _call(self, method: str, *, once: bool = False, **arguments: Any) -> Any:  # noqa: ANN401
        client = self._once if once else self._idempotent
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            # The SDK's own timeout holds only for sessions that it opens itself.
            async with asyncio.timeout(self._timeout_seconds):
                if method.startswith(JSON_METHODS):
                    return (await client.api_call(method, json=given)).data
                return (await client.api_call(method, data=given)).data
        except SlackApiError as error:
            raise _refusal(method, error) from error
        except aiohttp.ClientConnectorError as error:
            # There was no connection, so Slack has seen nothing of the call.
            raise TransientError(method, type(error).__name__) from error
        except (TimeoutError, aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            raise AmbiguousError(method, type(error).__name__) from error


def _refusal(method: str, error: SlackApiError) -> SlackError:
    response = error.response
    status = getattr(response, "status_code", 200)
    if status == 429:
        return error_for(
            method, "ratelimited", retry_after=float(response.headers.get("Retry-After", 1))
        )
    if status >= 500:
        return AmbiguousError(method, f"http_{status}")
    return error_for(method, str(response.get("error", "unknown_error")))


def profile_of(user: Mapping[str, Any]) -> Profile:
    """Read a Slack user object; the display name wins, as Slack shows it."""
    profile = user.get("profile") or {}
    name = (
        profile.get("display_name")
        or profile.get("real_name")
        or user.get("real_name")
        or user.get("name")
        or user["id"]
    )
    return Profile(
        slack_user_id=user["id"],
        name=name,
        zone=user.get("tz") or "",
        locale=user.get("locale") or "en-US",
        standing=_standing_of(user),
    )


def _standing_of(user: Mapping[str, Any]) -> Standing:
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return Standing.BOT
    if user.get("deleted"):
        return Standing.GONE
    if user.get("is_stranger"):
        return Standing.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def channel_of(channel: Mapping[str, Any]) -> Channel:
    """Read a Slack conversation object; `is_ext_shared` decides externality, by Slack's page."""
    return Channel(
        channel_id=channel["id"],
        name=channel.get("name", ""),
        is_private=bool(channel.get("is_private")),
        is_externally_shared=bool(channel.get("is_ext_shared")),
        is_archived=bool(channel.get("is_archived")),
        is_bot_member=bool(channel.get("is_member")),
    )
