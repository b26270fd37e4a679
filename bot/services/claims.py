"""Takes things to say out of the outbox: what matters most first, no faster than Slack allows."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.services.due_messages import Claimable, Due, IsOrphan, claimable, in_order
from bot.services.outbox import Claim
from bot.services.pacing import Pace, lock_gates
from bot.services.server_lives import is_same_life
from bot.services.waits import LONGEST, begin_anew

TOO_LATE = "It was too late to be worth saying."
NO_PARENT = "What it belongs to was not posted."
AT_A_TIME = 500
"""A statement takes only so many values."""

_SAME_NAMES = ("id", "workspace_id", "key", "kind", "team_id", "round_id", "person_id")


async def claim_due(
    session: AsyncSession,
    *,
    owner: str,
    limit: int,
    lease: timedelta,
    kinds: Collection[MessageKind],
    pace: Pace,
    now: datetime,
    real_now: datetime,
) -> tuple[Claim, ...]:
    """Take up to `limit` things to say, as fast as Slack allows; commit before saying them.

    When another database server took over, nothing is taken once, before what may be there already
    is looked for.

    Fewer than `limit` does not mean that no more are due: only none mean that.

    Args:
        owner: who claims; only the same owner may settle the claim.
        kinds: what the caller knows how to say.
    """
    wanted = in_order(claimable(kinds, now=now, real_now=real_now), real_now).limit(limit)
    found = await _find(session, wanted)
    if found and not await is_same_life(session, real_now=real_now):
        return ()
    if any(due.is_void(now) for due in found):
        await _drop_void(session, now)
        found = await _find(session, wanted)
    found = [due for due in found if not _begin_anew(due, lease=lease, real_now=real_now)]
    limits = {due.row.id: due.limits(pace, lease) for due in found}
    gates = await lock_gates(
        session,
        [(due.row.workspace_id, limit) for due in found for limit in limits[due.row.id]],
        real_now=real_now,
    )
    claims = tuple(
        _take(due, owner=owner, lease=lease, real_now=real_now)
        for due in _first_in_lanes(found)
        if gates.pass_through(due.row.workspace_id, limits[due.row.id])
    )
    await session.flush()
    return claims


async def is_anything_due(
    session: AsyncSession, *, kinds: Collection[MessageKind], now: datetime, real_now: datetime
) -> bool:
    """Tell whether something could be claimed, were Slack willing to take it."""
    found = await session.execute(
        claimable(kinds, now=now, real_now=real_now)
        .where(or_(OutboxRow.not_after.is_(None), OutboxRow.not_after > now))
        .limit(1)
    )
    return found.first() is not None


def _first_in_lanes(found: Iterable[Due]) -> Iterator[Due]:
    """Yield one of each channel, since two at once could arrive in either order."""
    seen: set[tuple[int, str]] = set()
    for due in found:
        if due.lane and (due.row.workspace_id, due.lane) in seen:
            continue
        seen.add((due.row.workspace_id, due.lane or ""))
        yield due


async def _find(session: AsyncSession, wanted: Claimable) -> list[Due]:
    found = await session.execute(wanted.execution_options(populate_existing=True))
    return [Due(*row) for row in found]


def _begin_anew(due: Due, *, lease: timedelta, real_now: datetime) -> bool:
    tried_since = due.tried_since(real_now)
    is_anew = begin_anew(due.row, lease=lease, real_now=real_now)
    if is_anew:
        due.row.first_try_at = tried_since
    return is_anew


def _take(due: Due, *, owner: str, lease: timedelta, real_now: datetime) -> Claim:
    """Mark a row as being said by its owner until the lease ends."""
    row, must_look_up, first_try_at = due.row, due.must_look_up, due.tried_since(real_now)
    if not must_look_up:
        # It stays there even if the team moves, so that a look-up finds it.
        row.channel_id = due.destination
        row.attempts += 1
        row.first_try_at = first_try_at
    row.state = OutboxState.SENDING
    row.lease_owner, row.lease_until = owner, real_now + lease
    return Claim(
        **{name: getattr(row, name) for name in _SAME_NAMES},
        details=row.details,
        channel_id=due.destination,
        attempts=row.attempts,
        bot_id=due.bot_id,
        slack_user_id=due.slack_user_id,
        thread_ts=due.thread_ts,
        first_try_at=first_try_at,
        lease_until=real_now + lease,
        owner=owner,
        must_look_up=must_look_up,
        is_doubted=due.is_doubted,
        lane=None if must_look_up else due.lane,
        lane_until=real_now + min(lease, LONGEST),
    )


async def _drop_void(session: AsyncSession, now: datetime) -> None:
    """Drop all that is too late, and all that belongs to what was not said."""
    await _drop(session, OutboxRow.not_after <= now, reason=TOO_LATE)
    is_reply = OutboxRow.depends_on_id.is_not(None)
    await _drop(session, and_(is_reply, IsOrphan), reason=NO_PARENT)


async def _drop(session: AsyncSession, condition: ColumnElement[bool], *, reason: str) -> None:
    # Others who do the same have locked some of these rows: waiting for them could go in a circle.
    ids = (
        select(OutboxRow.id)
        .where(OutboxRow.state == OutboxState.PENDING, OutboxRow.doubted_at.is_(None), condition)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
    found = (await session.scalars(ids)).all()
    for first in range(0, len(found), AT_A_TIME):
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(found[first : first + AT_A_TIME]))
            .values(state=OutboxState.DROPPED, error=reason)
            .execution_options(synchronize_session=False)
        )
