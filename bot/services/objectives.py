"""Objectives are added and changed; every change leaves a revision."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ObjectiveRow, RevisionAct
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import FormError
from bot.okr.key_result import LifeState
from bot.okr.objective import Objective, check_objective, check_weights
from bot.okr.okr_change import ASKING_FIELDS
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.services.cycle_messages import touch_okrs
from bot.services.cycles import get_cycle, lock_cycles
from bot.services.key_result_rows import Parent, insert_key_result
from bot.services.key_results import check_entered
from bot.services.objective_parents import check_parent, find_parent
from bot.services.okr_locks import require_why
from bot.services.okr_rows import (
    lock_cycle,
    lock_objective,
    name_of,
    require_cycle_open,
    require_editable,
)
from bot.services.okrs import FoundObjective, get_objective, load_objectives
from bot.services.owners import find_named, welcome_owners
from bot.services.revisions import (
    Change,
    Subject,
    Value,
    record_act,
    record_changes,
    require_version,
)
from bot.services.teams import get_team

MAX_WHY = 3000


async def create_objectives(
    session: AsyncSession,
    *,
    actor: Actor,
    team: Team,
    cycle: Cycle,
    objectives: Sequence[ObjectiveInput],
    now: datetime,
) -> tuple[Objective, ...]:
    """Add objectives with their key results and return them, in the order given.

    Who may add them was asked before: a lead, or somebody whom a lead asked for the OKRs.

    Raises:
        NotFoundError: the cycle is closed.
        FormError: the fields name the place, then the field: `0.title` is the title of the first
            objective, `0.1.target` the aim of its second key result. Owners have their bare names.
    """
    require_cycle_open(cycle)
    _check_all(objectives, cycle)
    await lock_cycle(session, team_cycle_id=cycle.id)
    change = Change(actor, now)
    ids = [
        await insert_objective(session, team=team, cycle=cycle, entered=entered, change=change)
        for entered in objectives
    ]
    await touch_okrs(session, cycle=cycle)
    loaded = await load_objectives(session, team_cycle_id=cycle.id)
    return tuple(sorted((one for one in loaded if one.id in ids), key=lambda one: one.number))


async def add_objective(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    team_cycle_id: int,
    entered: ObjectiveInput,
    now: datetime,
    why: str = "",
) -> Objective:
    """Add an objective with its key results to a team's cycle and return it.

    Raises:
        NotFoundError: the cycle is gone or closed, or the actor may not see the team.
        NotAllowedError: the actor is no lead.
        FormError: with the field names of `ObjectiveInput`, or `change_why`.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    await lock_cycle(session, team_cycle_id=team_cycle_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    require_cycle_open(cycle)
    _check(entered)
    for key_result in entered.key_results:
        check_entered(key_result, cycle)
    change = Change(actor, now, why)
    require_why(cycle, change)
    objective_id = await insert_objective(
        session, team=team, cycle=cycle, entered=entered, change=change
    )
    await touch_okrs(session, cycle=cycle)
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    return found.objective


async def change_objective(
    session: AsyncSession,
    *,
    actor: Actor,
    objective_id: int,
    version: int,
    entered: ObjectiveInput,
    now: datetime,
    why: str = "",
) -> FoundObjective:
    """Change what an objective says and return it; its key results stay as they are.

    Args:
        version: of the objective, when the form was opened.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: somebody changed it since; the sentence names who and what.
        FormError: with the field names of `ObjectiveInput`, or `change_why`.
    """
    if entered.parent_id is not None:
        # Two links at once could make a circle that neither of them sees.
        await lock_cycles(session, workspace_id=actor.workspace_id)
    await lock_objective(session, objective_id=objective_id)
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    await require_version(
        session,
        Subject(actor.workspace_id, objective_id),
        name=name_of(found.objective),
        version=found.objective.version,
        expected=version,
    )
    _check(entered)
    await _write(session, found=found, entered=entered, change=Change(actor, now, why))
    return await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)


async def find_next_place(session: AsyncSession, *, team_cycle_id: int) -> tuple[int, int]:
    """Return the next objective's number, counted over all states, and its position."""
    found = await session.execute(
        select(func.max(ObjectiveRow.number), func.max(ObjectiveRow.position)).where(
            ObjectiveRow.team_cycle_id == team_cycle_id
        )
    )
    number, position = found.one()
    return (number or 0) + 1, (position or 0) + 1


