"""What Slack tells about channels, people and the installation."""

import pytest
from sqlalchemy import select

from bot.db.engine import reading
from bot.db.models import ChannelMemberRow, PersonRow, TeamRow, WorkspaceRow, WorkspaceState
from bot.okr.person import Standing
from sandbox import render
from sandbox.delivery.events import channel_id_changed
from tests.world import World


async def team_of(world: World) -> TeamRow:
    async with reading(world.sessions) as session:
        return (await session.scalars(select(TeamRow))).one()


async def count_present(world: World) -> int:
    async with reading(world.sessions) as session:
        return len(list(await session.scalars(select(ChannelMemberRow.id))))


async def test_one_welcome_for_each_coming_however_often_slack_says_it(world: World) -> None:
    slack, checkout = world.slack, world.checkout
    await slack.invite_bot(checkout, by=world.ana)
    await slack.events.redeliver(retry_num=1)
    await world.tick()
    assert len(checkout.bot_messages) == 1
    await slack.remove_bot(checkout)
    await slack.invite_bot(checkout, by=world.ben)
    await world.tick()
    assert len(checkout.bot_messages) == 2
    slack.assert_clean()


async def test_a_nasty_name_does_not_ping_in_the_welcome(world: World) -> None:
    eve = world.slack.add_person("Eve")
    eve.state.name = "<!channel> & *_~ مرحبا"
    world.checkout.members.append(eve.id)
    await world.slack.invite_bot(world.checkout, by=eve)
    await world.tick()
    assert "added me" in render(world.checkout.last)
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_a_channel_with_a_team_is_not_greeted_and_caught_up_with(world: World) -> None:
    await world.seed_checkout()
    await world.slack.remove_bot(world.checkout)
    assert (await team_of(world)).is_channel_archived
    world.checkout.members.remove(world.ben.id)
    await world.slack.invite_bot(world.checkout, by=world.ana)
    await world.tick()
    assert world.checkout.bot_messages == []
    assert not (await team_of(world)).is_channel_archived
    assert await count_present(world) == 2


async def test_people_come_and_go(world: World) -> None:
    await world.seed_checkout()
    dee = world.slack.add_person("Dee")
    await world.slack.join(world.checkout, dee)
    await world.slack.events.redeliver(retry_num=1)
    assert await count_present(world) == 3
    await world.slack.leave(world.checkout, world.ben)
    assert await count_present(world) == 2
    elsewhere = world.slack.add_channel("elsewhere", members=[world.ana], bot=True)
    await world.slack.join(elsewhere, dee)
    assert await count_present(world) == 2
    world.slack.assert_clean()


async def test_the_life_of_a_channel(world: World) -> None:
    await world.seed_checkout()
    slack, checkout = world.slack, world.checkout
    await slack.archive(checkout, by=world.ana)
    assert (await team_of(world)).is_channel_archived
    await slack.unarchive(checkout, by=world.ana)
    assert not (await team_of(world)).is_channel_archived
    await slack.rename(checkout, "shop", by=world.ana)
    await slack.share(checkout, by=world.ana)
    assert (await team_of(world)).is_externally_shared
    await slack.unshare(checkout, by=world.ana)
    assert not (await team_of(world)).is_externally_shared
    checkout.state.is_private = True
    await slack.change_channel_id(checkout, "G0SANDBOX77")
    assert (await team_of(world)).channel_id == "G0SANDBOX77"
    assert (await team_of(world)).is_private
    await slack.delete_channel(checkout, by=world.ana)
    assert (await team_of(world)).is_channel_archived
    slack.assert_clean()


def told(world: World) -> list[str]:
    return [one.text for one in world.ana.sees if one.text.startswith("I cannot post")]


async def lose(world: World, how: str) -> None:
    if how == "removed":
        await world.slack.remove_bot(world.checkout)
    elif how == "deleted":
        await world.slack.delete_channel(world.checkout, by=world.ben)
    else:
        await world.slack.archive(world.checkout, by=world.ben)
    await world.slack.events.redeliver(retry_num=1)


async def bring_back(world: World, how: str) -> None:
    if how == "removed":
        await world.slack.invite_bot(world.checkout, by=world.ana)
    else:
        await world.slack.unarchive(world.checkout, by=world.ana)


@pytest.mark.parametrize("how", ["archived", "removed", "deleted"])
async def test_a_lead_is_told_once_of_a_channel_that_is_lost(world: World, how: str) -> None:
    await world.seed_checkout()
    await lose(world, how)
    await world.tick()
    [text] = told(world)
    assert f"<#{world.checkout.id}>, the channel of Checkout" in text
    world.move(days=1)
    await world.tick()
    world.move(days=7)
    await world.tick()
    assert len(told(world)) == 1
    assert [one.text for one in world.ben.sees if "I cannot post" in one.text] == []
    world.slack.assert_clean()


@pytest.mark.parametrize("kind", ["channel_left", "group_left"])
async def test_the_two_ways_to_say_that_the_bot_left_tell_it_once(world: World, kind: str) -> None:
    await world.seed_checkout()
    event = {"type": kind, "channel": world.checkout.id, "event_ts": "1762678800.000100"}
    await world.slack.events.send(event)
    await world.slack.settle()
    assert (await team_of(world)).is_channel_archived
    await world.tick()
    world.move(minutes=1)
    await world.slack.remove_bot(world.checkout)
    await world.tick()
    assert len(told(world)) == 1
    world.slack.assert_clean()


@pytest.mark.parametrize("how", ["archived", "removed"])
async def test_each_loss_of_a_channel_is_told(world: World, how: str) -> None:
    await world.seed_checkout()
    for count in (1, 2):
        await lose(world, how)
        await world.tick()
        assert len(told(world)) == count
        world.move(hours=1)
        await bring_back(world, how)
        await world.tick()
    world.move(hours=22)
    await world.tick()
    assert len(world.checkout.bot_messages) == 1
    assert len(told(world)) == 2
    world.slack.assert_clean()


async def test_of_a_channel_that_came_back_at_once_nobody_is_told(world: World) -> None:
    await world.seed_checkout()
    await lose(world, "archived")
    await bring_back(world, "archived")
    await world.tick()
    assert told(world) == []


async def test_a_channel_id_that_the_bot_cannot_see(world: World) -> None:
    await world.seed_checkout()
    slack = world.slack
    with slack.expecting("channel_not_found"):
        await slack.events.send(channel_id_changed(slack.world, world.checkout.id, "G0SANDBOX78"))
        await slack.settle()
    assert (await team_of(world)).channel_id == "G0SANDBOX78"


async def test_what_changes_about_people(world: World) -> None:
    await world.seed_checkout()
    await world.slack.change_person(world.ben, tz="Asia/Tokyo", is_restricted=True)
    async with reading(world.sessions) as session:
        ben = await session.scalar(select(PersonRow).where(PersonRow.slack_user_id == world.ben.id))
    assert ben is not None
    assert (ben.zone, ben.standing) == ("Asia/Tokyo", Standing.GUEST)


async def test_an_uninstalled_app_falls_silent(world: World) -> None:
    await world.bot.workspace()
    await world.slack.uninstall()
    async with reading(world.sessions) as session:
        assert await session.scalar(select(WorkspaceRow.state)) is WorkspaceState.PAUSED
