"""The doctor: a line for each thing, and what to do about it. Channels have tests of their own."""

import os
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy import text, update

from bot.app import build
from bot.clock import utc_now
from bot.config import Settings
from bot.db.engine import Sessions, create_engine_for, writing
from bot.db.models import ScheduleRow
from bot.db.sqlite_lock import served_by_this_process
from bot.doctor import examine
from bot.doctor.finding import Finding, Verdict, is_usable, summary
from bot.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES
from sandbox import Slack
from tests.seeding import seed_person, seed_team, seed_workspace

GOOD = {"ok": True, "team": "Acme", "team_id": "T1", "user": "okrbot", "bot_id": "B1"}
CONNECTED = {"ok": True, "url": "wss://127.0.0.1/link/?ticket=1"}
BOT = {"ok": True, "bot": {"id": "B1", "app_id": "A1"}}
ALL = ",".join([*REQUIRED_SCOPES, *OPTIONAL_SCOPES])
BOT_TOKEN, APP_TOKEN = "xoxb-test-token", "xapp-1-A1-2-secret"


@asynccontextmanager
async def answering(
    *,
    who: object = GOOD,
    status: int = 200,
    scopes: str | None = ALL,
    ahead: timedelta = timedelta(),
    connection: object = CONNECTED,
    bot: object = BOT,
) -> AsyncIterator[str]:
    """A Slack that answers in one way; shapes by hand after docs.slack.dev. Gives its address."""

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        assert request.headers["Authorization"] == f"Bearer {token}"
        headers = {"Date": format_datetime(utc_now() + ahead, usegmt=True)}
        if scopes is not None:
            headers["X-OAuth-Scopes"] = scopes
        bodies = {"auth.test": who, "apps.connections.open": connection, "bots.info": bot}
        return web.json_response(bodies[method], status=status, headers=headers)

    application = web.Application()
    application.router.add_post("/api/{method}", answer)
    async with TestServer(application) as server:
        yield str(server.make_url("/api/"))


async def findings(settings: Settings, url: str = "", **changes: object) -> dict[str, Finding]:
    given = changes | ({"slack_api_url": url} if url else {})
    found = await examine(settings.model_copy(update=given))
    for finding in found:
        for secret in (BOT_TOKEN, APP_TOKEN, "test-signing-secret", "hunter2"):
            assert secret not in str(finding)
    return {finding.subject: finding for finding in found}


async def with_socket_mode(settings: Settings, **answers: Any) -> dict[str, Finding]:
    async with answering(**answers) as url:
        return await findings(settings, url, slack_app_token=SecretStr(APP_TOKEN))


async def test_all_is_well(settings: Settings) -> None:
    async with Slack.start(signing_secret="s", bot_token=BOT_TOKEN) as slack:
        slack.scopes.update(OPTIONAL_SCOPES)
        found = await findings(settings, slack.api_url)
    subjects = {"settings", "database", "time zones", "port", "bot token", "scopes", "clock"}
    assert set(found) - {"processes"} == subjects
    assert {finding.verdict for finding in found.values()} == {Verdict.FINE}
    assert str(found["clock"]) == "✓ fine     clock: It agrees with Slack's."
    assert summary(list(found.values())) == "okrbot can run."


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("state", "words"),
    [("account_inactive", "Install it again"), ("token_revoked", "Install it again")],
)
async def test_a_dead_token(settings: Settings, state: str, words: str) -> None:
    async with Slack.start(signing_secret="s", bot_token=BOT_TOKEN) as slack:
        slack.world.state.app.token_state = state
        found = await findings(settings, slack.api_url)
    assert found["bot token"].verdict is Verdict.WRONG
    assert words in found["bot token"].sentence
    assert "scopes" not in found


@pytest.mark.sqlite_only
async def test_a_token_that_slack_does_not_know(settings: Settings) -> None:
    async with Slack.start(signing_secret="s", bot_token="xoxb-another") as slack:
        found = await findings(settings, slack.api_url)
    assert "Copy the Bot User OAuth Token" in found["bot token"].sentence
    assert not is_usable(list(found.values()))
    assert summary(list(found.values())) == "1 thing has to be mended first."


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("who", "status", "verdict", "words"),
    [
        ({"ok": False, "error": "strange"}, 200, Verdict.WRONG, "strange"),
        ({"ok": False, "error": "\x1b[2J"}, 200, Verdict.WRONG, "an unknown error"),
        ([], 200, Verdict.WRONG, "not Slack"),
        ({"hello": "proxy"}, 404, Verdict.WRONG, "not Slack"),
        ({"ok": False}, 429, Verdict.WARNING, "too often"),
        ({"ok": False}, 503, Verdict.WARNING, "trouble of its own"),
    ],
)
async def test_strange_answers(
    settings: Settings, who: object, status: int, verdict: Verdict, words: str
) -> None:
    async with answering(who=who, status=status) as url:
        found = await findings(settings, url)
    assert found["bot token"].verdict is verdict
    assert words in found["bot token"].sentence
    assert "scopes" not in found


