"""Teams whose prompts come due soon, written into a database, and what is owed to them."""

from datetime import timedelta
from random import Random

from sqlalchemy import update

from bot.clock import utc_now
from bot.db.engine import create_engine_for, session_factory, writing
from bot.db.models import ScheduleRow
from sandbox import Slack
from soak.judge import Owed
from tests.seeding import seed_objective, seed_person, seed_team, seed_workspace

NOTICE = timedelta(minutes=120)
LATEST_SECONDS = 120.0


async def seed_teams(
    slack: Slack, database_url: str, *, count: int, span: float, chance: Random
) -> list[Owed]:
    """Set up teams whose first prompts come due within `span` seconds; return what is owed."""
    now = utc_now().replace(microsecond=0)
    before = now - timedelta(days=1)
    ana = slack.add_person("Ana")
    engine = create_engine_for(database_url)
    owed = []
    async with writing(session_factory(engine)) as session:
        workspace = await seed_workspace(session, now=before, slack_team_id=slack.workspace_id)
        lead = await seed_person(
            session, workspace_id=workspace, now=before, slack_user_id=ana.id, name=ana.name
        )
        for number in range(count):
            channel = slack.add_channel(f"team-{number}", members=[ana], bot=True)
            team = await seed_team(
                session,
                workspace_id=workspace,
                now=before,
                lead_id=lead,
                key=f"T{number}",
                name=f"Team {number}",
                channel_id=channel.id,
            )
            await seed_objective(session, team, now=before, owner_id=lead)
            due = now + timedelta(seconds=round(chance.uniform(0, span)))
            meeting = due + NOTICE
            await session.execute(
                update(ScheduleRow)
                .where(ScheduleRow.team_id == team.team_id)
                .values(zone="UTC", weekday=meeting.weekday(), local_time=meeting.time())
            )
            at = due.timestamp()
            key = f"prompt:{team.team_id}:1"
            owed.append(Owed(key, channel.id, "prompt", at, at + span + LATEST_SECONDS))
    await engine.dispose()
    return owed
