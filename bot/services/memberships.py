"""Who is in a team and who leads it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    KeyResultRow,
    MembershipRow,
    ObjectiveRow,
    PersonRow,
    TeamCycleRow,
)
from bot.okr.cycle import CycleState
from bot.okr.errors import FormError
from bot.okr.key_result import LifeState
from bot.okr.person import Person, Role, Standing
from bot.okr.team import Team
from bot.okr.text import list_and
from bot.services.members import make_member
from bot.services.opened_homes import touch_homes
from bot.services.set_up import check_people

NO_LEAD = "A team needs a lead who works here. Choose at least one."
_NO_LEADS = {
    Standing.GUEST: "a guest",
    Standing.STRANGER: "of another organisation",
    Standing.GONE: "no longer in this workspace",
    Standing.BOT: "an app",
}


async def change_people(
    session: AsyncSession,
    *,
    team: Team,
    members: Collection[Person],
    leads: Collection[Person],
    now: datetime,
) -> None:
    """Make exactly these people the members and leads of a team; leads are members.

    Raises:
        FormError: with the fields `members`, `leads`.
    """
    check_people(members, field="members")
    # Before anybody leaves, since it is their Home too that shows the team no more.
    await touch_homes(session, team_id=team.id)
    _check_leads(leads)
    lead_ids = {person.id for person in leads}
    wanted = lead_ids | {person.id for person in members}
    rows = list(
        await session.scalars(select(MembershipRow).where(MembershipRow.team_id == team.id))
    )
    await _require_free(session, team, {row.person_id for row in rows} - wanted)
    for row in rows:
        if row.person_id not in wanted:
            await session.delete(row)
        else:
            row.role = Role.LEAD if row.person_id in lead_ids else Role.MEMBER
    for role, person_ids in ((Role.LEAD, lead_ids), (Role.MEMBER, wanted - lead_ids)):
        await make_member(
            session,
            workspace_id=team.workspace_id,
            team_id=team.id,
            person_ids=sorted(person_ids),
            role=role,
            now=now,
        )


def _check_leads(leads: Collection[Person]) -> None:
    """Refuse a team without a lead, and leads who are no full members.

    Raises:
        FormError: with the field `leads`.
    """
    if not leads:
        raise FormError({"leads": NO_LEAD})
    refused = [
        f"{lead.name} is {_NO_LEADS[lead.standing]}" for lead in leads if lead.standing in _NO_LEADS
    ]
    if refused:
        raise FormError({"leads": f"{list_and(refused)}. A lead is a full member."})


async def _require_free(session: AsyncSession, team: Team, leaving: Collection[int]) -> None:
    """Refuse to let go of people who own something in the active cycle.

    Raises:
        FormError: with the field `members`.
    """
    owned = await session.execute(
        select(PersonRow.name, ObjectiveRow.number, KeyResultRow.number, KeyResultRow.title)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .join(PersonRow, PersonRow.id == KeyResultRow.owner_id)
        .where(
            TeamCycleRow.team_id == team.id,
            TeamCycleRow.state == CycleState.ACTIVE,
            ObjectiveRow.state == LifeState.ACTIVE,
            KeyResultRow.state == LifeState.ACTIVE,
            KeyResultRow.owner_id.in_(leaving),
        )
        .order_by(ObjectiveRow.number, KeyResultRow.number)
        .limit(3)
    )
    found = [f"{name} owns {first}.{second} {title}" for name, first, second, title in owned]
    if found:
        raise FormError(
            {"members": f"{list_and(found)}. Keep them, or give these to somebody else first."}
        )
