"""What happened to objectives and key results: append-only, one row for each changed field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, RevisionAct, RevisionRow
from bot.okr.errors import ConflictError
from bot.okr.history import FIELD_WORDS
from bot.okr.permissions import Actor
from bot.okr.text import list_and


@dataclass(frozen=True, slots=True)
class Subject:
    """What was changed; `key_result_id` is None when it is the objective itself."""

    workspace_id: int
    objective_id: int
    key_result_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, when, and why."""

    actor: Actor
    now: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that a revision calls by name, and compares by id."""

    id: int
    name: str


Value = Named | Decimal | date | int | str | None


def record_act(
    session: AsyncSession,
    subject: Subject,
    *,
    change: Change,
    act: RevisionAct,
    field: str,
    old: str | None,
    new: str | None,
) -> None:
    """Record one act."""
    session.add(
        RevisionRow(
            workspace_id=subject.workspace_id,
            objective_id=subject.objective_id,
            key_result_id=subject.key_result_id,
            act=act,
            field=field,
            old=old,
            new=new,
            person_id=change.actor.person_id,
            at=change.now,
            why=change.why.strip(),
        )
    )


def record_changes(
    session: AsyncSession,
    subject: Subject,
    *,
    change: Change,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> frozenset[str]:
    """Record every field that differs, and return their names.

    Args:
        before, after: the same field names, each with its value.
    """
    changed = [name for name, value in after.items() if before[name] != value]
    for name in changed:
        record_act(
            session,
            subject,
            change=change,
            act=RevisionAct.CHANGED,
            field=name,
            old=_text_of(before[name]),
            new=_text_of(after[name]),
        )
    return frozenset(changed)


async def require_version(
    session: AsyncSession, subject: Subject, *, name: str, version: int, expected: int
) -> None:
    """Refuse a form that was opened before somebody else's change.

    Args:
        name: what the sentence calls it, such as `1.2 Page load`.
        expected: the version that the form was opened with.

    Raises:
        ConflictError: naming who changed what.
    """
    if version != expected:
        raise ConflictError(
            f"{await _last_change(session, subject, name)} while you had this open. Nothing was"
            " saved. What you typed is still here: copy it, close this and open it again."
        )


async def _last_change(session: AsyncSession, subject: Subject, name: str) -> str:
    """Say who last changed which fields: `Ben changed the aim and the unit of 1.2 Page load`."""
    rows = await session.execute(
        select(RevisionRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == RevisionRow.person_id)
        .where(
            RevisionRow.objective_id == subject.objective_id,
            RevisionRow.key_result_id.is_not_distinct_from(subject.key_result_id),
            RevisionRow.field != "position",
        )
        .order_by(RevisionRow.id.desc())
        .limit(len(FIELD_WORDS) * 2)
    )
    found = rows.all()
    if not found:
        return f"Somebody changed {name}"
    last, person = found[0]
    who = person or "Somebody"
    if last.act is not RevisionAct.CHANGED:
        return f"{who} {last.act.value} {name}"
    together = [row for row, _ in found if (row.at, row.person_id) == (last.at, last.person_id)]
    fields = [f"the {FIELD_WORDS.get(row.field, row.field)}" for row in reversed(together)]
    return f"{who} changed {list_and(fields)} of {name}"


def _text_of(value: Value) -> str | None:
    match value:
        case None | "":
            return None
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case Named():
            return value.name
        case _:
            return str(value)
