"""Work items: what the team does or wants to do, how it is read and added."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, TeamRow, WorkItemRow
from bot.okr.errors import ConflictError, FormError, NotFoundError
from bot.okr.new_work import NewWork, check_new_work
from bot.okr.objective import Objective, live_objectives
from bot.okr.permissions import NOT_FOUND, Act, Actor, may
from bot.okr.person import Standing
from bot.okr.team import Team
from bot.okr.text import shorten
from bot.okr.work_item import Place, WorkItem, WorkSource, WorkState
from bot.okr.work_list import TeamWork
from bot.services.cycles import find_active_cycle
from bot.services.members import find_access, make_member
from bot.services.okrs import load_objectives
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team

STATE_WORDS = {
    WorkState.OPEN: "open",
    WorkState.DONE: "done",
    WorkState.DROPPED: "dropped",
    WorkState.SHELVED: "on the shelf",
    WorkState.ARCHIVED: "archived",
}
NOT_AN_OWNER = "Choose someone who works here, not an app or a guest, or leave this empty."


async def load_work_items(
    session: AsyncSession,
    *,
    team_id: int,
    states: Collection[WorkState] = (WorkState.OPEN,),
) -> tuple[WorkItem, ...]:
    """Return a team's work items in some states, the oldest first."""
    found = await load_work_by_team(session, team_ids=[team_id], states=states)
    return found.get(team_id, ())


async def load_work_by_team(
    session: AsyncSession,
    *,
    team_ids: Collection[int],
    states: Collection[WorkState] = (WorkState.OPEN,),
) -> dict[int, tuple[WorkItem, ...]]:
    """Return teams' work items in some states by the team's id, the oldest first."""
    rows = await session.execute(
        select(WorkItemRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == WorkItemRow.owner_id)
        .where(WorkItemRow.team_id.in_(team_ids), WorkItemRow.state.in_(states))
        .order_by(WorkItemRow.source_created_at, WorkItemRow.id)
    )
    found: dict[int, list[WorkItem]] = defaultdict(list)
    for row, owner in rows:
        found[row.team_id].append(work_item_of(row, owner))
    return {team_id: tuple(items) for team_id, items in found.items()}


async def load_team_work(session: AsyncSession, *, team: Team) -> TeamWork:
    """Return a team's open work with what decides its places; who may see it was asked before."""
    cycle = await find_active_cycle(session, team_id=team.id)
    anyway = await session.scalars(
        select(WorkItemRow.id).where(
            WorkItemRow.team_id == team.id,
            WorkItemRow.place == Place.ANYWAY,
            WorkItemRow.anyway_team_cycle_id == (cycle.id if cycle else None),
        )
    )
    return TeamWork(
        team=team,
        cycle=cycle,
        objectives=await load_objectives_of(session, team=team),
        work_items=await load_work_items(session, team_id=team.id),
        anyway_this_cycle=frozenset(anyway),
    )


async def load_objectives_of(session: AsyncSession, *, team: Team) -> tuple[Objective, ...]:
    """Return the live objectives of a team's active cycle in their fixed order."""
    cycle = await find_active_cycle(session, team_id=team.id)
    if cycle is None:
        return ()
    return live_objectives(await load_objectives(session, team_cycle_id=cycle.id))


async def get_work_row(
    session: AsyncSession, *, actor: Actor, act: Act, work_item_id: int
) -> tuple[WorkItemRow, Team]:
    """Return a work item's row, locked until the transaction ends, and its team.

    Raises:
        NotFoundError: it is gone, of another workspace, or the actor may not see its team.
        NotAllowedError: the actor may see the team, but not do this.
    """
    row = await session.scalar(
        select(WorkItemRow)
        .where(WorkItemRow.workspace_id == actor.workspace_id, WorkItemRow.id == work_item_id)
        .with_for_update()
    )
    if row is None:
        raise NotFoundError(NOT_FOUND)
    return row, await get_team(session, actor=actor, act=act, team_id=row.team_id)


