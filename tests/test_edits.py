"""Posted messages are edited in place: coalesced, the last state wins, frozen at the end."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.config import Settings
from bot.db.engine import Sessions, reading, writing
from bot.db.models import PostedMessageRow, WorkspaceRow, WorkspaceState
from bot.services.posted_messages import claim_due_edits, touch_prompt
from bot.services.sendings import EDITED_IN_PLACE
from sandbox.faults import Answer
from tests.delivering import EDIT, ENDS_AT, Delivering
from tests.services.rounds_world import everything


@pytest.fixture
async def world(sessions: Sessions, settings: Settings) -> AsyncIterator[Delivering]:
    """A team whose prompt was just posted."""
    async with Delivering.start(sessions, settings) as world:
        await world.jobs.tick()
        yield world


async def touch(world: Delivering, name: str) -> None:
    """Change what the prompt shows."""
    await world.rename(name)
    async with writing(world.sessions) as session:
        await touch_prompt(session, team_id=1)


async def posted(world: Delivering) -> PostedMessageRow:
    return (await everything(world.sessions, PostedMessageRow))[0]


def text(world: Delivering) -> str:
    [message] = world.shown()
    return str(message.text)


def edits(world: Delivering) -> int:
    return world.count(EDIT)


async def test_without_a_change_nothing_is_edited(world: Delivering) -> None:
    await world.jobs.tick()
    assert edits(world) == 0


async def test_the_first_edit_comes_at_once_and_the_next_ones_together(world: Delivering) -> None:
    await touch(world, "One")
    await world.jobs.deliver()
    assert text(world).startswith("One")
    for name in ("Two", "Three", "Four"):
        await touch(world, name)
        world.later(seconds=1)
        await world.jobs.deliver()
    assert (edits(world), text(world)[:3]) == (1, "One")
    world.later(seconds=2)
    await world.jobs.deliver()
    assert (edits(world), text(world)[:4]) == (2, "Four")
    world.later(seconds=60)
    await world.jobs.deliver()
    assert edits(world) == 2


async def test_a_change_during_an_edit_asks_for_another(world: Delivering) -> None:
    await touch(world, "One")
    async with writing(world.sessions) as session:
        [due] = await claim_due_edits(
            session,
            owner="killed",
            limit=9,
            lease=timedelta(seconds=60),
            kinds=list(EDITED_IN_PLACE),
            pace=world.jobs._means.pace,
            now=world.now,
            real_now=world.real_now,
        )
    await touch(world, "Two")
    await world.jobs.deliver()
    assert edits(world) == 0
    world.later(seconds=60)
    await world.jobs.deliver()
    assert text(world).startswith("Two")
    assert due.version < (await posted(world)).rendered_version


@pytest.mark.parametrize(
    ("answer", "is_committed"),
    [
        (Answer.DROP, True),
        (Answer.UNAVAILABLE, False),
        ("internal_error", False),
        ("service_unavailable", False),
    ],
)
async def test_an_unclear_edit_is_sent_again_with_the_newest_state(
    world: Delivering, answer: str, *, is_committed: bool
) -> None:
    await touch(world, "One")
    # The reading client of the SDK repeats a call once after a dropped connection.
    times = 2 if answer == Answer.DROP else 1
    world.fail(EDIT, answer, times=times, is_committed=is_committed)
    await world.jobs.deliver()
    await touch(world, "Two")
    world.later(seconds=5)
    await world.jobs.deliver()
    assert text(world).startswith("Two")
    found = await posted(world)
    assert found.rendered_version == found.wanted_version


async def test_a_rate_limit_is_waited_out(world: Delivering) -> None:
    await touch(world, "One")
    world.fail(EDIT, Answer.RATE_LIMITED)
    await world.jobs.deliver()
    world.later(seconds=29)
    await world.jobs.deliver()
    assert edits(world) == 1
    world.later(seconds=1)
    await world.jobs.deliver()
    assert text(world).startswith("One")


async def test_a_message_that_is_gone_is_left_alone(world: Delivering) -> None:
    await touch(world, "One")
    world.slack.world.state.conversations["C0001"].messages.clear()
    with world.slack.expecting("message_not_found"):
        await world.jobs.deliver()
    found = await posted(world)
    assert (found.frozen_at, found.error) == (world.now, "message_not_found")
    await touch(world, "Two")
    world.later(seconds=60)
    await world.jobs.deliver()
    assert edits(world) == 1


async def test_a_version_that_slack_refuses_waits_for_the_next(world: Delivering) -> None:
    await touch(world, "One")
    world.fail(EDIT, "invalid_blocks")
    await world.jobs.deliver()
    world.later(seconds=60)
    await world.jobs.deliver()
    assert edits(world) == 1
    assert (await posted(world)).error == "invalid_blocks"
    await touch(world, "Two")
    await world.jobs.deliver()
    assert text(world).startswith("Two")
    assert (await posted(world)).error == ""


async def test_what_may_not_be_shown_any_more_stays_as_it_is(world: Delivering) -> None:
    before = text(world)
    await touch(world, "unsayable")
    await world.jobs.deliver()
    assert (edits(world), text(world)) == (0, before)
    assert (await posted(world)).error == "Nothing to say."


async def test_an_edit_that_cannot_be_drawn_is_tried_again_after_its_lease(
    world: Delivering,
) -> None:
    await touch(world, "broken")
    await world.jobs.deliver()
    await world.rename("One")
    world.later(seconds=60)
    await world.jobs.deliver()
    assert text(world).startswith("One")


async def test_a_dead_token_pauses_the_workspace(world: Delivering) -> None:
    await touch(world, "One")
    world.fail(EDIT, "account_inactive")
    await world.jobs.deliver()
    [workspace] = await everything(world.sessions, WorkspaceRow)
    assert workspace.state is WorkspaceState.PAUSED


async def test_the_prompt_is_frozen_as_it_was_when_the_meeting_ended(world: Delivering) -> None:
    assert await world.jobs.next_due() == ENDS_AT
    # The bot was not running when the meeting ended.
    world.now = ENDS_AT + timedelta(days=2)
    assert await world.jobs.next_due() == world.now
    await world.jobs.tick()
    assert text(world) == "Checkout at 09:59:59"
    assert world.renders[-1].is_frozen
    found = await posted(world)
    assert found.frozen_at == world.now
    await touch(world, "Late")
    world.later(minutes=1)
    await world.jobs.tick()
    assert edits(world) == 1


async def test_the_last_edit_is_sent_until_slack_has_it(world: Delivering) -> None:
    world.now = ENDS_AT
    world.fail(EDIT, Answer.UNAVAILABLE)
    await world.jobs.tick()
    assert (await posted(world)).frozen_at is None
    world.later(seconds=5)
    await world.jobs.tick()
    assert (await posted(world)).frozen_at == ENDS_AT


async def test_a_process_that_stops_begins_no_edit(world: Delivering) -> None:
    await touch(world, "One")
    world.jobs.stop_claiming()
    await world.jobs.deliver()
    assert edits(world) == 0
    async with reading(world.sessions) as session:
        assert (await session.get(PostedMessageRow, 1)) is not None
