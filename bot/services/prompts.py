"""The prompt that a round owes its channel."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState, RoundRow, TeamRow
from bot.okr.prompt_preview import UnclearPost
from bot.okr.round import RoundState
from bot.services.outbox import AT_ONCE, enqueue
from bot.services.outbox_care import IS_UNCLEAR

NOT_POSTED = "The prompt could not be posted before the meeting ended."
TURNED_DOWN = (OutboxState.FAILED, OutboxState.DROPPED)


def prompt_key(team_id: int, number: int) -> str:
    """Return the key under which a round's prompt is posted once."""
    return f"prompt:{team_id}:{number}"


async def owe_prompt(session: AsyncSession, row: RoundRow, now: datetime) -> None:
    """Owe the channel the round's prompt; one that was certainly not posted is owed again."""
    await enqueue(
        session,
        workspace_id=row.workspace_id,
        key=prompt_key(row.team_id, row.number),
        kind=MessageKind.PROMPT,
        team_id=row.team_id,
        round_id=row.id,
        now=now,
        not_after=row.meeting_ends_at,
    )
    await session.execute(
        update(OutboxRow)
        .where(_is_prompt_of(row), OutboxRow.state.in_(TURNED_DOWN))
        .values(
            state=OutboxState.PENDING,
            next_try_at=AT_ONCE,
            channel_id=None,
            attempts=0,
            error="",
        )
    )
    row.state, row.prompted_at, row.skip_reason = RoundState.PROMPTED, now, ""


async def was_turned_down(session: AsyncSession, row: RoundRow) -> bool:
    """Tell whether the round's prompt is owed no more, without having been posted."""
    outbox = await _find_prompt(session, row)
    return outbox is not None and outbox.state in TURNED_DOWN


async def find_unclear_prompt(session: AsyncSession, *, round_id: int) -> UnclearPost | None:
    """Return the round's prompt where nobody knows whether it is in the channel."""
    found = await session.execute(
        select(OutboxRow.id, func.coalesce(OutboxRow.channel_id, TeamRow.channel_id))
        .join(TeamRow, TeamRow.id == OutboxRow.team_id)
        .where(OutboxRow.round_id == round_id, OutboxRow.kind == MessageKind.PROMPT, IS_UNCLEAR)
    )
    row = found.one_or_none()
    return UnclearPost(*row) if row else None


async def why_not_posted(session: AsyncSession, row: RoundRow) -> str | None:
    """Return why the prompt of a round that is over was not posted; None when it was, or may be."""
    outbox = await _find_prompt(session, row)
    if outbox is None or outbox.state not in {OutboxState.PENDING, *TURNED_DOWN}:
        return None
    return outbox.error or NOT_POSTED


async def _find_prompt(session: AsyncSession, row: RoundRow) -> OutboxRow | None:
    found: OutboxRow | None = await session.scalar(select(OutboxRow).where(_is_prompt_of(row)))
    return found


def _is_prompt_of(row: RoundRow) -> ColumnElement[bool]:
    return and_(OutboxRow.round_id == row.id, OutboxRow.kind == MessageKind.PROMPT)
