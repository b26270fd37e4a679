"""How fast Slack is called: by all replicas together, and fair to every workspace."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.config import Settings
from bot.db.engine import Sessions, reading, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, PaceRow, PostedMessageRow
from bot.jobs import workers
from bot.jobs.subject import Subject
from bot.services.outbox import AT_ONCE, enqueue
from bot.services.pacing import Gates, Limit, hold, lock_gates, per_minute
from bot.views.blocks import section
from bot.views.message import Message
from sandbox.faults import Answer
from tests.delivering import EDIT, HISTORY, POST, Delivering
from tests.services.rounds_world import Team, change, everything

MINUTE = timedelta(minutes=1)
FIRST = Team(workspace_id=1, team_id=1, team_cycle_id=1)


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Delivering]:
    async with Delivering.start(sessions, settings) as world:
        yield world


def set_pace(world: Delivering, **values: float) -> None:
    world.settings = world.settings.model_copy(update=values)
    world.jobs = world.replica()


async def owe(
    world: Delivering, team: Team, key: str, kind: MessageKind = MessageKind.WELCOME, to: str = ""
) -> None:
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=team.workspace_id,
            key=key,
            kind=kind,
            team_id=team.team_id,
            channel_id=world.open_channel(to) if to else None,
            now=world.now,
        )


async def test_a_channel_gets_one_post_a_second_from_all_replicas(world: Delivering) -> None:
    set_pace(world, channel_pause_seconds=1.0)
    team = await world.add_team(9)
    for number in range(3):
        await owe(world, team, str(number))
    posted = []
    for _ in range(6):
        await world.replica().deliver()
        await world.replica().deliver()
        posted.append(len(world.shown("C0009")))
        world.later(milliseconds=500)
    assert posted == [1, 1, 2, 2, 3, 3]


async def test_a_person_gets_one_message_a_second_too(world: Delivering) -> None:
    set_pace(world, channel_pause_seconds=1.0)
    async with writing(world.sessions) as session:
        for number in range(2):
            await enqueue(
                session,
                workspace_id=1,
                key=str(number),
                kind=MessageKind.WELCOME,
                person_id=1,
                team_id=1,
                now=world.now,
            )
    await world.jobs.deliver()
    assert len(world.told()) == 1
    world.later(seconds=1)
    await world.jobs.deliver()
    assert len(world.told()) == 2


async def test_no_minute_has_more_posts_than_its_budget(world: Delivering) -> None:
    set_pace(world, posts_per_minute=20)
    team = await world.add_team(9)
    for number in range(60):
        await owe(world, team, str(number), to=f"C9{number:03}")
    totals = []
    for _ in range(240):
        await world.replica().deliver()
        totals.append(len(world.shown()))
        world.later(seconds=1)
    assert totals[0] == 2
    assert 18 <= max(b - a for a, b in zip([0, *totals], totals[59:], strict=False)) <= 20
    assert totals[-1] == 60


async def test_a_workspace_that_slack_holds_up_holds_up_no_other(world: Delivering) -> None:
    other = await world.add_team(9)
    await owe(world, FIRST, "first")
    world.fail(POST, Answer.RATE_LIMITED)
    await world.jobs.deliver()
    await owe(world, FIRST, "second", to="C_ELSEWHERE")
    await owe(world, other, "third")
    await world.replica().deliver()
    assert [one.channel for one in world.shown()] == ["C0009"]
    world.later(seconds=29)
    await world.jobs.deliver()
    assert world.count(POST) == 2
    world.later(seconds=2)
    await world.jobs.deliver()
    assert {one.channel for one in world.shown()} == {"C0009", "C0001", "C_ELSEWHERE"}


async def test_a_prompt_of_another_workspace_does_not_wait_for_a_thousand_reminders(
    world: Delivering,
) -> None:
    await owe_many(world, 1000)
    other = await world.add_team(9)
    await world.jobs.deliver()
    await owe(world, other, "prompt:9:1", MessageKind.PROMPT)
    await world.jobs.deliver()
    assert [one.text[:8] for one in world.shown("C0009")] == ["Checkout"]


async def test_a_prompt_goes_before_what_waits_in_its_own_workspace(world: Delivering) -> None:
    await owe_many(world, 500)
    await world.jobs.deliver()
    await owe(world, FIRST, "prompt:1:1", MessageKind.PROMPT)
    world.later(seconds=1)
    before = len(world.shown())
    await world.jobs.deliver()
    at_once = [one.channel for one in world.shown()[before:]]
    assert "C0001" in at_once
    assert len(at_once) <= 3


async def test_a_prompt_does_not_wait_for_slow_answers_to_others(
    world: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "LOOK_AGAIN_SECONDS", 0.01)
    is_busy, is_prompted, may_go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
        is_busy.set()
        await may_go_on.wait()
        return Message("x", [section("x")])

    async def at_once(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
        is_prompted.set()
        return Message("x", [section("x")])

    await owe_many(world, 20)
    other = await world.add_team(9)
    jobs = world.replica(
        renderers={MessageKind.WELCOME: slowly, MessageKind.PROMPT: at_once},
    )
    async with asyncio.timeout(20):
        delivering = asyncio.create_task(jobs.deliver())
        await is_busy.wait()
        await owe(world, other, "prompt:9:1", MessageKind.PROMPT)
        await is_prompted.wait()
        may_go_on.set()
        await delivering


async def owe_many(world: Delivering, count: int) -> None:
    """Owe as many messages in the first workspace, each in a channel of its own."""
    values = [
        {
            "workspace_id": 1,
            "key": f"many:{number}",
            "kind": MessageKind.WELCOME,
            "team_id": 1,
            "channel_id": world.open_channel(f"CM{number}"),
            "details": {},
            "state": OutboxState.PENDING,
            "next_try_at": AT_ONCE,
            "created_at": world.now,
        }
        for number in range(count)
    ]
    async with writing(world.sessions) as session:
        await session.execute(insert(OutboxRow), values)


async def test_edits_keep_to_their_own_budget(world: Delivering) -> None:
    set_pace(world, edits_per_minute=20, edit_pause_seconds=0.0)
    for number in range(2, 6):
        await world.add_team(number, workspace_id=1)
    await world.jobs.tick()
    await change(world.sessions, PostedMessageRow, wanted_version=2)
    await world.replica().deliver()
    await world.replica().deliver()
    assert world.count(EDIT) == 2
    world.later(seconds=4)
    await world.jobs.deliver()
    assert world.count(EDIT) == 3


async def test_held_edits_hold_up_no_post(world: Delivering) -> None:
    await world.add_team(2, workspace_id=1)
    await world.jobs.tick()
    await change(world.sessions, PostedMessageRow, wanted_version=2)
    world.fail(EDIT, Answer.RATE_LIMITED, times=2)
    await world.jobs.deliver()
    edits = world.count(EDIT)
    await owe(world, FIRST, "more")
    world.later(seconds=20)
    await world.jobs.deliver()
    assert world.count(EDIT) == edits
    assert len(world.shown()) == 3


async def test_a_held_look_up_holds_up_no_post(world: Delivering) -> None:
    world.fail(POST, "internal_error")
    world.fail(HISTORY, Answer.RATE_LIMITED)
    await world.jobs.tick()
    world.later(seconds=60)
    await world.jobs.deliver()
    await owe(world, FIRST, "more", to="C_MORE")
    await world.jobs.deliver()
    assert [one.channel for one in world.shown()] == ["C_MORE"]
    world.later(seconds=30)
    await world.jobs.deliver()
    assert world.count(HISTORY) == 2
    assert len(world.shown()) == 2


@pytest.mark.parametrize("count", [2, 9, 40, 200])
def test_no_window_of_a_minute_exceeds_a_limit(count: int) -> None:
    limit = per_minute("x", count)
    now = AT_ONCE
    row = PaceRow(workspace_id=1, name="x", ready_at=now - MINUTE)
    passed = []
    while now < AT_ONCE + 3 * MINUTE:
        if Gates({(1, "x"): row}, now).pass_through(1, [limit]):
            passed.append(now)
        else:
            now += timedelta(milliseconds=50)
    windows = [sum(start <= one < start + MINUTE for one in passed) for start in passed]
    assert count - limit.burst <= max(windows) <= count


async def test_what_one_limit_forbids_counts_against_no_other(world: Delivering) -> None:
    wide, closed = Limit("wide", timedelta(seconds=1)), Limit("closed", timedelta(seconds=1))
    async with writing(world.sessions) as session:
        await hold(session, workspace_id=1, name="closed", wait=MINUTE, real_now=world.real_now)
        gates = await lock_gates(session, [(1, wide), (1, closed)], real_now=world.real_now)
        assert not gates.pass_through(1, [wide, closed])
        assert gates.pass_through(1, [wide])


async def test_a_hold_is_never_shortened(world: Delivering) -> None:
    async with writing(world.sessions) as session:
        for wait in (MINUTE, timedelta(), timedelta(seconds=30)):
            await hold(session, workspace_id=1, name="x", wait=wait, real_now=world.real_now)
        row = await session.get_one(PaceRow, (1, "x"))
    assert row.ready_at == world.real_now + MINUTE


async def test_a_clock_set_back_holds_up_nothing_for_long(world: Delivering) -> None:
    await world.jobs.tick()
    await owe(world, FIRST, "more")
    world.fail(POST, Answer.RATE_LIMITED)
    await world.jobs.deliver()
    await owe(world, FIRST, "last", to="C_ELSEWHERE")
    world.later(hours=-1)
    await world.jobs.deliver()
    assert "C_ELSEWHERE" in {one.channel for one in world.shown()}


async def test_old_limits_are_forgotten(world: Delivering) -> None:
    day = timedelta(days=1)
    async with writing(world.sessions) as session:
        await hold(
            session, workspace_id=1, name="old", wait=MINUTE, real_now=world.real_now - day - MINUTE
        )
        await hold(session, workspace_id=1, name="new", wait=MINUTE, real_now=world.real_now)
    await world.jobs.housekeep()
    async with reading(world.sessions) as session:
        assert await session.get(PaceRow, (1, "old")) is None
        assert await session.get(PaceRow, (1, "new")) is not None


async def test_a_tick_with_nothing_to_do_asks_once_for_each_kind(
    world: Delivering, engine: AsyncEngine
) -> None:
    await world.jobs.tick()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            asked.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await world.jobs.deliver()
    assert [one.split()[0] for one in asked] == ["SELECT"] * 3


async def test_replicas_that_claim_at_once_share_one_budget(world: Delivering) -> None:
    set_pace(world, posts_per_minute=600, channel_pause_seconds=0.5, edit_pause_seconds=0.0)
    teams = [FIRST, *await world.add_teams(2, first=20)]
    for number in range(120):
        await owe(world, teams[number % 3], str(number), to=f"C{number % 40}")
    for _ in range(3):
        world.fail(POST, Answer.RATE_LIMITED, "internal_error")
        world.fail(POST, Answer.DROP, is_committed=True)
    for _ in range(40):
        await asyncio.gather(*(world.replica().tick() for _ in range(4)))
        await change(world.sessions, PostedMessageRow, wanted_version=99)
        world.later(seconds=10)
    rows = await everything(world.sessions, OutboxRow)
    assert {row.state for row in rows} == {OutboxState.SENT}
    keys = [(one.metadata or {})["event_payload"]["key"] for one in world.shown()]
    assert sorted(keys) == sorted(row.key for row in rows)
