"""Objectives, key results and check-ins as they are read."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    CheckInRow,
    CycleRow,
    KeyResultRow,
    MilestoneRow,
    ObjectiveRow,
    PersonRow,
    PhasedTargetRow,
    TeamCycleRow,
)
from bot.okr.check_in import CheckIn
from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult, Milestone, PhasedTarget
from bot.okr.objective import Objective
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.okr.team import Team
from bot.services.cycles import cycle_of
from bot.services.teams import get_team


@dataclass(frozen=True, slots=True)
class FoundKeyResult:
    """A key result with everything it belongs to."""

    key_result: KeyResult
    objective: Objective
    team: Team
    cycle: Cycle


@dataclass(frozen=True, slots=True)
class FoundObjective:
    """An objective with everything it belongs to."""

    objective: Objective
    team: Team
    cycle: Cycle


async def load_objectives(session: AsyncSession, *, team_cycle_id: int) -> tuple[Objective, ...]:
    """Return a team's objectives of a cycle in any state, with their key results, in order."""
    rows = await session.scalars(
        select(ObjectiveRow)
        .where(ObjectiveRow.team_cycle_id == team_cycle_id)
        .order_by(ObjectiveRow.position, ObjectiveRow.id)
    )
    return await _objectives_of(session, list(rows))


async def load_objectives_by_team(
    session: AsyncSession, *, team_cycle_ids: Collection[int]
) -> dict[int, tuple[Objective, ...]]:
    """Return the objectives of one cycle of each of several teams, by the team's id, in order."""
    rows = await session.scalars(
        select(ObjectiveRow)
        .where(ObjectiveRow.team_cycle_id.in_(team_cycle_ids))
        .order_by(ObjectiveRow.position, ObjectiveRow.id)
    )
    found: dict[int, tuple[Objective, ...]] = {}
    for objective in await _objectives_of(session, list(rows)):
        found[objective.team_id] = (*found.get(objective.team_id, ()), objective)
    return found


async def get_objective(
    session: AsyncSession, *, actor: Actor, act: Act, objective_id: int
) -> FoundObjective:
    """Return an objective with which an actor may do something.

    Raises:
        NotFoundError: it is gone, of another workspace, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    found = (
        await session.execute(
            select(ObjectiveRow, TeamCycleRow, CycleRow)
            .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
            .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
            .where(ObjectiveRow.workspace_id == actor.workspace_id, ObjectiveRow.id == objective_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(NOT_FOUND)
    row, team_cycle, cycle = found
    team = await get_team(session, actor=actor, act=act, team_id=team_cycle.team_id)
    [objective] = await _objectives_of(session, [row])
    return FoundObjective(objective, team, cycle_of(team_cycle, cycle))


async def get_key_result(
    session: AsyncSession, *, actor: Actor, act: Act, key_result_id: int
) -> FoundKeyResult:
    """Return a key result with which an actor may do something.

    Raises:
        NotFoundError: it is gone, of another workspace, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    [found] = await get_key_results(session, actor=actor, act=act, key_result_ids=[key_result_id])
    return found


async def get_key_results(
    session: AsyncSession, *, actor: Actor, act: Act, key_result_ids: Collection[int]
) -> tuple[FoundKeyResult, ...]:
    """Return key results with which an actor may do something, in the order asked for.

    Raises:
        NotFoundError: one is gone, of another workspace, or the actor may not see it.
        NotAllowedError: the actor may see one, but not do this.
    """
    rows = await session.execute(
        select(KeyResultRow.id, ObjectiveRow, TeamCycleRow, CycleRow)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(KeyResultRow.workspace_id == actor.workspace_id, KeyResultRow.id.in_(key_result_ids))
    )
    places = {
        row_id: (row, cycle_of(team_cycle, cycle)) for row_id, row, team_cycle, cycle in rows.all()
    }
    if not places.keys() >= set(key_result_ids):
        raise NotFoundError(NOT_FOUND)
    teams = {
        team_id: await get_team(session, actor=actor, act=act, team_id=team_id)
        for team_id in dict.fromkeys(places[one][1].team_id for one in key_result_ids)
    }
    unique = {row.id: row for row, _ in places.values()}
    objectives = await _objectives_of(session, list(unique.values()))
    found = {
        key_result.id: FoundKeyResult(
            key_result, objective, teams[objective.team_id], places[key_result.id][1]
        )
        for objective in objectives
        for key_result in objective.key_results
        if key_result.id in places
    }
    return tuple(found[one] for one in key_result_ids)


async def load_check_ins(
    session: AsyncSession, *, key_result_ids: Collection[int]
) -> dict[int, tuple[CheckIn, ...]]:
    """Return the check-ins of key results as saved, oldest first; without any, an empty tuple."""
    found: dict[int, list[CheckIn]] = {key_result_id: [] for key_result_id in key_result_ids}
    rows = await session.execute(
        select(CheckInRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == CheckInRow.author_id)
        .where(CheckInRow.key_result_id.in_(key_result_ids))
        .order_by(CheckInRow.id)
    )
    for row, author in rows:
        found[row.key_result_id].append(check_in_of(row, author))
    return {key_result_id: tuple(history) for key_result_id, history in found.items()}


