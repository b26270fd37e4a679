"""Edits posted messages in place: claim, render what is newest, edit, record."""

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import reading, writing
from bot.jobs.endings import InPlace
from bot.jobs.means import Means, new_owner
from bot.jobs.subject import Subject
from bot.jobs.workers import work_off
from bot.okr.errors import OkrError
from bot.services.posted_messages import (
    DueEdit,
    claim_due_edits,
    record_edit_put_off,
    record_edited,
    record_message_gone,
)
from bot.services.sendings import EDITED_IN_PLACE
from bot.slack.delivery import Done, Failure, edit
from bot.views.message import Message

log = structlog.get_logger(__name__)


class Editor:
    """Brings posted messages to what they should show, never more at once than workers."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.is_stopping = False

    async def edit_due(self) -> None:
        """Edit until nothing is due at this instant."""
        await work_off(self._claim, self._edit, workers=self._means.workers)

    async def _claim(self, idle: int) -> tuple[DueEdit, ...]:
        if self.is_stopping:
            return ()
        async with writing(self._means.sessions) as session:
            return await claim_due_edits(
                session,
                owner=new_owner(),
                limit=idle,
                lease=self._means.lease,
                kinds=[kind for kind in self._means.renderers if kind in EDITED_IN_PLACE],
                pace=self._means.pace,
                now=self._means.clock(),
                real_now=self._means.real_clock(),
            )

    async def _edit(self, due: DueEdit) -> None:
        try:
            message, shown = await self._render(due), _PostedMessage(self._means, due)
            if isinstance(message, OkrError):
                await shown.show(error=message.sentence)
            else:
                outcome = await self._send(due, message)
                log.info("edited", posted_message_id=due.id, outcome=type(outcome).__name__)
                await shown.record(outcome)
        except Exception:
            # The lease ends by itself, and an edit may be sent again.
            log.exception("edit_failed", posted_message_id=due.id)

    async def _render(self, due: DueEdit) -> Message | OkrError:
        subject = Subject(
            workspace_id=due.workspace_id,
            team_id=due.team_id,
            round_id=due.round_id,
            person_id=due.person_id,
            details=due.details,
            is_frozen=due.is_last,
            is_there=True,
        )
        try:
            async with reading(self._means.sessions) as session:
                return await self._means.renderers[due.kind](session, subject, due.shown_at)
        except OkrError as refusal:
            return refusal

    async def _send(self, due: DueEdit, message: Message) -> Done | Failure:
        return await edit(
            self._means.slack,
            due.channel_id,
            due.ts,
            key=due.key,
            text=message.text,
            blocks=message.blocks,
        )


class _PostedMessage(InPlace):
    """How an edit ended."""

    def __init__(self, means: Means, due: DueEdit) -> None:
        super().__init__(means, due.workspace_id)
        self._due = due

    async def show(self, *, error: str = "") -> None:
        real_now = self._means.real_clock()
        await self._means.record(
            lambda session: record_edited(
                session,
                edit=self._due,
                now=self._means.clock(),
                real_now=real_now,
                next_try_at=real_now + self._means.edit_pause,
                error=error,
            )
        )

    async def forget(self, *, error: str) -> None:
        await self._means.record(
            lambda session: record_message_gone(
                session, edit=self._due, now=self._means.clock(), error=error
            )
        )

    async def put_off(self, *, wait: timedelta, error: str, held: str) -> None:
        next_try_at = self._means.real_clock() + wait

        async def settle(session: AsyncSession) -> bool:
            is_ours = await record_edit_put_off(
                session, edit=self._due, next_try_at=next_try_at, error=error
            )
            await self._means.hold(session, self._workspace_id, held, wait)
            return is_ours

        await self._means.record(settle)
