"""What one person may see of teams, people, risks and their own Home."""

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import Sessions, reading, writing
from bot.db.models import ChannelMemberRow, KeyResultRow, MembershipRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState
from bot.okr.errors import NotFoundError
from bot.okr.overview import HomePage
from bot.okr.permissions import Act, Actor
from bot.okr.person import Role
from bot.services.homes import load_home
from bot.services.members import find_person
from bot.services.person_lists import get_person_list
from bot.services.risks import find_risks
from bot.services.team_pages import (
    PER_PAGE,
    find_channel_page,
    find_own_pages,
    get_channel_page,
    get_team_page,
    list_teams,
)
from tests.seeding import seed_team, seed_work_item
from tests.services.week_world import counting_queries, past_of
from tests.services.work_world import NOW, WorkWorld, build_work_world


@pytest.fixture
async def world(sessions: Sessions) -> WorkWorld:
    return await build_work_world(sessions)


async def make_private(world: WorkWorld) -> None:
    """Checkout's channel becomes private; Ana and Ben are in it."""
    async with writing(world.sessions) as session:
        (await session.get_one(TeamRow, world.checkout.team_id)).is_private = True


async def own(world: WorkWorld, key_result_id: int, actor: Actor) -> None:
    async with writing(world.sessions) as session:
        (await session.get_one(KeyResultRow, key_result_id)).owner_id = actor.person_id


async def names_in_list(world: WorkWorld, actor: Actor, slack_user_id: str) -> list[str]:
    async with reading(world.sessions) as session:
        found = await get_person_list(
            session, actor=actor, slack_user_id=slack_user_id, called="Nobody", now=NOW
        )
    return [f"{one.team.key}-{one.standing.key_result.label}" for one in found.key_results]


async def test_a_page_says_what_the_person_may_do(world: WorkWorld) -> None:
    async with reading(world.sessions) as session:
        lead = await get_team_page(
            session, actor=world.ana, team_id=world.checkout.team_id, now=NOW
        )
        reader = await get_team_page(
            session, actor=world.cem, team_id=world.checkout.team_id, now=NOW
        )
    assert Act.EDIT_OKRS in lead.acts
    assert reader.acts == {Act.READ}
    assert reader.week is not None


async def test_a_page_without_a_cycle_has_no_week(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED
    async with reading(world.sessions) as session:
        page = await get_team_page(
            session, actor=world.ana, team_id=world.checkout.team_id, now=NOW
        )
    assert page.week is None


@pytest.mark.parametrize("who", ["cem", "gus"])
async def test_a_private_team_is_hidden_on_every_way(world: WorkWorld, who: str) -> None:
    await make_private(world)
    await own(world, world.completion, world.ana)
    actor: Actor = getattr(world, who)
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await get_team_page(session, actor=actor, team_id=world.checkout.team_id, now=NOW)
        with pytest.raises(NotFoundError, match="has no team, or you cannot see it"):
            await get_channel_page(session, actor=actor, channel_id="C0001", now=NOW)
        assert await find_channel_page(session, actor=actor, channel_id="C0001", now=NOW) is None
        listed = await list_teams(session, actor=actor, page=0, now=NOW)
        risks = await find_risks(session, actor=actor, channel_id="C0001", now=NOW)
    assert world.checkout.team_id not in {page.team.id for page in listed.teams}
    assert risks.risks == ()
    assert await names_in_list(world, actor, "UAna") == []


async def test_a_channel_without_a_team_is_answered_alike(world: WorkWorld) -> None:
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError, match="has no team, or you cannot see it"):
            await get_channel_page(session, actor=world.ana, channel_id="C9999", now=NOW)
        page = await get_channel_page(session, actor=world.ana, channel_id="C0002", now=NOW)
    assert page.team.name == "Payments"


async def test_own_teams_are_those_of_a_member(world: WorkWorld) -> None:
    async with reading(world.sessions) as session:
        pages = await find_own_pages(session, actor=world.ana, now=NOW)
        none = await find_own_pages(session, actor=world.cem, now=NOW)
    assert [page.team.name for page in pages] == ["Checkout"]
    assert none == ()


async def test_a_member_who_left_a_private_channel_has_nothing_there(world: WorkWorld) -> None:
    await make_private(world)
    async with writing(world.sessions) as session:
        await session.execute(
            delete(ChannelMemberRow).where(ChannelMemberRow.person_id == world.ben.person_id)
        )
    async with reading(world.sessions) as session:
        assert await find_own_pages(session, actor=world.ben, now=NOW) == ()


