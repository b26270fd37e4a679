"""The shelf as it is read: a page at a time, with what may be undone and what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.models import PlacementRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.fresh_start import QUARTER, YEAR, SetAside
from bot.okr.permissions import Act, Actor, may
from bot.okr.shelf import (
    PER_PAGE,
    Shelf,
    ShelfAge,
    ShelfCounts,
    ShelfFilter,
    ShelfItem,
    ShelfOrder,
    capitals_of,
    search_words,
)
from bot.okr.team import Team
from bot.okr.work_item import PlacedHow, WorkState
from bot.services.fresh_starts import set_aside_of
from bot.services.members import find_access
from bot.services.revivals import ON_SHELF
from bot.services.shelf_door import find_shelf_cycle, load_shelf_door
from bot.services.shelving_undo import is_untouched
from bot.services.teams import get_team
from bot.services.work_items import work_item_of

MAX_ACTS = 2
"""So many acts are offered to be undone; older ones wait until these are out of the way."""


async def load_shelf(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    wanted: ShelfFilter,
    page: int,
    now: datetime,
) -> Shelf:
    """Return a page of a team's shelf; one that is no longer there gives the last.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is not in the team.
    """
    team = await get_team(session, actor=actor, act=Act.READ_SHARES, team_id=team_id)
    access = await find_access(session, actor=actor, team_id=team_id)
    by_state = await _count_states(session, team_id)
    matching = _matching(team_id, wanted, now)
    found = await session.scalar(select(func.count()).select_from(WorkItemRow).where(*matching))
    page = min(max(page, 0), max(-(-(found or 0) // PER_PAGE) - 1, 0))
    is_lead = may(actor, Act.START_FRESH, access)
    return Shelf(
        team=team,
        filter=wanted,
        items=await _load_page(session, matching, wanted, page),
        page=page,
        found=found or 0,
        total=by_state.get(WorkState.SHELVED, 0),
        archived=by_state.get(WorkState.ARCHIVED, 0),
        counts=await load_present_counts(session, team_id=team_id),
        door=await load_shelf_door(session, team_id=team_id),
        acts=await _undoable(session, actor, team, is_lead=is_lead, now=now),
        may_lead=is_lead,
        now=now,
    )


async def load_shelf_counts(session: AsyncSession, *, team_id: int, team_cycle: int) -> ShelfCounts:
    """Return how much was set aside in a cycle, and how much of that was brought back.

    What was undone counts for neither. For the team alone.

    Args:
        team_cycle: id of the team's life in the cycle.
    """
    undo = aliased(PlacementRow)
    came_back = (
        select(PlacementRow.work_item_id)
        .join(ShelvingItemRow, ShelvingItemRow.work_item_id == PlacementRow.work_item_id)
        .join(ShelvingRow, ShelvingRow.id == ShelvingItemRow.shelving_id)
        .outerjoin(undo, undo.undoes_id == PlacementRow.id)
        .where(
            *_counted(team_id, team_cycle),
            PlacementRow.how == PlacedHow.REVIVED,
            PlacementRow.at >= ShelvingRow.at,
            undo.id.is_(None),
        )
    )
    shelved = (
        select(ShelvingItemRow.work_item_id)
        .join(ShelvingRow, ShelvingRow.id == ShelvingItemRow.shelving_id)
        .where(*_counted(team_id, team_cycle))
    )
    return ShelfCounts(await _count(session, shelved), await _count(session, came_back))


async def load_present_counts(session: AsyncSession, *, team_id: int) -> ShelfCounts:
    """Return the counts of the cycle that shelving belongs to now."""
    cycle = await find_shelf_cycle(session, team_id=team_id)
    if cycle is None:
        return ShelfCounts(0, 0)
    return await load_shelf_counts(session, team_id=team_id, team_cycle=cycle.id)


def _counted(team_id: int, team_cycle: int) -> tuple[ColumnElement[bool], ...]:
    return (
        ShelvingRow.team_id == team_id,
        ShelvingRow.team_cycle_id == team_cycle,
        ShelvingRow.undone_at.is_(None),
    )


async def _count(session: AsyncSession, work_item_ids: Select[Any]) -> int:
    ids = work_item_ids.subquery()
    return await session.scalar(select(func.count(distinct(ids.c.work_item_id)))) or 0


async def _count_states(session: AsyncSession, team_id: int) -> dict[WorkState, int]:
    rows = await session.execute(
        select(WorkItemRow.state, func.count())
        .where(WorkItemRow.team_id == team_id, WorkItemRow.state.in_(ON_SHELF))
        .group_by(WorkItemRow.state)
    )
    return {row[0]: row[1] for row in rows}


def _matching(team_id: int, wanted: ShelfFilter, now: datetime) -> list[ColumnElement[bool]]:
    created = WorkItemRow.source_created_at
    conditions = [WorkItemRow.team_id == team_id, WorkItemRow.state.in_(ON_SHELF)]
    if wanted.source is not None:
        conditions.append(WorkItemRow.source == wanted.source)
    if wanted.age in {ShelfAge.MIDDLE, ShelfAge.NEWER}:
        conditions.append(created >= now - (YEAR if wanted.age is ShelfAge.MIDDLE else QUARTER))
    if wanted.age in {ShelfAge.MIDDLE, ShelfAge.OLDER}:
        conditions.append(created < now - (QUARTER if wanted.age is ShelfAge.MIDDLE else YEAR))
    words = search_words(wanted.words)
    title = _small_letters(WorkItemRow.title, words)
    return [*conditions, *(title.contains(word, autoescape=True) for word in words)]


def _small_letters(text: Any, words: Sequence[str]) -> ColumnElement[str]:  # noqa: ANN401
    """Turn the capitals that matter for a search into small letters, on every database alike.

    SQLite's `lower` knows ASCII alone, and so does PostgreSQL's in a database of the C locale.
    """
    for capital, small in capitals_of(words):
        text = func.replace(text, capital, small)
    lowered: ColumnElement[str] = func.lower(text)
    return lowered


async def _load_page(
    session: AsyncSession,
    matching: Sequence[ColumnElement[bool]],
    wanted: ShelfFilter,
    page: int,
) -> tuple[ShelfItem, ...]:
    created, item_id = WorkItemRow.source_created_at, WorkItemRow.id
    is_oldest = wanted.order is ShelfOrder.OLDEST
    order = (created, item_id) if is_oldest else (created.desc(), item_id.desc())
    rows = await session.scalars(
        select(WorkItemRow)
        .where(*matching)
        .order_by(*order)
        .limit(PER_PAGE)
        .offset(page * PER_PAGE)
    )
    return tuple(ShelfItem(work_item_of(row, None), row.ended_at or row.created_at) for row in rows)


async def _undoable(
    session: AsyncSession, actor: Actor, team: Team, *, is_lead: bool, now: datetime
) -> tuple[SetAside, ...]:
    """Return the newest acts that could be undone, and would give something back."""
    mine = [] if is_lead else [ShelvingRow.person_id == actor.person_id]
    gives_back = select(ShelvingItemRow.id).join(WorkItemRow, is_untouched())
    rows = await session.scalars(
        select(ShelvingRow)
        .where(
            ShelvingRow.team_id == team.id,
            ShelvingRow.undone_at.is_(None),
            ShelvingRow.undo_until >= now,
            gives_back.where(ShelvingItemRow.shelving_id == ShelvingRow.id)
            .correlate(ShelvingRow)
            .exists(),
            *mine,
        )
        .order_by(ShelvingRow.id.desc())
        .limit(MAX_ACTS)
    )
    return tuple([await set_aside_of(session, act=row, team=team) for row in rows])
