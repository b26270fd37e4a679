"""The form of an objective: opened, and saved once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.hints import size_hints
from bot.okr.objective import Commitment, Objective, live_key_results, live_objectives
from bot.okr.okr_change import are_locked
from bot.okr.okr_form import Choice, ObjectiveForm, OkrList, SavedOkr
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Act, Actor
from bot.services.cycles import get_cycle_to_edit
from bot.services.drafts import finish_draft, get_draft, keep_draft, open_draft
from bot.services.objective_parents import find_parents
from bot.services.objectives import add_objective, change_objective
from bot.services.okr_drafts import (
    OBJECTIVE_FORM,
    ObjectiveDraft,
    objective_data,
    objective_draft,
)
from bot.services.okr_lists import find_slack_id, load_okr_list
from bot.services.okr_rows import require_cycle_open, require_editable
from bot.services.okrs import get_objective
from bot.services.revisions import Change
from bot.services.teams import get_team

UNSEEN_PARENT = "An objective you cannot see"


async def open_new_objective(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    now: datetime,
    team_cycle_id: int | None = None,
) -> ObjectiveForm:
    """Start the form of a new objective, owned by whoever opens it.

    Args:
        team_cycle_id: where to add it; None for the active cycle, else the planned one.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    cycle = await get_cycle_to_edit(session, team=team, team_cycle_id=team_cycle_id, now=now)
    require_cycle_open(cycle)
    draft = ObjectiveDraft(team_id, cycle.id, None, 0)
    return ObjectiveForm(
        token=await _open(session, actor, draft, now),
        team=team,
        cycle=cycle,
        objective=None,
        title="",
        why="",
        owner=await find_slack_id(session, person_id=actor.person_id),
        commitment=Commitment.COMMITTED,
        parent_id=None,
        parents=await _parents(session, actor, team_id, None),
        asks_why=are_locked(cycle, now),
    )


async def open_objective(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime
) -> ObjectiveForm:
    """Start the form of an objective that exists.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    objective = found.objective
    draft = ObjectiveDraft(found.team.id, found.cycle.id, objective_id, objective.version)
    return ObjectiveForm(
        token=await _open(session, actor, draft, now),
        team=found.team,
        cycle=found.cycle,
        objective=objective,
        title=objective.title,
        why=objective.why,
        owner=await find_slack_id(session, person_id=objective.owner_id),
        commitment=objective.commitment,
        parent_id=objective.parent_id,
        parents=await _parents(session, actor, found.team.id, objective.parent_id),
        asks_why=are_locked(found.cycle, now),
    )


async def submit_objective(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    entered: ObjectiveInput,
    now: datetime,
    why: str = "",
) -> SavedOkr:
    """Save the form; a second submission of it is answered with what the first one saved.

    Raises:
        NotFoundError: the form is too old, or what it is about is gone or closed.
        NotAllowedError: the actor is no lead.
        ConflictError: somebody changed the objective since; the sentence names who and what.
        FormError: with the field names of `ObjectiveInput`, or `change_why`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=OBJECTIVE_FORM, now=now)
    about = objective_draft(draft.data)
    if await finish_draft(session, draft=draft, now=now):
        objective = await _save(session, about, entered, Change(actor, now, why))
        saved = ObjectiveDraft(about.team_id, about.team_cycle_id, objective.id, about.version)
        await keep_draft(session, draft=draft, data=objective_data(saved))
    else:
        found = await get_objective(
            session, actor=actor, act=Act.EDIT_OKRS, objective_id=about.objective_id or 0
        )
        objective = found.objective
    okrs = await load_okr_list(
        session,
        actor=actor,
        team_id=about.team_id,
        team_cycle_id=about.team_cycle_id,
        now=now,
    )
    return SavedOkr(objective, None, hints_of(okrs, None), okrs)


def hints_of(okrs: OkrList, objective: Objective | None) -> tuple[str, ...]:
    """Say where the team has taken on too much: key results of one objective, or objectives."""
    if objective is not None:
        counts = {objective.number: len(live_key_results(objective))}
    else:
        counts = {one.number: 0 for one in live_objectives(okrs.objectives)}
    return size_hints(counts, member_count=okrs.member_count)


async def _save(
    session: AsyncSession, about: ObjectiveDraft, entered: ObjectiveInput, change: Change
) -> Objective:
    if about.objective_id is None:
        return await add_objective(
            session,
            actor=change.actor,
            team_id=about.team_id,
            team_cycle_id=about.team_cycle_id,
            entered=entered,
            now=change.now,
            why=change.why,
        )
    changed = await change_objective(
        session,
        actor=change.actor,
        objective_id=about.objective_id,
        version=about.version,
        entered=entered,
        now=change.now,
        why=change.why,
    )
    return changed.objective


async def _open(session: AsyncSession, actor: Actor, draft: ObjectiveDraft, now: datetime) -> str:
    token = await open_draft(
        session,
        actor=actor,
        form=OBJECTIVE_FORM,
        data=objective_data(draft),
        now=now,
        team_id=draft.team_id,
    )
    return str(token)


async def _parents(
    session: AsyncSession, actor: Actor, team_id: int, parent_id: int | None
) -> tuple[Choice, ...]:
    """List what may be served, and what is served now even where the actor may not read it."""
    found = await find_parents(session, actor=actor, team_id=team_id)
    choices = tuple(Choice(one.id, one.name) for one in found)
    if parent_id is None or parent_id in {one.id for one in choices}:
        return choices
    return (Choice(parent_id, UNSEEN_PARENT), *choices)
