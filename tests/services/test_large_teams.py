"""However large a team is, and however many one has, the number of queries stays the same."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.db.engine import Sessions, writing
from bot.okr.permissions import Act, Actor
from bot.okr.person import Person, Standing
from bot.services.check_ins import open_check_ins
from bot.services.history import find_history_choices
from bot.services.homes import load_home
from bot.services.objective_parents import find_parents
from bot.services.okr_lists import load_okr_list
from bot.services.owed_check_ins import find_owed
from bot.services.person_lists import get_person_list
from bot.services.plans import open_plan
from bot.services.risks import find_risks
from bot.services.sittings import open_sitting
from bot.services.team_pages import find_channel_page, list_teams
from bot.services.teams import get_team
from bot.services.weeks import load_week
from bot.services.work_items import load_team_work
from tests.large_team import LARGE, SMALL, Size, seed_large_team
from tests.seeding import seed_person, seed_workspace
from tests.services.week_world import counting_queries
from tests.world import MONDAY as NOW

Surface = Callable[[AsyncSession, Actor, int], Awaitable[object]]
CHANNEL = "C0001"


async def _prompt(session: AsyncSession, _actor: Actor, team_id: int) -> object:
    return await load_week(session, team_id=team_id, now=NOW)


async def _okr(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    return await find_channel_page(session, actor=actor, channel_id=CHANNEL, now=NOW)


async def _okr_all(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    return await list_teams(session, actor=actor, page=0, now=NOW)


async def _person(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    return await get_person_list(session, actor=actor, slack_user_id="UANA", called="Ana", now=NOW)


async def _risk(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    return await find_risks(session, actor=actor, channel_id=CHANNEL, now=NOW)


async def _home(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    ana = Person(actor.person_id, actor.workspace_id, "UANA", "Ana", "UTC", "en", actor.standing)
    return await load_home(session, actor=actor, person=ana, now=NOW)


async def _work(session: AsyncSession, actor: Actor, team_id: int) -> object:
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    return await load_team_work(session, team=team)


async def _place(session: AsyncSession, actor: Actor, team_id: int) -> object:
    return await open_sitting(session, actor=actor, team_id=team_id, now=NOW)


async def _plan(session: AsyncSession, actor: Actor, team_id: int) -> object:
    return await open_plan(session, actor=actor, team_id=team_id, key_result_id=None, now=NOW)


async def _check_in(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    owed = await find_owed(session, actor=actor, channel_id=CHANNEL, now=NOW)
    return await open_check_ins(session, actor=actor, key_result_ids=owed.due, now=NOW)


async def _edit(session: AsyncSession, actor: Actor, team_id: int) -> object:
    return await load_okr_list(session, actor=actor, team_id=team_id, now=NOW)


async def _parents(session: AsyncSession, actor: Actor, team_id: int) -> object:
    return await find_parents(session, actor=actor, team_id=team_id)


async def _history(session: AsyncSession, actor: Actor, _team_id: int) -> object:
    return await find_history_choices(session, actor=actor, channel_id=None)


SURFACES: tuple[Surface, ...] = (
    _prompt,
    _okr,
    _okr_all,
    _person,
    _risk,
    _home,
    _work,
    _place,
    _plan,
    _edit,
    _parents,
    _history,
)


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who leads a team, and maybe others."""

    actor: Actor
    team_id: int


async def seed_lead(sessions: Sessions, slack_team_id: str, size: Size, others: int) -> Lead:
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=NOW, slack_team_id=slack_team_id)
        ana_id = await seed_person(session, workspace_id=workspace_id, now=NOW)
        seed = partial(seed_large_team, session, workspace_id=workspace_id, lead_id=ana_id, now=NOW)
        team = await seed(size=size, channel_id=CHANNEL)
        for number in range(others):
            await seed(
                size=replace(SMALL, due=0),
                key=f"T{number}",
                name=f"Team {number}",
                channel_id=f"C{number}",
            )
    return Lead(Actor(ana_id, workspace_id, Standing.MEMBER), team.team_id)


async def queries_of(sessions: Sessions, engine: AsyncEngine, lead: Lead, surface: Surface) -> int:
    async with writing(sessions) as session:
        with counting_queries(engine) as seen:
            assert await surface(session, lead.actor, lead.team_id)
    return len(seen)


@pytest.mark.sqlite_only
async def test_no_surface_asks_the_database_more_often_for_more(
    sessions: Sessions, engine: AsyncEngine
) -> None:
    small = await seed_lead(sessions, "TSMALL", SMALL, others=1)
    large = await seed_lead(sessions, "TLARGE", LARGE, others=11)
    few = {one.__name__: await queries_of(sessions, engine, small, one) for one in SURFACES}
    many = {one.__name__: await queries_of(sessions, engine, large, one) for one in SURFACES}
    assert many == few
    assert max(few.values()) <= 42


@pytest.mark.sqlite_only
async def test_forty_check_ins_are_opened_with_as_many_queries_as_two(
    sessions: Sessions, engine: AsyncEngine
) -> None:
    small = await seed_lead(sessions, "TSMALL", SMALL, others=0)
    large = await seed_lead(sessions, "TLARGE", LARGE, others=0)
    few = await queries_of(sessions, engine, small, _check_in)
    assert await queries_of(sessions, engine, large, _check_in) == few
    assert few <= 30
