"""Asks one person for a team's OKRs by one direct message, which thanks them afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, TeamAccess, may, require
from bot.okr.person import Person, Role
from bot.services.members import find_access, require_act
from bot.services.outbox import enqueue
from bot.services.posted_messages import touch_said
from bot.services.teams import get_team

ANSWER_WITHIN = timedelta(days=30)
"""How long somebody who was asked may paste OKRs without being a lead."""

ANSWERED = (
    "You saved OKRs for this team already. They are in the team's channel; a lead can add more."
)


async def ask_for_okrs(
    session: AsyncSession, *, actor: Actor, team_id: int, person: Person, now: datetime
) -> bool:
    """Ask a person for a team's OKRs; False when they were asked before.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead of it.
        FormError: with the field `person`, when they could not see the team.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    asked = Actor(person.id, person.workspace_id, person.standing)
    if not may(asked, Act.READ, await find_access(session, actor=asked, team_id=team_id)):
        where = "is not in this private channel" if team.is_private else "cannot see this team"
        raise FormError(
            {"person": f"{person.name} {where}. Invite them first, or choose somebody else."}
        )
    return await enqueue(
        session,
        workspace_id=team.workspace_id,
        key=_key(team_id, person.id),
        kind=MessageKind.ASK_FOR_OKRS,
        team_id=team_id,
        person_id=person.id,
        details={"asked_by_id": actor.person_id},
        now=now,
        not_after=now + ANSWER_WITHIN,
    )


async def require_may_add_okrs(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> TeamAccess:
    """Check that an actor is a lead, or was asked by one for this team's OKRs.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is neither.
    """
    access = await require_act(session, actor=actor, act=Act.READ, team_id=team_id)
    if not await _was_asked(session, actor, team_id, now):
        require(actor, Act.EDIT_OKRS, access)
    return access


async def require_unanswered(
    session: AsyncSession, *, actor: Actor, access: TeamAccess, team_id: int
) -> None:
    """Check that who is no lead has not answered yet: the button is for one answer.

    Raises:
        ConflictError: they have.
    """
    if access.role is Role.LEAD:
        return
    row = await session.scalar(_asked(actor, team_id))
    if row is not None and "saved" in row.details:
        raise ConflictError(ANSWERED)


async def record_answer(
    session: AsyncSession, *, actor: Actor, team_id: int, objectives: int, key_results: int
) -> None:
    """Thank whoever was asked, in place of the question, and tell others who were asked, too."""
    own, saved = _key(team_id, actor.person_id), [objectives, key_results]
    rows = await session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.workspace_id == actor.workspace_id,
            OutboxRow.team_id == team_id,
            OutboxRow.kind == MessageKind.ASK_FOR_OKRS,
        )
        .order_by(OutboxRow.id)
        .with_for_update()
    )
    for row in rows:
        if row.key == own:
            row.details = {**row.details, "saved": _sum(row.details.get("saved"), saved)}
        else:
            row.details = {**row.details, "saved_by": [actor.person_id, *saved]}
        await touch_said(session, row=row)
    await session.flush()


def _sum(before: Sequence[int] | None, more: Sequence[int]) -> list[int]:
    return [one + other for one, other in zip(before or (0, 0), more, strict=True)]


async def _was_asked(session: AsyncSession, actor: Actor, team_id: int, now: datetime) -> bool:
    row = await session.scalar(_asked(actor, team_id))
    return row is not None and now < row.created_at + ANSWER_WITHIN


def _asked(actor: Actor, team_id: int) -> Select[OutboxRow]:
    return select(OutboxRow).where(
        OutboxRow.workspace_id == actor.workspace_id,
        OutboxRow.key == _key(team_id, actor.person_id),
    )


def _key(team_id: int, person_id: int) -> str:
    return f"ask_for_okrs:{team_id}:{person_id}"
