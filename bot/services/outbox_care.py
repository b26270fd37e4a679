"""What an operator may see of the outbox and do with it: never a message's text, never a double."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState, TeamRow, WorkspaceRow
from bot.okr.errors import ConflictError, NotFoundError
from bot.services.outbox import AT_ONCE

UNFINISHED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.FAILED)
BY_AN_OPERATOR = "An operator dropped it."

IS_UNCLEAR = or_(
    OutboxRow.state == OutboxState.UNKNOWN,
    and_(
        OutboxRow.kind == MessageKind.PROMPT,
        OutboxRow.state == OutboxState.DROPPED,
        OutboxRow.attempts > 0,
        OutboxRow.error == BY_AN_OPERATOR,
    ),
)
"""What may be there. A team may still post a prompt that an operator gave up, but not unasked."""


@dataclass(frozen=True, slots=True)
class OwedMessage:
    """A message of the outbox as an operator sees it.

    Args:
        workspace: Slack's id of it.
        team: its key; empty for what is about no team.
        error: a code of Slack's, or a sentence of ours.
    """

    id: int
    state: OutboxState
    kind: str
    key: str
    workspace: str
    team: str
    channel_id: str
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    lease_until: datetime | None
    not_after: datetime | None
    sent_at: datetime | None
    ts: str
    error: str


async def find_messages(
    session: AsyncSession, *, states: Collection[OutboxState], limit: int
) -> tuple[OwedMessage, ...]:
    """Return messages in some states, the oldest first."""
    rows = await session.execute(
        _messages().where(OutboxRow.state.in_(states)).order_by(OutboxRow.id).limit(limit)
    )
    return tuple(_message(*row) for row in rows)


async def get_message(session: AsyncSession, *, outbox_id: int) -> OwedMessage:
    """Return one message.

    Raises:
        NotFoundError: there is none.
    """
    found = (await session.execute(_messages().where(OutboxRow.id == outbox_id))).one_or_none()
    if found is None:
        raise NotFoundError(_no_such(outbox_id))
    return _message(*found)


async def retry_message(
    session: AsyncSession, *, outbox_id: int, anyway: bool, now: datetime
) -> None:
    """Let a message be tried at once, where that cannot post it twice.

    Args:
        anyway: also where it may have been posted.

    Raises:
        NotFoundError: there is none.
        ConflictError: it would be posted twice, is being posted, or is no longer worth saying.
    """
    row = await _locked(session, outbox_id)
    if row.state is OutboxState.SENT:
        raise ConflictError(f"Message {outbox_id} was sent, so a retry would post it twice.")
    if row.state is OutboxState.SENDING:
        raise ConflictError(_in_hand(outbox_id))
    if row.not_after is not None and row.not_after <= now:
        raise ConflictError(
            f"Message {outbox_id} is no longer worth saying: it was to be said before "
            f"{row.not_after:%Y-%m-%d %H:%M} UTC. Use `okrbot outbox drop {outbox_id}`."
        )
    was_tried = row.state is OutboxState.DROPPED and row.attempts > 0
    if (row.state is OutboxState.UNKNOWN or was_tried) and not anyway:
        raise ConflictError(
            f"Message {outbox_id} may have been posted. Look in {row.channel_id or 'Slack'}; if it "
            f"is not there, use `okrbot outbox retry {outbox_id} --anyway`."
        )
    row.state, row.next_try_at, row.error = OutboxState.PENDING, AT_ONCE, ""
    await session.flush()


async def drop_message(session: AsyncSession, *, outbox_id: int) -> None:
    """Let a message never be said.

    Raises:
        NotFoundError: there is none.
        ConflictError: it was sent, is being sent, or is dropped already.
    """
    row = await _locked(session, outbox_id)
    if row.state is OutboxState.SENDING:
        raise ConflictError(_in_hand(outbox_id))
    if row.state in {OutboxState.SENT, OutboxState.DROPPED}:
        raise ConflictError(f"Message {outbox_id} was {row.state} already: nothing to drop.")
    row.state, row.error = OutboxState.DROPPED, BY_AN_OPERATOR
    await session.flush()


async def _locked(session: AsyncSession, outbox_id: int) -> OutboxRow:
    row = await session.get(OutboxRow, outbox_id, with_for_update=True)
    if row is None:
        raise NotFoundError(_no_such(outbox_id))
    return row


def _messages() -> Select[OutboxRow, str, str | None]:
    return (
        select(OutboxRow, WorkspaceRow.slack_team_id, TeamRow.key)
        .join(WorkspaceRow, WorkspaceRow.id == OutboxRow.workspace_id)
        .outerjoin(TeamRow, TeamRow.id == OutboxRow.team_id)
    )


def _message(row: OutboxRow, workspace: str, team: str | None) -> OwedMessage:
    is_waiting = row.state is OutboxState.PENDING and row.next_try_at != AT_ONCE
    return OwedMessage(
        id=row.id,
        state=row.state,
        kind=row.kind,
        key=row.key,
        workspace=workspace,
        team=team or "",
        channel_id=row.channel_id or "",
        attempts=row.attempts,
        created_at=row.created_at,
        next_try_at=row.next_try_at if is_waiting else None,
        lease_until=row.lease_until,
        not_after=row.not_after,
        sent_at=row.sent_at,
        ts=row.ts or "",
        error=row.error,
    )


def _no_such(outbox_id: int) -> str:
    return f"There is no message {outbox_id}. `okrbot outbox list` shows what there is."


def _in_hand(outbox_id: int) -> str:
    return f"Message {outbox_id} is being sent or looked for. Look again in a minute."