@pytest.mark.sqlite_only
async def test_a_missing_scope_is_wrong_and_says_what_for(settings: Settings) -> None:
    async with Slack.start(signing_secret="s", bot_token=BOT_TOKEN) as slack:
        slack.scopes.discard("im:write")
        found = await findings(settings, slack.api_url)
    assert found["scopes"].verdict is Verdict.WRONG
    assert found["scopes"].sentence.startswith("im:write missing: ")
    assert "cannot open direct messages" in found["scopes"].sentence
    assert "install it again" in found["scopes"].sentence


@pytest.mark.sqlite_only
async def test_a_declined_optional_scope_is_a_warning(settings: Settings) -> None:
    async with answering(scopes=",".join([*REQUIRED_SCOPES, "channels:history"])) as url:
        found = await findings(settings, url)
    assert found["scopes"].verdict is Verdict.WARNING
    assert "private channels, direct messages" in found["scopes"].sentence
    assert summary(list(found.values())) == "okrbot can run, with 1 warning."
    assert is_usable(list(found.values()))


@pytest.mark.sqlite_only
async def test_scopes_that_are_not_told(settings: Settings) -> None:
    async with answering(scopes=None) as url:
        assert (await findings(settings, url))["scopes"].verdict is Verdict.WARNING


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("ahead", "verdict", "words"),
    [
        (timedelta(seconds=50), Verdict.FINE, "agrees"),
        (timedelta(seconds=90), Verdict.WARNING, "behind Slack's; beyond 300"),
        (timedelta(minutes=-10), Verdict.WRONG, "ahead of Slack's, so every request"),
    ],
)
async def test_a_clock_that_is_off(
    settings: Settings, ahead: timedelta, verdict: Verdict, words: str
) -> None:
    async with answering(ahead=ahead) as url:
        found = await findings(settings, url)
    assert found["clock"].verdict is verdict
    assert words in found["clock"].sentence
    assert verdict is Verdict.FINE or "NTP" in found["clock"].sentence


@pytest.mark.sqlite_only
async def test_requests_over_socket_mode_bear_no_time(settings: Settings) -> None:
    found = await with_socket_mode(settings, ahead=timedelta(minutes=10))
    assert found["clock"].verdict is Verdict.WARNING
    assert "refused" not in found["clock"].sentence


@pytest.mark.sqlite_only
async def test_socket_mode_is_well(settings: Settings) -> None:
    found = await with_socket_mode(settings)
    assert str(found["app token"]) == "✓ fine     app token: Socket Mode can connect."
    assert "Socket Mode" in found["settings"].sentence


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_auth", "connections:write"),
        ("missing_scope", "no right to connect"),
        ("not_allowed_token_type", "no app-level token"),
        ("socket_mode_not_enabled", "Switch Socket Mode on"),
        ("strange", "strange"),
    ],
)
async def test_an_app_token_that_cannot_connect(settings: Settings, error: str, words: str) -> None:
    found = await with_socket_mode(settings, connection={"ok": False, "error": error})
    assert found["app token"].verdict is Verdict.WRONG
    assert words in found["app token"].sentence


@pytest.mark.sqlite_only
async def test_tokens_of_two_apps(settings: Settings) -> None:
    found = await with_socket_mode(settings, bot={"ok": True, "bot": {"app_id": "A2"}})
    assert "another app" in found["app token"].sentence
    found = await with_socket_mode(settings, bot={"ok": False, "error": "missing_scope"})
    assert found["app token"].verdict is Verdict.FINE


@pytest.mark.sqlite_only
async def test_slack_out_of_reach(settings: Settings) -> None:
    found = await findings(settings, "http://user:hunter2@127.0.0.1:9/api/")
    assert found["slack"].verdict is Verdict.WRONG
    assert found["slack"].sentence.startswith("127.0.0.1 does not answer")


