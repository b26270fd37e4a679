"""Ideas from the objectives: collected for each key result, chosen, and then work."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CycleRow, IdeaRow, PersonRow, TeamCycleRow, WorkItemRow
from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.idea import Idea, IdeasPage, read_ideas
from bot.okr.new_work import NewWork
from bot.okr.objective import live_objectives
from bot.okr.permissions import NOT_FOUND, Act, Actor, may
from bot.okr.placing import Placed
from bot.okr.planning import check_hypothesis
from bot.okr.text import one_line
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState
from bot.services.cycles import cycle_of
from bot.services.members import find_access
from bot.services.moves import Move, move_row
from bot.services.okr_rows import require_editable
from bot.services.okrs import FoundKeyResult, get_key_result, load_objectives
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team
from bot.services.work_items import add_work_item

NO_CYCLE = "There is no cycle to have ideas for yet. A lead plans one: type “cycle”."
NOT_YOURS = "Only who had this idea, or a lead, can take it out."
IS_WORK = "This idea is work already."


async def load_ideas(session: AsyncSession, *, actor: Actor, team_id: int) -> IdeasPage:
    """Return a team's ideas in the cycle that is planned, else in the one that runs.

    Raises:
        NotFoundError: the team is gone, has no cycle, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
    """
    team = await get_team(session, actor=actor, act=Act.PLAN, team_id=team_id)
    cycle = await _find_cycle(session, team_id)
    if cycle is None:
        raise NotFoundError(NO_CYCLE)
    objectives = live_objectives(await load_objectives(session, team_cycle_id=cycle.id))
    access = await find_access(session, actor=actor, team_id=team_id)
    key_result_ids = [one.id for each in objectives for one in each.key_results]
    return IdeasPage(
        team=team,
        cycle_name=cycle.name,
        is_planned=cycle.state is CycleState.PLANNING,
        objectives=objectives,
        ideas=await _load(session, actor, key_result_ids),
        may_remove_all=may(actor, Act.EDIT_OKRS, access),
    )


async def add_ideas(
    session: AsyncSession, *, actor: Actor, key_result_id: int, text: str, now: datetime
) -> FoundKeyResult:
    """Keep the ideas of some lines, each once, and return what they are for.

    Raises:
        NotFoundError: the key result is gone or over, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        FormError: with the field `ideas`.
    """
    found = await _get_open(session, actor, key_result_id)
    ideas = read_ideas(text)
    known = await _load(session, actor, [key_result_id])
    there = {one.text.casefold() for one in known.get(key_result_id, ())}
    session.add_all(
        IdeaRow(
            workspace_id=actor.workspace_id,
            key_result_id=key_result_id,
            text=idea,
            person_id=actor.person_id,
            at=now,
        )
        for idea in ideas
        if idea.casefold() not in there
    )
    await session.flush()
    await touch_prompt(session, team_id=found.team.id)
    return found


async def remove_idea(
    session: AsyncSession, *, actor: Actor, idea_id: int, now: datetime
) -> FoundKeyResult:
    """Take an idea out and return what it was for; twice is as good as once.

    Raises:
        NotFoundError: it is gone, or the actor may not see it.
        NotAllowedError: somebody else had it, and the actor is no lead.
        ConflictError: it is work already.
    """
    row, found = await _get_own(session, actor, idea_id)
    if row.work_item_id is not None:
        raise ConflictError(IS_WORK)
    row.removed_at = row.removed_at or now
    await session.flush()
    await touch_prompt(session, team_id=found.team.id)
    return found


async def put_idea_back(session: AsyncSession, *, actor: Actor, idea_id: int) -> FoundKeyResult:
    """Put back an idea that was taken out, and return what it is for.

    Raises:
        NotFoundError: it is gone, or the actor may not see it.
        NotAllowedError: somebody else had it, and the actor is no lead.
    """
    row, found = await _get_own(session, actor, idea_id)
    row.removed_at = None
    await session.flush()
    await touch_prompt(session, team_id=found.team.id)
    return found


async def choose_idea(
    session: AsyncSession, *, actor: Actor, idea_id: int, hypothesis: str, now: datetime
) -> Placed:
    """Make an idea work that comes from its key result.

    Raises:
        NotFoundError: it is gone or over, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        ConflictError: it is work already.
        FormError: with the field `hypothesis`.
    """
    row, found = await _get_idea(session, actor, idea_id, locks=True)
    if row.work_item_id is not None or row.removed_at is not None:
        raise ConflictError(IS_WORK if row.work_item_id else NOT_FOUND)
    check_hypothesis(hypothesis)
    work = NewWork(
        title=row.text,
        link=None,
        owner_id=None,
        source=WorkSource.TYPED,
        external_id=None,
        created_at=now,
        is_started=False,
    )
    item = await add_work_item(session, actor=actor, team_id=found.team.id, work=work, now=now)
    row.work_item_id = item.id
    move = Move(
        state=WorkState.OPEN,
        place=Place.KEY_RESULT,
        how=PlacedHow.IDEA,
        key_result_id=row.key_result_id,
        hypothesis=one_line(hypothesis),
    )
    return await move_row(session, actor=actor, row=item, move=move, now=now)


async def get_idea(
    session: AsyncSession, *, actor: Actor, idea_id: int
) -> tuple[Idea, FoundKeyResult]:
    """Return an idea and what it is for.

    Raises:
        NotFoundError: it is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
    """
    row, found = await _get_idea(session, actor, idea_id)
    return _idea_of(row, None, actor), found


async def _find_cycle(session: AsyncSession, team_id: int) -> Cycle | None:
    rows = await session.execute(
        select(TeamCycleRow, CycleRow)
        .join(CycleRow, CycleRow.id == TeamCycleRow.cycle_id)
        .where(
            TeamCycleRow.team_id == team_id,
            TeamCycleRow.state.in_([CycleState.PLANNING, CycleState.ACTIVE]),
        )
    )
    found = [cycle_of(*row) for row in rows]
    found.sort(key=lambda cycle: cycle.state is not CycleState.PLANNING)
    return found[0] if found else None


async def _load(
    session: AsyncSession, actor: Actor, key_result_ids: Collection[int]
) -> Mapping[int, tuple[Idea, ...]]:
    rows = await session.execute(
        select(IdeaRow, PersonRow.name, WorkItemRow.state)
        .outerjoin(PersonRow, PersonRow.id == IdeaRow.person_id)
        .outerjoin(WorkItemRow, WorkItemRow.id == IdeaRow.work_item_id)
        .where(
            IdeaRow.workspace_id == actor.workspace_id,
            IdeaRow.key_result_id.in_(key_result_ids),
            IdeaRow.removed_at.is_(None),
        )
        .order_by(IdeaRow.at, IdeaRow.id)
    )
    found: dict[int, list[Idea]] = defaultdict(list)
    for row, name, state in rows:
        is_dropped = state is WorkState.DROPPED
        found[row.key_result_id].append(_idea_of(row, name, actor, is_dropped=is_dropped))
    return {key_result_id: tuple(ideas) for key_result_id, ideas in found.items()}


def _idea_of(row: IdeaRow, by: str | None, actor: Actor, *, is_dropped: bool = False) -> Idea:
    """Return an idea; one whose work was dropped can be chosen again."""
    return Idea(
        id=row.id,
        key_result_id=row.key_result_id,
        text=row.text,
        by=by,
        at=row.at,
        is_own=row.person_id == actor.person_id,
        work_item_id=None if is_dropped else row.work_item_id,
    )


async def _get_open(session: AsyncSession, actor: Actor, key_result_id: int) -> FoundKeyResult:
    found = await get_key_result(session, actor=actor, act=Act.PLAN, key_result_id=key_result_id)
    require_editable(found.cycle, found.objective, found.key_result)
    return found


async def _get_own(
    session: AsyncSession, actor: Actor, idea_id: int
) -> tuple[IdeaRow, FoundKeyResult]:
    """Return an idea that the actor had or may take out as a lead, locked."""
    row, found = await _get_idea(session, actor, idea_id, locks=True)
    access = await find_access(session, actor=actor, team_id=found.team.id)
    if row.person_id != actor.person_id and not may(actor, Act.EDIT_OKRS, access):
        raise NotAllowedError(NOT_YOURS)
    return row, found


async def _get_idea(
    session: AsyncSession, actor: Actor, idea_id: int, *, locks: bool = False
) -> tuple[IdeaRow, FoundKeyResult]:
    wanted = select(IdeaRow).where(
        IdeaRow.workspace_id == actor.workspace_id, IdeaRow.id == idea_id
    )
    row = await session.scalar(wanted.with_for_update() if locks else wanted)
    if row is None:
        raise NotFoundError(NOT_FOUND)
    if locks and row.work_item_id is not None:
        work = await session.get_one(WorkItemRow, row.work_item_id)
        if work.state is WorkState.DROPPED:
            row.work_item_id = None
    return row, await _get_open(session, actor, row.key_result_id)
