"""What a lead may change about a team: its name, people, meeting, pauses and channel."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.db.models import PauseRow, ScheduleRow, TeamRow
from bot.okr.cycle import today_in
from bot.okr.errors import ConflictError, FormError
from bot.okr.permissions import Act, Actor, may
from bot.okr.person import Member, Person
from bot.okr.profile import Channel
from bot.okr.team import Team
from bot.okr.team_settings import TeamSettings, check_settings
from bot.services.channels import refresh_channel
from bot.services.members import find_access, find_members
from bot.services.memberships import change_people
from bot.services.people import ensure_people
from bot.services.posted_messages import touch_prompt
from bot.services.rounds import replan
from bot.services.schedules import get_schedule
from bot.services.set_up import (
    KEY_TAKEN,
    TAKEN_NOW,
    find_keys,
    require_set_up,
    second_team,
    write_schedule,
)
from bot.services.teams import find_team_in_channel, get_team

CHANGED = "Somebody changed these settings a moment ago. Close this and open it again."


@dataclass(frozen=True, slots=True)
class FoundSettings:
    """A team's settings as they are.

    Args:
        versions: of the team and of its schedule; a form carries them back.
        can_edit: the actor is a lead.
    """

    team: Team
    settings: TeamSettings
    members: tuple[Member, ...]
    versions: tuple[int, int]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A channel that a team moves to, and the Slack ids of everyone in it."""

    channel: Channel
    present: Collection[str]


async def load_settings(
    session: AsyncSession, *, actor: Actor, act: Act, team_id: int
) -> FoundSettings:
    """Return a team's settings, to be read or to be edited.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not do this.
    """
    team = await get_team(session, actor=actor, act=act, team_id=team_id)
    row, schedule_row = await _rows(session, team_id)
    settings = TeamSettings(
        name=row.name,
        key=row.key,
        schedule=await get_schedule(session, team_id=team_id),
        is_prompt_on=schedule_row.is_prompt_on,
        is_reminder_on=schedule_row.is_reminder_on,
        is_recap_on=schedule_row.is_recap_on,
        is_recall_on=schedule_row.is_recall_on,
        is_external_allowed=row.is_external_allowed,
    )
    members = await find_members(session, team_id=team_id)
    access = await find_access(session, actor=actor, team_id=team_id)
    can_edit = may(actor, Act.EDIT_SETTINGS, access)
    return FoundSettings(team, settings, members, (row.version, schedule_row.version), can_edit)


async def save_settings(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    versions: tuple[int, int],
    settings: TeamSettings,
    members: Collection[Person],
    leads: Collection[Person],
    home: Home | None = None,
    now: datetime,
) -> TeamSettings:
    """Change a team's settings; rounds not yet prompted follow the meeting, the others stay.

    Args:
        versions: as the form was opened with.
        home: another channel to move to.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead, or may not bring a team into that channel.
        ConflictError: somebody changed them since, or the channel has a team already.
        FormError: a field is wrong; also `members`, `leads`, `channel`.
    """
    before = await load_settings(session, actor=actor, act=Act.EDIT_SETTINGS, team_id=team_id)
    if before.versions != versions:
        raise ConflictError(CHANGED)
    checked = check_settings(settings, today=today_in("UTC", now))
    checked = replace(checked, key=checked.key or before.settings.key)
    taken = await find_keys(session, workspace_id=actor.workspace_id)
    if checked.key != before.settings.key and checked.key in taken:
        raise FormError({"key": KEY_TAKEN})
    await change_people(session, team=before.team, members=members, leads=leads, now=now)
    await _write(session, team_id, checked)
    if home is not None:
        await _move(session, actor, team_id, home)
    await replan(session, team_id=team_id, now=now)
    await touch_prompt(session, team_id=team_id)
    return checked


async def _write(session: AsyncSession, team_id: int, settings: TeamSettings) -> None:
    row, schedule = await _rows(session, team_id)
    row.name, row.key = settings.name, settings.key
    row.is_external_allowed = settings.is_external_allowed and row.is_externally_shared
    write_schedule(schedule, settings)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError(TAKEN_NOW) from error
    if (await get_schedule(session, team_id=team_id)).pauses != settings.schedule.pauses:
        flag_modified(schedule, "weekday")  # a change of pauses alone counts the version up too
        await _write_pauses(session, row, settings)


async def _write_pauses(session: AsyncSession, row: TeamRow, settings: TeamSettings) -> None:
    await session.execute(delete(PauseRow).where(PauseRow.team_id == row.id))
    session.add_all(
        PauseRow(
            workspace_id=row.workspace_id,
            team_id=row.id,
            starts_on=pause.starts_on,
            ends_on=pause.ends_on,
            reason=pause.reason,
        )
        for pause in settings.schedule.pauses
    )
    await session.flush()


async def _move(session: AsyncSession, actor: Actor, team_id: int, home: Home) -> None:
    """Make another channel a team's home, under the same conditions as setting up there."""
    channel = home.channel
    if not channel.is_bot_member:
        raise FormError({"channel": "Invite me there first: type /invite @okrbot in it."})
    if channel.is_archived:
        raise FormError({"channel": "That channel is archived. Choose another one."})
    people = await ensure_people(
        session, workspace_id=actor.workspace_id, slack_user_ids=home.present
    )
    require_set_up(
        actor, is_private=channel.is_private, is_in_channel=actor.person_id in people.values()
    )
    found = await find_team_in_channel(
        session, workspace_id=actor.workspace_id, channel_id=channel.channel_id
    )
    if found and found.id != team_id:
        raise second_team(found.name)
    row, _ = await _rows(session, team_id)
    row.channel_id = channel.channel_id
    row.is_externally_shared = row.is_external_allowed = False
    row.unreachable_since = None
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError(TAKEN_NOW) from error
    await refresh_channel(
        session, workspace_id=actor.workspace_id, channel=channel, present=home.present
    )


async def _rows(session: AsyncSession, team_id: int) -> tuple[TeamRow, ScheduleRow]:
    found = await session.execute(
        select(TeamRow, ScheduleRow)
        .join(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
        .where(TeamRow.id == team_id)
    )
    row, schedule = found.one()
    return row, schedule