@pytest.mark.sqlite_only
async def test_slack_is_reached_through_the_proxy_that_the_bot_uses(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with answering() as url:
        monkeypatch.setenv("HTTPS_PROXY", url.removesuffix("/api/"))
        found = await findings(settings)
    assert found["bot token"].verdict is Verdict.FINE


@pytest.mark.sqlite_only
async def test_a_slack_that_hangs_is_not_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = await findings(settings, f"http://127.0.0.1:{silent.getsockname()[1]}/api/")
    assert "does not answer" in found["slack"].sentence


async def test_a_database_to_be_set_up(settings: Settings, empty_database_url: str) -> None:
    async with answering() as url:
        found = (await findings(settings, url, database_url=empty_database_url))["database"]
    if settings.uses_sqlite:
        assert found.verdict is Verdict.FINE
        assert "`okrbot run` sets it up" in found.sentence
        assert not Path(empty_database_url.removeprefix("sqlite:///")).exists()
    else:
        assert found.verdict is Verdict.WRONG
        assert "okrbot db upgrade" in found.sentence


async def test_a_database_of_a_newer_release(settings: Settings) -> None:
    engine = create_engine_for(settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    async with answering() as url:
        found = (await findings(settings, url))["database"]
    assert found.verdict is Verdict.WRONG
    assert "Install that release" in found.sentence


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://u:hunter2@127.0.0.1:9/d", "does not answer"),
        ("sqlite:////nowhere/at/all/okrbot.db", "Make it"),
        ("sqlite://", "lost when okrbot stops"),
    ],
)
async def test_a_database_that_is_not_there(settings: Settings, address: str, words: str) -> None:
    async with answering() as url:
        found = (await findings(settings, url, database_url=address))["database"]
    assert found.verdict is not Verdict.FINE
    assert words in found.sentence


@pytest.mark.sqlite_only
async def test_a_file_that_is_no_database(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear operator, this is a letter. " * 40)
    async with answering() as url:
        found = (await findings(settings, url, database_url=f"sqlite:///{path}"))["database"]
    assert found.verdict is Verdict.WRONG
    assert "no SQLite database" in found.sentence


@pytest.mark.sqlite_only
async def test_a_file_that_cannot_be_written(settings: Settings) -> None:
    # Rights would not keep root away; SQLite itself keeps away from a format it cannot write.
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[18] = 3
    path.write_bytes(content)
    async with answering() as url:
        found = (await findings(settings, url))["database"]
    assert found.verdict is Verdict.WRONG
    assert "right" in found.sentence


@pytest.mark.sqlite_only
async def test_a_folder_that_cannot_be_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    # Nothing keeps root from writing, and tests run as root too.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    found = await findings(settings, database_url=f"sqlite:///{folder}/okrbot.db")
    assert found["database"].verdict is Verdict.WRONG
    assert "right" in found["database"].sentence


async def test_a_standby_that_only_reads(settings: Settings, postgresql_url: str) -> None:
    reading = f"{postgresql_url}&options=-c default_transaction_read_only=on"
    async with answering() as url:
        found = (await findings(settings, url, database_url=reading))["database"]
    assert found.verdict is Verdict.WRONG
    assert "right" in found.sentence


@pytest.mark.sqlite_only
async def test_another_okrbot_may_serve_the_file(settings: Settings) -> None:
    path = settings.database_url.removeprefix("sqlite:///")
    async with answering() as url:
        assert "`okrbot run`, not" in (await findings(settings, url))["processes"].sentence
        with served_by_this_process(path):
            found = await findings(settings, url)
    assert "serves" in found["processes"].sentence
    assert is_usable(list(found.values()))


@pytest.mark.sqlite_only
async def test_a_file_with_several_names(settings: Settings) -> None:
    path = settings.database_url.removeprefix("sqlite:///")
    Path(f"{path}-other").hardlink_to(path)
    async with answering() as url:
        found = (await findings(settings, url))["processes"]
    assert found.verdict is Verdict.WRONG
    assert "hard link" in found.sentence


@pytest.mark.sqlite_only
async def test_a_port_in_use_by_another_program(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = await findings(settings, port=server.getsockname()[1])
    assert found["port"].verdict is Verdict.WRONG
    assert "another program" in found["port"].sentence


@pytest.mark.sqlite_only
async def test_a_port_in_use_by_okrbot(settings: Settings) -> None:
    bot = await build(settings)
    try:
        await bot.start(worker=False)
        found = await findings(settings, port=bot.port)
    finally:
        await bot.stop()
    assert found["port"].verdict is Verdict.FINE
    assert "already" in found["port"].sentence


@pytest.mark.sqlite_only
@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
async def test_a_host_that_is_elsewhere(settings: Settings, host: str) -> None:
    found = await findings(settings, host=host)
    assert found["port"].verdict is Verdict.WRONG
    assert "no address of this machine" in found["port"].sentence


async def test_a_time_zone_that_is_not_known_here(settings: Settings, sessions: Sessions) -> None:
    now = utc_now()
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=now)
        ana = await seed_person(session, workspace_id=workspace_id, now=now)
        await seed_team(session, workspace_id=workspace_id, now=now, lead_id=ana)
        await session.execute(update(ScheduleRow).values(zone="Mars/Olympus"))
    found = await findings(settings)
    assert found["time zones"].verdict is Verdict.WRONG
    assert "Mars/Olympus" in found["time zones"].sentence
