"""Sends what is in the outbox: claim, look if a try may have succeeded, render, post, record."""

from dataclasses import replace

import structlog

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import reading, writing
from bot.jobs.means import Means, new_owner
from bot.jobs.outcomes import (
    give_back,
    record_failure,
    record_look_up,
    record_sent,
    record_unsaid,
)
from bot.jobs.subject import Subject
from bot.jobs.workers import work_off
from bot.okr.errors import OkrError
from bot.services.claims import claim_due
from bot.services.due_messages import FIRST
from bot.services.outbox import Claim
from bot.services.sendings import keep_destination
from bot.slack.delivery import (
    Done,
    Failure,
    Fault,
    Later,
    Missing,
    Unclear,
    look_for,
    open_direct_message,
    post,
)
from bot.views.message import Message

KEPT_SHARE = 4
"""One worker of so many is kept for what comes first."""

CANNOT_RENDER = Fault("cannot_render")

log = structlog.get_logger(__name__)


class Sender:
    """Posts what is due, never more at once than there are workers."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.is_stopping = False

    async def send_due(self) -> None:
        """Send until nothing may be sent at this instant."""
        await work_off(self._claim, self._send, workers=self._means.workers)

    async def _claim(self, idle: int) -> tuple[Claim, ...]:
        # Some workers are kept for what comes first, should Slack be slow with everything else.
        kept = self._means.workers // KEPT_SHARE
        kinds = set(self._means.renderers) if idle > kept else FIRST & set(self._means.renderers)
        if self.is_stopping:
            return ()
        async with writing(self._means.sessions) as session:
            return await claim_due(
                session,
                owner=new_owner(),
                limit=idle - kept if idle > kept else idle,
                lease=self._means.lease,
                kinds=kinds,
                pace=self._means.pace,
                now=self._means.clock(),
                real_now=self._means.real_clock(),
            )

    async def _send(self, claim: Claim) -> None:
        try:
            if claim.must_look_up:
                await self._look_up(claim)
            else:
                await self._say(claim)
        except Exception:
            # The lease ends by itself, and whoever claims it then looks before posting.
            log.exception("delivery_failed", outbox_id=claim.id, kind=claim.kind)

    async def _look_up(self, claim: Claim) -> None:
        channel_id: str | Failure | None = claim.channel_id
        if channel_id is None and claim.is_doubted and claim.slack_user_id:
            channel_id = await self._destination(claim)
        outcome = await self._look_in(channel_id, claim)
        log.info("looked_up", outbox_id=claim.id, outcome=type(outcome).__name__)
        if isinstance(channel_id, str):
            claim = replace(claim, channel_id=channel_id)
        await record_look_up(self._means, claim, outcome)

    async def _look_in(
        self, channel_id: str | Failure | None, claim: Claim
    ) -> Done | Missing | Failure:
        if channel_id is None:
            # The destination is written down before the first post, so there was none.
            return Missing()
        if not isinstance(channel_id, str):
            return channel_id
        return await look_for(
            self._means.slack,
            channel_id,
            key=claim.key,
            bot_id=claim.bot_id,
            since=claim.first_try_at,
            thread_ts=claim.thread_ts,
        )

    async def _say(self, claim: Claim) -> None:
        channel_id = await self._destination(claim)
        if not isinstance(channel_id, str):
            await record_failure(self._means, claim, channel_id)
            return
        message = await self._render(claim)
        if isinstance(message, OkrError):
            await record_unsaid(self._means, claim, message.sentence)
        elif not isinstance(message, Message):
            await record_failure(self._means, claim, message)
        elif self._is_too_late_to_start(claim):
            await give_back(self._means, claim)
        else:
            await self._post(claim, channel_id, message)

    async def _destination(self, claim: Claim) -> str | Failure:
        if claim.channel_id is not None:
            return claim.channel_id
        found = await open_direct_message(self._means.slack, claim.slack_user_id or "")
        if isinstance(found, str):
            async with writing(self._means.sessions) as session:
                await keep_destination(session, claim=claim, channel_id=found)
        # Opening a DM twice does no harm, so an unclear answer is as good as none.
        return Later(found.code) if isinstance(found, Unclear) else found

    async def _render(self, claim: Claim) -> Message | OkrError | Failure:
        subject = Subject(
            claim.workspace_id, claim.team_id, claim.round_id, claim.person_id, claim.details
        )
        try:
            async with reading(self._means.sessions) as session:
                return await self._means.renderers[claim.kind](
                    session, subject, self._means.clock()
                )
        except OkrError as refusal:
            return refusal
        except DatabaseBusyOrGone:
            return Later("database")
        except Exception:
            log.exception("not_rendered", outbox_id=claim.id, kind=claim.kind)
            return CANNOT_RENDER

    def _is_too_late_to_start(self, claim: Claim) -> bool:
        """Another process may take over when the lease ends; a call must have ended by then.

        A lease that is longer than one was claimed before the clock was set back.
        """
        real_now = self._means.real_clock()
        left = claim.lease_until - real_now
        return self.is_stopping or not self._means.call_time <= left <= self._means.lease

    async def _post(self, claim: Claim, channel_id: str, message: Message) -> None:
        outcome = await post(
            self._means.slack,
            channel_id,
            key=claim.key,
            text=message.text,
            blocks=message.blocks,
            thread_ts=claim.thread_ts,
        )
        if isinstance(outcome, Done):
            await record_sent(self._means, claim, channel_id, outcome.ts)
        else:
            log.warning("not_posted", outbox_id=claim.id, kind=claim.kind, code=outcome.code)
            await record_failure(self._means, claim, outcome)