def check_in_of(row: CheckInRow, author: str | None) -> CheckIn:
    """Return the value of a check-in's row."""
    return CheckIn(
        id=row.id,
        key_result_id=row.key_result_id,
        at=row.at,
        value=row.value,
        ticks=frozenset(row.ticks),
        confidence=row.confidence,
        note=row.note,
        is_stuck=row.is_stuck,
        author=author,
        source=row.source,
        corrects_id=row.corrects_id,
    )


async def _objectives_of(session: AsyncSession, rows: list[ObjectiveRow]) -> tuple[Objective, ...]:
    key_rows = list(
        await session.scalars(
            select(KeyResultRow)
            .where(KeyResultRow.objective_id.in_([row.id for row in rows]))
            .order_by(KeyResultRow.position, KeyResultRow.id)
        )
    )
    owners = [row.owner_id for row in rows] + [row.owner_id for row in key_rows]
    names = await _names_of(session, owners + [row.delegate_id for row in key_rows])
    numbers = {row.id: row.number for row in rows}
    key_results = await _key_results_of(session, key_rows, numbers, names)
    team_ids = await _team_ids_of(session, {row.team_cycle_id for row in rows})
    return tuple(
        Objective(
            id=row.id,
            team_id=team_ids[row.team_cycle_id],
            number=row.number,
            position=row.position,
            title=row.title,
            why=row.why,
            owner_id=row.owner_id,
            owner=names.get(row.owner_id),
            commitment=row.commitment,
            parent_id=row.parent_id,
            state=row.state,
            activated_at=row.activated_at,
            key_results=tuple(key_results[row.id]),
            version=row.version,
            copied_from_id=row.copied_from_id,
        )
        for row in rows
    )


async def _key_results_of(
    session: AsyncSession,
    rows: list[KeyResultRow],
    numbers: dict[int, int],
    names: dict[int | None, str],
) -> dict[int, list[KeyResult]]:
    ids = [row.id for row in rows]
    milestones = await _milestones_of(session, ids)
    phased_targets = await _phased_targets_of(session, ids)
    found: dict[int, list[KeyResult]] = defaultdict(list)
    for row in rows:
        found[row.objective_id].append(
            KeyResult(
                id=row.id,
                objective_id=row.objective_id,
                label=f"{numbers[row.objective_id]}.{row.number}",
                number=row.number,
                position=row.position,
                title=row.title,
                kind=row.kind,
                start=row.start_value,
                start_due_on=row.start_due_on,
                target=row.target_value,
                floor=row.floor_value,
                unit=row.unit,
                owner_id=row.owner_id,
                owner=names.get(row.owner_id),
                delegate_id=row.delegate_id,
                delegate=names.get(row.delegate_id),
                weight=row.weight,
                rhythm=row.rhythm,
                due_on=row.due_on,
                state=row.state,
                activated_at=row.activated_at,
                milestones=tuple(milestones[row.id]),
                phased_targets=tuple(phased_targets[row.id]),
                version=row.version,
                copied_from_id=row.copied_from_id,
                score=row.score,
                score_note=row.score_note,
            )
        )
    return found


async def _milestones_of(session: AsyncSession, ids: list[int]) -> dict[int, list[Milestone]]:
    rows = await session.scalars(
        select(MilestoneRow)
        .where(MilestoneRow.key_result_id.in_(ids), MilestoneRow.is_removed.is_(False))
        .order_by(MilestoneRow.position, MilestoneRow.id)
    )
    found: dict[int, list[Milestone]] = defaultdict(list)
    for row in rows:
        found[row.key_result_id].append(Milestone(row.id, row.title, row.weight, row.due_on))
    return found


async def _phased_targets_of(
    session: AsyncSession, ids: list[int]
) -> dict[int, list[PhasedTarget]]:
    rows = await session.scalars(
        select(PhasedTargetRow)
        .where(PhasedTargetRow.key_result_id.in_(ids))
        .order_by(PhasedTargetRow.on_date)
    )
    found: dict[int, list[PhasedTarget]] = defaultdict(list)
    for row in rows:
        found[row.key_result_id].append(PhasedTarget(row.on_date, row.value))
    return found


async def _names_of(session: AsyncSession, ids: Iterable[int | None]) -> dict[int | None, str]:
    known = [one for one in ids if one]
    named = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(known))
    return {row.id: row.name for row in await session.execute(named)}


async def _team_ids_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, int]:
    rows = await session.execute(
        select(TeamCycleRow.id, TeamCycleRow.team_id).where(TeamCycleRow.id.in_(ids))
    )
    return {row.id: row.team_id for row in rows}
