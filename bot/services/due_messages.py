"""What may be taken out of the outbox now, in which order, and what is known around it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, literal, null, or_, select
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
from bot.services.pacing import (
    HISTORY,
    OPEN_DM,
    POST,
    REPLIES,
    TIER_3,
    Limit,
    Pace,
    is_open,
    per_minute,
)
from bot.services.waits import LONGEST, has_waited, is_from_before

FIRST = frozenset({MessageKind.PROMPT})
"""Said before everything else, whichever workspace has more to say."""

CLAIMS_LOST = timedelta(hours=1)
"""How far back, at the least, a message is looked for when nobody knows when it was tried."""

_Parent = aliased(OutboxRow)
# Asked for each row by its key: as a join, stale statistics lead PostgreSQL to compare every row
# with every other one. The row is that of the outermost query, however deep the question stands.
_of_parent = _Parent.id == OutboxRow.depends_on_id
_ParentState = select(_Parent.state).where(_of_parent).correlate(OutboxRow).scalar_subquery()
_ParentTs = select(_Parent.ts).where(_of_parent).correlate(OutboxRow).scalar_subquery()
_ParentChannel = select(_Parent.channel_id).where(_of_parent).correlate(OutboxRow).scalar_subquery()
_Destination: ColumnElement[str | None] = case(
    (OutboxRow.channel_id.is_not(None), OutboxRow.channel_id),
    (OutboxRow.depends_on_id.is_not(None), _ParentChannel),
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
_IsDoubted = OutboxRow.doubted_at.is_not(None)
_IsLookUp = or_(OutboxRow.state == OutboxState.SENDING, _IsDoubted)
_Method: ColumnElement[str] = case(
    (~_IsLookUp, POST),
    (_ParentTs.is_not(None), REPLIES),
    else_=HISTORY,
)
Claimable = Select[OutboxRow, str | None, str | None, str | None, str, str, bool]
IsOrphan = _ParentState.in_([OutboxState.FAILED, OutboxState.DROPPED])


@dataclass(frozen=True, slots=True)
class Due:
    """A row that may be claimed, and what is known around it.

    Args:
        lane: the channel or the person whose posts keep a distance from each other.
        thread_ts: None also for a reply to what is there, but nobody knows which message it is;
            that goes into the channel itself.
        is_orphan: what it belongs to will never be there.
    """

    row: OutboxRow
    destination: str | None
    lane: str | None
    thread_ts: str | None
    slack_user_id: str | None
    bot_id: str
    is_orphan: bool | None

    @property
    def is_doubted(self) -> bool:
        """Tell whether nothing but another life of the database says that it may be there."""
        return self.row.doubted_at is not None

    @property
    def must_look_up(self) -> bool:
        """Tell whether it may have been said."""
        return self.row.state is OutboxState.SENDING or self.is_doubted

    def is_void(self, now: datetime) -> bool:
        """Tell whether it was never said and never shall be."""
        is_late = self.row.not_after is not None and self.row.not_after <= now
        return not self.must_look_up and (is_late or bool(self.is_orphan))

    def limits(self, pace: Pace, lease: timedelta) -> tuple[Limit, ...]:
        """Return what holds for the calls that its claim leads to."""
        may_open = self.is_doubted or not self.must_look_up
        opening = (per_minute(OPEN_DM, TIER_3),) if may_open and not self.destination else ()
        if self.must_look_up:
            return (*opening, per_minute(REPLIES if self.thread_ts else HISTORY, TIER_3))
        return (*opening, *pace.of_posts(self.lane, in_flight=min(lease, LONGEST)))

    def tried_since(self, real_now: datetime) -> datetime:
        """Return the earliest instant at which it may have been said."""
        if self.row.first_try_at is None and self.row.doubted_at is not None:
            # Its cause was written by the business clock, which may be ahead of Slack's.
            return min(self.row.created_at, self.row.doubted_at - CLAIMS_LOST)
        if is_from_before(self.row.first_try_at, real_now):
            return min(self.row.created_at, real_now - CLAIMS_LOST)
        return self.row.first_try_at or real_now


def claimable(kinds: Collection[MessageKind], *, now: datetime, real_now: datetime) -> Claimable:
    """Return what may be tried now: what waits, and what is left behind by a lease that ended.

    A reply waits for its parent, but no longer than it is worth saying.
    """
    is_waiting = and_(
        OutboxRow.state == OutboxState.PENDING, has_waited(OutboxRow.next_try_at, real_now)
    )
    is_left = and_(
        OutboxRow.state == OutboxState.SENDING, has_waited(OutboxRow.lease_until, real_now)
    )
    is_late = and_(OutboxRow.state == OutboxState.PENDING, ~_IsDoubted, OutboxRow.not_after <= now)
    over = [OutboxState.SENT, OutboxState.FAILED, OutboxState.DROPPED]
    return (
        select(
            OutboxRow,
            _Destination,
            _Lane,
            _ParentTs,
            PersonRow.slack_user_id,
            WorkspaceRow.bot_id,
            IsOrphan,
        )
        .join(WorkspaceRow, WorkspaceRow.id == OutboxRow.workspace_id)
        .outerjoin(TeamRow, TeamRow.id == OutboxRow.team_id)
        .outerjoin(PersonRow, PersonRow.id == OutboxRow.person_id)
        .where(
            or_(is_waiting, is_left),
            OutboxRow.kind.in_(kinds),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
            or_(OutboxRow.depends_on_id.is_(None), _ParentState.in_(over), is_late),
        )
    )


def in_order(claimable: Claimable, real_now: datetime) -> Claimable:
    """Put what matters most first, without what Slack would not take now."""
    opens_nothing = and_(OutboxRow.state == OutboxState.SENDING, ~_IsDoubted)
    workspace_id = OutboxRow.workspace_id
    return (
        claimable.where(
            is_open(workspace_id, _Method, real_now),
            or_(_IsLookUp, is_open(workspace_id, _Lane, real_now)),
            or_(opens_nothing, _Destination.is_not(None), is_open(workspace_id, OPEN_DM, real_now)),
        )
        .order_by(OutboxRow.kind.not_in(FIRST), OutboxRow.next_try_at, OutboxRow.id)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
