"""Drafts: what a person has typed into a form that spans several modals, saved once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import DraftRow
from bot.okr.errors import NotFoundError
from bot.okr.permissions import Actor

KEPT_FOR = timedelta(days=2)
DRAFT_GONE = "This form is too old. Close it and open it again."


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been typed so far.

    Args:
        token: travels in the modal's private metadata.
        data: JSON values only.
    """

    token: UUID
    team_id: int | None
    data: Mapping[str, Any]
    submitted_at: datetime | None


async def open_draft(
    session: AsyncSession,
    *,
    actor: Actor,
    form: str,
    data: Mapping[str, Any],
    now: datetime,
    team_id: int | None = None,
) -> UUID:
    """Keep a new draft of a form and return its token."""
    token = uuid4()
    session.add(
        DraftRow(
            workspace_id=actor.workspace_id,
            token=token,
            person_id=actor.person_id,
            team_id=team_id,
            form=form,
            data=dict(data),
            created_at=now,
            expires_at=now + KEPT_FOR,
        )
    )
    await session.flush()
    return token


async def get_draft(
    session: AsyncSession, *, actor: Actor, token: str, form: str, now: datetime
) -> Draft:
    """Return a person's own draft, locked so that a second submission waits for the first.

    Raises:
        NotFoundError: there is no such draft of this person and form, or it is too old.
    """
    row = await session.scalar(
        select(DraftRow)
        .where(
            DraftRow.workspace_id == actor.workspace_id,
            DraftRow.person_id == actor.person_id,
            DraftRow.token == _uuid_of(token),
            DraftRow.form == form,
            DraftRow.expires_at > now,
        )
        .with_for_update()
    )
    if row is None:
        raise NotFoundError(DRAFT_GONE)
    return Draft(row.token, row.team_id, row.data, row.submitted_at)


async def keep_draft(session: AsyncSession, *, draft: Draft, data: Mapping[str, Any]) -> None:
    """Replace what a draft holds."""
    await session.execute(
        update(DraftRow).where(DraftRow.token == draft.token).values(data=dict(data))
    )


async def finish_draft(session: AsyncSession, *, draft: Draft, now: datetime) -> bool:
    """Mark a draft as saved; False when it was saved before and must not be saved again."""
    done = await session.execute(
        update(DraftRow)
        .where(DraftRow.token == draft.token, DraftRow.submitted_at.is_(None))
        .values(submitted_at=now)
        .returning(DraftRow.id)
    )
    return done.scalar_one_or_none() is not None


def _uuid_of(token: str) -> UUID | None:
    try:
        return UUID(token)
    except ValueError:
        return None
