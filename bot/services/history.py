"""The history of a key result, and the key results whose history a person may read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CheckInRow, PersonRow, RevisionRow
from bot.okr.check_in_form import Choice
from bot.okr.cycle import today_in
from bot.okr.errors import NotFoundError
from bot.okr.history import FieldChange, KeyResultHistory, events_of, page_of
from bot.okr.permissions import Act, Actor, may
from bot.okr.progress import pace_of
from bot.services.check_in_subjects import Subject, load_subjects
from bot.services.cycles import find_active_cycles
from bot.services.labels import needs_team_key
from bot.services.members import find_access, require_act
from bot.services.okrs import load_objectives_by_team
from bot.services.owed_check_ins import NO_TEAM, choice_of
from bot.services.teams import find_team_in_channel
from bot.services.visible_teams import find_teams_of


async def load_history(
    session: AsyncSession,
    *,
    actor: Actor,
    key_result_id: int,
    channel_id: str | None,
    page: int,
    now: datetime,
) -> KeyResultHistory:
    """Return a page of a key result's history, whatever became of the key result.

    Args:
        channel_id: where the reader asked, which decides how the key result is called.

    Raises:
        NotFoundError: it is gone, of another workspace, or the actor may not see it.
    """
    subjects = await load_subjects(
        session, actor=actor, key_result_ids=[key_result_id], act=Act.READ
    )
    subject = subjects[key_result_id]
    found = subject.found
    changes = await _load_changes(session, actor=actor, key_result_id=key_result_id)
    events, page, page_count = page_of(events_of(subject.history, changes), page)
    is_named = await needs_team_key(session, actor=actor, team=found.team, channel_id=channel_id)
    label, zone = found.key_result.label, found.team.zone
    return KeyResultHistory(
        key_result=found.key_result,
        label=f"{found.team.key}-{label}" if is_named else label,
        team=found.team,
        cycle=found.cycle,
        check_ins=subject.history,
        pace=pace_of(
            found.key_result,
            subject.history,
            cycle=found.cycle,
            day=today_in(zone, now),
            zone=zone,
        ),
        events=events,
        page=page,
        page_count=page_count,
        may_check_in=await _may_check_in(session, actor, subject),
        own_last=await _find_own_last(session, actor, subject),
    )


async def find_history_choices(
    session: AsyncSession, *, actor: Actor, channel_id: str | None
) -> tuple[Choice, ...]:
    """Return the key results of the channel's team, else of the actor's teams, in any state.

    Raises:
        NotFoundError: the channel has no team and the actor is in none, or may not see it.
    """
    here = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    if here is not None:
        await require_act(session, actor=actor, act=Act.READ, team_id=here.id)
    teams = (here,) if here else await find_teams_of(session, actor=actor)
    if not teams:
        raise NotFoundError(NO_TEAM)
    cycles = await find_active_cycles(session, team_ids=[team.id for team in teams])
    objectives = await load_objectives_by_team(
        session, team_cycle_ids=[cycle.id for cycle in cycles.values()]
    )
    choices = [
        choice_of(key_result, objective, team=team, actor=actor, is_named=len(teams) > 1)
        for team in teams
        for objective in objectives.get(team.id, ())
        for key_result in objective.key_results
    ]
    return tuple(sorted(choices, key=lambda choice: not choice.is_own))


async def _load_changes(
    session: AsyncSession, *, actor: Actor, key_result_id: int
) -> tuple[FieldChange, ...]:
    """Return what was changed, oldest first; a new place in the list changes nothing."""
    rows = await session.execute(
        select(RevisionRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == RevisionRow.person_id)
        .where(
            RevisionRow.workspace_id == actor.workspace_id,
            RevisionRow.key_result_id == key_result_id,
            RevisionRow.field != "position",
        )
        .order_by(RevisionRow.at, RevisionRow.id)
    )
    return tuple(
        FieldChange(
            at=row.at,
            act=row.act.value,
            field=row.field,
            old=row.old,
            new=row.new,
            by=name,
            why=row.why,
        )
        for row, name in rows
    )


async def _find_own_last(session: AsyncSession, actor: Actor, subject: Subject) -> int | None:
    """Return the id of the last check-in if the actor made it, who may then correct it."""
    if not subject.history:
        return None
    found: int | None = await session.scalar(
        select(CheckInRow.id).where(
            CheckInRow.id == subject.history[-1].id, CheckInRow.author_id == actor.person_id
        )
    )
    return found


async def _may_check_in(session: AsyncSession, actor: Actor, subject: Subject) -> bool:
    if subject.closed:
        return False
    access = await find_access(session, actor=actor, team_id=subject.found.team.id)
    return may(actor, Act.CHECK_IN, access)
