"""Followers read one message a week, to which every team that they follow adds its own."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    ChannelMemberRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    PostedMessageRow,
    RoundRow,
    TeamCycleRow,
    TeamRow,
)
from bot.jobs.rendering import renderers_for
from bot.jobs.subject import Subject
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError
from bot.okr.round import RoundState
from bot.services.claims import claim_due
from bot.services.followed_recaps import find_readable_rounds, owe_followers
from bot.services.followers import follow, save_followers, unfollow
from bot.services.pacing import Pace
from bot.services.recaps import load_recap
from bot.services.sendings import record_dropped
from tests.seeding import SeededTeam
from tests.services.okr_world import NOW, OkrWorld, okr_world
from tests.services.week_world import past_of

MONDAY = datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    """Cem follows Checkout and Payments, and so does a channel."""
    world = await okr_world(sessions)
    async with writing(sessions) as session:
        for team, lead in ((world.checkout, world.ana), (world.payments, world.dee)):
            await save_followers(
                session,
                actor=lead,
                team_id=team.team_id,
                person_ids=[world.cem.person_id],
                channel_ids=["C0099"],
                now=NOW,
            )
    return world


async def met(
    world: OkrWorld, team: SeededTeam, *, number: int = 1, ends_at: datetime = MONDAY
) -> int:
    """Let a meeting of a team end."""
    async with past_of(world.sessions, team, now=NOW) as past:
        days = (ends_at - timedelta(hours=1) - NOW) / timedelta(days=1)
        round_id = await past.round(number, days=days, state=RoundState.RECAPPED)
        row = await past.session.get_one(RoundRow, round_id)
        row.meeting_on = ends_at.date()
    return round_id


async def owe(world: OkrWorld, *round_ids: int) -> None:
    async with writing(world.sessions) as session:
        rows = await session.scalars(select(RoundRow).where(RoundRow.id.in_(round_ids)))
        await owe_followers(session, rows.all(), now=MONDAY)


async def owed(world: OkrWorld, person_id: int | None) -> list[OutboxRow]:
    async with reading(world.sessions) as session:
        rows = await session.scalars(
            select(OutboxRow)
            .where(
                OutboxRow.kind == MessageKind.FOLLOWED_RECAP,
                OutboxRow.person_id.is_(person_id)
                if person_id is None
                else OutboxRow.person_id == person_id,
            )
            .order_by(OutboxRow.id)
        )
        return list(rows)


async def set_state(world: OkrWorld, outbox_id: int, state: OutboxState) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(OutboxRow, outbox_id)
        row.state = state
        if state is OutboxState.SENT:
            session.add(
                PostedMessageRow(
                    workspace_id=row.workspace_id,
                    outbox_id=row.id,
                    kind=row.kind,
                    channel_id="D1",
                    ts=f"{outbox_id}.1",
                )
            )


async def test_a_week_is_one_message_for_a_person_and_one_for_a_channel(world: OkrWorld) -> None:
    first = await met(world, world.checkout)
    second = await met(world, world.payments, ends_at=MONDAY + timedelta(days=2))
    for _ in range(2):
        await owe(world, first)
    await owe(world, second)
    for person_id, channel_id in ((world.cem.person_id, None), (None, "C0099")):
        [row] = await owed(world, person_id)
        assert row.details == {"round_ids": [first, second], "channel_id": channel_id}
        assert (row.state, row.round_id, row.channel_id) == (OutboxState.PENDING, None, channel_id)
        assert row.not_after == MONDAY + timedelta(days=3)


async def test_the_next_week_is_another_message(world: OkrWorld) -> None:
    sunday = datetime(2026, 11, 15, 22, tzinfo=UTC)
    monday = sunday + timedelta(hours=2)
    await owe(world, await met(world, world.checkout, ends_at=sunday))
    await owe(world, await met(world, world.payments, ends_at=monday))
    first, second = await owed(world, world.cem.person_id)
    assert (first.key[:17], second.key[:17]) == ("followed:2026-W46", "followed:2026-W47")


async def test_a_persons_week_is_that_of_their_own_zone(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        await session.execute(
            update(PersonRow)
            .where(PersonRow.id == world.cem.person_id)
            .values(zone="America/Los_Angeles")
        )
    monday = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
    await owe(world, await met(world, world.checkout, ends_at=monday))
    [person] = await owed(world, world.cem.person_id)
    [channel] = await owed(world, None)
    assert (person.key[:17], channel.key[:17]) == ("followed:2026-W46", "followed:2026-W47")


@pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.SENT])
async def test_what_is_said_or_being_said_is_edited_in_place(
    world: OkrWorld, state: OutboxState
) -> None:
    await owe(world, await met(world, world.checkout))
    [row] = await owed(world, world.cem.person_id)
    await set_state(world, row.id, state)
    await owe(world, await met(world, world.payments))
    [row] = await owed(world, world.cem.person_id)
    assert (row.state, len(row.details["round_ids"])) == (state, 2)
    assert bool(row.details.get("is_stale")) == (state is OutboxState.SENDING)
    async with reading(world.sessions) as session:
        versions = await session.scalars(
            select(PostedMessageRow.wanted_version).where(PostedMessageRow.outbox_id == row.id)
        )
        assert list(versions) == [2] * (state is OutboxState.SENT)


@pytest.mark.parametrize("state", [OutboxState.DROPPED, OutboxState.FAILED])
async def test_what_had_nothing_to_say_is_owed_again_by_the_next_team(
    world: OkrWorld, state: OutboxState
) -> None:
    await owe(world, await met(world, world.checkout))
    [row] = await owed(world, world.cem.person_id)
    await set_state(world, row.id, state)
    await owe(world, await met(world, world.payments))
    [row] = await owed(world, world.cem.person_id)
    assert (row.state, row.attempts, row.error) == (OutboxState.PENDING, 0, "")


async def test_teams_that_end_at_once_share_the_message(world: OkrWorld) -> None:
    rounds = [await met(world, team) for team in (world.checkout, world.payments)]
    others = [
        await met(world, team, number=2, ends_at=MONDAY + timedelta(days=1))
        for team in (world.payments, world.checkout)
    ]
    await asyncio.gather(owe(world, *rounds), owe(world, *others))
    for person_id in (world.cem.person_id, None):
        [row] = await owed(world, person_id)
        assert sorted(row.details["round_ids"]) == sorted([*rounds, *others])


async def test_every_rewrite_asks_who_may_still_see_what(world: OkrWorld) -> None:
    rounds = [await met(world, team) for team in (world.checkout, world.payments)]

    async def readable(person_id: int | None) -> list[int]:
        async with reading(world.sessions) as session:
            found = await find_readable_rounds(
                session, round_ids=rounds, person_id=person_id, channel_id="C0099"
            )
        return list(found)

    assert await readable(None) == await readable(world.cem.person_id) == rounds
    async with writing(world.sessions) as session:
        private = world.payments.team_id
        await session.execute(update(TeamRow).where(TeamRow.id == private).values(is_private=True))
    assert await readable(None) == await readable(world.cem.person_id) == rounds[:1]
    async with writing(world.sessions) as session:
        session.add(
            ChannelMemberRow(
                workspace_id=world.cem.workspace_id,
                team_id=private,
                person_id=world.cem.person_id,
            )
        )
    assert await readable(None) == rounds[:1]
    assert await readable(world.cem.person_id) == rounds
    async with writing(world.sessions) as session:
        await unfollow(session, actor=world.cem, team_id=world.checkout.team_id)
    assert await readable(world.cem.person_id) == rounds[1:]
    async with writing(world.sessions) as session:
        await follow(session, actor=world.cem, team_id=world.checkout.team_id, now=NOW)
    assert await readable(world.cem.person_id) == rounds


async def test_nothing_is_posted_of_an_empty_week_and_an_emptied_one_says_so(
    world: OkrWorld,
) -> None:
    await owe(world, await met(world, world.checkout))
    [row] = await owed(world, world.cem.person_id)
    render = renderers_for("/okr")[MessageKind.FOLLOWED_RECAP]
    for is_there in (False, True):
        subject = Subject(
            row.workspace_id, row.team_id, None, row.person_id, row.details, is_there=is_there
        )
        async with reading(world.sessions) as session:
            if is_there:
                assert "corrected" in (await render(session, subject, NOW)).text
            else:
                with pytest.raises(ConflictError, match="Nothing happened"):
                    await render(session, subject, NOW)


async def test_a_recap_tells_of_the_cycle_in_which_its_meeting_was(world: OkrWorld) -> None:
    await world.objective("Buyers finish")
    round_id = await met(world, world.checkout)
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED
    async with reading(world.sessions) as session:
        recap = await load_recap(session, round_id=round_id)
    assert recap.week.cycle.id == world.checkout.team_cycle_id


async def test_what_is_added_while_nothing_is_to_be_said_is_not_lost(world: OkrWorld) -> None:
    await owe(world, await met(world, world.checkout))
    async with writing(world.sessions) as session:
        claims = await claim_due(
            session,
            owner="me",
            limit=9,
            lease=timedelta(minutes=1),
            kinds=[MessageKind.FOLLOWED_RECAP],
            pace=Pace(channel_pause=timedelta(0), posts_per_minute=99, edits_per_minute=99),
            now=MONDAY,
            real_now=MONDAY,
        )
    assert len(claims) == 2
    [mine] = [one for one in claims if one.person_id]
    await owe(world, await met(world, world.payments))
    async with writing(world.sessions) as session:
        for claim in claims:
            assert await record_dropped(session, claim=claim, reason="Nothing happened.")
        assert not await record_dropped(session, claim=mine, reason="Nothing happened.")
    [row] = await owed(world, world.cem.person_id)
    assert (row.state, len(row.details["round_ids"])) == (OutboxState.PENDING, 2)
    assert "is_stale" not in row.details
