"""How each try to say something ended; only the owner of a claim may say so, and only once."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.services.lost_channels import note_channel_works
from bot.services.outbox import AT_ONCE, Claim

EDITED_IN_PLACE = frozenset(
    {
        MessageKind.PROMPT,
        MessageKind.ASK_FOR_OKRS,
        MessageKind.MEETING,
        MessageKind.RECAP,
        MessageKind.FOLLOWED_RECAP,
        MessageKind.PLANNING_OPENED,
        MessageKind.CYCLE_CLOSED,
    }
)
ADDED_TO = frozenset({MessageKind.FOLLOWED_RECAP})
"""Several teams write to one message."""

MAX_ERROR = 300


async def keep_destination(session: AsyncSession, *, claim: Claim, channel_id: str) -> bool:
    """Write down the DM that was opened, before anything is posted to it."""
    return await _update(session, claim, channel_id=channel_id)


async def record_sent(
    session: AsyncSession,
    *,
    claim: Claim,
    channel_id: str,
    ts: str,
    real_now: datetime,
    is_current: bool = True,
) -> bool:
    """Record where it was said; what is edited in place is followed from now on.

    Args:
        is_current: False when what was said may be older than the database, so that an edit
            is due at once.
    """
    written = await session.execute(
        _settling(claim)
        .values(
            state=OutboxState.SENT,
            channel_id=channel_id,
            ts=ts,
            error="",
            sent_at=real_now,
            lease_until=None,
            lease_owner=None,
            doubted_at=None,
        )
        .returning(OutboxRow.details)
    )
    found = written.one_or_none()
    if found is None:
        return False
    if claim.team_id is not None and claim.person_id is None:
        await note_channel_works(session, team_id=claim.team_id, channel_id=channel_id)
    if claim.kind in EDITED_IN_PLACE:
        is_stale = bool(found.details.get("is_stale")) or not is_current
        session.add(
            PostedMessageRow(
                workspace_id=claim.workspace_id,
                outbox_id=claim.id,
                kind=claim.kind,
                team_id=claim.team_id,
                round_id=claim.round_id,
                person_id=claim.person_id,
                channel_id=channel_id,
                ts=ts,
                wanted_version=2 if is_stale else 1,
            )
        )
        await session.flush()
    return True


async def record_refused(session: AsyncSession, *, claim: Claim, error: str) -> bool:
    """Record that it will not be said: Slack refused it for good."""
    return await _settle(session, claim, state=OutboxState.FAILED, error=error)


async def record_dropped(session: AsyncSession, *, claim: Claim, reason: str) -> bool:
    """Record that it will not be said: there is nothing to say any more.

    Where more was added to it while it was being drawn, it is drawn again.
    """
    is_ours = await _settle(session, claim, state=OutboxState.DROPPED, error=reason)
    if is_ours and claim.kind in ADDED_TO:
        row = await session.get_one(OutboxRow, claim.id, populate_existing=True)
        if row.details.get("is_stale"):
            row.details = {name: one for name, one in row.details.items() if name != "is_stale"}
            row.state, row.next_try_at = OutboxState.PENDING, AT_ONCE
            await session.flush()
    return is_ours


async def record_retry(
    session: AsyncSession, *, claim: Claim, next_try_at: datetime, error: str
) -> bool:
    """Put it off: Slack certainly did not take it."""
    return await _settle(
        session, claim, state=OutboxState.PENDING, next_try_at=next_try_at, error=error
    )


async def record_unclear(
    session: AsyncSession, *, claim: Claim, look_at: datetime, error: str
) -> bool:
    """Record that nobody knows whether it was said; `look_at` is when to look for it."""
    return await _update(session, claim, lease_until=look_at, lease_owner=None, error=error)


async def record_not_found(session: AsyncSession, *, claim: Claim) -> bool:
    """Record that it was looked for and was not said, so that it may be said again."""
    return await _settle(session, claim, state=OutboxState.PENDING, next_try_at=AT_ONCE)


async def record_unknown(session: AsyncSession, *, claim: Claim, error: str) -> bool:
    """Record that nobody may look for it: it waits for a person to decide."""
    return await _settle(session, claim, state=OutboxState.UNKNOWN, error=error)


async def release(session: AsyncSession, *, claim: Claim) -> bool:
    """Give back what was claimed and certainly not tried."""
    return await _settle(
        session,
        claim,
        state=OutboxState.PENDING,
        next_try_at=AT_ONCE,
        attempts=OutboxRow.attempts - 1,
    )


async def pause_workspace(session: AsyncSession, *, workspace_id: int) -> None:
    """Stop saying anything in a workspace until its token is known to be good again."""
    await session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(state=WorkspaceState.PAUSED)
    )


def _settling(claim: Claim) -> Any:  # noqa: ANN401 - an update that each caller completes
    return (
        update(OutboxRow)
        .where(
            OutboxRow.id == claim.id,
            OutboxRow.state == OutboxState.SENDING,
            OutboxRow.lease_owner == claim.owner,
        )
        .execution_options(synchronize_session=False)
    )


async def _settle(session: AsyncSession, claim: Claim, **values: object) -> bool:
    return await _update(
        session, claim, lease_until=None, lease_owner=None, doubted_at=None, **values
    )


async def _update(session: AsyncSession, claim: Claim, **values: object) -> bool:
    if isinstance(error := values.get("error"), str):
        values["error"] = error[:MAX_ERROR]
    written = await session.execute(_settling(claim).values(**values).returning(OutboxRow.id))
    return written.one_or_none() is not None
