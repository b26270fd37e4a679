"""Telling a lead that something of the bot's is in trouble: one of them, whoever can be reached."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MembershipRow, MessageKind, PersonRow
from bot.okr.permissions import Act, Actor, may
from bot.okr.person import Role
from bot.services.members import find_access
from bot.services.outbox import Claim, enqueue

PASSED_OVER = "passed_over"
"""In the details of what a later lead is told: the leads before, who could not be reached."""

FIRST_KEY = "first_key"
"""Likewise: under which key the first of them was to be told."""


async def tell_lead(
    session: AsyncSession,
    *,
    workspace_id: int,
    team_id: int | None,
    kind: MessageKind,
    key: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Owe a DM to the lead of longest standing; without a lead nobody is told."""
    lead_id = await _find_lead(session, team_id, passed_over=details.get(PASSED_OVER, ()))
    if lead_id is None:
        return
    await enqueue(
        session,
        workspace_id=workspace_id,
        key=key,
        kind=kind,
        team_id=team_id,
        person_id=lead_id,
        details=dict(details),
        now=now,
    )


async def tell_next_lead(session: AsyncSession, *, claim: Claim, now: datetime) -> None:
    """Owe the next lead what the one before could not be told; each of them at most once."""
    passed_over = [*claim.details.get(PASSED_OVER, ()), claim.person_id]
    first_key = claim.details.get(FIRST_KEY, claim.key)
    await tell_lead(
        session,
        workspace_id=claim.workspace_id,
        team_id=claim.team_id,
        kind=claim.kind,
        key=f"{first_key}:{len(passed_over)}",
        details={**claim.details, PASSED_OVER: passed_over, FIRST_KEY: first_key},
        now=now,
    )


async def _find_lead(
    session: AsyncSession, team_id: int | None, *, passed_over: Collection[int]
) -> int | None:
    """Return the lead of longest standing who may still do what leads do."""
    if team_id is None:
        return None
    leads = await session.scalars(
        select(PersonRow)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.team_id == team_id,
            MembershipRow.role == Role.LEAD,
            PersonRow.id.not_in(passed_over),
        )
        .order_by(MembershipRow.id)
    )
    for lead in leads.all():
        actor = Actor(lead.id, lead.workspace_id, lead.standing)
        access = await find_access(session, actor=actor, team_id=team_id)
        if may(actor, Act.EDIT_SETTINGS, access):
            return lead.id
    return None
