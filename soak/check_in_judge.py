"""Judges many check-ins at once, from the database and the stand-in's log at the end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import create_engine_for, reading, session_factory
from bot.db.models import CheckInRow, MessageKind
from bot.jobs.rendering import renderers_for
from bot.jobs.subject import Subject
from soak.check_in_team import Gathering, title_of
from soak.checking_in import Intent
from soak.edits import Edit, find_crowded, find_overlapping, find_too_close, read_edits
from soak.findings import Findings

COMMAND = "/okr"


@dataclass(frozen=True, slots=True)
class Expected:
    """What was done.

    Attributes:
        prompts: the messages' timestamps, in the order of the gatherings.
        unable: what those saw who could not check in at all.
    """

    gatherings: tuple[Gathering, ...]
    intents: tuple[Intent, ...]
    prompts: tuple[str, ...]
    unable: tuple[str, ...]


async def load_last_values(database_url: str) -> dict[int, Decimal]:
    """Return the last value of each key result, by its id."""
    rows = await _read(database_url)
    return {row.key_result_id: row.value.normalize() for row in rows if row.value is not None}


async def judge_check_ins(
    expected: Expected,
    log: Sequence[Mapping[str, Any]],
    *,
    database_url: str,
    pause: float,
    a_minute: int,
) -> Findings:
    """Compare what people typed with what is stored, and what is stored with what is shown."""
    rows = await _read(database_url)
    edits = read_edits(log)
    shown = _last_shown(log)
    return Findings(
        f"{len(expected.intents)} check-ins, {len(edits)} edits",
        {
            "unable": expected.unable,
            "not stored": _not_stored(expected, rows),
            "stored twice": _stored_twice(rows),
            "out of line": _out_of_line(rows),
            "not as rendered": await _not_as_rendered(expected, shown, edits, database_url),
            "not shown": tuple(_not_shown(expected, shown, rows)),
            "at once": find_overlapping(edits),
            "too close": find_too_close(edits, pause=pause),
            "crowded": find_crowded(edits, a_minute=a_minute),
        },
    )


async def _read(database_url: str) -> list[CheckInRow]:
    engine = create_engine_for(database_url)
    try:
        async with reading(session_factory(engine)) as session:
            rows = list(await session.scalars(select(CheckInRow).order_by(CheckInRow.id)))
            session.expunge_all()
            return rows
    finally:
        await engine.dispose()


def _not_stored(expected: Expected, rows: Iterable[CheckInRow]) -> tuple[str, ...]:
    """Name what somebody has saved and what is not there as they typed it."""
    people = {
        person.id: person_id
        for gathering in expected.gatherings
        for person, person_id in zip(gathering.people, gathering.person_ids, strict=True)
    }
    stored = {(row.author_id, row.key_result_id, row.value, row.confidence) for row in rows}
    return tuple(
        f"{one.person.name}: {one.value}"
        for one in expected.intents
        if (people[one.person.id], one.key_result_id, Decimal(one.value), one.confidence)
        not in stored
    )


def _stored_twice(rows: Iterable[CheckInRow]) -> tuple[str, ...]:
    """Name who has more than one check-in; each of them checked in once."""
    authors = Counter(row.author_id for row in rows)
    return tuple(f"person {author}: {count}" for author, count in authors.items() if count > 1)


def _out_of_line(rows: Iterable[CheckInRow]) -> tuple[str, ...]:
    """Name check-ins that do not follow the one before, as each should know of it."""
    last: dict[int, int | None] = defaultdict(lambda: None)
    wrong = []
    for row in rows:
        if row.previous_id != last[row.key_result_id]:
            wrong.append(f"check-in {row.id} follows {row.previous_id}")
        last[row.key_result_id] = row.id
    return tuple(wrong)


def _last_shown(log: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return what each message says at the end, by channel and timestamp, as Slack keeps it."""
    shown = {}
    for entry in log:
        if (
            entry["kind"] == "call"
            and entry["response"].get("ok")
            and "message" in entry["response"]
        ):
            message = entry["response"]["message"]
            shown[entry["response"]["channel"], message["ts"]] = message
    return shown


async def _not_as_rendered(
    expected: Expected,
    shown: Mapping[tuple[str, str], Mapping[str, Any]],
    edits: Sequence[Edit],
    database_url: str,
) -> tuple[str, ...]:
    """Name the messages that are not what the bot would draw now, as of their last edit."""
    edited_at = {(one.channel, one.ts): one.asked_at for one in edits}
    engine = create_engine_for(database_url)
    wrong = []
    try:
        async with reading(session_factory(engine)) as session:
            for gathering, ts in zip(expected.gatherings, expected.prompts, strict=True):
                at = edited_at.get((gathering.channel.id, ts))
                text = await _rendered(session, gathering.team_id, at) if at else "no edit"
                if shown[gathering.channel.id, ts]["text"] != text:
                    wrong.append(f"{gathering.channel.id}/{ts}")
    finally:
        await engine.dispose()
    return tuple(wrong)


async def _rendered(session: AsyncSession, team_id: int, at: float) -> str:
    subject = Subject(0, team_id, None, None, {})
    render = renderers_for(COMMAND)[MessageKind.PROMPT]
    return (await render(session, subject, datetime.fromtimestamp(at, UTC))).text


def _not_shown(
    expected: Expected,
    shown: Mapping[tuple[str, str], Mapping[str, Any]],
    rows: Iterable[CheckInRow],
) -> Iterable[str]:
    """Yield key results whose line in the text lacks the last value, whatever is drawn."""
    last = {row.key_result_id: row.value for row in rows}
    for gathering, ts in zip(expected.gatherings, expected.prompts, strict=True):
        lines = shown[gathering.channel.id, ts]["text"].splitlines()
        for place, key_result_id in enumerate(gathering.key_result_ids):
            value = last.get(key_result_id)
            if value is None or not any(
                title_of(place) in line and f"{value.normalize()} %" in line for line in lines
            ):
                yield f"{title_of(place)} in {gathering.channel.id}"
