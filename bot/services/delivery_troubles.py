"""What becomes of a message that cannot be delivered, or of which nobody knows; leads are told."""

from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.okr.permissions import Act, Actor
from bot.services.lost_channels import note_channel_lost
from bot.services.members import require_act
from bot.services.outbox import AT_ONCE, Claim
from bot.services.outbox_care import IS_UNCLEAR
from bot.services.sendings import (
    record_dropped,
    record_not_found,
    record_refused,
    record_unknown,
)
from bot.services.telling_leads import tell_lead, tell_next_lead

DECIDED_BY_A_LEAD = frozenset({MessageKind.PROMPT, MessageKind.RECAP})
"""Kinds of which a missing one is worse than a question; of the others a second one is worse."""

ASKED_AGAIN = frozenset({MessageKind.UNCLEAR_POST, MessageKind.UNREACHABLE})
"""What tells a lead of trouble: a second one does no harm, and without it nobody would know."""

MOST_ASKED = 3

_ON_ITS_WAY = (OutboxState.PENDING, OutboxState.SENDING)

MAYBE_SAID = "Slack gave no clear answer, and the bot may not look for it: it is not said again."


class Settled(StrEnum):
    """What an answer about an unclear message led to."""

    POSTED_AGAIN = auto()
    LEFT = auto()
    RECAP_LEFT = auto()
    NOTHING = auto()


async def record_unfindable(
    session: AsyncSession, *, claim: Claim, error: str, now: datetime
) -> bool:
    """Record that it may have been said and that nobody may look; a lead decides, or it is left."""
    if claim.kind in ASKED_AGAIN and claim.attempts < MOST_ASKED:
        return await record_not_found(session, claim=claim)
    if claim.kind not in DECIDED_BY_A_LEAD:
        return await record_dropped(session, claim=claim, reason=f"{MAYBE_SAID} ({error})")
    is_ours = await record_unknown(session, claim=claim, error=error)
    if is_ours:
        await tell_lead(
            session,
            workspace_id=claim.workspace_id,
            team_id=claim.team_id,
            kind=MessageKind.UNCLEAR_POST,
            # Posted again, it may become unclear again.
            key=f"unclear:{claim.id}:{claim.attempts}:{now.isoformat()}",
            details={"outbox_id": claim.id},
            now=now,
        )
    return is_ours


async def record_unreachable(
    session: AsyncSession, *, claim: Claim, error: str, now: datetime
) -> bool:
    """Record that its channel or person cannot be reached.

    Of the team's own channel a lead is told, once for each time it is lost. Where that lead cannot
    be reached either, the next one is told.
    """
    is_ours = await record_refused(session, claim=claim, error=error)
    if is_ours and claim.kind in ASKED_AGAIN:
        await tell_next_lead(session, claim=claim, now=now)
    elif is_ours and claim.team_id is not None and claim.person_id is None:
        await note_channel_lost(
            session, team_id=claim.team_id, channel_id=claim.channel_id, now=now
        )
    return is_ours


async def settle_unclear(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    outbox_id: int,
    is_there: bool,
    now: datetime,
) -> Settled:
    """Take somebody's word for whether a message is there; only the first answer counts.

    Returns:
        What the first answer led to, also for those that come after it.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is not in it.
    """
    await require_act(session, actor=actor, act=Act.POST_PROMPT, team_id=team_id)
    of_team = and_(OutboxRow.workspace_id == actor.workspace_id, OutboxRow.team_id == team_id)
    unclear = update(OutboxRow).where(
        of_team,
        OutboxRow.id == outbox_id,
        IS_UNCLEAR,
    )
    if is_there:
        settling = unclear.values(state=OutboxState.SENT, error="")
    else:
        settling = unclear.where(
            or_(OutboxRow.not_after.is_(None), OutboxRow.not_after > now)
        ).values(state=OutboxState.PENDING, next_try_at=AT_ONCE, error="")
    await session.execute(settling.execution_options(synchronize_session=False))
    row = await session.scalar(
        select(OutboxRow)
        .where(of_team, OutboxRow.id == outbox_id)
        .execution_options(populate_existing=True)
    )
    return _what_it_led_to(row)


def _what_it_led_to(row: OutboxRow | None) -> Settled:
    if row is None or row.state not in {OutboxState.SENT, *_ON_ITS_WAY}:
        return Settled.NOTHING
    if row.state in _ON_ITS_WAY or row.ts is not None:
        return Settled.POSTED_AGAIN
    return Settled.RECAP_LEFT if row.kind is MessageKind.RECAP else Settled.LEFT
