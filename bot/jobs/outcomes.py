"""Writes down what became of a try to say something, and so what happens to it next."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import writing
from bot.jobs.means import Means, pause_after, pause_of
from bot.services import sendings
from bot.services.delivery_troubles import record_unfindable, record_unreachable
from bot.services.outbox import Claim
from bot.slack.delivery import Dead, Done, Failure, Fault, Gone, Later, Missing, Unclear

MOST_FAULTS = 3
"""What Slack refuses as we put it will be refused again; a later release may put it better."""

log = structlog.get_logger(__name__)


async def record_sent(
    means: Means, claim: Claim, channel_id: str, ts: str, *, is_current: bool = True
) -> None:
    """It was said; `is_current` is False when it may be older than the database."""
    log.info("said", outbox_id=claim.id, kind=claim.kind, is_current=is_current)
    await _record(
        means,
        claim,
        lambda session: sendings.record_sent(
            session,
            claim=claim,
            channel_id=channel_id,
            ts=ts,
            real_now=means.real_clock(),
            is_current=is_current,
        ),
    )


async def record_unsaid(means: Means, claim: Claim, reason: str) -> None:
    """There is nothing to say any more."""
    log.info("dropped", outbox_id=claim.id, kind=claim.kind)
    await _record(
        means,
        claim,
        lambda session: sendings.record_dropped(session, claim=claim, reason=reason),
    )


async def give_back(means: Means, claim: Claim) -> None:
    """It was not tried at all."""
    await _record(means, claim, lambda session: sendings.release(session, claim=claim))


async def record_failure(means: Means, claim: Claim, failure: Failure) -> None:
    """It was not said, or nobody knows."""
    match failure:
        case Gone(code):
            await _record(
                means,
                claim,
                lambda session: record_unreachable(
                    session, claim=claim, error=code, now=means.clock()
                ),
            )
        case Fault(code) if claim.attempts >= MOST_FAULTS:
            await _refuse(means, claim, code)
        case Fault(code) | Later(code, None):
            await _put_off(means, claim, code, pause_after(claim.attempts))
        case Later(code, float(seconds), method):
            await _put_off(means, claim, code, pause_of(seconds), held=method)
        case Unclear(code):
            await _wait_and_look(means, claim, code, means.look_after)
        case Dead(code):
            await _put_off(means, claim, code, timedelta())
            await _pause_workspace(means, claim)


async def record_look_up(means: Means, claim: Claim, outcome: Done | Missing | Failure) -> None:
    """What may have been said was looked for. Where that is not allowed, a person decides."""
    match outcome:
        case Done(ts) if claim.channel_id:
            await record_sent(means, claim, claim.channel_id, ts, is_current=False)
        case Gone() | Fault() if claim.is_doubted:
            # A failover alone must not leave all that waited to a person's decision.
            await means.record(lambda session: sendings.record_not_found(session, claim=claim))
        case Gone(code) | Fault(code):
            await means.record(
                lambda session: record_unfindable(
                    session, claim=claim, error=code, now=means.clock()
                )
            )
        case Later(code, float(seconds), method):
            await _wait_and_look(means, claim, code, pause_of(seconds), held=method)
        case Later(code, None) | Unclear(code):
            await _wait_and_look(means, claim, code, means.look_after)
        case Dead(code):
            await _wait_and_look(means, claim, code, means.look_after)
            await _pause_workspace(means, claim)
        case _:
            await means.record(lambda session: sendings.record_not_found(session, claim=claim))


async def _refuse(means: Means, claim: Claim, code: str) -> None:
    await _record(
        means, claim, lambda session: sendings.record_refused(session, claim=claim, error=code)
    )


async def _put_off(
    means: Means, claim: Claim, code: str, wait: timedelta, *, held: str = ""
) -> None:
    next_try_at = means.real_clock() + wait
    await _record(
        means,
        claim,
        lambda session: sendings.record_retry(
            session, claim=claim, next_try_at=next_try_at, error=code
        ),
        held=held,
        wait=wait,
    )


async def _wait_and_look(
    means: Means, claim: Claim, code: str, wait: timedelta, *, held: str = ""
) -> None:
    look_at = means.real_clock() + wait
    await _record(
        means,
        claim,
        lambda session: sendings.record_unclear(session, claim=claim, look_at=look_at, error=code),
        held=held,
        wait=wait,
    )


async def _record(
    means: Means,
    claim: Claim,
    settle: Callable[[AsyncSession], Awaitable[bool]],
    *,
    held: str = "",
    wait: timedelta = timedelta(),
) -> None:
    """Settle a claim; what it closed opens a pause from now, and `held` after Slack's own wait."""

    async def record(session: AsyncSession) -> bool:
        is_ours = await settle(session)
        await means.end_call(session, claim, held, wait)
        return is_ours

    await means.record(record)


async def _pause_workspace(means: Means, claim: Claim) -> None:
    log.error("workspace_paused", workspace_id=claim.workspace_id)
    async with writing(means.sessions) as session:
        await sendings.pause_workspace(session, workspace_id=claim.workspace_id)
