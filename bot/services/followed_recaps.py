"""The recaps that followers read: one message a week for each, to which every team adds its own.

A person's weeks are read in their own zone; a channel has none, so its weeks are those of the
meetings' own days.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    FollowerRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    RoundRow,
    TeamRow,
)
from bot.services.followers import may_follow
from bot.services.outbox import AT_ONCE, enqueue
from bot.services.posted_messages import touch_said

WORTH_SAYING = timedelta(days=1)
"""A recap that could not be posted within a day of its meeting is not news any more."""

TURNED_DOWN = (OutboxState.FAILED, OutboxState.DROPPED)


@dataclass(frozen=True, slots=True)
class _Share:
    """What one team adds to the message of one follower's week."""

    workspace_id: int
    key: str
    follower: FollowerRow
    round: RoundRow


async def owe_followers(
    session: AsyncSession, rounds: Collection[RoundRow], *, now: datetime
) -> None:
    """Owe the recaps of meetings to those who follow; who may see them is asked when it is sent."""
    for share in await _shares_of(session, rounds):
        details = {"round_ids": [share.round.id], "channel_id": share.follower.channel_id}
        is_first = await enqueue(
            session,
            workspace_id=share.workspace_id,
            key=share.key,
            kind=MessageKind.FOLLOWED_RECAP,
            team_id=share.round.team_id,
            person_id=share.follower.person_id,
            channel_id=share.follower.channel_id,
            details=details,
            now=now,
            not_after=share.round.meeting_ends_at + WORTH_SAYING,
        )
        if not is_first:
            await _add(session, share)


async def touch_followers(session: AsyncSession, *, row: RoundRow) -> None:
    """Ask for a new edit of what followers read of a meeting."""
    for share in await _shares_of(session, [row]):
        message = await _lock(session, share)
        if message is not None and row.id in message.details["round_ids"]:
            await touch_said(session, row=message)
    await session.flush()


async def find_readable_rounds(
    session: AsyncSession, *, round_ids: Collection[int], person_id: int | None, channel_id: str
) -> tuple[int, ...]:
    """Return the rounds whose teams a follower still follows and may see, in their order.

    Args:
        channel_id: of a channel that follows; not looked at for a person.
    """
    rows = await session.execute(
        select(RoundRow.id, RoundRow.team_id, TeamRow.is_private)
        .join(TeamRow, TeamRow.id == RoundRow.team_id)
        .join(FollowerRow, FollowerRow.team_id == RoundRow.team_id)
        .where(
            RoundRow.id.in_(round_ids),
            FollowerRow.channel_id == channel_id
            if person_id is None
            else FollowerRow.person_id == person_id,
        )
    )
    readable = set()
    for round_id, team_id, is_private in rows.all():
        if person_id is None:
            may_read = not is_private
        else:
            may_read = await may_follow(session, team_id=team_id, person_id=person_id)
        readable |= {round_id} if may_read else set()
    return tuple(one for one in round_ids if one in readable)


async def _shares_of(session: AsyncSession, rounds: Iterable[RoundRow]) -> list[_Share]:
    """List what is to be added to which messages.

    Several teams write to one message. All processes take the messages in one order, so that no
    two of them wait for each other.
    """
    shares = []
    for row in rounds:
        followers = await session.execute(
            select(FollowerRow, PersonRow.zone)
            .outerjoin(PersonRow, PersonRow.id == FollowerRow.person_id)
            .where(FollowerRow.team_id == row.team_id)
        )
        shares += [
            _Share(row.workspace_id, _key(row, one, zone), one, row) for one, zone in followers
        ]
    return sorted(shares, key=lambda one: (one.workspace_id, one.key, one.round.meeting_ends_at))


def _key(row: RoundRow, follower: FollowerRow, zone: str | None) -> str:
    """Return the key under which a follower's week is told once."""
    day = row.meeting_ends_at.astimezone(ZoneInfo(zone)).date() if zone else row.meeting_on
    year, week, _ = day.isocalendar()
    return f"followed:{year}-W{week:02}:{follower.channel_id or follower.person_id}"


async def _add(session: AsyncSession, share: _Share) -> None:
    """Add a meeting to the message of the week; one that was turned down is owed again."""
    row = await _lock(session, share)
    known: list[Any] = row.details["round_ids"] if row else []
    if row is None or share.round.id in known:
        return
    row.details = {**row.details, "round_ids": [*known, share.round.id]}
    if row.state in TURNED_DOWN:
        row.state, row.next_try_at, row.error = OutboxState.PENDING, AT_ONCE, ""
        row.attempts, row.first_try_at = 0, None
    row.not_after = share.round.meeting_ends_at + WORTH_SAYING
    await touch_said(session, row=row)
    await session.flush()


async def _lock(session: AsyncSession, share: _Share) -> OutboxRow | None:
    found: OutboxRow | None = await session.scalar(
        select(OutboxRow)
        .where(OutboxRow.workspace_id == share.workspace_id, OutboxRow.key == share.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found
