"""Takes things to say out of the outbox: what matters most first, no faster than Slack allows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.services.outbox import Claim
from bot.services.pacing import (
    HISTORY,
    LONGEST,
    OPEN_DM,
    POST,
    REPLIES,
    TIER_3,
    Limit,
    Pace,
    is_open,
    lock_gates,
    per_minute,
)

TOO_LATE = "It was too late to be worth saying."
NO_PARENT = "What it belongs to was not posted."
FIRST = frozenset({MessageKind.PROMPT})
"""Said before everything else, whichever workspace has more to say."""

_SAME_NAMES = ("id", "workspace_id", "key", "kind", "team_id", "round_id", "person_id")
_Parent = aliased(OutboxRow)
_Destination: ColumnElement[str | None] = case(
    (OutboxRow.channel_id.is_not(None), OutboxRow.channel_id),
    (OutboxRow.depends_on_id.is_not(None), _Parent.channel_id),
    (OutboxRow.person_id.is_not(None), null()),
    else_=TeamRow.channel_id,
)
_IsDirect = and_(
    OutboxRow.person_id.is_not(None),
    OutboxRow.depends_on_id.is_(None),
    or_(OutboxRow.channel_id.is_(None), OutboxRow.channel_id.startswith("D", autoescape=True)),
)
# A person is a lane before their DM is open, and stays the same one afterwards.
_Lane: ColumnElement[str | None] = case(
    (_IsDirect, literal("person:").concat(cast(OutboxRow.person_id, String))), else_=_Destination
)
_Method: ColumnElement[str] = case(
    (OutboxRow.state == OutboxState.PENDING, POST),
    (OutboxRow.depends_on_id.is_not(None), REPLIES),
    else_=HISTORY,
)
_Select = Select[OutboxRow, str | None, str | None, str | None, str, str, bool]
_IsOrphan = or_(
    _Parent.state.in_([OutboxState.FAILED, OutboxState.DROPPED]),
    and_(_Parent.state == OutboxState.SENT, _Parent.ts.is_(None)),
)


@dataclass(frozen=True, slots=True)
class _Due:
    """A row that may be claimed, and what is known around it.

    Args:
        lane: the channel or the person whose posts keep a distance from each other.
        is_orphan: what it belongs to will never be there.
    """

    row: OutboxRow
    destination: str | None
    lane: str | None
    thread_ts: str | None
    slack_user_id: str | None
    bot_id: str
    is_orphan: bool | None

    def is_void(self, now: datetime) -> bool:
        is_late = self.row.not_after is not None and self.row.not_after <= now
        return self.row.state is OutboxState.PENDING and (is_late or bool(self.is_orphan))

    def limits(self, pace: Pace, lease: timedelta) -> tuple[Limit, ...]:
        if self.row.state is OutboxState.SENDING:
            return (per_minute(REPLIES if self.row.depends_on_id else HISTORY, TIER_3),)
        opening = () if self.destination else (per_minute(OPEN_DM, TIER_3),)
        return (*opening, *pace.of_posts(self.lane, in_flight=min(lease, LONGEST)))


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

    Fewer than `limit` does not mean that no more are due: only none mean that.

    Args:
        owner: who claims; only the same owner may settle the claim.
        kinds: what the caller knows how to say.
    """
    wanted = _in_order(_claimable(kinds, real_now), real_now).limit(limit)
    found = await _find(session, wanted)
    if any(due.is_void(now) for due in found):
        await _drop_void(session, now)
        found = await _find(session, wanted)
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
        _claimable(kinds, real_now)
        .where(or_(OutboxRow.not_after.is_(None), OutboxRow.not_after > now))
        .limit(1)
    )
    return found.first() is not None


def _first_in_lanes(found: Iterable[_Due]) -> Iterator[_Due]:
    """Yield one of each channel, since two at once could arrive in either order."""
    seen: set[tuple[int, str]] = set()
    for due in found:
        if due.lane and (due.row.workspace_id, due.lane) in seen:
            continue
        seen.add((due.row.workspace_id, due.lane or ""))
        yield due


