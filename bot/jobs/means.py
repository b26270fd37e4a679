"""What delivery works with."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, writing
from bot.jobs.subject import Renderers
from bot.services.outbox import Claim
from bot.services.pacing import Limit, Pace, end_post, hold, lock_gates
from bot.services.waits import LONGEST_WAIT
from bot.slack.client import SlackClient

RECORD_PAUSES = (0.1, 0.5, 2.0)
"""Seconds between tries to write down what became of a call: not knowing costs a look-up."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What delivery works with.

    Args:
        clock: the business clock.
        real_clock: the operational clock, for leases and for when to try again.
        lease: how long a claim is ours; longer than a call may take.
        look_after: how long to wait before looking for what may have been posted.
        call_time: how long a call to Slack may take.
        pace: how fast Slack may be called in each workspace.
        edit_pause: between two edits of a message.
        workers: how many posts are in flight at most; and as many edits, and as many Homes.
        command: the name of the slash command, such as `/okr`.
    """

    sessions: Sessions
    slack: SlackClient
    clock: Clock
    real_clock: Clock
    renderers: Renderers
    lease: timedelta
    look_after: timedelta
    call_time: timedelta
    pace: Pace
    edit_pause: timedelta
    workers: int
    command: str

    async def record(self, settle: Callable[[AsyncSession], Awaitable[bool]]) -> None:
        """Write down what became of a claim, patiently; the lease covers what cannot be written."""
        for pause in RECORD_PAUSES:
            try:
                async with writing(self.sessions) as session:
                    is_ours = await settle(session)
            except DatabaseBusyOrGone:
                await asyncio.sleep(pause)
                continue
            if not is_ours:
                log.warning("claim_lost")
            return
        log.error("outcome_not_recorded")

    async def end_call(
        self, session: AsyncSession, claim: Claim, held: str, wait: timedelta
    ) -> None:
        """Open what the claim closed, a pause from now, and hold the method that Slack held."""
        real_now = self.real_clock()
        names = [name for name in (claim.lane, held) if name]
        if len(names) > 1:
            # Two rows at once are locked in the order that everybody keeps.
            limits = [(claim.workspace_id, Limit(name, timedelta())) for name in names]
            await lock_gates(session, limits, real_now=real_now)
        await self.hold(session, claim.workspace_id, held, wait)
        if claim.lane:
            await end_post(
                session,
                workspace_id=claim.workspace_id,
                lane=claim.lane,
                closed_until=claim.lane_until,
                ready_at=real_now + self.pace.channel_pause,
            )

    async def hold(
        self, session: AsyncSession, workspace_id: int, method: str, wait: timedelta
    ) -> None:
        """Let nobody in a workspace call a method before Slack wants it called again.

        Args:
            method: empty when Slack did not say for how long.
        """
        if method:
            log.warning("held", workspace_id=workspace_id, method=method)
            await hold(
                session,
                workspace_id=workspace_id,
                name=method,
                wait=wait,
                real_now=self.real_clock(),
            )


def new_owner() -> str:
    """Return a name for one batch of claims, so that nobody settles another's."""
    return token_hex(16)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 10 s, then twice as long each time."""
    return pause_of(5 * 2**attempts)


def pause_of(seconds: float) -> timedelta:
    """Return how long to leave something alone: as long as was said, but not for hours."""
    return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))
