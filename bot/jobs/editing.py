"""Edits posted messages in place: claim, render what is newest, edit, record."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import reading, writing
from bot.jobs.means import Means, new_owner
from bot.jobs.subject import Subject
from bot.okr.errors import OkrError
from bot.services.posted_messages import (
    DueEdit,
    claim_due_edits,
    record_edit_put_off,
    record_edited,
    record_message_gone,
)
from bot.services.sendings import EDITED_IN_PLACE, pause_workspace
from bot.slack.delivery import Dead, Done, Failure, Fault, Gone, Later, Unclear, edit
from bot.views.message import Message

RETRY_AFTER = timedelta(seconds=5)

log = structlog.get_logger(__name__)


class Editor:
    """Brings posted messages to what they should show, never more at once than workers."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.is_stopping = False

    async def edit_due(self) -> None:
        """Edit until nothing is due at this instant."""
        while edits := await self._claim():
            await asyncio.gather(*(self._edit(one) for one in edits))

    async def _claim(self) -> tuple[DueEdit, ...]:
        if self.is_stopping:
            return ()
        async with writing(self._means.sessions) as session:
            return await claim_due_edits(
                session,
                owner=new_owner(),
                limit=self._means.workers,
                lease=self._means.lease,
                kinds=[kind for kind in self._means.renderers if kind in EDITED_IN_PLACE],
                pace=self._means.pace,
                now=self._means.clock(),
                real_now=self._means.real_clock(),
            )

    async def _edit(self, due: DueEdit) -> None:
        try:
            message = await self._render(due)
            if isinstance(message, OkrError):
                await self._record_done(due, error=message.sentence)
            else:
                await self._record(due, await self._send(due, message))
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

    async def _record(self, due: DueEdit, outcome: Done | Failure) -> None:
        log.info("edited", posted_message_id=due.id, outcome=type(outcome).__name__)
        match outcome:
            case Done():
                await self._record_done(due)
            case Fault(code):
                # This version will not go through; the next one may.
                await self._record_done(due, error=code)
            case Gone(code):
                await self._means.record(
                    lambda session: record_message_gone(
                        session, edit=due, now=self._means.clock(), error=code
                    )
                )
            case Later(code, float(seconds), method):
                await self._put_off(due, code, timedelta(seconds=seconds), held=method)
            case Later(code, None) | Unclear(code):
                await self._put_off(due, code, RETRY_AFTER)
            case Dead(code):
                await self._put_off(due, code, RETRY_AFTER)
                async with writing(self._means.sessions) as session:
                    await pause_workspace(session, workspace_id=due.workspace_id)

    async def _record_done(self, due: DueEdit, *, error: str = "") -> None:
        real_now = self._means.real_clock()
        await self._means.record(
            lambda session: record_edited(
                session,
                edit=due,
                now=self._means.clock(),
                real_now=real_now,
                next_try_at=real_now + self._means.edit_pause,
                error=error,
            )
        )

    async def _put_off(self, due: DueEdit, code: str, wait: timedelta, *, held: str = "") -> None:
        next_try_at = self._means.real_clock() + wait

        async def settle(session: AsyncSession) -> bool:
            is_ours = await record_edit_put_off(
                session, edit=due, next_try_at=next_try_at, error=code
            )
            await self._means.hold(session, due.workspace_id, held, wait)
            return is_ours

        await self._means.record(settle)
