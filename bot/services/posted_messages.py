"""Messages that are edited in place: whoever changes what they show asks for a new edit.

Late edits coalesce and the last state wins. Leases and pauses follow the operational clock
(`real_now`); a prompt is frozen when its meeting has ended by the business clock (`now`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    RoundRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.services.opened_homes import touch_homes
from bot.services.pacing import EDIT, Pace, is_open, lock_gates
from bot.services.waits import begin_anew, has_waited

MAX_ERROR = 300
FROZEN_AT_THE_END = frozenset({MessageKind.PROMPT})
"""What shows a meeting ahead; a recap may be corrected afterwards."""


@dataclass(frozen=True, slots=True)
class DueEdit:
    """A message that is ours to edit until the lease ends.

    Args:
        key: of the outbox row that posted it.
        version: what the edit brings the message to, at the least.
        is_last: its meeting has ended, so the message is frozen after this edit.
        shown_at: the business instant that the message shows: its meeting's end at the latest.
    """

    id: int
    workspace_id: int
    key: str
    kind: MessageKind
    team_id: int | None
    round_id: int | None
    person_id: int | None
    details: dict[str, Any]
    channel_id: str
    ts: str
    version: int
    is_last: bool
    shown_at: datetime
    owner: str


async def touch_prompt(session: AsyncSession, *, team_id: int) -> None:
    """Ask for a new edit of a team's prompts that are not frozen yet, and of its members' Homes."""
    # A prompt on its way may show the state before this change. The outbox comes first: waiting
    # for its row means that the posted message, if there is one, is seen by the second update.
    await session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.team_id == team_id,
            OutboxRow.kind == MessageKind.PROMPT,
            OutboxRow.state == OutboxState.SENDING,
        )
        .values(details={"is_stale": True})
    )
    await session.execute(
        update(PostedMessageRow)
        .where(
            PostedMessageRow.team_id == team_id,
            PostedMessageRow.kind == MessageKind.PROMPT,
            PostedMessageRow.frozen_at.is_(None),
        )
        .values(wanted_version=PostedMessageRow.wanted_version + 1)
    )
    await touch_homes(session, team_id=team_id)


async def touch_round(session: AsyncSession, *, round_id: int, kind: MessageKind) -> None:
    """Ask for a new edit of what was posted about a round, as `touch_prompt` does."""
    await session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.round_id == round_id,
            OutboxRow.kind == kind,
            OutboxRow.state == OutboxState.SENDING,
        )
        .values(details={"is_stale": True})
    )
    await session.execute(
        update(PostedMessageRow)
        .where(PostedMessageRow.round_id == round_id, PostedMessageRow.kind == kind)
        .values(wanted_version=PostedMessageRow.wanted_version + 1)
    )


async def touch_said(session: AsyncSession, *, row: OutboxRow) -> None:
    """Ask for a new edit of what a row of the outbox posted, or is posting; the row is locked."""
    if row.state is OutboxState.SENDING:
        row.details = {**row.details, "is_stale": True}
    await session.execute(
        update(PostedMessageRow)
        .where(PostedMessageRow.outbox_id == row.id, PostedMessageRow.frozen_at.is_(None))
        .values(wanted_version=PostedMessageRow.wanted_version + 1)
    )


async def claim_due_edits(
    session: AsyncSession,
    *,
    owner: str,
    limit: int,
    lease: timedelta,
    kinds: Collection[MessageKind],
    pace: Pace,
    now: datetime,
    real_now: datetime,
) -> tuple[DueEdit, ...]:
    """Take up to `limit` messages to edit, one edit in flight for each; commit before editing.

    Fewer than `limit` does not mean that no more are due: only none mean that.
    """
    found = await session.execute(
        _due(kinds, now, real_now)
        .where(is_open(PostedMessageRow.workspace_id, EDIT, real_now))
        .order_by(PostedMessageRow.edited_at.nulls_first(), PostedMessageRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=PostedMessageRow)
    )
    rows = found.all()
    limits = pace.of_edits()
    gates = await lock_gates(
        session,
        [(row.workspace_id, limit) for row, *_ in rows for limit in limits],
        real_now=real_now,
    )
    edits = []
    for row, key, details, ends_at in rows:
        if begin_anew(row, lease=lease, real_now=real_now):
            continue
        if not gates.pass_through(row.workspace_id, limits):
            continue
        row.lease_owner, row.lease_until = owner, real_now + lease
        edits.append(_edit_of(row, key=key, details=details, ends_at=ends_at, now=now))
    await session.flush()
    return tuple(edits)


def _edit_of(
    row: PostedMessageRow,
    *,
    key: str,
    details: dict[str, Any],
    ends_at: datetime | None,
    now: datetime,
) -> DueEdit:
    is_frozen_then = row.kind in FROZEN_AT_THE_END
    is_last = is_frozen_then and ends_at is not None and ends_at <= now
    return DueEdit(
        id=row.id,
        workspace_id=row.workspace_id,
        key=key,
        kind=row.kind,
        team_id=row.team_id,
        round_id=row.round_id,
        person_id=row.person_id,
        details=details,
        channel_id=row.channel_id,
        ts=row.ts,
        version=row.wanted_version,
        is_last=is_last,
        shown_at=ends_at - timedelta(seconds=1) if ends_at and is_last else now,
        owner=str(row.lease_owner),
    )


async def is_any_edit_due(
    session: AsyncSession, *, kinds: Collection[MessageKind], now: datetime, real_now: datetime
) -> bool:
    """Tell whether a message could be claimed for an edit."""
    return (await session.execute(_due(kinds, now, real_now).limit(1))).first() is not None


async def find_next_freeze(session: AsyncSession, *, now: datetime) -> datetime | None:
    """Return when the next message is frozen, by the business clock."""
    found: datetime | None = await session.scalar(
        select(func.min(RoundRow.meeting_ends_at))
        .join(PostedMessageRow, PostedMessageRow.round_id == RoundRow.id)
        .where(
            PostedMessageRow.frozen_at.is_(None),
            _is_frozen_at_the_end(),
            RoundRow.meeting_ends_at > now,
        )
    )
    return found


async def record_edited(
    session: AsyncSession,
    *,
    edit: DueEdit,
    now: datetime,
    real_now: datetime,
    next_try_at: datetime,
    error: str = "",
) -> bool:
    """Record that the message shows a version; the last edit freezes it.

    Args:
        next_try_at: when it may be edited again.
        error: why the version is not shown after all and will not be tried again.
    """
    return await _settle(
        session,
        edit,
        rendered_version=edit.version,
        edited_at=real_now,
        next_try_at=next_try_at,
        frozen_at=now if edit.is_last else None,
        error=error[:MAX_ERROR],
    )


async def record_edit_put_off(
    session: AsyncSession, *, edit: DueEdit, next_try_at: datetime, error: str
) -> bool:
    """Record that the edit is to be sent again, with what is newest then."""
    return await _settle(session, edit, next_try_at=next_try_at, error=error[:MAX_ERROR])


async def record_message_gone(
    session: AsyncSession, *, edit: DueEdit, now: datetime, error: str
) -> bool:
    """Record that there is nothing left to edit."""
    return await _settle(session, edit, frozen_at=now, error=error[:MAX_ERROR])


def _due(
    kinds: Collection[MessageKind], now: datetime, real_now: datetime
) -> Select[PostedMessageRow, str, dict[str, Any], datetime]:
    is_behind = PostedMessageRow.rendered_version < PostedMessageRow.wanted_version
    is_over = and_(_is_frozen_at_the_end(), RoundRow.meeting_ends_at <= now)
    return (
        select(PostedMessageRow, OutboxRow.key, OutboxRow.details, RoundRow.meeting_ends_at)
        .join(OutboxRow, OutboxRow.id == PostedMessageRow.outbox_id)
        .join(WorkspaceRow, WorkspaceRow.id == PostedMessageRow.workspace_id)
        .outerjoin(RoundRow, RoundRow.id == PostedMessageRow.round_id)
        .where(
            PostedMessageRow.frozen_at.is_(None),
            or_(is_behind, is_over),
            has_waited(PostedMessageRow.lease_until, real_now),
            has_waited(PostedMessageRow.next_try_at, real_now),
            PostedMessageRow.kind.in_(kinds),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
        )
    )


def _is_frozen_at_the_end() -> ColumnElement[bool]:
    return PostedMessageRow.kind.in_(FROZEN_AT_THE_END)


async def _settle(session: AsyncSession, edit: DueEdit, **values: object) -> bool:
    written = await session.execute(
        update(PostedMessageRow)
        .where(PostedMessageRow.id == edit.id, PostedMessageRow.lease_owner == edit.owner)
        .values(lease_until=None, lease_owner=None, **values)
        .returning(PostedMessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return written.one_or_none() is not None
