"""The doctor on the teams' channels: there, open, with the bot in them, and who reads along."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clock import utc_now
from bot.config import Settings
from bot.db.engine import Sessions, writing
from bot.doctor import examine
from bot.doctor.channels import MOST_LINES, MOST_LOOKUPS
from bot.doctor.finding import Finding, Verdict
from bot.okr.profile import Identity
from bot.services.workspaces import remember_workspace
from sandbox import Slack
from tests.seeding import seed_person, seed_team

BOT_TOKEN = "xoxb-test-token"


class Office:
    """A workspace whose teams the database knows."""

    def __init__(self, slack: Slack, settings: Settings, sessions: Sessions) -> None:
        self.slack = slack
        self.settings = settings.model_copy(update={"slack_api_url": slack.api_url})
        self.sessions = sessions

    async def add_teams(self, *channels: str, **identity: str) -> None:
        now = utc_now()
        given = {"slack_team_id": self.slack.workspace_id, "bot_user_id": self.slack.bot_user_id}
        who = Identity(
            **({"enterprise_id": "", "workspace_name": "Acme", "url": "", "bot_id": "B1"} | given)
            | identity
        )
        async with writing(self.sessions) as session:
            workspace = await remember_workspace(session, identity=who, now=now)
            ana = await seed_person(session, workspace_id=workspace.id, now=now)
            for number, channel in enumerate(channels):
                await seed_team(
                    session,
                    workspace_id=workspace.id,
                    now=now,
                    lead_id=ana,
                    key=f"T{number}",
                    name=f"Team {number}",
                    channel_id=channel,
                )

    async def findings(self) -> list[Finding]:
        found = await examine(self.settings)
        return [one for one in found if one.subject in {"channel", "channels", "workspace"}]

    def calls(self, method: str) -> list[Any]:
        return list(self.slack.log.calls(method))


@pytest.fixture
async def office(settings: Settings, sessions: Sessions) -> AsyncIterator[Office]:
    async with Slack.start(signing_secret="s", bot_token=BOT_TOKEN) as slack:
        yield Office(slack, settings, sessions)


async def test_all_channels_are_well(office: Office) -> None:
    ids = [office.slack.add_channel(f"c{number}", bot=True).id for number in range(250)]
    await office.add_teams(*ids)
    (finding,) = await office.findings()
    assert str(finding) == "✓ fine     channels: I am in the channel of every team (250)."
    assert len(office.calls("users.conversations")) == 2
    assert office.calls("conversations.info") == []


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ({}, "Team 0: I am not in #checkout. Type /invite @okrbot there."),
        ({"bot": True, "archived": True}, "Team 0: #checkout is archived."),
        ({"archived": True}, "Team 0: #checkout is archived."),
        ({"bot": True, "shared": True}, "shared with another organisation"),
        ({"private": True}, "Slack does not show its channel"),
    ],
)
@pytest.mark.sqlite_only
async def test_a_channel_with_a_trouble(
    office: Office, channel: dict[str, Any], words: str
) -> None:
    await office.add_teams(office.slack.add_channel("checkout", **channel).id)
    (finding,) = await office.findings()
    assert finding.verdict is Verdict.WARNING
    assert words in finding.sentence


@pytest.mark.sqlite_only
async def test_many_troubles_are_counted_and_slack_is_not_asked_too_often(office: Office) -> None:
    number = MOST_LOOKUPS + 3
    await office.add_teams(*(office.slack.add_channel(f"c{one}").id for one in range(number)))
    found = await office.findings()
    assert len(office.calls("conversations.info")) == MOST_LOOKUPS
    assert [one.sentence for one in found[MOST_LINES:]] == [
        f"{MOST_LOOKUPS - MOST_LINES} more like these; mend some and look again.",
        f"3 of {number} could not be looked at. Mend the scopes, or try again soon.",
    ]


@pytest.mark.sqlite_only
async def test_without_the_scopes_nothing_can_be_said(office: Office) -> None:
    await office.add_teams(office.slack.add_channel("checkout", bot=True).id)
    office.slack.scopes.difference_update({"channels:read", "groups:read"})
    (finding,) = await office.findings()
    assert finding.sentence == "1 of 1 could not be looked at. Mend the scopes, or try again soon."


@pytest.mark.sqlite_only
async def test_a_database_of_another_workspace(office: Office) -> None:
    await office.add_teams("C0ELSEWHERE", slack_team_id="T0ELSEWHERE")
    (finding,) = await office.findings()
    assert finding.subject == "workspace"
    assert "The database is of Acme" in finding.sentence
    assert office.calls("conversations.info") == []


@pytest.mark.sqlite_only
async def test_a_database_filled_by_another_app(office: Office) -> None:
    channel = office.slack.add_channel("checkout", bot=True)
    await office.add_teams(channel.id, bot_user_id="U0OTHERAPP")
    workspace, channels = await office.findings()
    assert "another app" in workspace.sentence
    assert channels.verdict is Verdict.FINE
