"""The commands, as an operator meets them."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from bot.cli import main
from sandbox import Slack
from sandbox.walkthrough import process
from sandbox.walkthrough.failure import StepFailedError

ROOT = Path(__file__).parents[1]
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "HOST": "127.0.0.1"}
SECONDS = 30


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str) -> dict[str, str]:
    """The environment of an operator who has set what is needed, on an empty database."""
    settings = TOKENS | {"DATABASE_URL": empty_sqlite_url, "PORT": str(free_port())}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(command: str, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command until it has started; stop it at the end, whatever happened."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", command],
        env=os.environ | settings | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},  # noqa: TID251
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        seen = []
        while "started" not in (line := process.stderr.readline()):
            seen.append(line)
            assert line, "".join(seen)
        try:
            yield process
        finally:
            process.kill()


def answer(port: str, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=SECONDS) as response:
        return str(response.read().decode())


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    for command in ("run", "web", "worker", "db", "outbox", "doctor", "manifest"):
        assert f"    {command} " in shown


@pytest.mark.parametrize("command", ["run", "web", "worker", "doctor"])
def test_missing_settings_are_named_in_one_message(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    shown = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in shown
    assert "SLACK_SIGNING_SECRET" in shown


@pytest.mark.parametrize("command", ["web", "worker"])
@pytest.mark.usefixtures("operator")
def test_several_processes_need_postgresql(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    assert "only one process may serve" in capsys.readouterr().err


def test_upgrading_needs_no_token(
    monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_sqlite_url)
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "upgrade"]) == 0
    assert "has the tables of this release" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["manifest"], ["db", "upgrade"], ["doctor"]])
def test_a_reader_may_stop_early(operator: dict[str, str], command: list[str]) -> None:
    operator["SLACK_API_URL"] = "http://127.0.0.1:9/"
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        env=os.environ | operator | {"PYTHONPATH": str(ROOT)},  # noqa: TID251
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    os.close(writer)
    assert "BrokenPipe" not in ended.stderr
    assert ended.returncode == (1 if command == ["doctor"] else 0), ended.stderr


def test_an_unreachable_database_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/okrbot.db")
    assert main(["db", "upgrade"]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_run_sets_up_serves_and_stops_when_told(
    operator: dict[str, str], name: signal.Signals
) -> None:
    with running("run", operator) as process:
        assert answer(operator["PORT"], "/readyz") == "ok"
        process.send_signal(name)
        assert process.wait(SECONDS) == 0


def test_a_second_run_is_refused(
    operator: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with running("run", operator):
        assert main(["run"]) == 1
    assert "Another okrbot already serves" in capsys.readouterr().err


def test_a_run_through_another_name_is_refused(
    operator: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    file = Path(operator["DATABASE_URL"].removeprefix("sqlite:///"))
    symbolic, hard = tmp_path / "symbolic.db", file.with_name("hard.db")
    with running("run", operator):
        symbolic.symlink_to(file)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{symbolic}")
        assert main(["run"]) == 1
        assert "Another okrbot already serves" in capsys.readouterr().err
        hard.hardlink_to(file)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{hard}")
        assert main(["run"]) == 1
        assert "another name" in capsys.readouterr().err


def test_a_port_in_use_is_a_sentence(
    operator: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main(["run"]) == 1
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


async def test_run_over_a_socket_answers_and_stops_when_told(
    operator: dict[str, str], tmp_path: Path
) -> None:
    async with over_socket(operator) as (slack, settings):
        ana = slack.add_person("Ana")
        checkout = slack.add_channel("checkout", members=[ana], bot=True)
        async with process.running("run", env=settings, folder=str(tmp_path)) as bot:
            await bot.wait_started()
            assert await bot.get("/readyz") == "200 ok"
            assert (await bot.get("/slack/events")).startswith("404")
            await ana.command("/okr", "help", channel=checkout)
            answer = await slack.until(lambda: ana.last)
            assert answer is not None
            assert "/okr checkin" in answer.shown
            assert await bot.stop() == 0
        assert "Traceback" not in bot.said
        assert not [token for token in ("xapp-", "xoxb-", "ticket") if token in bot.said]
        slack.assert_clean()


async def test_a_killed_run_loses_nothing_over_a_socket(
    operator: dict[str, str], tmp_path: Path
) -> None:
    async with over_socket(operator) as (slack, settings):
        ana = slack.add_person("Ana")
        checkout = slack.add_channel("checkout", members=[ana], bot=True)
        async with process.running("run", env=settings, folder=str(tmp_path)) as bot:
            await bot.wait_started()
        await slack.until(lambda: not slack.sockets.links)
        async with process.running("run", env=settings, folder=str(tmp_path)) as bot:
            await bot.wait_started()
            await ana.command("/okr", "help", channel=checkout)
            assert ana.notices == []


async def test_an_app_token_that_slack_refuses_is_a_sentence(
    operator: dict[str, str], tmp_path: Path
) -> None:
    async with over_socket(operator) as (slack, settings):
        slack.world.state.app.app_token = "xapp-another"
        with slack.expecting("invalid_auth"), pytest.raises(StepFailedError) as caught:
            await process.run_to_end("run", env=settings, folder=str(tmp_path))
    assert "exits 1" in caught.value.claim
    assert "Slack opens no socket for SLACK_APP_TOKEN (invalid_auth)." in caught.value.evidence
    assert "Traceback" not in caught.value.evidence


@asynccontextmanager
async def over_socket(operator: Mapping[str, str]) -> AsyncIterator[tuple[Slack, dict[str, str]]]:
    """Play Slack for an operator whose machine nobody can reach."""
    async with Slack.start(signing_secret="unused", bot_token=TOKENS["SLACK_BOT_TOKEN"]) as slack:
        slack.load_manifest(ROOT / "manifest.json")
        slack.connect_sockets("xapp-1")
        settings = process.environment(
            api_url=slack.api_url,
            database_url=operator["DATABASE_URL"],
            port=int(operator["PORT"]),
        )
        del settings["SLACK_SIGNING_SECRET"]
        tokens = {"SLACK_BOT_TOKEN": TOKENS["SLACK_BOT_TOKEN"], "SLACK_APP_TOKEN": "xapp-1"}
        yield slack, settings | tokens


def test_web_and_worker_share_a_postgresql(operator: dict[str, str], postgresql_url: str) -> None:
    settings = operator | {"DATABASE_URL": postgresql_url}
    with running("web", settings) as web, running("worker", settings) as worker:
        assert answer(operator["PORT"], "/readyz") == "ok"
        for process in (web, worker):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(SECONDS) for process in (web, worker)] == [0, 0]


def test_the_doctor_says_where_settings_are_missed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["doctor"]) == 2
    assert f"There is no .env in {tmp_path}" in capsys.readouterr().err
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\n")
    assert main(["doctor"]) == 2
    shown = capsys.readouterr().err
    assert "There is no .env" not in shown
    assert "SLACK_SIGNING_SECRET" in shown


@pytest.mark.usefixtures("operator")
def test_the_doctor_on_a_machine_without_slack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✓ fine     settings: ")
    assert lines[-2].startswith("✗ wrong    slack: 127.0.0.1 does not answer")
    assert lines[-1] == "1 thing has to be mended first."


def test_the_manifest_with_what_the_operator_chose(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "--host", "okrs.example.com", "--slash-command", "/okrs"]) == 0
    shown = capsys.readouterr()
    assert "OKR_COMMAND=/okrs" in shown.err
    (command,) = json.loads(shown.out)["features"]["slash_commands"]
    assert command["command"] == "/okrs"
    assert command["url"] == "https://okrs.example.com/slack/events"
    assert main(["manifest", "--socket-mode"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["socket_mode_enabled"] is True
    assert main(["manifest"]) == 0
    assert "Replace YOUR-HOST" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "localhost"], "public name"),
        (["--slash-command", "okr"], "Write a slash"),
        (["--host", "okrs.example.com", "--socket-mode"], "not allowed with"),
    ],
)
def test_a_manifest_that_slack_would_refuse(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["manifest", *arguments])
    assert words in capsys.readouterr().err
