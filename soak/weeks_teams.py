"""Teams of all kinds, written through the services, and what their leads change meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Bot
from bot.db.engine import writing
from bot.db.models import CycleRow, TeamCycleRow
from bot.holiday_calendars import calendar_of
from bot.okr.cadence import INTERVALS, Pause, Schedule
from bot.okr.permissions import Act, Actor
from bot.okr.person import Role, Standing
from bot.okr.profile import Channel as Profile
from bot.okr.team_settings import TeamSettings
from bot.services.set_up import set_up_team
from bot.services.settings import Home, load_settings, save_settings
from sandbox import Channel, Person, Slack
from soak.dst import DAY, WEEK
from soak.weeks_model import TeamModel
from tests.seeding import SeededTeam, seed_key_result, seed_objective, seed_person

ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "UTC"),
    *("America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "Africa/Cairo"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"),
)
COUNTRIES = (None, None, "DE", "US", "JP", "BR")
NOTICES = tuple(
    timedelta(hours=hours) for hours in (0, 0.25, 1, 2, 2, 2, 4, 12, 24, 48, 72, 120, 168)
)
DURATIONS = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 60, 90, 240))
WEEKDAYS = (0, 1, 1, 2, 3, 4, 6)
CYCLE_WEEKS = 60
SHORT_NOTICE = timedelta(minutes=5)


@dataclass(slots=True)
class Lead:
    """Who leads every team, and acts through the bot that is running now."""

    slack: Slack
    person: Person
    bot: Bot
    actor: Actor

    async def add_team(self, number: int, schedule: Schedule, now: datetime) -> TeamModel:
        """Set a team up with an objective and a key result, and return what is known of it."""
        channel = self._new_channel(f"team-{number}")
        name = f"Team {number}"
        async with writing(self.bot.sessions) as session:
            team = await set_up_team(
                session,
                actor=self.actor,
                channel=_profile(channel),
                present=[self.person.id],
                settings=TeamSettings(name=name, key="", schedule=replace(schedule, pauses=())),
                people=[],
                now=now,
            )
            await self._add_okrs(session, team.id, now)
        model = TeamModel(
            team_id=team.id,
            channel=channel.id,
            schedule=schedule,
            country=schedule.holidays.code if schedule.holidays else None,
            created_at=now,
            changed_at=now,
            names=[(now, name)],
        )
        if schedule.pauses:
            # The form of the set-up has none; they are added in the settings.
            await self.reschedule(model, schedule, now)
        return model

    async def rename(self, team: TeamModel, name: str, now: datetime) -> None:
        """Give a team another name, which its prompt shows."""
        await self._save(team, now, change=lambda settings: replace(settings, name=name))
        team.names.append((now, name))

    async def reschedule(self, team: TeamModel, schedule: Schedule, now: datetime) -> None:
        """Change when a team meets."""
        await self._save(team, now, change=lambda settings: replace(settings, schedule=schedule))
        team.follow(schedule, now)

    async def move(self, team: TeamModel, now: datetime) -> None:
        """Give a team another channel."""
        channel = self._new_channel(f"{team.team_id}-from-{now:%d-%m}")
        await self._save(team, now, home=Home(_profile(channel), [self.person.id]))
        team.channel = channel.id

    async def _save(
        self,
        team: TeamModel,
        now: datetime,
        *,
        change: Callable[[TeamSettings], TeamSettings] = lambda settings: settings,
        home: Home | None = None,
    ) -> None:
        async with writing(self.bot.sessions) as session:
            found = await load_settings(
                session, actor=self.actor, act=Act.EDIT_SETTINGS, team_id=team.team_id
            )
            await save_settings(
                session,
                actor=self.actor,
                team_id=team.team_id,
                versions=found.versions,
                settings=change(found.settings),
                members=[one.person for one in found.members],
                leads=[one.person for one in found.members if one.role is Role.LEAD],
                home=home,
                now=now,
            )

    def _new_channel(self, name: str) -> Channel:
        return self.slack.add_channel(name, members=[self.person], bot=True)

    async def _add_okrs(self, session: AsyncSession, team_id: int, now: datetime) -> None:
        """Give a team something to talk about, in a cycle that does not end meanwhile."""
        found = await session.execute(
            select(TeamCycleRow.id, TeamCycleRow.cycle_id).where(TeamCycleRow.team_id == team_id)
        )
        team_cycle_id, cycle_id = found.one()
        await session.execute(
            update(CycleRow)
            .where(CycleRow.id == cycle_id)
            .values(ends_on=now.date() + CYCLE_WEEKS * WEEK)
        )
        seeded = SeededTeam(self.actor.workspace_id, team_id, team_cycle_id)
        owner = self.actor.person_id
        objective = await seed_objective(session, seeded, now=now, owner_id=owner)
        await seed_key_result(session, seeded, objective_id=objective, now=now, owner_id=owner)


async def introduce(slack: Slack, person: Person, bot: Bot, now: datetime) -> Lead:
    """Let the bot know the lead."""
    workspace = await bot.workspace()
    async with writing(bot.sessions) as session:
        person_id = await seed_person(
            session,
            workspace_id=workspace.id,
            now=now,
            slack_user_id=person.id,
            name=person.name,
        )
    return Lead(slack, person, bot, Actor(person_id, workspace.id, Standing.MEMBER))


def some_schedule(chance: Random, today: date) -> Schedule:
    """Return a schedule of any kind, beginning this week or one of the next."""
    interval = chance.choice((1, 1, *INTERVALS))
    return Schedule(
        weekday=chance.choice(WEEKDAYS),
        at=some_time(chance),
        zone=chance.choice(ZONES),
        anchor_on=today + chance.randrange(interval) * WEEK,
        interval_weeks=interval,
        duration=chance.choice(DURATIONS),
        prompt_notice=chance.choice(NOTICES),
        reminder_notice=DAY,
        pauses=(some_pause(chance, today),) if chance.random() < 0.3 else (),
        holidays=calendar_of(chance.choice(COUNTRIES)),
    )


def some_time(chance: Random) -> time:
    """Return when people meet; seldom early or at night."""
    hour = chance.choice((*range(9, 17), 9, 10, 10, 0, 2, 7, 23))
    return time(hour, chance.choice((0, 0, 15, 30)))


def some_pause(chance: Random, today: date) -> Pause:
    """Return a pause of a day to four weeks within the next months."""
    starts_on = today + chance.randrange(100) * DAY
    return Pause(starts_on, starts_on + chance.randrange(28) * DAY, "Holidays")


def prompt_in_five_minutes(now: datetime) -> Schedule:
    """Return a schedule whose first prompt is due five minutes from now."""
    meeting = (now + SHORT_NOTICE + timedelta(hours=2)).replace(tzinfo=None)
    return Schedule(
        weekday=meeting.weekday(),
        at=meeting.time(),
        zone="UTC",
        anchor_on=meeting.date(),
        interval_weeks=1,
        duration=timedelta(hours=1),
        prompt_notice=timedelta(hours=2),
        reminder_notice=DAY,
        pauses=(),
    )


def _profile(channel: Channel) -> Profile:
    return Profile(
        channel_id=channel.id,
        name=channel.name,
        is_private=False,
        is_externally_shared=False,
        is_archived=False,
        is_bot_member=True,
    )
