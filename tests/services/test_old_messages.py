"""What was posted about meetings long ago changes no more, so that ticks need not look at it."""

from datetime import timedelta

from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, PostedMessageRow, RoundRow
from bot.okr.round import RoundState
from bot.services.old_messages import OLD, freeze_old
from tests.services.okr_world import NOW, OkrWorld, okr_world
from tests.services.week_world import past_of

THEN = NOW - OLD - timedelta(hours=1)


async def post(
    world: OkrWorld, name: str, kind: MessageKind, round_id: int | None, **terms: object
) -> None:
    given = {"sent_at": THEN, "wanted_version": 1} | terms
    async with writing(world.sessions) as session:
        row = OutboxRow(
            workspace_id=world.checkout.workspace_id,
            key=name,
            kind=kind,
            state=OutboxState.SENT,
            next_try_at=NOW,
            created_at=NOW,
            sent_at=given["sent_at"],
        )
        session.add(row)
        await session.flush()
        session.add(
            PostedMessageRow(
                workspace_id=row.workspace_id,
                outbox_id=row.id,
                kind=kind,
                round_id=round_id,
                channel_id="C0001",
                ts=name,
                wanted_version=given["wanted_version"],
            )
        )


async def test_only_what_is_old_and_overtaken_is_frozen(sessions: Sessions) -> None:
    world = await okr_world(sessions)
    async with past_of(sessions, world.checkout, now=NOW) as past:
        first = await past.round(1, days=-50)
        last = await past.round(2, days=-40, state=RoundState.RECAPPED)
        (await past.session.get_one(RoundRow, last)).prompted_at = THEN
    recap = MessageKind.RECAP
    await post(world, "overtaken", recap, first)
    await post(world, "card", MessageKind.MEETING, first)
    await post(world, "followed", MessageKind.FOLLOWED_RECAP, None)
    await post(world, "last", recap, last)
    await post(world, "new", recap, first, sent_at=NOW - OLD)
    await post(world, "behind", recap, first, wanted_version=2)
    await post(world, "closed", MessageKind.CYCLE_CLOSED, None)
    async with writing(sessions) as session:
        await freeze_old(session, now=NOW, real_now=NOW)
    async with reading(sessions) as session:
        frozen = await session.scalars(
            select(PostedMessageRow.ts).where(PostedMessageRow.frozen_at == NOW)
        )
        assert sorted(frozen) == ["card", "followed", "overtaken"]
