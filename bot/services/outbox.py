"""What must reach Slack, once: written with its cause, claimed before each call, settled after it.

Two clocks meet here. `now` is the business clock: whether something is still worth saying.
`real_now` is the operational clock: leases, and when to try again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.insert import insert_if_absent
from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)

_SAME_NAMES = ("id", "workspace_id", "key", "kind", "team_id", "round_id", "person_id")
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When to try what nobody has tried yet: before any reading of the operational clock."""

TOO_LATE = "It was too late to be worth saying."
NO_PARENT = "What it belongs to was not posted."
_Parent = aliased(OutboxRow)
_Destination: ColumnElement[str | None] = case(
    (OutboxRow.channel_id.is_not(None), OutboxRow.channel_id),
    (OutboxRow.depends_on_id.is_not(None), _Parent.channel_id),
    (OutboxRow.person_id.is_not(None), null()),
    else_=TeamRow.channel_id,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something to say that is ours to say until the lease ends.

    Args:
        channel_id: None for a person whose DM is not open yet.
        bot_id: who says it, as Slack names the bot in messages.
        must_look_up: a try before this one may have succeeded, so posting comes after looking.
    """

    id: int
    workspace_id: int
    bot_id: str
    key: str
    kind: MessageKind
    team_id: int | None
    round_id: int | None
    person_id: int | None
    details: dict[str, Any]
    channel_id: str | None
    slack_user_id: str | None
    thread_ts: str | None
    attempts: int
    first_try_at: datetime
    lease_until: datetime
    owner: str
    must_look_up: bool


async def enqueue(
    session: AsyncSession,
    *,
    workspace_id: int,
    key: str,
    kind: MessageKind,
    now: datetime,
    channel_id: str | None = None,
    team_id: int | None = None,
    round_id: int | None = None,
    person_id: int | None = None,
    details: dict[str, Any] | None = None,
    not_after: datetime | None = None,
    depends_on_id: int | None = None,
) -> bool:
    """Write down something to say, in the transaction of its cause; False when the key is known.

    Args:
        channel_id: where to; else it is the thread of `depends_on_id`, the DM of `person_id`,
            or the team's channel at the time of sending.
    """
    written = await session.execute(
        insert_if_absent(session, OutboxRow)
        .values(
            workspace_id=workspace_id,
            key=key,
            kind=kind,
            channel_id=channel_id,
            team_id=team_id,
            round_id=round_id,
            person_id=person_id,
            details=details or {},
            depends_on_id=depends_on_id,
            state=OutboxState.PENDING,
            next_try_at=AT_ONCE,
            not_after=not_after,
            created_at=now,
        )
        .returning(OutboxRow.id)
    )
    return written.scalar_one_or_none() is not None


async def claim_due(
    session: AsyncSession,
    *,
    owner: str,
    limit: int,
    lease: timedelta,
    kinds: Collection[MessageKind],
    now: datetime,
    real_now: datetime,
    busy_channels: Collection[str] = (),
) -> tuple[Claim, ...]:
    """Take up to `limit` things to say, at most one for each channel; commit before saying them.

    Args:
        owner: who claims; only the same owner may settle the claim.
        kinds: what the caller knows how to say.
        busy_channels: channels that were posted to a moment ago.
    """
    await _drop_what_is_too_late(session, now)
    await _drop_orphans(session)
    found = await session.execute(
        _claimable(kinds, real_now)
        .where(or_(_Destination.is_(None), _Destination.not_in(busy_channels)))
        .order_by(OutboxRow.next_try_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
    claims: list[Claim] = []
    for row, destination, thread_ts, slack_user_id, bot_id in found:
        if destination and destination in {claim.channel_id for claim in claims}:
            continue
        claims.append(
            _take(
                row,
                destination=destination,
                thread_ts=thread_ts,
                slack_user_id=slack_user_id,
                bot_id=bot_id,
                owner=owner,
                lease=lease,
                real_now=real_now,
            )
        )
    await session.flush()
    return tuple(claims)


def _take(
    row: OutboxRow,
    *,
    destination: str | None,
    thread_ts: str | None,
    slack_user_id: str,
    bot_id: str,
    owner: str,
    lease: timedelta,
    real_now: datetime,
) -> Claim:
    """Mark a row as being said by its owner until the lease ends."""
    must_look_up = row.state == OutboxState.SENDING
    if not must_look_up:
        # It stays there even if the team moves, so that a look-up finds it.
        row.channel_id = destination
        row.attempts += 1
    first_try_at = row.first_try_at or real_now
    row.state, row.first_try_at = OutboxState.SENDING, first_try_at
    row.lease_owner, row.lease_until = owner, real_now + lease
    return Claim(
        **{name: getattr(row, name) for name in _SAME_NAMES},
        details=row.details,
        channel_id=row.channel_id,
        attempts=row.attempts,
        bot_id=bot_id,
        slack_user_id=slack_user_id,
        thread_ts=thread_ts,
        first_try_at=first_try_at,
        lease_until=real_now + lease,
        owner=owner,
        must_look_up=must_look_up,
    )


async def is_anything_due(
    session: AsyncSession, *, kinds: Collection[MessageKind], now: datetime, real_now: datetime
) -> bool:
    """Tell whether something could be claimed, were its channel not busy."""
    found = await session.execute(
        _claimable(kinds, real_now)
        .where(or_(OutboxRow.not_after.is_(None), OutboxRow.not_after > now))
        .limit(1)
    )
    return found.first() is not None


def _claimable(
    kinds: Collection[MessageKind], real_now: datetime
) -> Select[OutboxRow, str | None, str | None, str, str]:
    """What may be tried now: new or put off, or left behind by somebody whose lease has ended."""
    is_waiting = and_(OutboxRow.state == OutboxState.PENDING, OutboxRow.next_try_at <= real_now)
    is_left = and_(OutboxRow.state == OutboxState.SENDING, OutboxRow.lease_until <= real_now)
    return (
        select(OutboxRow, _Destination, _Parent.ts, PersonRow.slack_user_id, WorkspaceRow.bot_id)
        .join(WorkspaceRow, WorkspaceRow.id == OutboxRow.workspace_id)
        .outerjoin(TeamRow, TeamRow.id == OutboxRow.team_id)
        .outerjoin(PersonRow, PersonRow.id == OutboxRow.person_id)
        .outerjoin(_Parent, _Parent.id == OutboxRow.depends_on_id)
        .where(
            or_(is_waiting, is_left),
            OutboxRow.kind.in_(kinds),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
            or_(OutboxRow.depends_on_id.is_(None), _Parent.state == OutboxState.SENT),
        )
    )


async def _drop_what_is_too_late(session: AsyncSession, now: datetime) -> None:
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.PENDING, OutboxRow.not_after <= now)
        .values(state=OutboxState.DROPPED, error=TOO_LATE)
        .execution_options(synchronize_session=False)
    )


async def _drop_orphans(session: AsyncSession) -> None:
    lost = select(_Parent.id).where(_Parent.state.in_([OutboxState.FAILED, OutboxState.DROPPED]))
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.PENDING, OutboxRow.depends_on_id.in_(lost))
        .values(state=OutboxState.DROPPED, error=NO_PARENT)
        .execution_options(synchronize_session=False)
    )