async def find_live_titles(session: AsyncSession, *, team_cycle_id: int) -> dict[str, int]:
    """Return the numbers of a cycle's active objectives, by title in small letters."""
    found = await session.execute(
        select(ObjectiveRow.title, ObjectiveRow.number).where(
            ObjectiveRow.team_cycle_id == team_cycle_id, ObjectiveRow.state == LifeState.ACTIVE
        )
    )
    return {title.casefold(): number for title, number in found}


def _check_all(objectives: Sequence[ObjectiveInput], cycle: Cycle) -> None:
    """Check everything before anything is kept, so that one answer names all that is wrong."""
    fields: dict[str, str] = {}
    for place, entered in enumerate(objectives):
        fields |= _refusals(f"{place}", partial(_check, entered))
        for index, key_result in enumerate(entered.key_results):
            fields |= _refusals(f"{place}.{index}", partial(check_entered, key_result, cycle))
    if fields:
        raise FormError(fields)


def _refusals(place: str, check: Callable[[], None]) -> dict[str, str]:
    try:
        check()
    except FormError as error:
        return {f"{place}.{field}": sentence for field, sentence in error.fields.items()}
    return {}


def _check(entered: ObjectiveInput) -> None:
    check_objective(title=entered.title)
    if len(entered.why) > MAX_WHY:
        raise FormError({"why": f"That is too long. Use at most {MAX_WHY} characters."})
    check_weights([key_result.weight for key_result in entered.key_results])


async def insert_objective(
    session: AsyncSession, *, team: Team, cycle: Cycle, entered: ObjectiveInput, change: Change
) -> int:
    """Keep a checked objective under the next number; the cycle must be locked."""
    await check_parent(session, actor=change.actor, team_id=team.id, parent_id=entered.parent_id)
    await welcome_owners(session, team=team, people={"owner": entered.owner_id}, now=change.now)
    number, position = await find_next_place(session, team_cycle_id=cycle.id)
    row = ObjectiveRow(
        workspace_id=team.workspace_id,
        team_cycle_id=cycle.id,
        number=number,
        position=position,
        state=LifeState.ACTIVE,
        activated_at=change.now if cycle.state is CycleState.ACTIVE else None,
        created_at=change.now,
    )
    _fill(row, entered)
    session.add(row)
    await session.flush()
    record_act(
        session,
        Subject(team.workspace_id, row.id),
        change=change,
        act=RevisionAct.ADDED,
        field="title",
        old=None,
        new=row.title,
    )
    parent = Parent(team, cycle, row.id)
    for key_result in entered.key_results:
        await insert_key_result(session, parent=parent, entered=key_result, change=change)
    await session.flush()
    return row.id


async def _write(
    session: AsyncSession, *, found: FoundObjective, entered: ObjectiveInput, change: Change
) -> None:
    """Write what differs, with its revisions; nothing at all when nothing does."""
    row = await session.get_one(ObjectiveRow, found.objective.id)
    if entered.parent_id != row.parent_id:
        await check_parent(
            session,
            actor=change.actor,
            team_id=found.team.id,
            parent_id=entered.parent_id,
            objective_id=row.id,
        )
    if entered.owner_id != row.owner_id:
        people = {"owner": entered.owner_id}
        await welcome_owners(session, team=found.team, people=people, now=change.now)
    before = await _values_of(session, row)
    _fill(row, entered)
    after = await _values_of(session, row)
    subject = Subject(row.workspace_id, row.id)
    changed = record_changes(session, subject, change=change, before=before, after=after)
    if changed & ASKING_FIELDS:
        require_why(found.cycle, change)
    if changed:
        await session.flush()
        await touch_okrs(session, cycle=found.cycle)


def _fill(row: ObjectiveRow, entered: ObjectiveInput) -> None:
    row.title = one_line(entered.title)
    row.why = entered.why.strip()
    row.owner_id = entered.owner_id
    row.commitment = entered.commitment
    row.parent_id = entered.parent_id


async def _values_of(session: AsyncSession, row: ObjectiveRow) -> dict[str, Value]:
    return {
        "title": row.title,
        "why": row.why,
        "owner": await find_named(session, person_id=row.owner_id),
        "commitment": row.commitment.value,
        "parent": await find_parent(session, parent_id=row.parent_id),
    }
