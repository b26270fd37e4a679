"""What becomes of a message that cannot be delivered, or of which nobody knows; leads are told."""

from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MembershipRow, MessageKind, OutboxRow, OutboxState, PersonRow
from bot.okr.permissions import Act, Actor, may
from bot.okr.person import Role
from bot.services.members import find_access, require_act
from bot.services.outbox import AT_ONCE, Claim, enqueue
from bot.services.sendings import (
    record_dropped,
    record_not_found,
    record_refused,
    record_unknown,
)

DECIDED_BY_A_LEAD = frozenset({MessageKind.PROMPT, MessageKind.RECAP})
"""Kinds of which a missing one is worse than a question; of the others a second one is worse."""

ASKED_AGAIN = frozenset({MessageKind.UNCLEAR_POST, MessageKind.UNREACHABLE})
"""What tells a lead of trouble: a second one does no harm, and without it nobody would know."""

MOST_ASKED = 3

MAYBE_SAID = "Slack gave no clear answer, and the bot may not look for it: it is not said again."


class Settled(StrEnum):
    """What a lead's answer about an unclear message led to."""

    POSTED_AGAIN = auto()
    LEFT = auto()
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
        await _tell_lead(
            session,
            claim,
            kind=MessageKind.UNCLEAR_POST,
            # Posted again, it may become unclear again.
            key=f"unclear:{claim.id}:{claim.attempts}",
            details={"outbox_id": claim.id},
            now=now,
        )
    return is_ours


async def record_unreachable(
    session: AsyncSession, *, claim: Claim, error: str, now: datetime
) -> bool:
    """Record that its channel cannot be posted to; a lead is told once for each channel."""
    is_ours = await record_refused(session, claim=claim, error=error)
    if is_ours and claim.person_id is None and claim.channel_id:
        await _tell_lead(
            session,
            claim,
            kind=MessageKind.UNREACHABLE,
            key=f"unreachable:{claim.team_id}:{claim.channel_id}",
            details={"channel_id": claim.channel_id},
            now=now,
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
    """Take a lead's word for whether a message is there; only the first answer counts.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead of it.
    """
    await require_act(session, actor=actor, act=Act.EDIT_SETTINGS, team_id=team_id)
    unclear = update(OutboxRow).where(
        OutboxRow.workspace_id == actor.workspace_id,
        OutboxRow.team_id == team_id,
        OutboxRow.id == outbox_id,
        OutboxRow.state == OutboxState.UNKNOWN,
    )
    if is_there:
        settling = unclear.values(state=OutboxState.SENT, error="")
    else:
        settling = unclear.where(
            or_(OutboxRow.not_after.is_(None), OutboxRow.not_after > now)
        ).values(state=OutboxState.PENDING, next_try_at=AT_ONCE, error="")
    settled = await session.execute(settling.returning(OutboxRow.id))
    if settled.one_or_none() is None:
        return Settled.NOTHING
    return Settled.LEFT if is_there else Settled.POSTED_AGAIN


async def _tell_lead(
    session: AsyncSession,
    claim: Claim,
    *,
    kind: MessageKind,
    key: str,
    details: dict[str, Any],
    now: datetime,
) -> None:
    lead_id = await _find_lead(session, claim)
    if lead_id is None:
        return
    await enqueue(
        session,
        workspace_id=claim.workspace_id,
        key=key,
        kind=kind,
        team_id=claim.team_id,
        person_id=lead_id,
        details=details,
        now=now,
    )


async def _find_lead(session: AsyncSession, claim: Claim) -> int | None:
    """Return the lead of longest standing who may still do what leads do."""
    if claim.team_id is None:
        return None
    leads = await session.scalars(
        select(PersonRow)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.team_id == claim.team_id, MembershipRow.role == Role.LEAD)
        .order_by(MembershipRow.id)
    )
    for lead in leads.all():
        actor = Actor(lead.id, lead.workspace_id, lead.standing)
        access = await find_access(session, actor=actor, team_id=claim.team_id)
        if may(actor, Act.EDIT_SETTINGS, access):
            return lead.id
    return None