async def test_teams_are_paged_and_a_page_that_is_gone_gives_the_last(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        for number in range(PER_PAGE):
            await seed_team(
                session,
                workspace_id=world.checkout.workspace_id,
                now=NOW,
                lead_id=world.dee.person_id,
                key=f"T{number}",
                name=f"Team {number}",
                channel_id=f"C1{number}",
            )
    async with reading(world.sessions) as session:
        first = await list_teams(session, actor=world.cem, page=0, now=NOW)
        beyond = await list_teams(session, actor=world.cem, page=99, now=NOW)
        before = await list_teams(session, actor=world.cem, page=-1, now=NOW)
    assert (len(first.teams), first.page_count) == (PER_PAGE, 2)
    assert (len(beyond.teams), beyond.page) == (2, 1)
    assert before.page == 0


async def test_a_guest_sees_no_teams_at_all(world: WorkWorld) -> None:
    async with reading(world.sessions) as session:
        listed = await list_teams(session, actor=world.gus, page=0, now=NOW)
    assert (listed.teams, listed.page_count) == ((), 1)


async def test_a_guest_whom_a_lead_added_sees_that_team_only(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        session.add(
            MembershipRow(
                workspace_id=world.checkout.workspace_id,
                team_id=world.checkout.team_id,
                person_id=world.gus.person_id,
                role=Role.MEMBER,
                joined_at=NOW,
            )
        )
    async with reading(world.sessions) as session:
        listed = await list_teams(session, actor=world.gus, page=0, now=NOW)
    assert [page.team.name for page in listed.teams] == ["Checkout"]


async def test_a_person_list_holds_what_they_own_or_stand_in_for(world: WorkWorld) -> None:
    await own(world, world.completion, world.ben)
    await own(world, world.payouts, world.dee)
    async with writing(world.sessions) as session:
        row = await session.get_one(KeyResultRow, world.payouts)
        row.delegate_id = world.ben.person_id
    assert await names_in_list(world, world.cem, "UBen") == ["CHK-1.1", "PAY-1.1"]
    assert await names_in_list(world, world.cem, "UDee") == ["PAY-1.1"]
    assert await names_in_list(world, world.cem, "UCem") == []
    assert await names_in_list(world, world.gus, "UBen") == []


async def test_nobody_knows_a_person_the_bot_has_never_met(world: WorkWorld) -> None:
    assert await names_in_list(world, world.ana, "UNOBODY") == []


async def test_risks_of_ones_teams_have_the_worst_first(world: WorkWorld) -> None:
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.check_in(world.completion, confidence=5)
        await past.check_in(world.errors, confidence=2)
    async with reading(world.sessions) as session:
        own_risks = await find_risks(session, actor=world.ana, channel_id=None, now=NOW)
        with_channel = await find_risks(session, actor=world.ana, channel_id="C0002", now=NOW)
        here = await find_risks(session, actor=world.ana, channel_id="C0001", now=NOW)
    assert [one.focus.standing.key_result.label for one in own_risks.risks] == ["1.2", "1.1"]
    assert {one.team.key for one in with_channel.risks} == {"CHK", "PAY"}
    assert here.risks == own_risks.risks
    named = (here.is_named, own_risks.is_named, with_channel.is_named)
    assert named == (False, True, True), "a number alone is enough in the team's own channel"
    async with writing(world.sessions) as session:
        (
            await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        ).state = CycleState.CLOSED
    async with reading(world.sessions) as session:
        of_here = await find_risks(session, actor=world.ana, channel_id="C0002", now=NOW)
    assert {one.team.key for one in of_here.risks} == {"PAY"}
    assert not of_here.is_named


async def home_of(world: WorkWorld, actor: Actor, slack_user_id: str) -> HomePage:
    async with reading(world.sessions) as session:
        found = await find_person(
            session, workspace_id=world.checkout.workspace_id, slack_user_id=slack_user_id
        )
        assert found is not None
        return await load_home(session, actor=actor, person=found[0], now=NOW)


async def test_home_holds_what_one_owes_and_ones_own_work_without_a_place(
    world: WorkWorld,
) -> None:
    await own(world, world.completion, world.ben)
    async with writing(world.sessions) as session:
        await seed_work_item(session, world.checkout, now=NOW, title="Of somebody else")
        mine = await seed_work_item(session, world.checkout, now=NOW, title="Mine")
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.change_work(mine, owner_id=world.ben.person_id)
    page = await home_of(world, world.ben, "UBen")
    assert [one.standing.key_result.label for one in page.due] == ["1.1"]
    assert [one.work_item.title for one in page.unplaced] == ["Mine"]
    assert [one.team.name for one in page.teams] == ["Checkout"]


async def test_home_of_a_newcomer_is_empty(world: WorkWorld) -> None:
    page = await home_of(world, world.cem, "UCem")
    assert page == HomePage("Cem", (), (), ())


async def test_home_survives_a_team_without_a_cycle(world: WorkWorld) -> None:
    async with writing(world.sessions) as session:
        row = await session.get_one(TeamCycleRow, world.checkout.team_cycle_id)
        row.state = CycleState.CLOSED
    page = await home_of(world, world.ben, "UBen")
    assert page.due == ()
    assert page.teams[0].week is None


async def test_finding_a_channels_team_reads_one_week_only(
    world: WorkWorld, engine: AsyncEngine
) -> None:
    async with reading(world.sessions) as session:
        with counting_queries(engine) as seen:
            await find_channel_page(session, actor=world.ana, channel_id="C0001", now=NOW)
    assert len(seen) <= 22
