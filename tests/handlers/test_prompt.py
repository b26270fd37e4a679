"""`/okr prompt`: a private preview, then one prompt, edited until the meeting has ended."""

from datetime import timedelta

import pytest

from bot.db.models import (
    ObjectiveRow,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    ScheduleRow,
    TeamRow,
)
from bot.services.outbox_care import BY_AN_OPERATOR
from sandbox import render
from tests.services.rounds_world import change, everything
from tests.world import World

TITLE = "Checkout · week 6 of 13"


async def test_the_preview_is_private_and_posting_is_one_tap(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    assert preview is not None
    assert preview.is_ephemeral
    assert "Only you see this" in render(preview)
    assert "It comes by itself tomorrow 08:00." in render(preview)
    assert world.checkout.bot_messages == []
    await world.ana.press("Post now", on=preview)
    await world.tick()
    [prompt] = world.checkout.bot_messages
    assert TITLE in render(prompt)
    assert render(preview).strip() == "Posted."
    world.slack.assert_clean()


async def test_a_second_click_posts_nothing(world: World) -> None:
    await world.seed_checkout()
    first = await world.ana.command("/okr", "prompt", channel=world.checkout)
    second = await world.ben.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=first)
    await world.ben.press("Post now", on=second)
    await world.tick()
    assert "posted today 10:00 already" in render(second)
    assert len(world.checkout.bot_messages) == 1


async def test_after_posting_the_preview_says_where_it_is(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=preview)
    await world.tick()
    again = await world.ana.command("/okr", "prompt", channel=world.checkout)
    [prompt] = world.checkout.bot_messages
    assert again is not None
    assert f"/archives/{world.checkout.id}/p{prompt.ts.replace('.', '')}" in str(again.blocks)
    assert "Post now" not in render(again)


async def test_the_manual_prompt_is_the_only_one_of_its_round(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=preview)
    for _ in range(8):
        await world.tick()
        world.move(hours=3)
    assert len(world.checkout.bot_messages) == 1


async def become_unclear(world: World, state: OutboxState = OutboxState.UNKNOWN) -> None:
    """Post a prompt that arrives, or not, without anybody's knowing."""
    error = BY_AN_OPERATOR if state is OutboxState.DROPPED else "missing_scope"
    await change(
        world.sessions,
        OutboxRow,
        state=state,
        attempts=1,
        error=error,
        channel_id=world.checkout.id,
    )


@pytest.mark.parametrize("state", [OutboxState.UNKNOWN, OutboxState.DROPPED])
@pytest.mark.parametrize("answer", ["Post it", "It is there"])
async def test_a_prompt_that_may_be_there_is_not_posted_unasked(
    world: World, state: OutboxState, answer: str
) -> None:
    await world.seed_checkout()
    old = await world.ben.command("/okr", "prompt", channel=world.checkout)
    first = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=first)
    await become_unclear(world, state)
    await world.ben.press("Post now", on=old)
    assert "is this week's prompt in the channel?" in render(old)
    await world.tick()
    assert world.checkout.bot_messages == []
    again = await world.ben.command("/okr", "prompt", channel=world.checkout)
    assert "Slack did not say whether it took the prompt of Checkout" in render(again)
    assert "[Post it] [It is there]" in render(again)
    assert "Post now" not in render(again)
    await world.ben.press(answer, on=again)
    await world.tick()
    assert len(world.checkout.bot_messages) == (answer == "Post it")
    [row] = await everything(world.sessions, OutboxRow)
    assert row.state is OutboxState.SENT
    world.slack.assert_clean()


async def test_a_prompt_that_was_certainly_not_posted_needs_no_question(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=preview)
    await change(world.sessions, OutboxRow, state=OutboxState.FAILED, attempts=3, error="x")
    again = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=again)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1


async def test_somebody_outside_the_team_may_not_post(world: World) -> None:
    await world.seed_checkout()
    cem = world.slack.add_person("Cem")
    world.slack.world.state.conversations[world.checkout.id].members.append(cem.id)
    answer = await cem.command("/okr", "prompt", channel=world.checkout)
    assert "Only members of this team can post the prompt." in render(answer)


async def test_a_guest_sees_nothing(world: World) -> None:
    await world.seed_checkout()
    gil = world.slack.add_person("Gil", is_guest=True)
    world.slack.world.state.conversations[world.checkout.id].members.append(gil.id)
    answer = await gil.command("/okr", "prompt", channel=world.checkout)
    assert "Completion" not in render(answer)


async def test_without_okrs_it_says_what_to_do_next(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, ObjectiveRow, state="cancelled")
    answer = await world.ana.command("/okr", "prompt", channel=world.checkout)
    assert "A lead adds some" in render(answer)


async def test_a_prompt_that_is_switched_off_can_be_posted_by_hand(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, ScheduleRow, is_prompt_on=False)
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    assert "does not come by itself" in render(preview)
    await world.ana.press("Post now", on=preview)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1


async def test_a_prompt_that_is_due_says_so(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    assert "in a moment" in render(preview)


async def test_where_the_bot_is_not_it_asks_to_be_invited(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    world.slack.world.state.conversations[world.checkout.id].members.remove(world.slack.bot_user_id)
    await world.ana.press("Post now", on=preview)
    assert "/invite" in render(world.ana.last)


async def test_a_button_with_a_foreign_or_broken_id_changes_nothing(world: World) -> None:
    await world.seed_checkout()
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    assert preview is not None
    button = next(b for b in preview.blocks if b["type"] == "actions" and "Post now" in str(b))
    for value in ("999", "x", ""):
        button["elements"][0]["value"] = value
        await world.ana.press("Post now", on=preview)
        assert "is gone, or you cannot see it" in render(world.ana.last)
    await world.tick()
    assert world.checkout.bot_messages == []


async def test_nasty_names_stay_names(world: World) -> None:
    await world.seed_checkout()
    await change(world.sessions, TeamRow, name="<!channel> & *_~ 🚀")
    await change(world.sessions, ObjectiveRow, title="<!here> & \u202eevil " + "x" * 150)
    preview = await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now", on=preview)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_the_prompt_is_frozen_when_the_meeting_has_ended(world: World) -> None:
    await world.seed_checkout()
    world.move(days=1)
    await world.tick()
    [prompt] = world.checkout.bot_messages
    before = len(prompt.edits)
    world.move(hours=1)
    await world.tick()
    await world.tick()
    assert len(prompt.edits) == before + 1
    [posted] = await everything(world.sessions, PostedMessageRow)
    assert posted.frozen_at == world.now
    assert "Planning today" not in render(prompt)
    await change(
        world.sessions, PostedMessageRow, wanted_version=PostedMessageRow.wanted_version + 1
    )
    await world.tick()
    assert len(prompt.edits) == before + 1
    assert await world.bot.next_due() == world.now + timedelta(weeks=1, hours=-3)
