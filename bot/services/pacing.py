"""How fast Slack may be called: kept in the database, so that all replicas together keep to it.

Each limit is a row that says when its next call may go out; a claim locks and moves it in its own
transaction. Slack counts for each method and workspace, and posts for each channel as well
(docs.slack.dev/apis/web-api/rate-limits).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.db.insert import insert_if_absent
from bot.db.models import PaceRow
from bot.services.waits import LONGEST

POST, EDIT, OPEN_DM = "chat.postMessage", "chat.update", "conversations.open"
PUBLISH = "views.publish"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
TIER_3 = 40
"""Calls a minute of a method that Slack allows "50 and more"."""

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=1)

SHARE_AT_ONCE = 10
"""One tenth of a minute's calls may come at once; the rest is spread over the minute."""

Wanted = tuple[int, "Limit"]
"""A workspace and a limit that holds in it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done in a workspace.

    Args:
        name: a method of Slack's, a channel, or a person.
        pause: between two calls, once `burst` calls came at once.
    """

    name: str
    pause: timedelta
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the bot may be in each workspace.

    Args:
        channel_pause: between two posts in a channel.
        posts_per_minute: no minute has more of them.
        edits_per_minute: no minute has more of them, nor of Homes.
    """

    channel_pause: timedelta
    posts_per_minute: int
    edits_per_minute: int

    def of_posts(self, lane: str | None, *, in_flight: timedelta) -> tuple[Limit, ...]:
        """Return what holds for a post.

        Args:
            lane: its channel or its person, closed to others until `end_post`.
            in_flight: for how long it is closed should nobody end the post.
        """
        in_lane = (Limit(lane, in_flight),) if lane and self.channel_pause else ()
        return (per_minute(POST, self.posts_per_minute), *in_lane)

    def of_edits(self) -> tuple[Limit, ...]:
        """Return what holds for an edit."""
        return (per_minute(EDIT, self.edits_per_minute),)

    def of_homes(self) -> tuple[Limit, ...]:
        """Return what holds for publishing a Home."""
        return (per_minute(PUBLISH, self.edits_per_minute),)


def per_minute(name: str, count: int) -> Limit:
    """Return a limit by which no minute, wherever it begins, has more calls than `count`."""
    burst = max(count // SHARE_AT_ONCE, 1)
    return Limit(name, timedelta(minutes=1) / (count - burst), burst)


class Gates:
    """The limits of one claim, locked until its transaction ends."""

    def __init__(self, rows: Mapping[tuple[int, str], PaceRow], real_now: datetime) -> None:
        self._rows = rows
        self._real_now = real_now

    def pass_through(self, workspace_id: int, limits: Sequence[Limit]) -> bool:
        """Count one call against all limits; False, and nothing counted, when one forbids it."""
        gates = [(self._rows[workspace_id, limit.name], limit) for limit in limits]
        if any(_is_closed(row, self._real_now) for row, _ in gates):
            return False
        for row, limit in gates:
            earliest = self._real_now - limit.pause * (limit.burst - 1)
            ready_at = min(row.ready_at, self._real_now)
            row.ready_at = max(ready_at, earliest) + limit.pause
        return True


async def lock_gates(
    session: AsyncSession, wanted: Iterable[Wanted], *, real_now: datetime
) -> Gates:
    """Lock limits, in the same order everywhere so that nobody waits in a circle."""
    names = sorted({(workspace_id, limit.name) for workspace_id, limit in wanted})
    if not names:
        return Gates({}, real_now)
    await _make_missing(session, names)
    found = await session.scalars(
        select(PaceRow)
        .where(or_(*(_is_gate(workspace_id, name) for workspace_id, name in names)))
        .order_by(PaceRow.workspace_id, PaceRow.name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return Gates({(row.workspace_id, row.name): row for row in found}, real_now)


async def hold(
    session: AsyncSession, *, workspace_id: int, name: str, wait: timedelta, real_now: datetime
) -> None:
    """Let nothing pass a limit for a while, since Slack said so."""
    await _make_missing(session, [(workspace_id, name)])
    row = await session.get_one(
        PaceRow, (workspace_id, name), with_for_update=True, populate_existing=True
    )
    until = real_now + min(wait, LONGEST)
    row.ready_at = max(row.ready_at, until) if _is_closed(row, real_now) else until
    await session.flush()


async def end_post(
    session: AsyncSession,
    *,
    workspace_id: int,
    lane: str,
    closed_until: datetime,
    ready_at: datetime,
) -> None:
    """Let the next post into a lane a pause after this one, however long this one took.

    Args:
        closed_until: by this the claim is known that closed the lane; a later one's is left alone.
    """
    await session.execute(
        update(PaceRow)
        .where(_is_gate(workspace_id, lane), PaceRow.ready_at == closed_until)
        .values(ready_at=ready_at)
        .execution_options(synchronize_session=False)
    )


def is_open(
    workspace_id: InstrumentedAttribute[int],
    name: ColumnElement[str] | ColumnElement[str | None] | str,
    real_now: datetime,
) -> ColumnElement[bool]:
    """Return the condition that a limit lets something pass now."""
    # Counted, so that PostgreSQL asks by key for each row: of NOT EXISTS it makes a join, which
    # with stale statistics compares every row with every limit.
    closed = select(func.count()).where(
        PaceRow.workspace_id == workspace_id,
        PaceRow.name == name,
        PaceRow.ready_at > real_now,
        PaceRow.ready_at <= real_now + LONGEST,
    )
    return closed.scalar_subquery() == 0


async def forget_paces(session: AsyncSession, *, real_now: datetime) -> None:
    """Remove limits that have long let everything pass."""
    await session.execute(delete(PaceRow).where(PaceRow.ready_at <= real_now - KEPT))


async def _make_missing(session: AsyncSession, names: Sequence[tuple[int, str]]) -> None:
    rows = [
        {"workspace_id": workspace_id, "name": name, "ready_at": ALWAYS}
        for workspace_id, name in names
    ]
    await session.execute(insert_if_absent(session, PaceRow).values(rows))


def _is_closed(row: PaceRow, real_now: datetime) -> bool:
    return real_now < row.ready_at <= real_now + LONGEST


def _is_gate(workspace_id: int, name: str) -> ColumnElement[bool]:
    return and_(PaceRow.workspace_id == workspace_id, PaceRow.name == name)
