"""The doctor: a line for each thing, and what to do about it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import utc_now
from bot.config import Settings
from bot.doctor import Finding, examine
from bot.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES

pytestmark = pytest.mark.sqlite_only

GOOD = {"ok": True, "team": "Acme", "team_id": "T1"}
ALL = ",".join([*REQUIRED_SCOPES, *OPTIONAL_SCOPES])


@asynccontextmanager
async def slack(
    body: object, *, scopes: str | None = ALL, ahead: timedelta = timedelta()
) -> AsyncIterator[str]:
    """A Slack that answers `auth.test` in one way; gives the address of its Web API."""

    async def test_token(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer xoxb-test-token"
        headers = {"Date": format_datetime(utc_now() + ahead, usegmt=True)}
        if scopes is not None:
            headers["X-OAuth-Scopes"] = scopes
        return web.json_response(body, headers=headers)

    application = web.Application()
    application.router.add_post("/api/auth.test", test_token)
    async with TestServer(application) as server:
        yield str(server.make_url("/api/"))


async def findings(settings: Settings, url: str) -> dict[str, Finding]:
    found = await examine(settings.model_copy(update={"slack_api_url": url}))
    return {finding.subject: finding for finding in found}


async def test_all_is_well(settings: Settings) -> None:
    async with slack(GOOD) as url:
        found = await findings(settings, url)
    assert set(found) == {"settings", "database", "token", "scopes", "clock"}
    assert all(finding.is_fine for finding in found.values())
    assert str(found["token"]) == "ok    token: works in the workspace Acme"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"ok": False, "error": "invalid_auth"}, "Copy the Bot User OAuth Token"),
        ({"ok": False, "error": "account_inactive"}, "Install it again"),
        ({"ok": False, "error": "strange"}, "strange"),
        ([], "not Slack's"),
    ],
)
async def test_a_bad_token(settings: Settings, body: object, words: str) -> None:
    async with slack(body) as url:
        found = await findings(settings, url)
    assert not found["token"].is_fine
    assert words in found["token"].sentence
    assert "scopes" not in found


async def test_a_missing_scope_is_wrong(settings: Settings) -> None:
    async with slack(GOOD, scopes="chat:write, commands") as url:
        found = await findings(settings, url)
    assert not found["scopes"].is_fine
    assert "users:read" in found["scopes"].sentence
    assert str(found["scopes"]).startswith("WRONG")


async def test_a_declined_optional_scope_is_fine_and_said(settings: Settings) -> None:
    async with slack(GOOD, scopes=",".join(REQUIRED_SCOPES)) as url:
        found = await findings(settings, url)
    assert found["scopes"].is_fine
    assert "im:history" in found["scopes"].sentence


async def test_scopes_that_are_not_told_are_not_judged(settings: Settings) -> None:
    async with slack(GOOD, scopes=None) as url:
        assert "scopes" not in await findings(settings, url)


async def test_a_clock_that_is_off(settings: Settings) -> None:
    async with slack(GOOD, ahead=timedelta(minutes=10)) as url:
        found = await findings(settings, url)
    assert not found["clock"].is_fine
    assert "NTP" in found["clock"].sentence


async def test_slack_out_of_reach(settings: Settings) -> None:
    found = await findings(settings, "http://127.0.0.1:9/api/")
    assert not found["slack"].is_fine
    assert "SLACK_API_URL" in found["slack"].sentence


async def test_a_database_out_of_reach(settings: Settings) -> None:
    gone = settings.model_copy(update={"database_url": "postgresql://u:p@127.0.0.1:9/d"})
    async with slack(GOOD) as url:
        found = await findings(gone, url)
    assert not found["database"].is_fine
    assert "does not answer" in found["database"].sentence


async def test_a_database_to_be_set_up(
    settings: Settings, empty_sqlite_url: str, empty_postgresql_url: str
) -> None:
    async with slack(GOOD) as url:
        sqlite = settings.model_copy(update={"database_url": empty_sqlite_url})
        postgresql = settings.model_copy(update={"database_url": empty_postgresql_url})
        assert (await findings(sqlite, url))["database"].is_fine
        found = (await findings(postgresql, url))["database"]
    assert not found.is_fine
    assert "okrbot db upgrade" in found.sentence
