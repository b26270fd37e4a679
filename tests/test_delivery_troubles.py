"""When nobody knows whether a prompt is there, or it cannot be posted, a lead is told once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import Settings
from bot.db.engine import Sessions, writing
from bot.db.models import (
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    TeamRow,
)
from bot.jobs.rendering import render_unclear_post, render_unreachable
from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.person import Role, Standing
from bot.services import channels
from bot.services.claims import TOO_LATE, claim_due
from bot.services.delivery_troubles import (
    Settled,
    record_unfindable,
    record_unreachable,
    settle_unclear,
)
from bot.services.outbox import enqueue
from bot.views.delivery_troubles import IS_THERE, POST_IT
from sandbox.faults import Answer
from tests.delivering import ENDS_AT, HISTORY, OPEN_DM, POST, Delivering
from tests.seeding import seed_person
from tests.services.rounds_world import change, everything

LEAD = Actor(person_id=1, workspace_id=1, standing=Standing.MEMBER)


class Telling(Delivering):
    """Jobs that also know what leads are told."""

    async def restart(self) -> None:
        kinds = {
            MessageKind.PROMPT: self.render,
            MessageKind.WELCOME: self.render,
            MessageKind.RECAP: self.render,
            MessageKind.UNCLEAR_POST: render_unclear_post,
            MessageKind.UNREACHABLE: render_unreachable,
        }
        self.jobs = self.replica(renderers=kinds)

    async def become_unclear(self, *, was_posted: bool = True) -> None:
        """Let the prompt's fate stay open, where history may not be read."""
        self.fail(POST, Answer.DROP, is_committed=was_posted)
        self.fail(HISTORY, "missing_scope")
        await self.jobs.tick()
        self.later(seconds=60)
        for _ in range(3):
            await self.jobs.tick()
            self.later(seconds=60)

    async def settle(self, *, is_there: bool, actor: Actor = LEAD, team_id: int = 1) -> Settled:
        async with writing(self.sessions) as session:
            return await settle_unclear(
                session,
                actor=actor,
                team_id=team_id,
                outbox_id=1,
                is_there=is_there,
                now=self.now,
            )


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Telling]:
    async with Telling.start(sessions, settings) as telling:
        await telling.restart()
        yield telling


async def test_the_lead_is_asked_once(world: Telling) -> None:
    await world.become_unclear()
    assert (await world.outbox()).state is OutboxState.UNKNOWN
    [message] = world.told()
    assert "is this week's prompt in the channel?" in message.text
    buttons = message.blocks[1]["elements"]
    assert [(one["action_id"], one["value"]) for one in buttons] == [
        (POST_IT, "1:1"),
        (IS_THERE, "1:1"),
    ]


async def test_post_it_posts_it_once(world: Telling) -> None:
    await world.become_unclear(was_posted=False)
    assert await world.settle(is_there=False) is Settled.POSTED_AGAIN
    assert await world.settle(is_there=False) is Settled.POSTED_AGAIN
    assert await world.settle(is_there=True) is Settled.POSTED_AGAIN
    await world.jobs.tick()
    assert await world.settle(is_there=True) is Settled.POSTED_AGAIN
    assert len(world.shown("C0001")) == 1
    assert (await world.outbox()).state is OutboxState.SENT
    assert len(world.told()) == 1


async def test_it_is_there_leaves_it(world: Telling) -> None:
    await world.become_unclear()
    assert await world.settle(is_there=True) is Settled.LEFT
    assert await world.settle(is_there=False) is Settled.LEFT
    await world.jobs.tick()
    assert len(world.shown("C0001")) == 1
    row = await world.outbox()
    assert (row.state, row.ts) == (OutboxState.SENT, None)


async def reply(world: Telling, *, kind: MessageKind = MessageKind.WELCOME) -> None:
    """Owe a reply to the prompt."""
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="reply",
            kind=kind,
            team_id=1,
            depends_on_id=1,
            now=world.now,
            not_after=world.now + timedelta(days=1),
        )


