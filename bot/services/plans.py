"""Plans: work that comes from a key result, for one week."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PlanRow, RoundRow, WorkItemRow
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.key_result import KeyResult
from bot.okr.new_work import NewWork
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.okr.planning import (
    PlanEntry,
    PlanForm,
    Planned,
    check_hypothesis,
    check_must_happen,
)
from bot.okr.standing import KeyResultStanding
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.okr.week import Week
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState
from bot.services.drafts import Draft, finish_draft, get_draft, open_draft
from bot.services.moves import Move, move_row
from bot.services.rounds import find_current_round, get_or_plan_round
from bot.services.teams import get_team
from bot.services.weeks import load_week
from bot.services.work_items import add_work_item

FORM = "plan_work"
NOT_LIVE = "That key result is closed or gone. Choose another one."
NO_KEY_RESULTS = "This team has no key results yet. A lead adds one, then you can plan from it."
SAVED_BEFORE = "This was planned already. Nothing was saved twice."


async def open_plan(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    key_result_id: int | None,
    now: datetime,
) -> PlanForm:
    """Start planning from a key result, which may be chosen already.

    Raises:
        NotFoundError: the team is gone or not visible, or has no such live key result.
        NotAllowedError: the actor may see the team, but not plan its work.
    """
    team = await get_team(session, actor=actor, act=Act.PLAN, team_id=team_id)
    token = await open_draft(session, actor=actor, form=FORM, data={}, now=now, team_id=team_id)
    return await _form(session, str(token), team, key_result_id, now)


async def get_plan(
    session: AsyncSession, *, actor: Actor, token: str, key_result_id: int | None, now: datetime
) -> PlanForm:
    """Return the form with where the chosen key result stands.

    Raises:
        NotFoundError: the form is too old, or the key result is not live.
        NotAllowedError: the actor may no longer plan the team's work.
    """
    _, team = await _load(session, actor, token, now)
    return await _form(session, token, team, key_result_id, now)


async def plan_work(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    key_result_id: int | None,
    entry: PlanEntry,
    now: datetime,
) -> Planned:
    """Add work that is derived from a key result, in play from now on, to this week's plan.

    Raises:
        NotFoundError: the form is too old, or the key result is not live.
        NotAllowedError: the actor may no longer plan the team's work.
        ConflictError: the form was saved before.
        FormError: with the fields `title`, `hypothesis`, `owner`, `must_happen`.
    """
    draft, team = await _load(session, actor, token, now)
    if not await finish_draft(session, draft=draft, now=now):
        raise ConflictError(SAVED_BEFORE)
    week = await load_week(session, team_id=team.id, now=now)
    key_result = _get_live(week, key_result_id).key_result
    check_hypothesis(entry.hypothesis)
    row = await _add(session, actor, team, entry, now)
    placed = await move_row(
        session, actor=actor, row=row, move=_aim(key_result, entry.hypothesis), now=now
    )
    meeting_at = await _put_on_plan(session, actor, row, must_happen=entry.must_happen, now=now)
    return Planned(team, key_result, row.title, entry.must_happen, meeting_at, placed.placement_id)


async def _load(
    session: AsyncSession, actor: Actor, token: str, now: datetime
) -> tuple[Draft, Team]:
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    if draft.team_id is None:
        raise NotFoundError(NOT_FOUND)
    return draft, await get_team(session, actor=actor, act=Act.PLAN, team_id=draft.team_id)


async def _form(
    session: AsyncSession, token: str, team: Team, key_result_id: int | None, now: datetime
) -> PlanForm:
    week = await load_week(session, team_id=team.id, now=now)
    if not week.key_results:
        raise NotFoundError(NO_KEY_RESULTS)
    current = await find_current_round(session, team_id=team.id, now=now)
    return PlanForm(
        token=token,
        team=team,
        objectives=tuple(standing.objective for standing in week.objectives),
        chosen=None if key_result_id is None else _get_live(week, key_result_id),
        must_happen=await _must_happen(session, current.id) if current else (),
    )


def _get_live(week: Week, key_result_id: int | None) -> KeyResultStanding:
    for standing in week.key_results:
        if standing.key_result.id == key_result_id:
            return standing
    raise NotFoundError(NOT_LIVE)


async def _add(
    session: AsyncSession, actor: Actor, team: Team, entry: PlanEntry, now: datetime
) -> WorkItemRow:
    work = NewWork(
        title=entry.title,
        link=None,
        owner_id=entry.owner_id,
        source=WorkSource.TYPED,
        external_id=None,
        created_at=now,
        is_started=True,
    )
    return await add_work_item(session, actor=actor, team_id=team.id, work=work, now=now)


def _aim(key_result: KeyResult, hypothesis: str) -> Move:
    return Move(
        state=WorkState.OPEN,
        place=Place.KEY_RESULT,
        how=PlacedHow.PLANNED,
        key_result_id=key_result.id,
        hypothesis=one_line(hypothesis),
    )


async def _put_on_plan(
    session: AsyncSession, actor: Actor, row: WorkItemRow, *, must_happen: bool, now: datetime
) -> datetime:
    """Plan a work item for the current round; the round is locked while the three are counted."""
    current = await get_or_plan_round(session, team_id=row.team_id, now=now)
    await session.execute(select(RoundRow.id).where(RoundRow.id == current.id).with_for_update())
    if must_happen:
        check_must_happen(await _must_happen(session, current.id))
    session.add(
        PlanRow(
            workspace_id=row.workspace_id,
            round_id=current.id,
            work_item_id=row.id,
            must_happen=must_happen,
            person_id=actor.person_id,
            at=now,
        )
    )
    await session.flush()
    return current.meeting_at


async def _must_happen(session: AsyncSession, round_id: int) -> tuple[str, ...]:
    """Return the titles of what must happen in a round; what was dropped frees its place."""
    rows = await session.scalars(
        select(WorkItemRow.title)
        .join(PlanRow, PlanRow.work_item_id == WorkItemRow.id)
        .where(
            PlanRow.round_id == round_id,
            PlanRow.must_happen,
            WorkItemRow.state.in_([WorkState.OPEN, WorkState.DONE]),
        )
        .order_by(PlanRow.id)
    )
    return tuple(rows)
