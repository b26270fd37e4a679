"""Who may own an objective or a key result; owning something makes one a member of the team."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, TeamRow
from bot.okr.errors import FormError
from bot.okr.person import Standing
from bot.okr.team import Team
from bot.services.members import make_member
from bot.services.revisions import Named

CANNOT_OWN = {
    Standing.BOT: "A bot cannot own this. Choose a person.",
    Standing.GONE: "This person has left the workspace. Choose somebody else.",
}
UNKNOWN_PERSON = "I cannot find this person any more. Choose somebody else."


async def welcome_owners(
    session: AsyncSession, *, team: Team, people: Mapping[str, int | None], now: datetime
) -> None:
    """Make those who are to own something members of the team.

    Only leads name owners, and a lead may name a guest; nobody may name a bot.

    Args:
        people: field name to the person newly named in it.

    Raises:
        FormError: with those field names.
    """
    named = {field: person_id for field, person_id in people.items() if person_id is not None}
    if not named:
        return
    rows = await session.execute(
        select(PersonRow.id, PersonRow.standing).where(
            PersonRow.workspace_id == team.workspace_id, PersonRow.id.in_(named.values())
        )
    )
    standings = {row.id: row.standing for row in rows}
    refused = {
        field: sentence
        for field, person_id in named.items()
        if (sentence := _refusal(standings.get(person_id)))
    }
    if refused:
        raise FormError(refused)
    # Two leads may name the same newcomer at once; the second waits and finds a member.
    await session.execute(
        select(TeamRow.id).where(TeamRow.id == team.id).with_for_update(key_share=True)
    )
    await make_member(
        session,
        workspace_id=team.workspace_id,
        team_id=team.id,
        person_ids=named.values(),
        now=now,
    )


async def find_named(session: AsyncSession, *, person_id: int | None) -> Named | None:
    """Return a person as revisions call them."""
    if person_id is None:
        return None
    name = await session.scalar(select(PersonRow.name).where(PersonRow.id == person_id))
    return Named(person_id, name or "")


def _refusal(standing: Standing | None) -> str | None:
    return UNKNOWN_PERSON if standing is None else CANNOT_OWN.get(standing)