async def test_a_reply_to_a_message_that_nobody_knows_goes_into_the_channel(
    world: Telling,
) -> None:
    await world.become_unclear()
    await reply(world)
    await world.jobs.tick()
    assert (await everything(world.sessions, OutboxRow))[-1].state is OutboxState.PENDING
    await world.settle(is_there=True)
    await world.jobs.tick()
    row = (await everything(world.sessions, OutboxRow))[-1]
    assert (row.state, row.channel_id) == (OutboxState.SENT, "C0001")
    assert len(world.shown("C0001")) == 2
    assert all(message.state.thread_ts is None for message in world.shown("C0001"))


async def test_a_reply_in_the_channel_is_looked_for_there(world: Telling) -> None:
    await world.become_unclear()
    await world.settle(is_there=True)
    await reply(world)
    world.fail(POST, Answer.DROP, is_committed=True)
    for _ in range(3):
        await world.jobs.deliver()
        world.later(seconds=60)
    assert (await everything(world.sessions, OutboxRow))[-1].state is OutboxState.SENT
    assert len(world.shown("C0001")) == 2
    assert world.count("conversations.replies") == 0


async def test_where_nobody_answers_a_reply_ends_when_it_is_too_late(world: Telling) -> None:
    await world.become_unclear()
    await reply(world)
    world.now += timedelta(days=1)
    await world.jobs.deliver()
    row = (await everything(world.sessions, OutboxRow))[-1]
    assert (row.state, row.error) == (OutboxState.DROPPED, TOO_LATE)
    assert (await world.outbox()).state is OutboxState.UNKNOWN


async def test_a_recap_in_the_channel_is_asked_about_there(world: Telling) -> None:
    await world.become_unclear()
    await world.settle(is_there=True)
    await reply(world, kind=MessageKind.RECAP)
    world.fail(POST, Answer.DROP)
    world.fail(HISTORY, "missing_scope")
    for _ in range(4):
        await world.jobs.deliver()
        world.later(seconds=60)
    assert world.told()[-1].text.endswith("is this week's recap in the channel?")
    async with writing(world.sessions) as session:
        left = await settle_unclear(
            session, actor=LEAD, team_id=1, outbox_id=3, is_there=True, now=world.now
        )
    assert left is Settled.RECAP_LEFT


async def test_after_the_meeting_nothing_is_posted(world: Telling) -> None:
    await world.become_unclear(was_posted=False)
    world.now = ENDS_AT
    assert await world.settle(is_there=False) is Settled.NOTHING
    assert (await world.outbox()).state is OutboxState.UNKNOWN


async def test_unclear_again_the_lead_is_asked_again(world: Telling) -> None:
    await world.become_unclear(was_posted=False)
    await world.settle(is_there=False)
    await world.become_unclear(was_posted=False)
    assert len(world.told()) == 2


async def test_only_leads_decide(world: Telling) -> None:
    await world.become_unclear()
    member = Actor(person_id=99, workspace_id=1, standing=Standing.MEMBER)
    with pytest.raises(NotAllowedError):
        await world.settle(is_there=False, actor=member)
    with pytest.raises(NotFoundError):
        await world.settle(is_there=False, team_id=404)
    assert (await world.outbox()).state is OutboxState.UNKNOWN


async def test_a_lead_who_left_is_not_asked(world: Telling) -> None:
    await change(world.sessions, PersonRow, standing=Standing.GONE)
    await world.become_unclear()
    assert (await world.outbox()).state is OutboxState.UNKNOWN
    assert world.told() == []


