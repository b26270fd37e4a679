"""What must reach Slack, once: written with its cause, claimed before each call, settled after it.

Two clocks meet here. `now` is the business clock: whether something is still worth saying.
`real_now` is the operational clock: leases, and when to try again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import MessageKind, OutboxRow, OutboxState

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When to try what nobody has tried yet: before any reading of the operational clock."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something to say that is ours to say until the lease ends.

    Args:
        channel_id: None for a person whose DM is not open yet.
        bot_id: who says it, as Slack names the bot in messages.
        must_look_up: a try before this one may have succeeded, so posting comes after looking.
        is_doubted: that try, if there was one, is in a lost life of the database.
        lane: what a post closes to others while it is in flight, at most until `lane_until`.
    """

    id: int
    workspace_id: int
    bot_id: str
    key: str
    kind: MessageKind
    team_id: int | None
    round_id: int | None
    person_id: int | None
    details: dict[str, Any]
    channel_id: str | None
    slack_user_id: str | None
    thread_ts: str | None
    attempts: int
    first_try_at: datetime
    lease_until: datetime
    owner: str
    must_look_up: bool
    is_doubted: bool
    lane: str | None
    lane_until: datetime


async def enqueue(
    session: AsyncSession,
    *,
    workspace_id: int,
    key: str,
    kind: MessageKind,
    now: datetime,
    channel_id: str | None = None,
    team_id: int | None = None,
    round_id: int | None = None,
    person_id: int | None = None,
    details: dict[str, Any] | None = None,
    not_after: datetime | None = None,
    depends_on_id: int | None = None,
) -> bool:
    """Write down something to say, in the transaction of its cause; False when the key is known.

    Args:
        channel_id: where to; else it is the thread of `depends_on_id`, the DM of `person_id`,
            or the team's channel at the time of sending.
    """
    written = await session.execute(
        insert_if_absent(session, OutboxRow)
        .values(
            workspace_id=workspace_id,
            key=key,
            kind=kind,
            channel_id=channel_id,
            team_id=team_id,
            round_id=round_id,
            person_id=person_id,
            details=details or {},
            depends_on_id=depends_on_id,
            state=OutboxState.PENDING,
            next_try_at=AT_ONCE,
            not_after=not_after,
            created_at=now,
        )
        .returning(OutboxRow.id)
    )
    return written.scalar_one_or_none() is not None
