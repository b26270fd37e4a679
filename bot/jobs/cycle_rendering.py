"""What is said about the life of a cycle, rendered at the moment it is sent."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, TeamCycleRow
from bot.jobs.subject import Renderers, Subject, name_of, required
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.okr.team import Team
from bot.services.cycle_endings import load_ended, load_ending
from bot.services.cycle_records import load_record_of
from bot.services.cycles import get_cycle
from bot.services.obstacles import NOTHING_YET, find_obstacle
from bot.services.okrs import load_objectives
from bot.services.teams import find_team
from bot.views.cycle_messages import (
    closed_message,
    ended_message,
    ending_message,
    planning_message,
)
from bot.views.message import Message

SOMEBODY = "Somebody"
OPEN_AGAIN = "The cycle was opened again."


async def render_planning(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
    """Draw the message about a plan; `team_cycle_id` and `opened_by_id` are in the details."""
    team = await _channel_team(session, subject)
    team_cycle_id = subject.details["team_cycle_id"]
    cycle = await get_cycle(session, team_id=team.id, team_cycle_id=team_cycle_id)
    objectives = await load_objectives(session, team_cycle_id=team_cycle_id)
    opened_by = await name_of(session, subject, subject.details.get("opened_by_id"))
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    discarded_by = await name_of(session, subject, row.discarded_by_id)
    return planning_message(
        cycle, objectives, opened_by=opened_by or SOMEBODY, discarded_by=discarded_by
    )


async def render_ending(session: AsyncSession, subject: Subject, now: datetime) -> Message:
    """Draw the question whether to plan the next cycle."""
    ending = await load_ending(session, team_id=required(subject.team_id), now=now)
    return ending_message(ending)


async def render_ended(session: AsyncSession, subject: Subject, now: datetime) -> Message:
    """Draw the line that stands in for the prompt while no cycle runs."""
    ended = await load_ended(
        session,
        team_id=required(subject.team_id),
        round_id=required(subject.round_id),
        now=now,
    )
    return ended_message(ended)


async def render_closed(session: AsyncSession, subject: Subject, now: datetime) -> Message:
    """Draw what came of a cycle; `team_cycle_id` in the details is the team's life in it."""
    team = await _channel_team(session, subject)
    record = await load_record_of(
        session, team=team, team_cycle_id=subject.details["team_cycle_id"], now=now
    )
    return closed_message(record)


async def _channel_team(session: AsyncSession, subject: Subject) -> Team:
    """Return the team whose channel is told, unless its OKRs may not be posted there."""
    team = await find_team(session, team_id=required(subject.team_id))
    if team is None:
        raise NotFoundError(NOT_FOUND)
    obstacle = await find_obstacle(session, team_id=team.id)
    if obstacle not in {None, *NOTHING_YET}:
        raise ConflictError(obstacle or "")
    return team


CYCLE_RENDERERS: Renderers = {
    MessageKind.PLANNING_OPENED: render_planning,
    MessageKind.CYCLE_ENDING: render_ending,
    MessageKind.CYCLE_ENDED: render_ended,
    MessageKind.CYCLE_CLOSED: render_closed,
}
