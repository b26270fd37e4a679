"""Guests and people of other organisations get one true sentence, whatever they press."""

import pytest
from sqlalchemy import select

from bot.db.engine import writing
from bot.db.models import PersonRow
from bot.okr.permissions import FOR_MEMBERS
from bot.okr.person import Standing
from bot.services.members import make_member
from sandbox import Person, render
from tests.world import World


@pytest.fixture
async def gus(world: World) -> Person:
    person = world.slack.add_person("Gus", is_guest=True)
    await world.slack.join(world.checkout, person)
    return person


@pytest.mark.parametrize("typed", ["", "help", "setup", "work", "nonsense"])
async def test_whatever_they_type(world: World, gus: Person, typed: str) -> None:
    await world.seed_checkout()
    for channel in (world.checkout, world.slack.add_channel("empty", members=[gus], bot=True)):
        told = await gus.command("/okr", typed, channel=channel)
        assert FOR_MEMBERS in render(told)
        assert gus.modals == []
    world.slack.assert_clean()


async def test_home_says_the_same(gus: Person) -> None:
    assert FOR_MEMBERS in render(await gus.open_home())


async def test_whom_a_lead_added_goes_on(world: World, gus: Person) -> None:
    seeded = await world.seed_checkout()
    await gus.command("/okr", channel=world.checkout)
    async with writing(world.sessions) as session:
        row = await session.scalar(select(PersonRow).where(PersonRow.slack_user_id == gus.id))
        assert row is not None
        await make_member(
            session,
            workspace_id=row.workspace_id,
            team_id=seeded.team_id,
            person_ids=[row.id],
            now=world.now,
        )
    assert "Completion" in render(await gus.command("/okr", channel=world.checkout))


@pytest.mark.parametrize("is_remembered_as", [Standing.MEMBER, Standing.STRANGER])
async def test_a_full_member_said_to_come_from_elsewhere_is_somebody_else(
    world: World, is_remembered_as: Standing
) -> None:
    await world.seed_checkout()
    await world.ana.open_home()
    async with writing(world.sessions) as session:
        row = await session.scalar(select(PersonRow).where(PersonRow.slack_user_id == world.ana.id))
        assert row is not None
        row.standing = is_remembered_as
    world.ana.state.team_id = "T0ELSEWHERE"
    await world.ana.press("Check in", on="home")
    if is_remembered_as is Standing.MEMBER:
        assert FOR_MEMBERS in render(world.ana.front)
    else:
        assert "Completion" in render(world.ana.modal), "a lead made them a member"
    world.slack.assert_clean()
