"""The commands: `okrbot run`, `web`, `worker`, `db`, `outbox`, `doctor` and `manifest`."""

import argparse
import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import structlog

from bot.app import Bot, build
from bot.clock import utc_now
from bot.config import COMMAND, Settings, SettingsError, load_database_settings, load_settings
from bot.database_url import parse_database_url
from bot.db.availability import DatabaseBusyOrGone
from bot.db.readiness import NotReadyError, upgrade_database
from bot.db.sqlite_lock import AlreadyServedError, SeveralNamesError, served_by_this_process
from bot.doctor import examine
from bot.doctor.finding import is_usable, summary
from bot.log import configure_logging
from bot.manifest import NO_HOST, HostError, build_manifest, read_host
from bot.okr.errors import OkrError
from bot.outbox_commands import add_outbox
from bot.socket_mode import SocketRefusedError

FINE, WRONG, BAD_SETTINGS = 0, 1, 2
BUSY = "The database is busy or gone, and nothing was changed. Try again in a moment."
LETTING_GO_SECONDS = 1
"""For closing connections, once what was in flight has ended or had its time."""
Command = Callable[..., Coroutine[None, None, int]]

log = structlog.get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 something is wrong, 2 settings."""
    options: dict[str, Any] = vars(_parser().parse_args(arguments))
    command: Command = options.pop("command")
    try:
        return asyncio.run(command(**options))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    except DatabaseBusyOrGone:
        print(BUSY, file=sys.stderr)
        return WRONG
    except (
        AlreadyServedError,
        NotReadyError,
        OkrError,
        SeveralNamesError,
        SocketRefusedError,
    ) as error:
        print(error, file=sys.stderr)
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="okrbot",
        description="A Slack bot that starts a team's week from its OKRs.",
        epilog="Settings come from the environment and from the file .env; see .env.example.",
    )
    commands = parser.add_subparsers(title="commands", metavar="command", required=True)
    for name, command, text in (
        ("run", run, "answer Slack and do the scheduled work in one process; start here"),
        ("web", web, "only answer Slack; needs PostgreSQL, and a worker beside it"),
        ("worker", worker, "only do the scheduled work; needs PostgreSQL, and a web beside it"),
        ("doctor", doctor, "check settings, database, tokens, scopes, channels and clock"),
    ):
        commands.add_parser(name, help=text, description=text).set_defaults(command=command)
    _add_manifest(commands)
    add_outbox(commands)
    database = commands.add_parser("db", help="look after the database")
    acts = database.add_subparsers(title="commands", metavar="command", required=True)
    text = "bring the tables up to this release; a SQLite file is copied first"
    upgrading = acts.add_parser("upgrade", help=text, description=text)
    upgrading.set_defaults(command=upgrade)
    return parser


def _add_manifest(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "print the app's manifest, to paste into api.slack.com/apps"
    printing = commands.add_parser("manifest", help=text, description=text)
    way = printing.add_mutually_exclusive_group()
    way.add_argument("--host", type=_host, default=NO_HOST, help="public name of the bot")
    way.add_argument(
        "--socket-mode",
        action="store_const",
        const=None,
        dest="host",
        help="without a public address; needs SLACK_APP_TOKEN",
    )
    printing.add_argument(
        "--slash-command",
        type=_slash_command,
        default=Settings.model_fields["okr_command"].default,
        help="the same as OKR_COMMAND (%(default)s)",
    )
    printing.set_defaults(command=manifest)


def _host(text: str) -> str:
    # The default goes through here as well.
    try:
        return text if text == NO_HOST else read_host(text)
    except HostError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _slash_command(text: str) -> str:
    if not COMMAND.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "Write a slash, then at most 31 lower-case letters, digits, hyphens or underscores."
        )
    return text


async def run() -> int:
    """Answer Slack and do the scheduled work until told to stop."""
    return await _serve(load_settings(), web_server=True, worker=True)


async def web() -> int:
    """Answer Slack until told to stop."""
    return await _serve(load_settings(needs_postgresql=True), web_server=True, worker=False)


async def worker() -> int:
    """Do the scheduled work until told to stop."""
    return await _serve(load_settings(needs_postgresql=True), web_server=False, worker=True)


async def upgrade() -> int:
    """Bring the tables up to this release."""
    settings = load_database_settings()
    configure_logging(settings.log_level, settings.log_format)
    await upgrade_database(settings.database_url)
    _say("The database has the tables of this release.")
    return FINE


async def doctor() -> int:
    """Print a line for each thing looked at."""
    try:
        settings = load_settings()
    except SettingsError:
        _say_where_settings_are_missed(Path.cwd())
        raise
    # A terminal without our signs shows a question mark in their place, and the word beside it.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    findings = await examine(settings)
    _say("\n".join([*map(str, findings), summary(findings)]))
    return FINE if is_usable(findings) else WRONG


def _say_where_settings_are_missed(folder: Path) -> None:
    if not (folder / ".env").exists():
        print(f"There is no .env in {folder}; copy .env.example to it.", file=sys.stderr)


async def manifest(*, host: str | None, slash_command: str) -> int:
    """Print the app's manifest."""
    built = build_manifest(command=slash_command, host=host)
    _say(json.dumps(built, indent=2, ensure_ascii=False))
    if host == NO_HOST:
        print(f"Replace {NO_HOST} by your host, or say --host.", file=sys.stderr)
    if slash_command != Settings.model_fields["okr_command"].default:
        print(f"Write OKR_COMMAND={slash_command} into .env as well.", file=sys.stderr)
    return FINE


def _say(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever reads, such as `head`, has seen enough; as it ends, Python would write again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _serve(settings: Settings, *, web_server: bool, worker: bool) -> int:
    configure_logging(settings.log_level, settings.log_format)
    told_to_stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
    with served_by_this_process(parse_database_url(settings.database_url).sqlite_path):
        bot = await build(settings, clock=utc_now)
        try:
            await bot.make_ready()
            await _start(bot, web_server=web_server, worker=worker)
            log.info("started", web=web_server, worker=worker, port=bot.port)
            await told_to_stop.wait()
            log.info("stopping")
        finally:
            await _stop(bot)
    return FINE


async def _start(bot: Bot, *, web_server: bool, worker: bool) -> None:
    try:
        await bot.start(web_server=web_server, worker=worker)
    except OSError as error:
        raise NotReadyError(
            f"Nothing can listen on {bot.settings.host}:{bot.settings.port} ({error.strerror}). "
            "Stop what uses the port, or set PORT to another."
        ) from error


async def _stop(bot: Bot) -> None:
    """Let the bot finish what is in flight, but no longer than the settings give."""
    try:
        async with asyncio.timeout(bot.settings.shutdown_seconds + LETTING_GO_SECONDS):
            await bot.stop()
    except TimeoutError:
        log.warning("stopped_with_work_in_flight")
