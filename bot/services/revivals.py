"""Brings work back from the shelf: for a key result, and with how the number would move."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import WorkItemRow
from bot.okr.errors import FormError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.placing import Placed
from bot.okr.shelf import Revival, check_revival
from bot.okr.team import Team
from bot.okr.text import shorten
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.okr.work_list import key_results_of
from bot.services.moves import Move, move_row
from bot.services.placements import NOT_LIVE
from bot.services.shelf_door import load_shelf_objectives, require_open_shelf
from bot.services.work_items import STATE_WORDS, get_work_row, work_item_of

NO_KEY_RESULTS = "Work comes back for a key result, and there is none yet. Add one first."
ON_SHELF = frozenset({WorkState.SHELVED, WorkState.ARCHIVED})


async def open_revival(
    session: AsyncSession, *, actor: Actor, work_item_id: int, now: datetime
) -> Revival:
    """Show what work on the shelf may come back for.

    Raises:
        NotFoundError: it is gone or not on the shelf, or there is no key result.
        NotAllowedError: the actor may not place the team's work, or the shelf is shut.
    """
    row, team = await _get_row(session, actor, work_item_id)
    objectives = await load_shelf_objectives(session, team_id=team.id)
    if not key_results_of(objectives):
        raise NotFoundError(NO_KEY_RESULTS)
    return Revival(team, work_item_of(row, None), objectives, now)


async def bring_back(
    session: AsyncSession,
    *,
    actor: Actor,
    work_item_id: int,
    key_result_id: int | None,
    hypothesis: str,
    now: datetime,
) -> Placed:
    """Bring work back for a key result; nobody has begun it, until it is planned.

    Raises:
        NotFoundError: it is gone, or not on the shelf.
        NotAllowedError: the actor may not place the team's work, or the shelf is shut.
        FormError: with the fields `key_result`, `hypothesis`.
    """
    row, team = await _get_row(session, actor, work_item_id)
    sentence = check_revival(key_result_id=key_result_id, hypothesis=hypothesis)
    live = key_results_of(await load_shelf_objectives(session, team_id=team.id))
    if key_result_id not in {one.id for one in live}:
        raise FormError({"key_result": NOT_LIVE})
    row.started_at = row.anyway_team_cycle_id = None
    move = Move(
        state=WorkState.OPEN,
        place=Place.KEY_RESULT,
        how=PlacedHow.REVIVED,
        key_result_id=key_result_id,
        hypothesis=sentence,
    )
    return await move_row(session, actor=actor, row=row, move=move, now=now)


async def _get_row(
    session: AsyncSession, actor: Actor, work_item_id: int
) -> tuple[WorkItemRow, Team]:
    row, team = await get_work_row(session, actor=actor, act=Act.PLACE, work_item_id=work_item_id)
    if row.state not in ON_SHELF:
        title = shorten(row.title, 60)
        raise NotFoundError(f"“{title}” is {STATE_WORDS[row.state]} already. Nothing was changed.")
    await require_open_shelf(session, team_id=team.id)
    return row, team
