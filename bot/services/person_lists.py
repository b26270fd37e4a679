"""A person's key results, as far as the one who asks may see them."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, ObjectiveRow, TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.due import answers_for
from bot.okr.overview import PersonList, TeamKeyResult
from bot.okr.permissions import Actor
from bot.services.members import find_person
from bot.services.visible_teams import find_visible_teams
from bot.services.weeks import load_weeks


async def get_person_list(
    session: AsyncSession, *, actor: Actor, slack_user_id: str, called: str, now: datetime
) -> PersonList:
    """Return the live key results that a person owns or stands in for.

    Args:
        called: the name of that person, should the bot never have met them.
    """
    found = await find_person(session, workspace_id=actor.workspace_id, slack_user_id=slack_user_id)
    if found is None:
        return PersonList(slack_user_id, called, ())
    person = found[0]
    owning = await _find_team_ids(session, actor, person.id)
    visible = await find_visible_teams(session, actor=actor)
    teams = [team for team, _ in visible if team.id in owning]
    weeks = await load_weeks(session, team_ids=[team.id for team in teams], now=now)
    key_results = tuple(
        TeamKeyResult(team, standing)
        for team in teams
        for standing in weeks[team.id].key_results
        if answers_for(standing.key_result, person.id)
    )
    return PersonList(slack_user_id, person.name, key_results)


async def _find_team_ids(session: AsyncSession, actor: Actor, person_id: int) -> frozenset[int]:
    """Return the teams in whose active cycle a person answers for something."""
    return frozenset(
        await session.scalars(
            select(TeamCycleRow.team_id)
            .join(ObjectiveRow, ObjectiveRow.team_cycle_id == TeamCycleRow.id)
            .join(KeyResultRow, KeyResultRow.objective_id == ObjectiveRow.id)
            .where(
                TeamCycleRow.workspace_id == actor.workspace_id,
                TeamCycleRow.state == CycleState.ACTIVE,
                or_(KeyResultRow.owner_id == person_id, KeyResultRow.delegate_id == person_id),
            )
        )
    )
