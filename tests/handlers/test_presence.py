"""Whoever acts in a private channel is in it, even if Slack's event about that was lost."""

from sqlalchemy import delete, update

from bot.db.engine import writing
from bot.db.models import ChannelMemberRow, TeamRow
from sandbox import render
from tests.world import World


async def hide_checkout(world: World) -> None:
    """Make the team's channel private, with nobody known to be in it."""
    async with writing(world.sessions) as session:
        await session.execute(update(TeamRow).values(is_private=True))
        await session.execute(delete(ChannelMemberRow))


async def test_a_member_of_the_private_channel_sees_its_team(world: World) -> None:
    await world.seed_checkout()
    await hide_checkout(world)
    answer = await world.ben.command("/okr", "", channel=world.checkout)
    assert "Buyers finish what they start" in render(answer)
    world.slack.assert_clean()


async def test_somebody_elsewhere_does_not(world: World) -> None:
    await world.seed_checkout()
    await hide_checkout(world)
    elsewhere = world.slack.add_channel("random", members=[world.ben])
    answer = await world.ben.command("/okr", f"<#{world.checkout.id}>", channel=elsewhere)
    assert "Buyers" not in render(answer)
    world.slack.assert_clean()
