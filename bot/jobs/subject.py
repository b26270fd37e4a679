"""What a message is about, and what draws one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, PersonRow
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.views.message import Message


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about.

    Args:
        is_frozen: the message will not change any more.
        is_there: the message was posted, and is edited in place.
    """

    workspace_id: int
    team_id: int | None
    round_id: int | None
    person_id: int | None
    details: Mapping[str, Any]
    is_frozen: bool = False
    is_there: bool = False


Renderer = Callable[[AsyncSession, Subject, datetime], Awaitable[Message]]
"""Loads and draws a message as it is at an instant; an OkrError says why there is none."""

Renderers = Mapping[MessageKind, Renderer]


async def name_of(session: AsyncSession, subject: Subject, person_id: int | None) -> str | None:
    """Return the name of a person of the message's workspace."""
    name: str | None = await session.scalar(
        select(PersonRow.name).where(
            PersonRow.workspace_id == subject.workspace_id, PersonRow.id == person_id
        )
    )
    return name


def required(found: int | None) -> int:
    """Return an id that the message cannot do without.

    Raises:
        NotFoundError: it has none.
    """
    if found is None:
        raise NotFoundError(NOT_FOUND)
    return found
