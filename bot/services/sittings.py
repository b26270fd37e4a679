"""Sittings: a person places one work item after the other; a draft keeps where they are."""

from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import DraftRow, PlacementRow, WorkItemRow
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.permissions import NOT_FOUND, Act, Actor
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry, PlaceQuestion, Sitting
from bot.okr.team import Team
from bot.okr.text import shorten
from bot.okr.work_item import WorkState
from bot.okr.work_list import TeamWork
from bot.services.drafts import Draft, get_draft, keep_draft, open_draft
from bot.services.placements import place_row
from bot.services.sitting_progress import (
    Progress,
    advance,
    find_item,
    is_gone,
    return_to,
    still_asked,
)
from bot.services.teams import get_team
from bot.services.undo import undo_placement
from bot.services.work_items import get_work_row, load_team_work, require_open

FORM = "place_work"


async def open_sitting(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> Sitting:
    """Start placing what a team has in play without a place.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not place its work.
    """
    team = await get_team(session, actor=actor, act=Act.PLACE, team_id=team_id)
    queue = [item.id for item in (await load_team_work(session, team=team)).unplaced]
    return await _open(session, actor, team, queue, asks_about_placed=False, now=now)


async def open_sitting_for(
    session: AsyncSession, *, actor: Actor, work_item_id: int, now: datetime
) -> Sitting:
    """Start placing one work item, whether it has a place or not.

    Raises:
        NotFoundError: it is gone, no longer open, or the actor may not see it.
        NotAllowedError: the actor may see it, but not place it.
    """
    row, team = await get_work_row(session, actor=actor, act=Act.PLACE, work_item_id=work_item_id)
    require_open(row)
    return await _open(session, actor, team, [row.id], asks_about_placed=True, now=now)


async def get_sitting(
    session: AsyncSession, *, actor: Actor, token: str, entry: PlacementEntry, now: datetime
) -> Sitting:
    """Return a sitting as it is, with what the person has answered so far.

    Raises:
        NotFoundError: the sitting is too old, or the team or the work item is gone.
    """
    draft, progress, work = await _load(session, actor, token, now)
    if progress.current is not None and is_gone(progress, work):
        notice = await _changed_meanwhile(session, actor, draft, progress.current)
        return await _go_on(session, draft, progress, work.team, notice=notice, now=now)
    return _sitting(str(draft.token), work, progress, entry=entry, now=now)


async def place_in_sitting(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    work_item_id: int | None,
    entry: PlacementEntry,
    now: datetime,
) -> Sitting:
    """Place the work item that is asked about, and go on to the next.

    What somebody else changed meanwhile is left as it is, and said. A second submission of
    the same answer only shows where the sitting is.

    Raises:
        NotFoundError: the sitting is too old, or the team is gone.
        FormError: with the fields of `check_placement`.
    """
    draft, progress, work = await _load(session, actor, token, now)
    if progress.current is None or progress.current != work_item_id:
        return _sitting(str(draft.token), work, progress, now=now)
    row, team = await get_work_row(session, actor=actor, act=Act.PLACE, work_item_id=work_item_id)
    notice = ""
    if row.version != progress.version or row.state is not WorkState.OPEN:
        notice = await _changed_meanwhile(session, actor, draft, row.id)
    else:
        done = await place_row(session, actor=actor, row=row, team=team, entry=entry, now=now)
        progress = replace(
            progress, placed=[*progress.placed, [done.placement_id, str(entry.answer)]]
        )
    return await _go_on(session, draft, progress, team, notice=notice, now=now)


async def skip_in_sitting(
    session: AsyncSession, *, actor: Actor, token: str, work_item_id: int | None, now: datetime
) -> Sitting:
    """Leave the work item that is asked about as it is; it comes again only when asked for.

    What found its place meanwhile is not counted as skipped, and said.

    Raises:
        NotFoundError: the sitting is too old, or the team is gone.
    """
    draft, progress, work = await _load(session, actor, token, now)
    if progress.current is None or progress.current != work_item_id:
        return _sitting(str(draft.token), work, progress, now=now)
    notice = ""
    item = find_item(work, progress.current)
    if item is None or item.version != progress.version:
        notice = await _changed_meanwhile(session, actor, draft, progress.current)
    if still_asked([progress.current], progress, work):
        progress = replace(progress, skipped=[*progress.skipped, progress.current])
    return await _go_on(session, draft, progress, work.team, notice=notice, now=now)


async def undo_in_sitting(
    session: AsyncSession, *, actor: Actor, token: str, entry: PlacementEntry, now: datetime
) -> Sitting:
    """Take the last answer back and ask again; what was asked about comes after it.

    Args:
        entry: what was entered so far about the work item that is asked about now.

    Raises:
        NotFoundError: the sitting is too old, or the team is gone.
        NotAllowedError: the actor may no longer place the team's work.
    """
    draft, progress, work = await _load(session, actor, token, now)
    if not progress.placed:
        notice = "Nothing is left to undo."
        return _sitting(str(draft.token), work, progress, entry=entry, notice=notice, now=now)
    *placed, (placement_id, _) = progress.placed
    progress = replace(progress, placed=placed)
    try:
        undone = await undo_placement(session, actor=actor, placement_id=placement_id, now=now)
    except ConflictError as refusal:
        await keep_draft(session, draft=draft, data=asdict(progress))
        notice = refusal.sentence
        return _sitting(str(draft.token), work, progress, entry=entry, notice=notice, now=now)
    progress = return_to(progress, undone.work_item.id, entry=entry)
    notice = f"Undone: {shorten(undone.work_item.title, 60)}."
    return await _go_on(session, draft, progress, work.team, notice=notice, now=now)


async def resume_sitting(
    session: AsyncSession, *, actor: Actor, token: str, now: datetime
) -> Sitting:
    """Ask again, at the end of a sitting, about what was skipped.

    Raises:
        NotFoundError: the sitting is too old, or the team is gone.
    """
    draft, progress, work = await _load(session, actor, token, now)
    if progress.current is not None and not is_gone(progress, work):
        return _sitting(str(draft.token), work, progress, now=now)
    again = still_asked(progress.skipped, progress, work)
    skipped = [one for one in progress.skipped if one not in again]
    progress = replace(progress, queue=[*progress.queue, *again], skipped=skipped)
    return await _go_on(session, draft, progress, work.team, now=now)


async def _open(
    session: AsyncSession,
    actor: Actor,
    team: Team,
    queue: list[int],
    *,
    asks_about_placed: bool,
    now: datetime,
) -> Sitting:
    work = await load_team_work(session, team=team)
    start = Progress(None, 0, queue, len(queue), [], [], asks_about_placed)
    progress = advance(start, work)
    token = await open_draft(
        session, actor=actor, form=FORM, data=asdict(progress), now=now, team_id=team.id
    )
    return _sitting(str(token), work, progress, now=now)


async def _load(
    session: AsyncSession, actor: Actor, token: str, now: datetime
) -> tuple[Draft, Progress, TeamWork]:
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    if draft.team_id is None:
        raise NotFoundError(NOT_FOUND)
    team = await get_team(session, actor=actor, act=Act.PLACE, team_id=draft.team_id)
    return draft, Progress(**draft.data), await load_team_work(session, team=team)


async def _go_on(
    session: AsyncSession,
    draft: Draft,
    progress: Progress,
    team: Team,
    *,
    notice: str = "",
    now: datetime,
) -> Sitting:
    work = await load_team_work(session, team=team)
    progress = advance(progress, work)
    await keep_draft(session, draft=draft, data=asdict(progress))
    return _sitting(str(draft.token), work, progress, notice=notice, now=now)


def _sitting(
    token: str,
    work: TeamWork,
    progress: Progress,
    *,
    entry: PlacementEntry | None = None,
    notice: str = "",
    now: datetime,
) -> Sitting:
    item = find_item(work, progress.current)
    return Sitting(
        token=token,
        team=work.team,
        work_item=item,
        question=PlaceQuestion(
            work.objectives, item.created_at if item else now, entry or progress.entry
        ),
        number=progress.total - len(progress.queue),
        total=progress.total,
        tally=Counter(Answer(answer) for _, answer in progress.placed),
        skipped=len(progress.skipped),
        skipped_left=len(still_asked(progress.skipped, progress, work)),
        left=len(progress.queue),
        undoable=bool(progress.placed),
        notice=notice,
        now=now,
    )


async def _changed_meanwhile(
    session: AsyncSession, actor: Actor, draft: Draft, work_item_id: int
) -> str:
    """Say that a work item changed while it was asked about, and by whom as far as is known."""
    row = await session.get_one(WorkItemRow, work_item_id)
    began_at = select(DraftRow.created_at).where(DraftRow.token == draft.token).scalar_subquery()
    movers = await session.scalars(
        select(PlacementRow.person_id)
        .where(PlacementRow.work_item_id == work_item_id, PlacementRow.at >= began_at)
        .order_by(PlacementRow.id.desc())
        .limit(1)
    )
    is_own = movers.first() == actor.person_id
    who = "by you in another window" if is_own else "by someone else"
    return f"“{shorten(row.title, 60)}” was changed {who} meanwhile."
