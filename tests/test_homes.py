"""Homes are published as messages are edited: at once, one in flight, the last state wins."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession
from sqlalchemy import select, update

from bot.config import Settings
from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    HomeRow,
    PersonRow,
    ScheduleRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.jobs import Jobs, create_jobs
from bot.services.channels import leave_channel
from bot.services.members import person_of
from bot.services.memberships import change_people
from bot.services.posted_messages import touch_prompt
from bot.services.teams import team_of
from bot.slack.client import SlackClient
from sandbox import Slack
from sandbox.faults import Answer
from tests.seeding import SeededTeam, seed_person, seed_team, seed_workspace

PUBLISH = "views.publish"
NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)


class Homes:
    """A team whose members open their Homes, a Slack that misbehaves, and two clocks."""

    def __init__(self, sessions: Sessions, slack: Slack, settings: Settings) -> None:
        self.sessions = sessions
        self.slack = slack
        self.settings = settings
        self.real_now = NOW
        self.team: SeededTeam
        self.people: list[int] = []
        self.http: ClientSession
        self.client: SlackClient

    def jobs(self) -> Jobs:
        return create_jobs(
            self.settings,
            sessions=self.sessions,
            slack=self.client,
            clock=lambda: NOW,
            real_clock=lambda: self.real_now,
        )

    def with_token(self, token: str) -> SlackClient:
        return SlackClient(token=token, base_url=self.slack.api_url, session=self.http)

    async def open(self, person: int = 0) -> None:
        await self.jobs().publish_home(
            workspace_id=self.team.workspace_id, person_id=self.people[person]
        )

    async def touch(self) -> None:
        async with writing(self.sessions) as session:
            await touch_prompt(session, team_id=self.team.team_id)

    async def deliver(self, *, seconds: float = 0) -> None:
        self.real_now += timedelta(seconds=seconds)
        await self.jobs().deliver()

    async def rename(self, name: str) -> None:
        async with writing(self.sessions) as session:
            (await session.get_one(TeamRow, self.team.team_id)).name = name
            await touch_prompt(session, team_id=self.team.team_id)

    def published(self) -> int:
        return sum(
            entry.kind == "call" and entry.data["method"] == PUBLISH
            for entry in self.slack.log.entries
        )

    def shown(self, person: int = 0) -> str:
        home = self.slack.people[person].home
        return "" if home is None else home.shown


@pytest.fixture
async def homes(sessions: Sessions, settings: Settings) -> AsyncIterator[Homes]:
    token = settings.slack_bot_token.get_secret_value()
    async with (
        Slack.start(signing_secret="s", bot_token=token) as slack,
        ClientSession() as http,
    ):
        found = Homes(sessions, slack, settings)
        found.http = http
        found.client = found.with_token(token)
        people = [slack.add_person(f"Person {number}") for number in range(12)]
        async with writing(sessions) as session:
            workspace_id = await seed_workspace(session, now=NOW, slack_team_id=slack.workspace_id)
            found.people = [
                await seed_person(
                    session,
                    workspace_id=workspace_id,
                    now=NOW,
                    slack_user_id=one.id,
                    name=one.name,
                )
                for one in people
            ]
            found.team = await seed_team(
                session,
                workspace_id=workspace_id,
                now=NOW,
                lead_id=found.people[0],
                member_ids=tuple(found.people[1:]),
            )
        yield found


async def test_opened_twice_within_five_seconds_it_goes_out_twice_at_most_and_the_last_wins(
    homes: Homes,
) -> None:
    await homes.open()
    assert homes.published() == 1
    for name in ("Second", "Third"):
        await homes.rename(name)
        await homes.open()
    await homes.deliver(seconds=4)
    assert homes.published() == 1
    await homes.deliver(seconds=1)
    await homes.deliver()
    assert homes.published() == 2
    assert "Third" in homes.shown()


async def test_what_changes_for_the_team_reaches_the_homes_that_are_looked_at(
    homes: Homes,
) -> None:
    await homes.open(0)
    await homes.deliver(seconds=3600)
    await homes.open(1)
    await homes.rename("Renamed")
    await homes.deliver(seconds=5)
    assert "Renamed" in homes.shown(1)
    assert "Renamed" not in homes.shown(0), "nobody has looked at it for an hour"
    await homes.open(0)
    assert "Renamed" in homes.shown(0)
    assert homes.shown(2) == "", "it was never opened"


async def test_a_workspace_keeps_to_its_budget(homes: Homes) -> None:
    for person in range(12):
        await homes.open(person)
    assert homes.published() == 4, "a tenth of a minute's budget at once"
    for _ in range(12):
        await homes.deliver(seconds=2)
    assert homes.published() == 12
    assert all("Checkout" in homes.shown(person) for person in range(12))


@pytest.mark.parametrize("answer", [Answer.DROP, Answer.SERVER_ERROR, Answer.INTERNAL_ERROR])
async def test_an_unclear_answer_is_sent_again_with_what_is_newest(
    homes: Homes, answer: Answer
) -> None:
    homes.slack.faults.add(answer, PUBLISH, is_committed=True)
    await homes.open()
    homes.slack.faults.clear()
    await homes.rename("Newest")
    await homes.deliver(seconds=5)
    assert "Newest" in homes.shown()


async def test_a_wait_that_slack_asks_for_holds_every_home(homes: Homes) -> None:
    homes.slack.faults.add(Answer.RATE_LIMITED, PUBLISH, times=1, seconds=30)
    await homes.open(0)
    await homes.open(1)
    await homes.deliver(seconds=29)
    assert homes.shown(0) == homes.shown(1) == ""
    await homes.deliver(seconds=2)
    await homes.deliver(seconds=2)
    assert homes.shown(0)
    assert homes.shown(1)


async def test_what_was_claimed_and_never_published_is_published_by_another(
    homes: Homes,
) -> None:
    jobs = homes.jobs()
    jobs.stop_claiming()
    await jobs.publish_home(workspace_id=homes.team.workspace_id, person_id=homes.people[0])
    assert homes.published() == 0
    async with writing(homes.sessions) as session:
        row = (await session.scalars(select(HomeRow))).one()
        row.lease_owner, row.lease_until = "gone", homes.real_now + timedelta(seconds=60)
    await homes.deliver(seconds=59)
    assert homes.published() == 0
    await homes.deliver(seconds=1)
    assert homes.shown()


async def test_who_leaves_the_channel_of_a_private_team_sees_it_no_more(homes: Homes) -> None:
    async with writing(homes.sessions) as session:
        (await session.get_one(TeamRow, homes.team.team_id)).is_private = True
    await homes.open(1)
    before = homes.shown(1)
    async with writing(homes.sessions) as session:
        await leave_channel(
            session,
            workspace_id=homes.team.workspace_id,
            channel_id="C0001",
            slack_user_id=homes.slack.people[1].id,
        )
    await homes.deliver(seconds=5)
    assert "Checkout" in before
    assert "Checkout" not in homes.shown(1)


async def test_who_is_a_member_no_more_sees_the_team_no_more(homes: Homes) -> None:
    await homes.open(1)
    async with writing(homes.sessions) as session:
        lead = await session.get_one(PersonRow, homes.people[0])
        team = await session.get_one(TeamRow, homes.team.team_id)
        await change_people(
            session,
            team=team_of(team, "UTC"),
            members=[person_of(lead)],
            leads=[person_of(lead)],
            now=NOW,
        )
    await homes.deliver(seconds=5)
    assert "Checkout" not in homes.shown(1)


async def test_a_fault_is_given_up_for_its_version(homes: Homes) -> None:
    homes.slack.faults.add(Answer.MISSING_SCOPE, PUBLISH, times=1)
    await homes.open()
    async with reading(homes.sessions) as session:
        row = (await session.scalars(select(HomeRow))).one()
    assert (row.error, row.rendered_version) == ("missing_scope", 1)
    await homes.touch()
    await homes.deliver(seconds=5)
    assert homes.shown()


async def test_a_home_that_may_not_be_shown_is_forgotten(homes: Homes) -> None:
    homes.slack.faults.add("ekm_access_denied", PUBLISH, times=1)
    await homes.open()
    async with reading(homes.sessions) as session:
        assert (await session.scalars(select(HomeRow))).all() == []
    await homes.open()
    assert homes.shown()


async def test_a_home_that_cannot_be_drawn_is_given_up_for_its_version(homes: Homes) -> None:
    async with writing(homes.sessions) as session:
        await session.execute(update(ScheduleRow).values(zone="Nowhere/Atall"))
    await homes.open()
    await homes.deliver(seconds=600)
    assert homes.published() == 0
    async with writing(homes.sessions) as session:
        await session.execute(update(ScheduleRow).values(zone="UTC"))
    await homes.touch()
    await homes.deliver()
    assert homes.shown()


async def test_a_dead_token_pauses_the_workspace(homes: Homes) -> None:
    homes.client = homes.with_token("xoxb-revoked")
    with homes.slack.expecting("invalid_auth"):
        await homes.open(0)
    async with reading(homes.sessions) as session:
        workspace = (await session.scalars(select(WorkspaceRow))).one()
    assert workspace.state is WorkspaceState.PAUSED


async def test_what_is_due_is_told_to_whoever_winds_the_clock(homes: Homes) -> None:
    await homes.jobs().plan_rounds()
    await homes.open()
    assert await homes.jobs().next_due() != NOW
    await homes.touch()
    homes.real_now += timedelta(seconds=5)
    assert await homes.jobs().next_due() == NOW


async def test_a_clock_set_back_holds_up_no_home(homes: Homes) -> None:
    await homes.open()
    await homes.rename("Renamed")
    await homes.deliver(seconds=-3600)
    assert "Renamed" in homes.shown()


async def test_a_home_on_its_way_when_the_clock_was_set_back_goes_out_a_lease_later(
    homes: Homes,
) -> None:
    await homes.open()
    await homes.rename("Renamed")
    async with writing(homes.sessions) as session:
        await session.execute(
            update(HomeRow).values(
                lease_owner="another", lease_until=homes.real_now + timedelta(seconds=60)
            )
        )
    await homes.deliver(seconds=-3600)
    await homes.deliver(seconds=59)
    assert "Renamed" not in homes.shown()
    await homes.deliver(seconds=1)
    assert "Renamed" in homes.shown()