def read_id(text: str) -> int:
    """Read the id of something that came back from Slack.

    Raises:
        NotFoundError: it is no id.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise NotFoundError(NOT_FOUND)
    return int(text)


def require_open(row: WorkItemRow) -> None:
    """Refuse what is done, dropped or set aside.

    Raises:
        NotFoundError: the work item is not open.
    """
    if row.state is not WorkState.OPEN:
        title = shorten(row.title, 60)
        raise NotFoundError(f"“{title}” is {STATE_WORDS[row.state]} already. Nothing was changed.")


async def add_work_item(
    session: AsyncSession, *, actor: Actor, team_id: int, work: NewWork, now: datetime
) -> WorkItemRow:
    """Add a work item that has no place yet.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see the team, but not add work.
        FormError: with the fields `title`, `link`, `owner`.
        ConflictError: the same thing at its source is tracked already.
    """
    await get_team(session, actor=actor, act=Act.ADD_WORK, team_id=team_id)
    title, link = check_new_work(work.title, work.link)
    await make_owner(session, actor=actor, team_id=team_id, owner_id=work.owner_id, now=now)
    row = WorkItemRow(
        workspace_id=actor.workspace_id,
        team_id=team_id,
        title=title,
        link=link,
        owner_id=work.owner_id,
        created_by_id=actor.person_id,
        source=work.source,
        external_id=work.external_id,
        source_created_at=work.created_at,
        started_at=now if work.is_started else None,
        state=WorkState.OPEN,
        hypothesis="",
        anyway_reason="",
        created_at=now,
    )
    await _insert(session, row, actor)
    await touch_prompt(session, team_id=team_id)
    return row


async def make_owner(
    session: AsyncSession, *, actor: Actor, team_id: int, owner_id: int | None, now: datetime
) -> None:
    """Make who does the work a member: owning something makes one.

    Raises:
        FormError: with the field `owner`, when the person is a guest, an app or gone.
    """
    if owner_id is None:
        return
    standing = await session.scalar(
        select(PersonRow.standing).where(
            PersonRow.workspace_id == actor.workspace_id, PersonRow.id == owner_id
        )
    )
    access = await find_access(
        session,
        actor=Actor(owner_id, actor.workspace_id, standing or Standing.GONE),
        team_id=team_id,
    )
    if access.role is None and standing is not Standing.MEMBER:
        raise FormError({"owner": NOT_AN_OWNER})
    await make_member(
        session, workspace_id=actor.workspace_id, team_id=team_id, person_ids=[owner_id], now=now
    )


async def find_tracked(
    session: AsyncSession, *, actor: Actor, source: WorkSource, external_id: str
) -> str | None:
    """Say in a sentence that something is tracked already; None when it is not.

    The title is told to those who may see the team.
    """
    row = await session.scalar(
        select(WorkItemRow).where(
            WorkItemRow.workspace_id == actor.workspace_id,
            WorkItemRow.source == source,
            WorkItemRow.external_id == external_id,
        )
    )
    if row is None:
        return None
    access = await find_access(session, actor=actor, team_id=row.team_id)
    if not may(actor, Act.READ, access):
        return "Another team tracks this message already."
    team_name = await session.scalar(select(TeamRow.name).where(TeamRow.id == row.team_id))
    state = STATE_WORDS[row.state]
    return f"{team_name} tracks this message already: “{row.title}”, {state}."


def work_item_of(row: WorkItemRow, owner: str | None) -> WorkItem:
    """Return the value of a work item's row."""
    return WorkItem(
        id=row.id,
        team_id=row.team_id,
        title=row.title,
        link=row.link,
        owner_id=row.owner_id,
        owner=owner,
        source=row.source,
        external_id=row.external_id,
        created_at=row.source_created_at,
        started_at=row.started_at,
        state=row.state,
        place=row.place,
        key_result_id=row.key_result_id,
        hypothesis=row.hypothesis,
        anyway_reason=row.anyway_reason,
        version=row.version,
    )


async def _insert(session: AsyncSession, row: WorkItemRow, actor: Actor) -> None:
    """Insert a row; the unique key decides when two people track the same thing at once."""
    if row.external_id is None:
        session.add(row)
        await session.flush()
        return
    told = await find_tracked(session, actor=actor, source=row.source, external_id=row.external_id)
    if told is not None:
        raise ConflictError(told)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise ConflictError("Somebody tracked this a moment ago.") from error
