"""What becomes of a message that may be there, where nobody may look: each kind has its rule."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.services.delivery_troubles import MOST_ASKED, record_unfindable
from bot.services.outbox import Claim
from tests.services.okr_world import okr_world

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


async def settled(sessions: Sessions, kind: MessageKind, *, attempts: int) -> list[OutboxRow]:
    """Let a message of a kind be unfindable; return it, and what is owed because of it."""
    world = await okr_world(sessions)
    async with writing(sessions) as session:
        row = OutboxRow(
            workspace_id=world.checkout.workspace_id,
            key="unclear",
            kind=kind,
            team_id=world.checkout.team_id,
            channel_id="C0001",
            state=OutboxState.SENDING,
            lease_owner="me",
            lease_until=NOW,
            attempts=attempts,
            first_try_at=NOW,
            next_try_at=NOW,
            created_at=NOW,
        )
        session.add(row)
        await session.flush()
        claim = Claim(
            id=row.id,
            workspace_id=row.workspace_id,
            bot_id="B1",
            key=row.key,
            kind=kind,
            team_id=row.team_id,
            round_id=None,
            person_id=None,
            details={},
            channel_id="C0001",
            slack_user_id=None,
            thread_ts=None,
            attempts=attempts,
            first_try_at=NOW,
            lease_until=NOW + timedelta(minutes=1),
            owner="me",
            must_look_up=True,
            is_doubted=False,
            lane=None,
            lane_until=NOW,
        )
        assert await record_unfindable(session, claim=claim, error="missing_scope", now=NOW)
    async with reading(sessions) as session:
        rows = await session.scalars(
            select(OutboxRow).where(OutboxRow.id >= row.id).order_by(OutboxRow.id)
        )
        return list(rows)


@pytest.mark.parametrize(
    ("kind", "attempts", "state"),
    [
        (MessageKind.PROMPT, 1, OutboxState.UNKNOWN),
        (MessageKind.RECAP, 1, OutboxState.UNKNOWN),
        (MessageKind.FOLLOWED_RECAP, 1, OutboxState.DROPPED),
        (MessageKind.WELCOME, 1, OutboxState.DROPPED),
        (MessageKind.UNCLEAR_POST, 1, OutboxState.PENDING),
        (MessageKind.UNREACHABLE, MOST_ASKED - 1, OutboxState.PENDING),
        (MessageKind.UNCLEAR_POST, MOST_ASKED, OutboxState.DROPPED),
    ],
)
async def test_each_kind_has_its_rule(
    sessions: Sessions, kind: MessageKind, attempts: int, state: OutboxState
) -> None:
    row, *owed = await settled(sessions, kind, attempts=attempts)
    assert row.state is state
    is_asked = state is OutboxState.UNKNOWN
    assert [one.kind for one in owed] == [MessageKind.UNCLEAR_POST] * is_asked
