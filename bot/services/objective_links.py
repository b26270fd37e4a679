"""Follows objectives to those they serve and are served by; each hop needs the right to read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, ObjectiveRow, TeamCycleRow, TeamRow
from bot.okr.check_in import last_value
from bot.okr.cycle import CycleState, cycle_key
from bot.okr.key_result import LifeState
from bot.okr.objective import Objective, objective_progress
from bot.okr.objective_links import LinkedObjective, ObjectiveLinks
from bot.okr.permissions import Actor
from bot.okr.progress import progress
from bot.services.okrs import load_check_ins, load_objectives_by_team
from bot.services.visible_teams import find_visible_teams

MOST_HOPS = 5
"""A chain is read so far; it cannot go in a circle, yet may be long."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """An objective on the way."""

    link: LinkedObjective
    parent_id: int | None
    team_id: int
    team_cycle_id: int


async def load_links(
    session: AsyncSession, *, actor: Actor, objectives: Sequence[Objective]
) -> tuple[ObjectiveLinks, ...]:
    """Return the links of objectives that have any, in their order."""
    children = await _load_hops(session, actor, parent_ids={one.id for one in objectives})
    parent_ids = {one.parent_id for one in objectives if one.parent_id is not None}
    if not children and not parent_ids:
        return ()
    readable = {team.id for team, _ in await find_visible_teams(session, actor=actor)}
    above = await _load_above(session, actor, readable, parent_ids)
    below = await _with_progress(session, [hop for hop in children if hop.team_id in readable])
    links = [
        ObjectiveLinks(one.number, _chain(one.parent_id, above), tuple(below.get(one.id, ())))
        for one in objectives
    ]
    return tuple(one for one in links if one.serves or one.served_by)


async def _load_above(
    session: AsyncSession, actor: Actor, readable: Collection[int], parent_ids: Collection[int]
) -> dict[int, _Hop]:
    """Load parents level by level, stopping where a team may not be read."""
    found: dict[int, _Hop] = {}
    wanted = set(parent_ids)
    while wanted:
        hops = await _load_hops(session, actor, ids=wanted)
        seen = [hop for hop in hops if hop.team_id in readable]
        found |= {hop.link.id: hop for hop in seen}
        parents = {hop.parent_id for hop in seen if hop.parent_id is not None}
        wanted = parents - found.keys()
    return found


async def _with_progress(
    session: AsyncSession, hops: Sequence[_Hop]
) -> dict[int, list[LinkedObjective]]:
    """Return who serves, by the parent, with the progress of each: shown, and added to nothing."""
    shares = await _progress_of(session, hops) if hops else {}
    found: dict[int, list[LinkedObjective]] = {}
    for hop in hops:
        link = replace(hop.link, progress=shares.get(hop.link.id))
        found.setdefault(hop.parent_id or 0, []).append(link)
    return found


async def _load_hops(
    session: AsyncSession,
    actor: Actor,
    *,
    ids: Collection[int] = (),
    parent_ids: Collection[int] = (),
) -> list[_Hop]:
    """Load objectives by id, or live ones of running cycles by their parent.

    By id those of any cycle are found, but not those of a plan that was discarded.
    """
    query = (
        select(ObjectiveRow, TeamCycleRow.state, CycleRow.name, TeamRow.id, TeamRow.key)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .join(TeamRow, TeamRow.id == TeamCycleRow.team_id)
        .where(ObjectiveRow.workspace_id == actor.workspace_id)
        .order_by(TeamRow.key, ObjectiveRow.position, ObjectiveRow.id)
    )
    if ids:
        query = query.where(ObjectiveRow.id.in_(ids), TeamCycleRow.state != CycleState.DISCARDED)
    else:
        query = query.where(
            ObjectiveRow.parent_id.in_(parent_ids),
            ObjectiveRow.state == LifeState.ACTIVE,
            TeamCycleRow.state == CycleState.ACTIVE,
        )
    return [
        _Hop(
            LinkedObjective(row.id, _label(key, name, row.number, state), row.title, None),
            row.parent_id,
            team_id,
            row.team_cycle_id,
        )
        for row, state, name, team_id, key in await session.execute(query)
    ]


async def _progress_of(session: AsyncSession, hops: Sequence[_Hop]) -> dict[int, Fraction | None]:
    wanted = {hop.link.id for hop in hops}
    teams = await load_objectives_by_team(
        session, team_cycle_ids={hop.team_cycle_id for hop in hops}
    )
    objectives = [one for found in teams.values() for one in found if one.id in wanted]
    key_results = [one for objective in objectives for one in objective.key_results]
    histories = await load_check_ins(session, key_result_ids=[one.id for one in key_results])
    shares = {one.id: progress(one, last_value(histories[one.id])) for one in key_results}
    return {one.id: objective_progress(one, shares) for one in objectives}


def _chain(parent_id: int | None, above: dict[int, _Hop]) -> tuple[LinkedObjective, ...]:
    links: list[LinkedObjective] = []
    while parent_id in above and len(links) < MOST_HOPS:
        hop = above[parent_id]
        links.append(hop.link)
        parent_id = hop.parent_id
    return tuple(links)


def _label(key: str, cycle: str, number: int, state: CycleState) -> str:
    """Return `PAY-1`, which is the active cycle's, else `PAY-2026Q3-1`."""
    if state is CycleState.ACTIVE:
        return f"{key}-{number}"
    return f"{key}-{cycle_key(cycle)}-{number}"