async def _find(session: AsyncSession, wanted: _Select) -> list[_Due]:
    found = await session.execute(wanted.execution_options(populate_existing=True))
    return [_Due(*row) for row in found]


def _take(due: _Due, *, owner: str, lease: timedelta, real_now: datetime) -> Claim:
    """Mark a row as being said by its owner until the lease ends."""
    row, must_look_up = due.row, due.row.state is OutboxState.SENDING
    if not must_look_up:
        # It stays there even if the team moves, so that a look-up finds it.
        row.channel_id = due.destination
        row.attempts += 1
    first_try_at = row.first_try_at or real_now
    row.state, row.first_try_at = OutboxState.SENDING, first_try_at
    row.lease_owner, row.lease_until = owner, real_now + lease
    return Claim(
        **{name: getattr(row, name) for name in _SAME_NAMES},
        details=row.details,
        channel_id=row.channel_id,
        attempts=row.attempts,
        bot_id=due.bot_id,
        slack_user_id=due.slack_user_id,
        thread_ts=due.thread_ts,
        first_try_at=first_try_at,
        lease_until=real_now + lease,
        owner=owner,
        must_look_up=must_look_up,
        lane=None if must_look_up else due.lane,
        lane_until=real_now + min(lease, LONGEST),
    )


def _claimable(kinds: Collection[MessageKind], real_now: datetime) -> _Select:
    """What may be tried now: new or put off, or left behind by somebody whose lease has ended."""
    is_waiting = and_(OutboxRow.state == OutboxState.PENDING, OutboxRow.next_try_at <= real_now)
    is_left = and_(OutboxRow.state == OutboxState.SENDING, OutboxRow.lease_until <= real_now)
    over = [OutboxState.SENT, OutboxState.FAILED, OutboxState.DROPPED]
    return (
        select(
            OutboxRow,
            _Destination,
            _Lane,
            _Parent.ts,
            PersonRow.slack_user_id,
            WorkspaceRow.bot_id,
            _IsOrphan,
        )
        .join(WorkspaceRow, WorkspaceRow.id == OutboxRow.workspace_id)
        .outerjoin(TeamRow, TeamRow.id == OutboxRow.team_id)
        .outerjoin(PersonRow, PersonRow.id == OutboxRow.person_id)
        .outerjoin(_Parent, _Parent.id == OutboxRow.depends_on_id)
        .where(
            or_(is_waiting, is_left),
            OutboxRow.kind.in_(kinds),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
            or_(OutboxRow.depends_on_id.is_(None), _Parent.state.in_(over)),
        )
    )


def _in_order(claimable: _Select, real_now: datetime) -> _Select:
    """What matters most first, without what Slack would not take now."""
    is_look_up = OutboxRow.state == OutboxState.SENDING
    workspace_id = OutboxRow.workspace_id
    return (
        claimable.where(
            is_open(workspace_id, _Method, real_now),
            or_(is_look_up, is_open(workspace_id, _Lane, real_now)),
            or_(is_look_up, _Destination.is_not(None), is_open(workspace_id, OPEN_DM, real_now)),
        )
        .order_by(OutboxRow.kind.not_in(FIRST), OutboxRow.next_try_at, OutboxRow.id)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )


async def _drop_void(session: AsyncSession, now: datetime) -> None:
    """Drop all that is too late, and all that belongs to what was not said."""
    await _drop(session, OutboxRow.not_after <= now, reason=TOO_LATE)
    orphans = select(_Parent.id).where(_IsOrphan)
    await _drop(session, OutboxRow.depends_on_id.in_(orphans), reason=NO_PARENT)


async def _drop(session: AsyncSession, condition: ColumnElement[bool], *, reason: str) -> None:
    # Others who do the same have locked some of these rows: waiting for them could go in a circle.
    ids = (
        select(OutboxRow.id)
        .where(OutboxRow.state == OutboxState.PENDING, condition)
        .with_for_update(skip_locked=True)
    )
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids))
        .values(state=OutboxState.DROPPED, error=reason)
        .execution_options(synchronize_session=False)
    )
