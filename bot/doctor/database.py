"""Looks at the database: reachable, of this release, writable; and which teams it holds."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.database_url import parse_database_url
from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing
from bot.db.migrate import RevisionState
from bot.db.models import ScheduleRow, TeamRow, WorkspaceRow
from bot.db.readiness import NotReadyError, state_of
from bot.db.sqlite_lock import AlreadyServedError, SeveralNamesError, served_by_this_process
from bot.doctor.finding import Finding, fine, warning, wrong

SUBJECT = "database"
WILL_SET_UP = "`okrbot run` sets it up"
SENTENCES = {
    RevisionState.EMPTY: "It answers, but is empty. Run `okrbot db upgrade`.",
    RevisionState.BEHIND: "It answers, but is of an older release. Run `okrbot db upgrade`.",
    RevisionState.UNKNOWN: (
        "A newer release has upgraded it. Install that release here, or restore the copy made "
        "before the upgrade."
    ),
}
REFUSED = (
    "okrbot may not read and write it. Give the account that okrbot runs as that right; with "
    "SQLite in the file's folder too."
)


@dataclass(frozen=True, slots=True)
class Home:
    """A team and the channel it is at home in, with the workspace both belong to."""

    team: str
    channel_id: str
    slack_team_id: str
    workspace: str
    bot_user_id: str
    zone: str | None
    is_external_allowed: bool


async def examine_database(settings: Settings) -> tuple[list[Finding], tuple[Home, ...]]:
    """Look at the database, and return its teams when it is of this release."""
    path = parse_database_url(settings.database_url).sqlite_path
    if settings.uses_sqlite and path is None:
        sentence = "It is kept in memory and lost when okrbot stops. Set DATABASE_URL to a file."
        return [warning(SUBJECT, sentence)], ()
    # Opening a SQLite file would make it, so a missing one is not opened.
    if path is not None and (missing := _missing_file(Path(path))) is not None:
        return [missing], ()
    try:
        state = await state_of(settings.database_url)
    except NotReadyError as error:
        return [wrong(SUBJECT, str(error))], ()
    except SQLAlchemyError:
        return [wrong(SUBJECT, REFUSED)], ()
    if state is not RevisionState.CURRENT:
        return [_not_current(state, is_sqlite=path is not None)], ()
    return await _look_inside(settings.database_url, path)


def _missing_file(path: Path) -> Finding | None:
    if path.exists():
        return None
    folder = path.absolute().parent
    if not folder.is_dir():
        sentence = f"The folder {folder} is not there. Make it, or set DATABASE_URL to another."
        return wrong(SUBJECT, sentence)
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong(SUBJECT, REFUSED)
    return fine(SUBJECT, f"{path} is not there yet; {WILL_SET_UP}.")


def _not_current(state: RevisionState, *, is_sqlite: bool) -> Finding:
    if is_sqlite and state is RevisionState.EMPTY:
        return fine(SUBJECT, f"It is empty; {WILL_SET_UP}.")
    if is_sqlite and state is RevisionState.BEHIND:
        return fine(SUBJECT, "It is of an older release; `okrbot run` copies and upgrades it.")
    return wrong(SUBJECT, SENTENCES[state])


async def _look_inside(url: str, path: str | None) -> tuple[list[Finding], tuple[Home, ...]]:
    engine = create_engine_for(url)
    try:
        sessions = session_factory(engine)
        homes = await _find_homes(sessions)
        if not await _is_writable(sessions):
            return [wrong(SUBJECT, REFUSED)], homes
    except DatabaseBusyOrGone:
        sentence = "It is busy just now and could not be looked into. Try again in a minute."
        return [warning(SUBJECT, sentence)], ()
    finally:
        await engine.dispose()
    findings = [fine(SUBJECT, "It has the tables of this release.")]
    return [*findings, *([_processes(path)] if path else [])], homes


def _processes(path: str) -> Finding:
    """Say how many processes may serve a SQLite file, and whether one does."""
    try:
        with served_by_this_process(path):
            sentence = "One at a time may serve SQLite: `okrbot run`, not `web` and `worker`."
    except AlreadyServedError:
        sentence = f"An okrbot serves {path} already; SQLite takes no second one."
    except SeveralNamesError as error:
        return wrong("processes", str(error))
    except OSError:
        return wrong("processes", REFUSED)
    return fine("processes", sentence)


async def _is_writable(sessions: Sessions) -> bool:
    try:
        async with writing(sessions) as session:
            if session.get_bind().dialect.name == "sqlite":
                return True  # it has begun to write by now
            statement = text("SELECT current_setting('transaction_read_only')")
            return bool(await session.scalar(statement) == "off")
    except DatabaseBusyOrGone as error:
        # A transaction of the running bot is no fault; a refused write is.
        return "readonly" not in str(error.__cause__)


async def _find_homes(sessions: Sessions) -> tuple[Home, ...]:
    statement = (
        select(
            TeamRow.name,
            TeamRow.channel_id,
            WorkspaceRow.slack_team_id,
            WorkspaceRow.name,
            WorkspaceRow.bot_user_id,
            ScheduleRow.zone,
            TeamRow.is_external_allowed,
        )
        .join(WorkspaceRow, WorkspaceRow.id == TeamRow.workspace_id)
        .outerjoin(ScheduleRow, ScheduleRow.team_id == TeamRow.id)
        .order_by(TeamRow.name, TeamRow.id)
    )
    async with reading(sessions) as session:
        return tuple(Home(*row) for row in await session.execute(statement))
