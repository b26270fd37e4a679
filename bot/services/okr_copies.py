"""Copies chosen OKRs from the running or the last cycle into the one that is planned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, MembershipRow, ObjectiveRow, PersonRow, WorkItemRow
from bot.okr.check_in import CheckIn, last_value
from bot.okr.cycle import Cycle
from bot.okr.cycle_copy import Copied, CopyChoice, CopyForm, copy_of
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.okr_input import KeyResultInput, ObjectiveInput
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.okr.person import Standing
from bot.okr.team import Team
from bot.okr.work_item import WorkState
from bot.services.cycle_making import require_planned
from bot.services.cycle_messages import touch_planning
from bot.services.cycle_plans import find_source
from bot.services.cycles import get_cycle
from bot.services.key_result_rows import Parent, insert_key_result
from bot.services.objective_parents import find_copied_parent
from bot.services.objectives import insert_objective
from bot.services.okr_rows import lock_cycle
from bot.services.okrs import load_check_ins, load_objectives
from bot.services.revisions import Change
from bot.services.teams import get_team

OBJECTIVES_PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class _Copying:
    """What a copy is made with.

    Args:
        last: the last check-in that has a value, by key result id.
        owners: those who may still own something: present members of the team.
    """

    team: Team
    cycle: Cycle
    change: Change
    last: Mapping[int, CheckIn | None]
    owners: frozenset[int]

    def input_of(self, key_result: KeyResult) -> KeyResultInput:
        entered = copy_of(key_result, self.last[key_result.id])
        return replace(
            entered,
            owner_id=self.still(entered.owner_id),
            delegate_id=self.still(entered.delegate_id),
        )

    def still(self, person_id: int | None) -> int | None:
        return person_id if person_id in self.owners else None


async def load_copy_form(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, page: int = 0
) -> CopyForm:
    """Return a page of what may be copied into a planned cycle; what was copied is marked.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: the cycle has begun, or is over.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    require_planned(cycle)
    source = await find_source(session, team_id=team_id)
    objectives = await _load_live(session, source)
    page_count = max(-(-len(objectives) // OBJECTIVES_PER_PAGE), 1)
    page = min(max(page, 0), page_count - 1)
    shown = objectives[page * OBJECTIVES_PER_PAGE : (page + 1) * OBJECTIVES_PER_PAGE]
    copies = await _find_copies(session, team_cycle_id)
    return CopyForm(
        team=team,
        cycle=cycle,
        source=source,
        objectives=shown,
        copied_objectives=frozenset(copies.objectives),
        copied_key_results=copies.key_results,
        with_work=await _with_work(session, shown),
        page=page,
        page_count=page_count,
    )


async def copy_okrs(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    team_cycle_id: int,
    choice: CopyChoice,
    now: datetime,
) -> Copied:
    """Copy what was ticked, an objective with each of its key results; nothing is copied twice.

    Raises:
        NotFoundError: the team or the cycle is gone, the actor may not see it, or something
            ticked is not of the cycle that is copied from.
        NotAllowedError: the actor is no lead.
        ConflictError: the cycle has begun, or is over.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    await lock_cycle(session, team_cycle_id=team_cycle_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    require_planned(cycle)
    source = await find_source(session, team_id=team_id)
    objectives = await _load_live(session, source)
    _check_choice(objectives, choice)
    histories = await load_check_ins(session, key_result_ids=choice.key_result_ids)
    copying = _Copying(
        team=team,
        cycle=cycle,
        change=Change(actor, now),
        last={one: last_value(history) for one, history in histories.items()},
        owners=await _present_members(session, team_id),
    )
    copies = await _find_copies(session, team_cycle_id)
    objective_count = key_result_count = 0
    for objective in objectives:
        chosen = [
            one
            for one in live_key_results(objective)
            if one.id in choice.key_result_ids and one.id not in copies.key_results
        ]
        objective_id = copies.objectives.get(objective.id)
        if objective_id is None and (chosen or objective.id in choice.objective_ids):
            objective_id = await _copy_objective(session, copying, objective)
            objective_count += 1
        if objective_id is not None:
            await _copy_key_results(session, copying, objective_id, chosen, choice.work_of_ids)
            key_result_count += len(chosen)
    if objective_count or key_result_count:
        await touch_planning(session, team_id=team_id)
    return Copied(objective_count, key_result_count)


async def _load_live(session: AsyncSession, source: Cycle | None) -> tuple[Objective, ...]:
    if source is None:
        return ()
    return live_objectives(await load_objectives(session, team_cycle_id=source.id))


def _check_choice(objectives: Sequence[Objective], choice: CopyChoice) -> None:
    known = {one.id for one in objectives}
    known_key_results = {one.id for objective in objectives for one in live_key_results(objective)}
    if not known >= choice.objective_ids or not known_key_results >= choice.key_result_ids:
        raise NotFoundError(NOT_FOUND)


@dataclass(frozen=True, slots=True)
class _Copies:
    """What has a live copy: objectives with the copy's id, and key results."""

    objectives: Mapping[int, int]
    key_results: frozenset[int]


async def _find_copies(session: AsyncSession, team_cycle_id: int) -> _Copies:
    objectives = live_objectives(await load_objectives(session, team_cycle_id=team_cycle_id))
    return _Copies(
        {one.copied_from_id: one.id for one in objectives if one.copied_from_id is not None},
        frozenset(
            one.copied_from_id
            for objective in objectives
            for one in live_key_results(objective)
            if one.copied_from_id is not None
        ),
    )


async def _with_work(session: AsyncSession, objectives: Collection[Objective]) -> frozenset[int]:
    """Return the key results that open work is aimed at."""
    ids = [one.id for objective in objectives for one in live_key_results(objective)]
    found = await session.scalars(
        select(WorkItemRow.key_result_id)
        .where(WorkItemRow.key_result_id.in_(ids), WorkItemRow.state == WorkState.OPEN)
        .distinct()
    )
    return frozenset(one for one in found if one is not None)


async def _present_members(session: AsyncSession, team_id: int) -> frozenset[int]:
    found = await session.scalars(
        select(MembershipRow.person_id)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.team_id == team_id,
            PersonRow.standing.not_in([Standing.GONE, Standing.BOT]),
        )
    )
    return frozenset(found)


async def _copy_objective(session: AsyncSession, copying: _Copying, objective: Objective) -> int:
    entered = ObjectiveInput(
        title=objective.title,
        why=objective.why,
        owner_id=copying.still(objective.owner_id),
        commitment=objective.commitment,
        parent_id=await find_copied_parent(
            session,
            actor=copying.change.actor,
            team_id=copying.team.id,
            parent_id=objective.parent_id,
        ),
    )
    objective_id = await insert_objective(
        session, team=copying.team, cycle=copying.cycle, entered=entered, change=copying.change
    )
    row = await session.get_one(ObjectiveRow, objective_id)
    row.copied_from_id = objective.id
    await session.flush()
    return objective_id


async def _copy_key_results(
    session: AsyncSession,
    copying: _Copying,
    objective_id: int,
    chosen: Sequence[KeyResult],
    work_of_ids: Collection[int],
) -> None:
    existing = await session.scalars(
        select(KeyResultRow.weight).where(
            KeyResultRow.objective_id == objective_id, KeyResultRow.state == LifeState.ACTIVE
        )
    )
    counts = any(existing) or any(one.weight for one in chosen)
    for key_result in chosen:
        entered = copying.input_of(key_result)
        # What weighed nothing beside the others would leave an objective that counts nothing.
        row = await insert_key_result(
            session,
            parent=Parent(copying.team, copying.cycle, objective_id),
            entered=entered if counts else replace(entered, weight=Decimal(1)),
            change=copying.change,
        )
        row.copied_from_id = key_result.id
        row.brings_work = key_result.id in work_of_ids
    await session.flush()
