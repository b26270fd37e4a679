"""Starting fresh: what a lead sees before, and setting it aside, once."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, ShelvingItemRow, ShelvingRow, WorkItemRow
from bot.okr.errors import ConflictError
from bot.okr.fresh_start import FreshPreview, SetAside, check_typed
from bot.okr.permissions import Act, Actor
from bot.okr.team import Team
from bot.services.drafts import Draft, finish_draft, get_draft, keep_draft, open_draft
from bot.services.fresh_counts import count_fresh, goes_to_shelf
from bot.services.posted_messages import touch_prompt
from bot.services.shelving import shelve_where
from bot.services.teams import get_team

FORM = "start_fresh"
NOTHING_LEFT = "Nothing is left to set aside. Close this to go on."
_SEEN, _SHELVING = "seen", "shelving_id"


async def open_fresh_start(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> FreshPreview:
    """Show what would go to the shelf.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    team = await get_team(session, actor=actor, act=Act.START_FRESH, team_id=team_id)
    counts = await count_fresh(session, team_id=team_id, with_placed=False, now=now)
    token = await open_draft(
        session,
        actor=actor,
        form=FORM,
        data={_SEEN: counts.total},
        now=now,
        team_id=team_id,
    )
    return FreshPreview(str(token), team, counts, with_placed=False, now=now)


async def change_fresh_start(
    session: AsyncSession, *, actor: Actor, token: str, with_placed: bool, now: datetime
) -> FreshPreview:
    """Show what would go to the shelf with another choice.

    Raises:
        NotFoundError: the form is too old, or the team is gone.
        NotAllowedError: the actor is no lead any more.
    """
    draft, team = await _load(session, actor, token, now)
    return await _show(session, draft, team, with_placed=with_placed, now=now)


async def start_fresh(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    with_placed: bool,
    typed: str,
    now: datetime,
) -> SetAside | FreshPreview:
    """Set aside what was shown, once; what is another count by now is shown again instead.

    Raises:
        NotFoundError: the form is too old, or the team is gone.
        NotAllowedError: the actor is no lead any more.
        ConflictError: nothing is left to set aside.
        FormError: with the field `count`, when it is not the count that was shown.
    """
    draft, team = await _load(session, actor, token, now)
    if draft.submitted_at is not None:
        done = await session.get_one(ShelvingRow, draft.data[_SHELVING])
        return await set_aside_of(session, act=done, team=team)
    act = await _shelve_as_seen(session, actor, draft, team, with_placed=with_placed, now=now)
    if act is None:
        seen = draft.data[_SEEN]
        return await _show(session, draft, team, with_placed=with_placed, now=now, seen=seen)
    check_typed(typed, count=draft.data[_SEEN])
    await finish_draft(session, draft=draft, now=now)
    await keep_draft(session, draft=draft, data={**draft.data, _SHELVING: act.id})
    await touch_prompt(session, team_id=team.id)
    return await set_aside_of(session, act=act, team=team)


async def set_aside_of(session: AsyncSession, *, act: ShelvingRow, team: Team) -> SetAside:
    """Return an act as people read it; who did it is named while they are known."""
    count, title = (
        await session.execute(
            select(func.count(), func.min(WorkItemRow.title))
            .join(ShelvingItemRow, ShelvingItemRow.work_item_id == WorkItemRow.id)
            .where(ShelvingItemRow.shelving_id == act.id)
        )
    ).one()
    by = await session.scalar(select(PersonRow.name).where(PersonRow.id == act.person_id))
    return SetAside(act.id, team, count, act.at, act.undo_until, by, title if count == 1 else "")


async def _shelve_as_seen(
    session: AsyncSession,
    actor: Actor,
    draft: Draft,
    team: Team,
    *,
    with_placed: bool,
    now: datetime,
) -> ShelvingRow | None:
    """Set aside as many as were seen; None, and nothing changed, when it is another number."""
    attempt = await session.begin_nested()
    act, count = await shelve_where(
        session,
        actor=actor,
        team_id=team.id,
        condition=goes_to_shelf(team.id, with_placed=with_placed),
        now=now,
    )
    if count != draft.data[_SEEN]:
        await attempt.rollback()
        return None
    await attempt.commit()
    if count == 0:
        raise ConflictError(NOTHING_LEFT)
    return act


async def _load(
    session: AsyncSession, actor: Actor, token: str, now: datetime
) -> tuple[Draft, Team]:
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    team_id = cast("int", draft.team_id)  # every draft of this form has one
    return draft, await get_team(session, actor=actor, act=Act.START_FRESH, team_id=team_id)


async def _show(
    session: AsyncSession,
    draft: Draft,
    team: Team,
    *,
    with_placed: bool,
    now: datetime,
    seen: int | None = None,
) -> FreshPreview:
    """Count again, and keep what is shown now."""
    counts = await count_fresh(session, team_id=team.id, with_placed=with_placed, now=now)
    await keep_draft(session, draft=draft, data={_SEEN: counts.total})
    return FreshPreview(str(draft.token), team, counts, with_placed, now, seen)
