"""The form that adds work: a draft keeps what it was opened with, and lets it be saved once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.errors import ConflictError, FormError, NotFoundError
from bot.okr.new_work import NewWork
from bot.okr.permissions import Act, Actor
from bot.okr.placing import PlacementEntry, PlaceQuestion
from bot.okr.team import Team
from bot.okr.work_form import AddedWork, WorkEntry, WorkForm
from bot.okr.work_item import WorkSource
from bot.okr.work_list import key_results_of
from bot.services.drafts import Draft, finish_draft, get_draft, open_draft
from bot.services.placements import place_row
from bot.services.team_choice import get_meant_team, no_team
from bot.services.teams import find_team_in_channel, get_team
from bot.services.visible_teams import find_teams_of
from bot.services.work_items import add_work_item, find_tracked, load_objectives_of

FORM = "work"
SAVED_BEFORE = "This was added already. Nothing was saved twice."


@dataclass(frozen=True, slots=True)
class WorkOrigin:
    """What is known about work before anything is typed.

    Args:
        created_at: when it was created at its source.
    """

    title: str
    link: str | None
    source: WorkSource
    external_id: str | None
    created_at: datetime


async def open_work_form(
    session: AsyncSession,
    *,
    actor: Actor,
    channel_id: str | None,
    team_id: int | None,
    origin: WorkOrigin,
    now: datetime,
) -> WorkForm:
    """Start adding work to the team of the channel, or to one of the person's teams.

    Raises:
        NotFoundError: the team is gone or not visible, or the person has none.
        NotAllowedError: the actor may see the team, but not add work to it.
        ConflictError: the same thing at its source is tracked already.
    """
    if origin.external_id is not None:
        told = await find_tracked(
            session, actor=actor, source=origin.source, external_id=origin.external_id
        )
        if told is not None:
            raise ConflictError(told)
    team = await _find_team(session, actor, channel_id, team_id)
    data = {
        "title": origin.title,
        "link": origin.link,
        "source": origin.source.value,
        "external_id": origin.external_id,
        "created_at": origin.created_at.isoformat(),
    }
    token = await open_draft(
        session,
        actor=actor,
        form=FORM,
        data=data,
        now=now,
        team_id=team.id if team else None,
    )
    draft = Draft(token, team.id if team else None, data, None)
    return await _form(session, actor, draft, team, PlacementEntry())


async def get_work_form(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    team_id: int | None,
    entry: PlacementEntry,
    now: datetime,
) -> WorkForm:
    """Return the form with what was chosen so far.

    Raises:
        NotFoundError: the form is too old, or the team is gone or not visible.
        NotAllowedError: the actor may see the team, but not add work to it.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    chosen = draft.team_id or team_id
    team = (
        None
        if chosen is None
        else await get_team(session, actor=actor, act=Act.ADD_WORK, team_id=chosen)
    )
    return await _form(session, actor, draft, team, entry)


async def save_work_form(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    team_id: int | None,
    entry: WorkEntry,
    placement: PlacementEntry,
    now: datetime,
) -> AddedWork:
    """Add the work, and put it into its place when one was chosen.

    Raises:
        NotFoundError: the form is too old, or the team is gone or not visible.
        NotAllowedError: the actor may see the team, but not add work to it.
        ConflictError: the form was saved before, or the thing at its source is tracked already.
        FormError: with the fields `team`, `title`, `link`, `owner`, `started`, and those of
            `check_placement`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    if not await finish_draft(session, draft=draft, now=now):
        raise ConflictError(SAVED_BEFORE)
    chosen = draft.team_id or team_id
    if chosen is None:
        raise FormError({"team": "Choose a team."})
    if entry.is_started is None:
        raise FormError({"started": "Choose one of the two."})
    team = await get_team(session, actor=actor, act=Act.ADD_WORK, team_id=chosen)
    work = _work_of(draft, entry, is_started=entry.is_started)
    row = await add_work_item(session, actor=actor, team_id=team.id, work=work, now=now)
    if placement.answer is not None:
        await place_row(session, actor=actor, row=row, team=team, entry=placement, now=now)
    objectives = await load_objectives_of(session, team=team)
    aimed = [one for one in key_results_of(objectives) if one.id == row.key_result_id]
    return AddedWork(team, row.id, row.title, row.place, aimed[0] if aimed else None)


async def _find_team(
    session: AsyncSession, actor: Actor, channel_id: str | None, team_id: int | None
) -> Team | None:
    """Return the team that is meant; None when the person must choose among several."""
    here = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    if team_id is None and here is None:
        teams = await find_teams_of(session, actor=actor)
        if not teams:
            raise NotFoundError(no_team(actor, channel_id))
        if len(teams) > 1:
            return None
    return await get_meant_team(
        session, actor=actor, act=Act.ADD_WORK, channel_id=channel_id, team_id=team_id
    )


async def _form(
    session: AsyncSession, actor: Actor, draft: Draft, team: Team | None, entry: PlacementEntry
) -> WorkForm:
    question = None
    if team is not None:
        objectives = await load_objectives_of(session, team=team)
        created_at = datetime.fromisoformat(draft.data["created_at"])
        question = PlaceQuestion(objectives, created_at, entry)
    is_open = draft.team_id is None
    return WorkForm(
        token=str(draft.token),
        team=team,
        teams=await find_teams_of(session, actor=actor) if is_open else (),
        title=draft.data["title"],
        link=draft.data["link"],
        question=question,
    )


def _work_of(draft: Draft, entry: WorkEntry, *, is_started: bool) -> NewWork:
    return NewWork(
        title=entry.title,
        link=entry.link,
        owner_id=entry.owner_id,
        source=WorkSource(draft.data["source"]),
        external_id=draft.data["external_id"],
        created_at=datetime.fromisoformat(draft.data["created_at"]),
        is_started=is_started,
    )
