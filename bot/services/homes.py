"""A person's Home: what they owe, and how their teams stand."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.overview import HomePage, TeamKeyResult, TeamPage, TeamWorkItem
from bot.okr.permissions import Actor
from bot.okr.person import Person
from bot.services.owed_check_ins import find_owed
from bot.services.recalls import find_recalls
from bot.services.team_pages import find_own_pages


async def load_home(
    session: AsyncSession, *, actor: Actor, person: Person, now: datetime
) -> HomePage:
    """Return what a person's Home shows; without a team it has nothing but the name."""
    teams = await find_own_pages(session, actor=actor, now=now)
    return HomePage(
        name=person.name,
        due=await _find_due(session, actor, teams, now),
        unplaced=tuple(
            TeamWorkItem(page.team, item)
            for page in teams
            for item in (page.week.unplaced if page.week else ())
            if item.owner_id == actor.person_id
        ),
        teams=teams,
        recalls=await find_recalls(session, actor=actor, pages=teams, now=now),
    )


async def _find_due(
    session: AsyncSession, actor: Actor, teams: tuple[TeamPage, ...], now: datetime
) -> tuple[TeamKeyResult, ...]:
    if not teams:
        return ()
    owed = await find_owed(session, actor=actor, channel_id=None, now=now)
    known = {
        standing.key_result.id: TeamKeyResult(page.team, standing)
        for page in teams
        for standing in (page.week.key_results if page.week else ())
    }
    return tuple(known[key_result_id] for key_result_id in owed.due)
