"""Finds an objective or a key result by the name a person typed."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, KeyResultRow, ObjectiveRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState, cycle_key
from bot.okr.errors import NotFoundError
from bot.okr.label import Label, parse_label, unknown_label
from bot.okr.permissions import Act, Actor, may
from bot.okr.team import Team
from bot.services.members import find_access, require_act
from bot.services.teams import find_team_in_channel
from bot.services.visible_teams import find_teams_of

WHICH_TEAM = (
    "Which team? Type it in the team's channel, or with the team's key in front, such as CHK-1.2."
)


async def find_key_result_id(
    session: AsyncSession, *, actor: Actor, act: Act, text: str, channel_id: str | None
) -> int:
    """Return the id of the key result that a person named.

    Without a team's key it is one of the team whose home the channel is.

    Raises:
        NotFoundError: there is none of that name, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    label = parse_label(text)
    if label.number is None:
        raise NotFoundError(unknown_label(text))
    key_result_id = await session.scalar(
        select(KeyResultRow.id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .where(
            ObjectiveRow.team_cycle_id
            == await _find_life(session, actor=actor, act=act, label=label, channel_id=channel_id),
            ObjectiveRow.number == label.objective_number,
            KeyResultRow.number == label.number,
        )
    )
    if key_result_id is None:
        raise NotFoundError(_not_there(f"key result {label.objective_number}.{label.number}"))
    return key_result_id


async def find_objective_id(
    session: AsyncSession, *, actor: Actor, act: Act, label: Label, channel_id: str | None
) -> int:
    """Return the id of the objective that a person named.

    Raises:
        NotFoundError: there is none of that name, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    objective_id = await session.scalar(
        select(ObjectiveRow.id).where(
            ObjectiveRow.team_cycle_id
            == await _find_life(session, actor=actor, act=act, label=label, channel_id=channel_id),
            ObjectiveRow.number == label.objective_number,
        )
    )
    if objective_id is None:
        raise NotFoundError(_not_there(f"objective {label.objective_number}"))
    return objective_id


async def _find_life(
    session: AsyncSession, *, actor: Actor, act: Act, label: Label, channel_id: str | None
) -> int | None:
    """Return the id of the team's life in the cycle that is meant."""
    team_id = await _team_id(session, actor=actor, label=label, channel_id=channel_id)
    await require_act(session, actor=actor, act=act, team_id=team_id)
    return await _team_cycle_id(session, team_id=team_id, cycle=label.cycle_key)


def _not_there(what: str) -> str:
    return f"There is no {what} in this team's cycle. Look at the team's numbers and try again."


async def needs_team_key(
    session: AsyncSession, *, actor: Actor, team: Team, channel_id: str | None
) -> bool:
    """Tell whether a label needs the team's key in front to be understood.

    It does not in the team's own channel, nor for somebody who is in this team alone.
    """
    if team.channel_id == channel_id:
        return False
    return [one.id for one in await find_teams_of(session, actor=actor)] != [team.id]


async def _team_id(
    session: AsyncSession, *, actor: Actor, label: Label, channel_id: str | None
) -> int:
    if label.team_key is None:
        team = await find_team_in_channel(
            session, workspace_id=actor.workspace_id, channel_id=channel_id
        )
        if team is None:
            raise NotFoundError(WHICH_TEAM)
        return team.id
    team_id = await session.scalar(
        select(TeamRow.id).where(
            TeamRow.workspace_id == actor.workspace_id, TeamRow.key == label.team_key
        )
    )
    if team_id is None or not may(
        actor, Act.READ, await find_access(session, actor=actor, team_id=team_id)
    ):
        # One sentence for both, so that nobody learns the keys of private teams.
        raise NotFoundError(f"There is no team {label.team_key} that you can see.")
    return team_id


async def _team_cycle_id(session: AsyncSession, *, team_id: int, cycle: str | None) -> int | None:
    """Return the active life of a team, or the one in the cycle of that name."""
    found = await session.execute(
        select(TeamCycleRow.id, TeamCycleRow.state, CycleRow.name)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(TeamCycleRow.team_id == team_id)
        .order_by(TeamCycleRow.id.desc())
    )
    for team_cycle_id, state, name in found:
        is_meant = state is CycleState.ACTIVE if cycle is None else cycle_key(name) == cycle
        if is_meant:
            return int(team_cycle_id)
    return None
