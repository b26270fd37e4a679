"""The outbox: written once, claimed by one, settled by its owner alone."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.services import sendings
from bot.services.claims import claim_due, is_anything_due
from bot.services.outbox import Claim, enqueue
from bot.services.pacing import Pace, hold
from bot.services.posted_messages import touch_prompt
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

REAL = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LEASE = timedelta(seconds=60)
UNHURRIED = Pace(channel_pause=timedelta(0), posts_per_minute=10_000, edits_per_minute=10_000)
KINDS = [MessageKind.PROMPT, MessageKind.WELCOME]


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    return await a_team(sessions)


async def owe(sessions: Sessions, team: Team, key: str = "prompt:1:1", **values: object) -> bool:
    given: dict[str, object] = {"kind": MessageKind.PROMPT, "team_id": team.team_id, **values}
    async with writing(sessions) as session:
        return await enqueue(
            session,
            workspace_id=team.workspace_id,
            key=key,
            now=MONDAY,
            **given,  # type: ignore[arg-type]
        )


async def claim(
    sessions: Sessions,
    *,
    owner: str = "one",
    limit: int = 10,
    now: datetime = MONDAY,
    real_now: datetime = REAL,
    pace: Pace = UNHURRIED,
) -> tuple[Claim, ...]:
    async with writing(sessions) as session:
        return await claim_due(
            session,
            owner=owner,
            limit=limit,
            lease=LEASE,
            kinds=KINDS,
            now=now,
            real_now=real_now,
            pace=pace,
        )


async def row(sessions: Sessions) -> OutboxRow:
    return (await everything(sessions, OutboxRow))[0]


async def test_a_key_is_written_once(sessions: Sessions, team: Team) -> None:
    assert await owe(sessions, team)
    assert not await owe(sessions, team)
    assert len(await everything(sessions, OutboxRow)) == 1


async def test_a_claim_is_one_owners_until_the_lease_ends(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    [mine] = await claim(sessions)
    assert (mine.channel_id, mine.attempts, mine.must_look_up) == ("C0001", 1, False)
    assert await claim(sessions, owner="two", real_now=REAL + LEASE / 2) == ()
    [theirs] = await claim(sessions, owner="two", real_now=REAL + LEASE)
    assert theirs.must_look_up
    assert (theirs.first_try_at, theirs.attempts) == (REAL, 1)


async def test_the_channel_is_that_of_the_team_when_it_is_claimed(
    sessions: Sessions, team: Team
) -> None:
    await owe(sessions, team)
    await change(sessions, TeamRow, channel_id="C_MOVED")
    await claim(sessions)
    # What may have been posted is looked for where it was posted.
    await change(sessions, TeamRow, channel_id="C_AGAIN")
    [again] = await claim(sessions, real_now=REAL + LEASE)
    assert again.channel_id == "C_MOVED"


async def test_a_direct_message_has_no_channel_before_it_is_opened(
    sessions: Sessions, team: Team
) -> None:
    await owe(sessions, team, kind=MessageKind.WELCOME, person_id=1)
    [mine] = await claim(sessions)
    assert (mine.channel_id, mine.slack_user_id) == (None, "U0001")
    async with writing(sessions) as session:
        assert await sendings.keep_destination(session, claim=mine, channel_id="D1")
    [again] = await claim(sessions, real_now=REAL + LEASE)
    assert again.channel_id == "D1"


async def test_only_the_owner_settles(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    [late] = await claim(sessions)
    [now_theirs] = await claim(sessions, owner="two", real_now=REAL + LEASE)
    async with writing(sessions) as session:
        assert not await sendings.record_sent(
            session, claim=late, channel_id="C0001", ts="1.1", real_now=REAL
        )
        assert not await sendings.record_refused(session, claim=late, error="x")
    async with writing(sessions) as session:
        assert await sendings.record_sent(
            session, claim=now_theirs, channel_id="C0001", ts="2.2", real_now=REAL
        )
    [posted] = await everything(sessions, PostedMessageRow)
    assert (posted.ts, posted.wanted_version, posted.rendered_version) == ("2.2", 1, 1)


async def test_a_change_while_the_prompt_is_on_its_way_asks_for_an_edit(
    sessions: Sessions, team: Team
) -> None:
    await owe(sessions, team)
    [mine] = await claim(sessions)
    async with writing(sessions) as session:
        await touch_prompt(session, team_id=team.team_id)
    async with writing(sessions) as session:
        await sendings.record_sent(session, claim=mine, channel_id="C0001", ts="1.1", real_now=REAL)
    [posted] = await everything(sessions, PostedMessageRow)
    assert (posted.wanted_version, posted.rendered_version) == (2, 1)
    async with writing(sessions) as session:
        await touch_prompt(session, team_id=team.team_id)
    [posted] = await everything(sessions, PostedMessageRow)
    assert posted.wanted_version == 3


async def test_what_is_not_edited_in_place_is_not_followed(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team, kind=MessageKind.WELCOME)
    [mine] = await claim(sessions)
    async with writing(sessions) as session:
        await sendings.record_sent(session, claim=mine, channel_id="C0001", ts="1.1", real_now=REAL)
    assert await everything(sessions, PostedMessageRow) == []


async def test_every_way_a_try_can_end(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    [mine] = await claim(sessions)
    later = REAL + timedelta(seconds=30)
    async with writing(sessions) as session:
        await sendings.record_retry(session, claim=mine, next_try_at=later, error="ratelimited")
    assert await claim(sessions) == ()
    [mine] = await claim(sessions, real_now=later)
    assert (mine.attempts, mine.must_look_up) == (2, False)
    async with writing(sessions) as session:
        await sendings.release(session, claim=mine)
    [mine] = await claim(sessions, real_now=later)
    assert mine.attempts == 2
    async with writing(sessions) as session:
        await sendings.record_unclear(session, claim=mine, look_at=later, error="timeout")
    assert await claim(sessions) == ()
    [mine] = await claim(sessions, owner="two", real_now=later)
    assert mine.must_look_up
    async with writing(sessions) as session:
        await sendings.record_not_found(session, claim=mine)
    [mine] = await claim(sessions, real_now=later)
    assert (mine.attempts, mine.must_look_up) == (3, False)
    async with writing(sessions) as session:
        await sendings.record_unknown(session, claim=mine, error="missing_scope")
    found = await row(sessions)
    assert (found.state, found.error) == (OutboxState.UNKNOWN, "missing_scope")
    assert await claim(sessions, real_now=REAL + timedelta(days=9)) == ()


@pytest.mark.parametrize("refused", [True, False])
async def test_what_is_refused_or_void_is_not_tried_again(
    sessions: Sessions, team: Team, *, refused: bool
) -> None:
    await owe(sessions, team)
    [mine] = await claim(sessions)
    async with writing(sessions) as session:
        if refused:
            await sendings.record_refused(session, claim=mine, error="x" * 400)
        else:
            await sendings.record_dropped(session, claim=mine, reason="y")
    found = await row(sessions)
    assert found.state is (OutboxState.FAILED if refused else OutboxState.DROPPED)
    assert found.error == ("x" * 300 if refused else "y")
    assert await claim(sessions, real_now=REAL + timedelta(days=9)) == ()


async def test_what_comes_too_late_is_dropped(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team, not_after=MONDAY + timedelta(hours=1))
    assert await claim(sessions, now=MONDAY + timedelta(hours=1)) == ()
    found = await row(sessions)
    assert (found.state, found.error) == (
        OutboxState.DROPPED,
        "It was too late to be worth saying.",
    )


async def test_what_may_have_been_said_is_looked_for_even_when_late(
    sessions: Sessions, team: Team
) -> None:
    await owe(sessions, team, not_after=MONDAY + timedelta(hours=1))
    await claim(sessions)
    [mine] = await claim(sessions, now=MONDAY + timedelta(hours=2), real_now=REAL + LEASE)
    assert mine.must_look_up


async def test_one_channel_at_a_time(sessions: Sessions, team: Team) -> None:
    for number in range(3):
        await owe(sessions, team, key=f"welcome:{number}", kind=MessageKind.WELCOME)
    assert len(await claim(sessions)) == 1
    assert len(await claim(sessions)) == 1


async def test_no_more_than_asked_for(sessions: Sessions, team: Team) -> None:
    for number in range(3):
        await owe(
            sessions, team, key=str(number), kind=MessageKind.WELCOME, channel_id=f"C{number}"
        )
    assert len(await claim(sessions, limit=2)) == 2
    assert len(await claim(sessions, limit=2)) == 1


async def test_a_reply_waits_for_what_it_replies_to(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    await owe(sessions, team, key="recap", kind=MessageKind.WELCOME, depends_on_id=1)
    [parent] = await claim(sessions)
    assert parent.key == "prompt:1:1"
    async with writing(sessions) as session:
        await sendings.record_sent(
            session, claim=parent, channel_id="C_THERE", ts="7.7", real_now=REAL
        )
    [reply] = await claim(sessions)
    assert (reply.channel_id, reply.thread_ts) == ("C_THERE", "7.7")


async def test_a_channel_that_is_held_holds_its_own_replies_alone(
    sessions: Sessions, team: Team
) -> None:
    for number in (1, 2):
        await owe(sessions, team, key=f"parent:{number}", channel_id=f"C{number}")
    parents = await claim(sessions)
    async with writing(sessions) as session:
        for parent in parents:
            assert await sendings.record_sent(
                session, claim=parent, channel_id=str(parent.channel_id), ts="7.7", real_now=REAL
            )
        await hold(session, workspace_id=team.workspace_id, name="C1", wait=LEASE, real_now=REAL)
    for parent in parents:
        key = f"reply:{parent.channel_id}"
        await owe(sessions, team, key=key, kind=MessageKind.WELCOME, depends_on_id=parent.id)
    assert [one.key for one in await claim(sessions)] == ["reply:C2"]
    assert [one.key for one in await claim(sessions, real_now=REAL + LEASE)][:1] == ["reply:C1"]


async def test_a_reply_to_nothing_is_dropped(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    await owe(sessions, team, key="recap", kind=MessageKind.WELCOME, depends_on_id=1)
    [parent] = await claim(sessions)
    async with writing(sessions) as session:
        await sendings.record_refused(session, claim=parent, error="is_archived")
    assert await claim(sessions) == ()
    reply = (await everything(sessions, OutboxRow))[1]
    assert (reply.state, reply.error) == (
        OutboxState.DROPPED,
        "What it belongs to was not posted.",
    )


async def test_a_paused_workspace_says_nothing(sessions: Sessions, team: Team) -> None:
    await owe(sessions, team)
    async with writing(sessions) as session:
        await sendings.pause_workspace(session, workspace_id=team.workspace_id)
    assert await claim(sessions) == ()
    await change(sessions, WorkspaceRow, state=WorkspaceState.ACTIVE)
    assert len(await claim(sessions)) == 1


async def test_it_is_known_whether_something_is_due(sessions: Sessions, team: Team) -> None:
    async def is_due(now: datetime = MONDAY) -> bool:
        async with reading(sessions) as session:
            return await is_anything_due(session, kinds=KINDS, now=now, real_now=REAL)

    assert not await is_due()
    await owe(sessions, team, not_after=MONDAY + timedelta(hours=1))
    assert await is_due()
    assert not await is_due(MONDAY + timedelta(hours=1))
    await claim(sessions)
    assert not await is_due()


async def test_two_at_once_never_claim_the_same(sessions: Sessions, team: Team) -> None:
    for number in range(30):
        await owe(
            sessions, team, key=str(number), kind=MessageKind.WELCOME, channel_id=f"C{number}"
        )
    batches = await asyncio.gather(
        *(claim(sessions, owner=str(number), limit=10) for number in range(4))
    )
    ids = [one.id for batch in batches for one in batch]
    assert len(ids) == len(set(ids))
