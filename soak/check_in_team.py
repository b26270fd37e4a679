"""A team of many people whose prompt comes at once, and small teams beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import utc_now
from bot.db.engine import create_engine_for, session_factory, writing
from bot.db.models import ScheduleRow
from sandbox import Channel, Person, Slack
from tests.seeding import (
    SeededTeam,
    seed_key_result,
    seed_objective,
    seed_person,
    seed_team,
    seed_workspace,
)

KEY_RESULTS = 12
"""As many as have a row of their own in the prompt."""

NOTICE = timedelta(hours=2)
NOON = 12


@dataclass(frozen=True, slots=True)
class Gathering:
    """People in the channel of their team, and what it measures.

    Attributes:
        person_ids: our ids of the people, in their order.
        key_result_ids: in the order of their titles.
    """

    team_id: int
    channel: Channel
    people: tuple[Person, ...]
    person_ids: tuple[int, ...]
    key_result_ids: tuple[int, ...]


def title_of(place: int) -> str:
    """Return the title of a key result by its place, such that no title is part of another."""
    return f"Measure {place:02d}"


async def seed_gatherings(
    slack: Slack, database_url: str, *, people: int, beside: int
) -> list[Gathering]:
    """Write the team of many people, and teams of one person; all prompts are due in a second."""
    now = utc_now()
    engine = create_engine_for(database_url)
    try:
        async with writing(session_factory(engine)) as session:
            workspace = await seed_workspace(
                session, now=_before(now), slack_team_id=slack.workspace_id
            )
            return [
                await _seed(slack, session, workspace, now, number=number, count=count)
                for number, count in enumerate([people, *[1] * beside])
            ]
    finally:
        await engine.dispose()


async def _seed(
    slack: Slack, session: AsyncSession, workspace: int, now: datetime, *, number: int, count: int
) -> Gathering:
    people = tuple(slack.add_person(f"Person {number}-{one}") for one in range(count))
    channel = slack.add_channel(f"team-{number}", members=people, bot=True)
    ids = [
        await seed_person(
            session,
            workspace_id=workspace,
            now=_before(now),
            slack_user_id=one.id,
            name=one.name,
        )
        for one in people
    ]
    team = await seed_team(
        session,
        workspace_id=workspace,
        now=_before(now),
        lead_id=ids[0],
        member_ids=tuple(ids[1:]),
        key=f"T{number}",
        name=f"Team {number}",
        channel_id=channel.id,
    )
    key_results = max(min(KEY_RESULTS, count // 2), 1)
    found = await _seed_key_results(session, team, now, ids, count=key_results)
    await _meet_soon(session, team, now)
    return Gathering(team.team_id, channel, people, tuple(ids), found)


async def _seed_key_results(
    session: AsyncSession, team: SeededTeam, now: datetime, people: Sequence[int], *, count: int
) -> tuple[int, ...]:
    """Give the first people a key result each; everybody else checks in for one of them."""
    objective = await seed_objective(session, team, now=now, owner_id=people[0])
    found = [
        await seed_key_result(
            session,
            team,
            objective_id=objective,
            now=now,
            number=place + 1,
            title=title_of(place),
            owner_id=people[place % len(people)],
        )
        for place in range(count)
    ]
    return tuple(found)


async def _meet_soon(session: AsyncSession, team: SeededTeam, now: datetime) -> None:
    """Let the team meet in two hours, where it is noon now: at night the prompt would wait."""
    ahead = NOON - now.hour
    local = now.replace(tzinfo=None, second=0, microsecond=0) + timedelta(hours=ahead)
    meeting = local + NOTICE
    await session.execute(
        update(ScheduleRow)
        .where(ScheduleRow.team_id == team.team_id)
        .values(
            zone=f"Etc/GMT{-ahead:+d}" if ahead else "UTC",
            weekday=meeting.weekday(),
            local_time=meeting.time(),
        )
    )


def _before(now: datetime) -> datetime:
    return now - timedelta(days=1)
