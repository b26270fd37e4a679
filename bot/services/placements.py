"""Placements: people say where work belongs, or that it is done."""

from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import WorkItemRow
from bot.okr.errors import FormError
from bot.okr.permissions import Act, Actor
from bot.okr.places import Answer, check_placement, outcome_of
from bot.okr.placing import Placed, PlacementEntry, PlaceQuestion
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.okr.work_item import Place, PlacedHow, WorkItem, WorkState
from bot.services.cycles import find_active_cycle
from bot.services.moves import Move, move_row
from bot.services.posted_messages import touch_prompt
from bot.services.work_items import get_work_row, load_objectives_of, require_open, work_item_of

NOT_LIVE = "That key result is closed or gone. Choose another one."


async def place_work_item(
    session: AsyncSession,
    *,
    actor: Actor,
    work_item_id: int,
    entry: PlacementEntry,
    now: datetime,
) -> Placed:
    """Put a work item where a person says it belongs.

    Raises:
        NotFoundError: the work item is gone, no longer open, or not visible to the actor.
        NotAllowedError: the actor may see it, but not place it.
        FormError: with the fields of `check_placement`.
    """
    row, team = await get_work_row(session, actor=actor, act=Act.PLACE, work_item_id=work_item_id)
    require_open(row)
    return await place_row(session, actor=actor, row=row, team=team, entry=entry, now=now)


async def place_row(
    session: AsyncSession,
    *,
    actor: Actor,
    row: WorkItemRow,
    team: Team,
    entry: PlacementEntry,
    now: datetime,
) -> Placed:
    """Put a work item that is locked and open where a person says it belongs.

    Raises:
        FormError: with the fields of `check_placement`.
    """
    answer = entry.answer
    is_aimed = answer is Answer.KEY_RESULT
    doubted = await _check_key_result(session, row, team, entry) if is_aimed else False
    check_placement(
        answer,
        key_result_id=entry.key_result_id,
        hypothesis=entry.hypothesis,
        reason=entry.reason,
        would_have_thought=entry.would_have_thought,
        asks_origin=doubted,
    )
    state, place = outcome_of(cast("Answer", answer))  # a missing one was refused
    move = Move(
        state=state,
        place=place,
        how=PlacedHow.PLACED,
        key_result_id=entry.key_result_id if is_aimed else None,
        hypothesis=one_line(entry.hypothesis) if is_aimed else "",
        reason=one_line(entry.reason) if answer is Answer.ANYWAY else "",
        would_have_thought=entry.would_have_thought if doubted else None,
    )
    cycle = await find_active_cycle(session, team_id=team.id) if place is Place.ANYWAY else None
    if state is not WorkState.SHELVED:  # taking it off the shelf again gives back what was
        row.anyway_team_cycle_id = cycle.id if cycle else None
    return await move_row(session, actor=actor, row=row, move=move, now=now)


async def finish_work_item(
    session: AsyncSession, *, actor: Actor, work_item_id: int, now: datetime
) -> Placed:
    """Mark a work item as done; it keeps its place, so that people can ask what came of it.

    Raises:
        NotFoundError: the work item is gone, no longer open, or not visible to the actor.
        NotAllowedError: the actor may see it, but not change it.
    """
    row, _ = await get_work_row(session, actor=actor, act=Act.EDIT_WORK, work_item_id=work_item_id)
    require_open(row)
    move = Move(
        state=WorkState.DONE,
        place=row.place,
        how=PlacedHow.PLACED,
        key_result_id=row.key_result_id,
        hypothesis=row.hypothesis,
        reason=row.anyway_reason,
    )
    return await move_row(session, actor=actor, row=row, move=move, now=now)


async def start_work_item(
    session: AsyncSession, *, actor: Actor, work_item_id: int, now: datetime
) -> WorkItem:
    """Say that somebody took a work item up.

    Raises:
        NotFoundError: the work item is gone, no longer open, or not visible to the actor.
        NotAllowedError: the actor may see it, but not change it.
    """
    row, team = await get_work_row(
        session, actor=actor, act=Act.EDIT_WORK, work_item_id=work_item_id
    )
    require_open(row)
    row.started_at = row.started_at or now
    await session.flush()
    await touch_prompt(session, team_id=team.id)
    return work_item_of(row, None)


async def _check_key_result(
    session: AsyncSession, row: WorkItemRow, team: Team, entry: PlacementEntry
) -> bool:
    """Refuse a key result that is not live, and tell whether the work is older than its objective.

    Raises:
        FormError: with the field `key_result`.
    """
    if entry.key_result_id is None:
        return False
    objectives = await load_objectives_of(session, team=team)
    question = PlaceQuestion(objectives, row.source_created_at, entry)
    if question.chosen is None:
        raise FormError({"key_result": NOT_LIVE})
    return question.doubted is not None