async def test_what_is_worse_twice_than_never_is_left(world: Telling) -> None:
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="welcome",
            kind=MessageKind.WELCOME,
            team_id=1,
            channel_id="C0001",
            now=world.now,
        )
    world.fail(POST, Answer.DROP)
    world.fail(HISTORY, "missing_scope")
    for _ in range(3):
        await world.jobs.deliver()
        world.later(seconds=60)
    row = await world.outbox()
    assert row.state is OutboxState.DROPPED
    assert "missing_scope" in row.error
    assert world.shown() == []


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_channel_that_cannot_be_posted_to_is_said_once(world: Telling, code: str) -> None:
    for week in range(2):
        async with writing(world.sessions) as session:
            await enqueue(
                session,
                workspace_id=1,
                key=str(week),
                kind=MessageKind.PROMPT,
                team_id=1,
                now=world.now,
            )
        world.fail(POST, code)
        await world.jobs.deliver()
        await world.jobs.deliver()
    [message] = world.told()
    assert message.text.startswith("I cannot post in <#C0001>, the channel of Checkout.")


async def post(world: Telling, key: str, *answers: str) -> None:
    """Post something in the team's channel, which Slack may refuse."""
    async with writing(world.sessions) as session:
        await enqueue(
            session, workspace_id=1, key=key, kind=MessageKind.PROMPT, team_id=1, now=world.now
        )
    world.fail(POST, *answers)
    await world.jobs.deliver()
    await world.jobs.deliver()
    world.now += timedelta(minutes=1)


async def set_reachable(world: Telling, *, is_reachable: bool) -> None:
    async with writing(world.sessions) as session:
        await channels.set_reachable(
            session,
            workspace_id=1,
            channel_id="C0001",
            is_reachable=is_reachable,
            now=world.now,
        )
    await world.jobs.deliver()
    world.now += timedelta(minutes=1)


async def test_a_channel_that_worked_again_is_told_of_again(world: Telling) -> None:
    await post(world, "1", "is_archived")
    await post(world, "2")
    await post(world, "3", "is_archived")
    assert len(world.told()) == 2


async def test_an_event_and_a_refused_post_tell_of_the_same_loss(world: Telling) -> None:
    await post(world, "1", "is_archived")
    await set_reachable(world, is_reachable=False)
    assert len(world.told()) == 1
    await set_reachable(world, is_reachable=True)
    await set_reachable(world, is_reachable=False)
    assert len(world.told()) == 2
    await post(world, "2", "is_archived")
    assert len(world.told()) == 2


async def test_what_was_on_its_way_does_not_bring_a_lost_channel_back(world: Telling) -> None:
    await set_reachable(world, is_reachable=False)
    await post(world, "1")
    await post(world, "2", "is_archived")
    assert len(world.shown("C0001")) == 1
    assert len(world.told()) == 1


async def test_of_a_channel_that_the_team_has_left_nothing_is_told(world: Telling) -> None:
    await post(world, "1", "service_unavailable")
    world.later(minutes=1)
    await change(world.sessions, TeamRow, channel_id="C0002")
    world.fail(POST, "is_archived")
    await world.jobs.deliver()
    assert [row.state for row in await everything(world.sessions, OutboxRow)] == ["failed"]


async def add_leads(world: Telling, *numbers: int) -> None:
    for number in numbers:
        world.slack.add_person(f"Lead {number}", known_as=f"U{number:04}")
        async with writing(world.sessions) as session:
            person_id = await seed_person(
                session, workspace_id=1, now=world.now, slack_user_id=f"U{number:04}"
            )
            session.add(
                MembershipRow(
                    workspace_id=1,
                    team_id=1,
                    person_id=person_id,
                    role=Role.LEAD,
                    joined_at=world.now,
                )
            )


async def test_where_a_lead_cannot_be_reached_the_next_one_is_asked(world: Telling) -> None:
    await add_leads(world, 2, 3, 4)
    world.fail(OPEN_DM, "user_disabled", "user_not_found")
    await world.become_unclear()
    assert [len(world.told(f"U000{number}")) for number in (1, 2, 3, 4)] == [0, 0, 1, 0]
    assert await world.settle(is_there=True) is Settled.LEFT


