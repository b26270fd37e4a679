"""Sets up a team in its channel: name, people, meeting and the quarter's cycle, all or nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ObjectiveRow, ScheduleRow, TeamCycleRow, TeamRow
from bot.okr.cadence import Schedule
from bot.okr.cycle import today_in
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, TeamAccess, may, require
from bot.okr.person import Person, Role, Standing
from bot.okr.profile import Channel
from bot.okr.team import Team
from bot.okr.team_settings import TeamSettings, check_settings, make_key
from bot.okr.text import list_and
from bot.services.cycles import ensure_active_cycle
from bot.services.members import find_access, make_member, set_channel_members
from bot.services.people import ensure_people
from bot.services.rounds import replan
from bot.services.teams import find_team_in_channel, team_of

KEY_TAKEN = "Another team has this key. Choose another one."
TAKEN_NOW = "Another team was set up in this moment. Nothing was saved. Press the button again."

_NOT_A_PERSON = {Standing.BOT: "an app", Standing.GONE: "no longer in this workspace"}


def second_team(name: str) -> ConflictError:
    """Refuse a second team in a channel."""
    return ConflictError(
        f"This channel already has a team, {name}. Type “settings” after the command to change it."
    )


@dataclass(frozen=True, slots=True)
class TeamHere:
    """The team that a channel has already.

    Args:
        needs_okrs: it has none yet, and the actor may add them.
        can_edit: the actor may change its settings.
    """

    team_id: int
    name: str
    needs_okrs: bool
    can_edit: bool


async def find_team_here(
    session: AsyncSession, *, actor: Actor, channel_id: str | None
) -> TeamHere | None:
    """Return what stands in the way of setting up a team in a channel."""
    team = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel_id
    )
    if team is None:
        return None
    access = await find_access(session, actor=actor, team_id=team.id)
    has_objectives = await session.scalar(
        select(ObjectiveRow.id)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .where(TeamCycleRow.team_id == team.id)
        .limit(1)
    )
    return TeamHere(
        team.id,
        team.name,
        needs_okrs=may(actor, Act.EDIT_OKRS, access) and has_objectives is None,
        can_edit=may(actor, Act.EDIT_SETTINGS, access),
    )


async def set_up_team(
    session: AsyncSession,
    *,
    actor: Actor,
    channel: Channel,
    present: Collection[str],
    settings: TeamSettings,
    people: Collection[Person],
    now: datetime,
) -> Team:
    """Make a team at home in a channel, with the actor as its first lead.

    Args:
        present: Slack ids of everyone in the channel.
        people: who was picked as members; the actor need not be among them.

    Raises:
        NotAllowedError: the actor is no full member, or not in the channel.
        FormError: a field is wrong; also `members`.
        ConflictError: the channel has a team already.
    """
    known = await ensure_people(session, workspace_id=actor.workspace_id, slack_user_ids=present)
    require_set_up(
        actor, is_private=channel.is_private, is_in_channel=actor.person_id in known.values()
    )
    found = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel.channel_id
    )
    if found:
        raise second_team(found.name)
    # A zone that does not exist is refused below; until then any day will do.
    checked = check_settings(settings, today=today_in("UTC", now))
    check_people(people, field="members")
    team = await _insert_team(session, actor, channel, checked, now)
    members = [person.id for person in people]
    for person_ids, role in (([actor.person_id], Role.LEAD), (members, Role.MEMBER)):
        await make_member(
            session,
            workspace_id=team.workspace_id,
            team_id=team.id,
            person_ids=person_ids,
            role=role,
            now=now,
        )
    await set_channel_members(
        session, workspace_id=team.workspace_id, team_id=team.id, person_ids=known.values()
    )
    await _start_quarter(session, team, now)
    await replan(session, team_id=team.id, now=now)
    return team


def require_set_up(actor: Actor, *, is_private: bool, is_in_channel: bool) -> None:
    """Refuse those who may not set up a team in a channel that has none.

    Raises:
        NotAllowedError: the actor is no full member, or not in the channel.
    """
    access = TeamAccess(
        workspace_id=actor.workspace_id,
        team_id=None,
        is_private=is_private,
        is_in_channel=is_in_channel,
        role=None,
    )
    require(actor, Act.SET_UP, access)


def check_people(people: Iterable[Person], *, field: str) -> None:
    """Refuse to make members of apps and of people who have left.

    Guests and people of other organisations are in a team once a lead picks them.

    Raises:
        FormError: with that field.
    """
    refused = [
        f"{person.name} is {_NOT_A_PERSON[person.standing]}"
        for person in people
        if person.standing in _NOT_A_PERSON
    ]
    if refused:
        raise FormError({field: f"{list_and(refused)}. Choose people only."})


async def find_keys(session: AsyncSession, *, workspace_id: int) -> frozenset[str]:
    """Return the keys that the workspace's teams have."""
    rows = await session.scalars(select(TeamRow.key).where(TeamRow.workspace_id == workspace_id))
    return frozenset(rows)


def write_schedule(row: ScheduleRow, settings: TeamSettings) -> None:
    """Put what a form says about the meeting into its row; pauses have rows of their own."""
    schedule: Schedule = settings.schedule
    row.weekday = schedule.weekday
    row.local_time = schedule.at
    row.zone = schedule.zone
    row.anchor_on = schedule.anchor_on
    row.interval_weeks = schedule.interval_weeks
    row.duration_minutes = minutes_of(schedule.duration)
    row.prompt_notice_minutes = minutes_of(schedule.prompt_notice)
    row.reminder_notice_minutes = minutes_of(schedule.reminder_notice)
    row.holiday_calendar = schedule.holidays.code if schedule.holidays else None
    row.is_prompt_on = settings.is_prompt_on
    row.is_reminder_on = settings.is_reminder_on
    row.is_recap_on = settings.is_recap_on
    row.is_recall_on = settings.is_recall_on


def minutes_of(span: timedelta) -> int:
    """Return a span in whole minutes."""
    return int(span.total_seconds() // 60)


async def _start_quarter(session: AsyncSession, team: Team, now: datetime) -> None:
    """Teams share the workspace's quarter, which two first teams may begin at once."""
    try:
        await ensure_active_cycle(session, team=team, now=now)
    except IntegrityError as error:
        raise ConflictError(TAKEN_NOW) from error


async def _insert_team(
    session: AsyncSession, actor: Actor, channel: Channel, settings: TeamSettings, now: datetime
) -> Team:
    """Write the team; two people who set up one channel at once meet at its unique key."""
    taken = await find_keys(session, workspace_id=actor.workspace_id)
    if settings.key in taken:
        raise FormError({"key": KEY_TAKEN})
    row = TeamRow(
        workspace_id=actor.workspace_id,
        key=settings.key or make_key(settings.name, taken),
        name=settings.name,
        channel_id=channel.channel_id,
        is_private=channel.is_private,
        is_externally_shared=channel.is_externally_shared,
        is_external_allowed=settings.is_external_allowed and channel.is_externally_shared,
        created_at=now,
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if "channel_id" in str(error.orig):
            raise second_team("set up a moment ago") from error
        raise ConflictError(TAKEN_NOW) from error
    schedule = ScheduleRow(workspace_id=row.workspace_id, team_id=row.id)
    write_schedule(schedule, settings)
    session.add(schedule)
    await session.flush()
    return team_of(row, schedule.zone)
