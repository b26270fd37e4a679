"""What a channel is told about the life of its team's cycles: planning, and the close."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    RoundRow,
    TeamCycleRow,
)
from bot.okr.cycle import Cycle, CycleState
from bot.okr.permissions import Actor
from bot.services.outbox import enqueue
from bot.services.posted_messages import touch_prompt

A_WEEK = timedelta(days=7)
"""One message at the top of a channel a week: what comes within it goes into the thread."""


async def find_recent_prompt(session: AsyncSession, *, team_id: int, now: datetime) -> int | None:
    """Return the outbox id of the newest prompt that was posted within the last seven days."""
    found: int | None = await session.scalar(
        select(OutboxRow.id)
        .join(RoundRow, RoundRow.id == OutboxRow.round_id)
        .where(
            OutboxRow.team_id == team_id,
            OutboxRow.kind == MessageKind.PROMPT,
            OutboxRow.state == OutboxState.SENT,
            RoundRow.prompted_at > now - A_WEEK,
        )
        .order_by(RoundRow.prompted_at.desc())
        .limit(1)
    )
    return found


async def owe_planning_opened(
    session: AsyncSession, *, team_cycle: TeamCycleRow, actor: Actor, now: datetime
) -> None:
    """Owe the channel the one message about a plan; it is edited in place from then on."""
    await enqueue(
        session,
        workspace_id=team_cycle.workspace_id,
        key=f"planning:{team_cycle.id}",
        kind=MessageKind.PLANNING_OPENED,
        team_id=team_cycle.team_id,
        details={"team_cycle_id": team_cycle.id, "opened_by_id": actor.person_id},
        depends_on_id=await find_recent_prompt(session, team_id=team_cycle.team_id, now=now),
        now=now,
    )


async def owe_cycle_closed(
    session: AsyncSession, *, team_cycle: TeamCycleRow, now: datetime
) -> None:
    """Owe the channel what came of a cycle; what is there already is edited instead."""
    if await _touch(session, team_cycle, MessageKind.CYCLE_CLOSED):
        return
    await enqueue(
        session,
        workspace_id=team_cycle.workspace_id,
        key=f"cycle_closed:{team_cycle.id}:{team_cycle.version}",
        kind=MessageKind.CYCLE_CLOSED,
        team_id=team_cycle.team_id,
        details={"team_cycle_id": team_cycle.id},
        depends_on_id=await find_recent_prompt(session, team_id=team_cycle.team_id, now=now),
        now=now,
    )


async def touch_okrs(session: AsyncSession, *, cycle: Cycle) -> None:
    """Ask for a new edit of what shows the OKRs of a cycle: the prompt, or the plan's message."""
    if cycle.state is CycleState.PLANNING:
        await touch_planning(session, team_id=cycle.team_id)
    else:
        await touch_prompt(session, team_id=cycle.team_id)


async def touch_planning(session: AsyncSession, *, team_id: int) -> None:
    """Ask for a new edit of the messages about what a team plans."""
    rows = await session.scalars(select(TeamCycleRow).where(TeamCycleRow.team_id == team_id))
    for row in rows:
        await _touch(session, row, MessageKind.PLANNING_OPENED)


async def touch_cycle_closed(session: AsyncSession, *, team_cycle: TeamCycleRow) -> None:
    """Ask for a new edit of what was said about the close of a cycle."""
    await _touch(session, team_cycle, MessageKind.CYCLE_CLOSED)


async def _touch(session: AsyncSession, team_cycle: TeamCycleRow, kind: MessageKind) -> bool:
    """Ask for an edit of what was said about a cycle; False when nothing was, nor is about to be.

    What is on its way may show the state before this change, so it is marked as stale; its row
    comes first, since waiting for it means that the posted message is seen by the update.
    """
    rows = await session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.team_id == team_cycle.team_id,
            OutboxRow.kind == kind,
            OutboxRow.state.in_([OutboxState.PENDING, OutboxState.SENDING, OutboxState.SENT]),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = [row for row in rows if row.details.get("team_cycle_id") == team_cycle.id]
    for row in found:
        if row.state is OutboxState.SENDING:
            row.details = {**row.details, "is_stale": True}
    await session.flush()
    await session.execute(
        update(PostedMessageRow)
        .where(
            PostedMessageRow.outbox_id.in_([row.id for row in found]),
            PostedMessageRow.frozen_at.is_(None),
        )
        .values(wanted_version=PostedMessageRow.wanted_version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(found)