async def test_where_a_lead_cannot_be_reached_the_next_one_is_told(world: Telling) -> None:
    await add_leads(world, 2)
    world.fail(OPEN_DM, "user_disabled")
    await set_reachable(world, is_reachable=False)
    await world.jobs.deliver()
    assert [len(world.told(f"U000{number}")) for number in (1, 2)] == [0, 1]


async def test_no_lead_is_tried_twice(world: Telling) -> None:
    await add_leads(world, 2)
    world.fail(OPEN_DM, "user_disabled", times=9)
    await set_reachable(world, is_reachable=False)
    for _ in range(4):
        await world.jobs.deliver()
    rows = await everything(world.sessions, OutboxRow)
    assert [(row.person_id, row.state) for row in rows] == [(1, "failed"), (2, "failed")]
    assert world.count(OPEN_DM) == 2


async def test_a_person_who_is_gone_is_nobodys_business(world: Telling) -> None:
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="dm",
            kind=MessageKind.WELCOME,
            team_id=1,
            person_id=1,
            now=world.now,
        )
    world.fail(POST, "user_disabled")
    await world.jobs.deliver()
    assert [row.key for row in await everything(world.sessions, OutboxRow)] == ["dm"]


async def test_a_question_that_was_answered_meanwhile_is_not_asked(world: Telling) -> None:
    world.fail(OPEN_DM, "service_unavailable", times=3)
    await world.become_unclear()
    await world.settle(is_there=True)
    world.later(minutes=10)
    await world.jobs.tick()
    [*_, question] = await everything(world.sessions, OutboxRow)
    assert (question.kind, question.state) == (MessageKind.UNCLEAR_POST, OutboxState.DROPPED)


async def test_a_team_without_leads_is_told_nothing(world: Telling) -> None:
    await change(world.sessions, MembershipRow, role="member")
    world.fail(POST, "is_archived")
    await world.jobs.tick()
    assert len(await everything(world.sessions, OutboxRow)) == 1


async def test_what_is_about_no_team_has_no_lead_to_tell(world: Telling) -> None:
    async with writing(world.sessions) as session:
        await enqueue(
            session,
            workspace_id=1,
            key="welcome",
            kind=MessageKind.WELCOME,
            channel_id="C0009",
            now=world.now,
        )
    async with writing(world.sessions) as session:
        [claim] = await claim_due(
            session,
            owner="one",
            limit=1,
            lease=timedelta(seconds=60),
            kinds=[MessageKind.WELCOME],
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
        assert await record_unreachable(session, claim=claim, error="is_archived", now=world.now)
    assert [row.key for row in await everything(world.sessions, OutboxRow)] == ["welcome"]


async def test_an_unclear_message_about_no_team_waits_for_an_operator(world: Telling) -> None:
    await world.jobs.plan_rounds()
    async with writing(world.sessions) as session:
        [claim] = await claim_due(
            session,
            owner="one",
            limit=1,
            lease=timedelta(seconds=60),
            kinds=[MessageKind.PROMPT],
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
        of_nobody = replace(claim, team_id=None)
        assert await record_unfindable(session, claim=of_nobody, error="x", now=world.now)
    [row] = await everything(world.sessions, OutboxRow)
    assert row.state is OutboxState.UNKNOWN


async def test_whoever_has_lost_the_claim_tells_nobody(world: Telling) -> None:
    await world.jobs.plan_rounds()
    async with writing(world.sessions) as session:
        [claim] = await claim_due(
            session,
            owner="one",
            limit=1,
            lease=timedelta(seconds=60),
            kinds=[MessageKind.PROMPT],
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
        lost = replace(claim, owner="two")
        assert not await record_unfindable(session, claim=lost, error="x", now=world.now)
        assert not await record_unreachable(session, claim=lost, error="x", now=world.now)
    assert [row.kind for row in await everything(world.sessions, OutboxRow)] == ["prompt"]
