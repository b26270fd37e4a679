"""The shelf's door: shut while a planned cycle has too few ideas, unless a lead opens it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, TeamCycleRow
from bot.okr.cycle import CycleState
from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.idea import WANTED
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_objectives
from bot.okr.permissions import Act, Actor
from bot.okr.shelf import ShelfDoor, is_shelf_open
from bot.okr.team import Team
from bot.okr.work_list import key_results_of
from bot.services.idea_counts import count_ideas
from bot.services.okrs import load_objectives
from bot.services.teams import get_team

SHUT = (
    "The shelf is shut until each key result has two ideas of its own."
    " Add ideas first, or ask a lead to open it."
)
NO_CYCLE = "No cycle is running, so there is nothing to open the shelf for. Start one first."


@dataclass(frozen=True, slots=True)
class _Ideas:
    """A key result, and how many ideas it has."""

    key_result: KeyResult
    count: int


async def find_shelf_cycle(session: AsyncSession, *, team_id: int) -> TeamCycleRow | None:
    """Return the cycle that shelving belongs to: the planned one, else the one that runs."""
    rows = await session.scalars(
        select(TeamCycleRow).where(
            TeamCycleRow.team_id == team_id,
            TeamCycleRow.state.in_([CycleState.PLANNING, CycleState.ACTIVE]),
        )
    )
    by_state = {row.state: row for row in rows}
    return by_state.get(CycleState.PLANNING) or by_state.get(CycleState.ACTIVE)


async def load_shelf_objectives(session: AsyncSession, *, team_id: int) -> tuple[Objective, ...]:
    """Return the live objectives for which work may come back: the planned cycle's, if it has any.

    What comes back for a cycle that is about to end would lose its place with it.
    """
    rows = await session.execute(
        select(TeamCycleRow.id)
        .where(
            TeamCycleRow.team_id == team_id,
            TeamCycleRow.state.in_([CycleState.PLANNING, CycleState.ACTIVE]),
        )
        .order_by(TeamCycleRow.state)
    )
    found = [await load_objectives(session, team_cycle_id=one) for one in rows.scalars()]
    by_cycle = [live_objectives(one) for one in reversed(found)]
    return next((one for one in by_cycle if key_results_of(one)), ())


async def load_shelf_door(session: AsyncSession, *, team_id: int) -> ShelfDoor:
    """Return whether a team's shelf is open, and what is missing while it is not."""
    cycle = await find_shelf_cycle(session, team_id=team_id)
    if cycle is None:
        return ShelfDoor(is_open=True)
    ideas = await _load_ideas(session, cycle)
    is_open = is_shelf_open(
        [one.count for one in ideas],
        was_planned=_was_planned(cycle),
        is_opened=cycle.shelf_opened_at is not None,
    )
    missing = [one.key_result.label for one in ideas if one.count < WANTED]
    opened_by = await session.scalar(
        select(PersonRow.name).where(PersonRow.id == cycle.shelf_opened_by)
    )
    return ShelfDoor(is_open, () if is_open else missing, cycle.shelf_opened_at, opened_by)


async def require_open_shelf(session: AsyncSession, *, team_id: int) -> None:
    """Refuse to take something from a shelf that is shut.

    Raises:
        NotAllowedError: the key results have too few ideas, and no lead opened it.
    """
    if not (await load_shelf_door(session, team_id=team_id)).is_open:
        raise NotAllowedError(SHUT)


async def open_shelf(
    session: AsyncSession, *, actor: Actor, team_id: int, is_open: bool, now: datetime
) -> Team:
    """Open the shelf for this cycle before there are enough ideas, or take that back.

    Raises:
        NotFoundError: the team is gone, the actor may not see it, or it has no cycle.
        NotAllowedError: the actor is no lead.
    """
    team = await get_team(session, actor=actor, act=Act.OPEN_SHELF, team_id=team_id)
    cycle = await find_shelf_cycle(session, team_id=team_id)
    if cycle is None:
        raise NotFoundError(NO_CYCLE)
    if not is_open:
        cycle.shelf_opened_at = cycle.shelf_opened_by = None
    elif cycle.shelf_opened_at is None:
        cycle.shelf_opened_at, cycle.shelf_opened_by = now, actor.person_id
    await session.flush()
    return team


def _was_planned(cycle: TeamCycleRow) -> bool:
    """Tell whether a cycle goes or went through planning.

    A planned cycle is locked the moment it begins, one that a set-up began with a later meeting.
    """
    began_locked = cycle.locked_at is not None and cycle.locked_at == cycle.activated_at
    return cycle.state is CycleState.PLANNING or began_locked


async def _load_ideas(session: AsyncSession, cycle: TeamCycleRow) -> list[_Ideas]:
    """Count the ideas of each live key result of a cycle."""
    key_results = key_results_of(await load_objectives(session, team_cycle_id=cycle.id))
    counts = await count_ideas(session, key_result_ids=[one.id for one in key_results])
    return [_Ideas(one, counts[one.id]) for one in key_results]
