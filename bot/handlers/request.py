"""One request from Slack as a listener sees it: who acts, when, and the ways to answer."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.db.engine import reading, writing
from bot.handlers.reply import reply_to
from bot.okr.permissions import Actor
from bot.okr.person import Person
from bot.slack.client import SlackClient
from bot.views.blocks import View
from bot.views.message import Message

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Close:
    """Answer a submission by closing that modal."""


@dataclass(frozen=True, slots=True)
class CloseAll:
    """Answer a submission by closing every modal of the stack."""


@dataclass(frozen=True, slots=True)
class Show:
    """Answer a submission by showing another view in place of this one."""

    view: View


@dataclass(frozen=True, slots=True)
class Push:
    """Answer a submission by putting another modal on top."""

    view: View


Answer = Close | CloseAll | Show | Push


@dataclass(frozen=True, slots=True)
class Request:
    """One request from Slack, its person looked up.

    Args:
        arguments: for a slash command, the words after the verb, as Slack sends them: with
            mentions, and `&`, `<` and `>` escaped.
        command: the name of the slash command, such as `/okr`.
        wake: tells delivery that something may be due.
    """

    actor: Actor
    person: Person
    now: datetime
    body: Body
    sessions: async_sessionmaker[AsyncSession]
    slack: SlackClient
    command: str
    wake: Callable[[], None]
    arguments: str = ""

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction that only reads."""
        return reading(self.sessions)

    def writing(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction that writes, committed at the end of the block."""
        return writing(self.sessions)

    @property
    def workspace_id(self) -> int:
        """The workspace that the request belongs to."""
        return self.person.workspace_id

    @property
    def trigger_id(self) -> str:
        """What Slack wants back within three seconds to open a modal."""
        return str(self.body.get("trigger_id", ""))

    @property
    def channel_id(self) -> str | None:
        """The channel the person is in; None on Home and in most modals."""
        given = self.body.get("channel_id") or (self.body.get("channel") or {}).get("id")
        return str(given) if given else None

    @property
    def view(self) -> Body:
        """The modal or Home the request came from; empty elsewhere."""
        return self.body.get("view") or {}

    @property
    def private_metadata(self) -> str:
        """What the view was opened with."""
        return str(self.view.get("private_metadata", ""))

    @property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """What is filled in, by block id and action id."""
        state = self.view.get("state") or self.body.get("state") or {}
        found: Mapping[str, Mapping[str, Any]] = state.get("values") or {}
        return found

    @property
    def action(self) -> Body:
        """The element that was used."""
        actions = self.body.get("actions") or [{}]
        first: Body = actions[0]
        return first

    @property
    def value(self) -> str:
        """What the used element stands for: a button's value or the chosen option's."""
        chosen = self.action.get("selected_option") or self.action
        return str(chosen.get("value") or "")

    @property
    def typed(self) -> str:
        """The words after the verb, as they were typed; views escape them again."""
        return unescape(self.arguments)

    @property
    def is_in_modal(self) -> bool:
        """Whether the request came from an open modal."""
        return self.view.get("type") == "modal"

    async def open_modal(self, view: View) -> None:
        """Show a modal: on top of the open one, or by itself."""
        if self.is_in_modal:
            await self.slack.push_view(self.trigger_id, view)
        else:
            await self.slack.open_view(self.trigger_id, view)

    async def update_modal(self, view: View) -> None:
        """Replace the modal that the request came from, if nobody replaced it since."""
        if self.is_in_modal:
            view_id, view_hash = str(self.view["id"]), self.view.get("hash")
            await self.slack.update_view(view_id, view, view_hash=view_hash)
        else:
            await self.open_modal(view)

    async def reply(self, message: Message, *, replace: bool = False) -> None:
        """Answer privately, where the person is; `replace` rewrites the private answer acted on."""
        await reply_to(self.body, message, slack=self.slack, replace=replace)
