"""Which check-ins a person owes in all their teams, and what else they may check in for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.check_in_form import Choice
from bot.okr.due import answers_for, due_key_results
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.services.cycles import find_active_cycles
from bot.services.members import require_act
from bot.services.okrs import load_check_ins, load_objectives_by_team
from bot.services.schedules import load_schedules
from bot.services.teams import find_team_in_channel
from bot.services.visible_teams import find_teams_of

NO_TEAM = (
    "You are in no team yet. Ask a lead to add you, or set a team up in its channel:"
    " type setup after the command there."
)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a person may check in for.

    Args:
        due: ids of the key results they owe, in the order in which they are asked for.
        choices: every live key result of their teams, their own first.
    """

    due: tuple[int, ...]
    choices: tuple[Choice, ...]


async def find_owed(
    session: AsyncSession, *, actor: Actor, channel_id: str | None, now: datetime
) -> Owed:
    """Return what a person owes; the team of the channel they are in comes first.

    Raises:
        NotFoundError: they are in no team, or may not see the channel's.
        NotAllowedError: they are in no team, and in the channel of one.
    """
    teams = await find_teams_first_here(session, actor=actor, channel_id=channel_id)
    if not teams:
        await _refuse_outsider(session, actor=actor, channel_id=channel_id)
    ids = [team.id for team in teams]
    cycles = await find_active_cycles(session, team_ids=ids)
    objectives = await load_objectives_by_team(
        session, team_cycle_ids=[cycle.id for cycle in cycles.values()]
    )
    schedules = await load_schedules(session, team_ids=ids)
    own = [
        key_result.id
        for objective in chain.from_iterable(objectives.values())
        for key_result in objective.key_results
        if answers_for(key_result, actor.person_id)
    ]
    check_ins = await load_check_ins(session, key_result_ids=own)
    due: list[int] = []
    choices: list[Choice] = []
    for team in teams:
        live = live_objectives(objectives.get(team.id, ()))
        found = due_key_results(
            live,
            check_ins,
            person_id=actor.person_id,
            interval_weeks=schedules[team.id].interval_weeks,
            now=now,
        )
        due += [key_result.id for key_result in found]
        choices += choices_of(live, team=team, actor=actor, is_named=len(teams) > 1)
    return Owed(tuple(due), tuple(sorted(choices, key=lambda choice: not choice.is_own)))


async def find_teams_first_here(
    session: AsyncSession, *, actor: Actor, channel_id: str | None
) -> tuple[Team, ...]:
    """Return the teams of a person, that of the channel they are in first."""
    teams = await find_teams_of(session, actor=actor)
    return tuple(sorted(teams, key=lambda team: team.channel_id != channel_id))


def choices_of(
    objectives: Sequence[Objective], *, team: Team, actor: Actor, is_named: bool
) -> tuple[Choice, ...]:
    """List live key results to choose from.

    Args:
        is_named: put the team's key in front of the number.
    """
    return tuple(
        choice_of(key_result, objective, team=team, actor=actor, is_named=is_named)
        for objective in objectives
        for key_result in live_key_results(objective)
    )


def choice_of(
    key_result: KeyResult, objective: Objective, *, team: Team, actor: Actor, is_named: bool
) -> Choice:
    """Return a key result to choose; `is_named` puts the team's key in front of the numbers."""
    prefix = f"{team.key}-" if is_named else ""
    return Choice(
        key_result_id=key_result.id,
        label=f"{prefix}{key_result.label}",
        title=key_result.title,
        objective=f"{prefix}{objective.number} · {objective.title}",
        is_own=answers_for(key_result, actor.person_id),
    )


async def _refuse_outsider(session: AsyncSession, *, actor: Actor, channel_id: str | None) -> None:
    """Say whom to ask where the channel has a team; elsewhere what to do first."""
    team = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    if team is not None:
        await require_act(session, actor=actor, act=Act.CHECK_IN, team_id=team.id)
    raise NotFoundError(NO_TEAM)
