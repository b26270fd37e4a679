"""What a person owes, first in the channel they are in, and what they may choose instead."""

from datetime import timedelta

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import TeamCycleRow
from bot.okr.check_in_form import Entry
from bot.okr.cycle import CycleState
from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.services.owed_check_ins import Owed, find_owed
from tests.seeding import seed_key_result, seed_objective, seed_team
from tests.services.check_in_world import NOW, CheckInWorld, build_check_in_world


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def owed_by(
    team: CheckInWorld, actor: Actor, *, channel_id: str | None = None, days: int = 0
) -> Owed:
    async with reading(team.sessions) as session:
        return await find_owed(
            session, actor=actor, channel_id=channel_id, now=NOW + timedelta(days=days)
        )


async def test_a_check_in_is_owed_again_after_four_days(team: CheckInWorld) -> None:
    assert (await owed_by(team, team.ana)).due == (team.key_result_id,)
    await team.save(Entry("66"))
    assert (await owed_by(team, team.ana, days=4)).due == ()
    assert (await owed_by(team, team.ana, days=5)).due == (team.key_result_id,)


async def test_a_delegate_owes_what_the_owner_owes(team: CheckInWorld) -> None:
    assert (await owed_by(team, team.ben)).due == ()
    await team.change_key_result(team.key_result_id, delegate_id=team.ben.person_id)
    assert (await owed_by(team, team.ben)).due == (team.key_result_id,)


async def test_members_may_choose_any_and_their_own_come_first(team: CheckInWorld) -> None:
    other = await team.add_key_result(2, owner_id=team.ben.person_id)
    owed = await owed_by(team, team.ben)
    assert [(one.key_result_id, one.label, one.is_own) for one in owed.choices] == [
        (other, "1.2", True),
        (team.key_result_id, "1.1", False),
    ]


async def test_the_team_of_the_channel_comes_first(team: CheckInWorld) -> None:
    async with writing(team.sessions) as session:
        second = await seed_team(
            session,
            workspace_id=team.seeded.workspace_id,
            now=NOW,
            lead_id=team.ana.person_id,
            key="ADS",
            name="Ads",
            channel_id="C0002",
        )
        objective_id = await seed_objective(session, second, now=NOW)
        other = await seed_key_result(
            session, second, objective_id=objective_id, now=NOW, owner_id=team.ana.person_id
        )
    owed = await owed_by(team, team.ana, channel_id="C0001")
    assert owed.due == (team.key_result_id, other)
    owed = await owed_by(team, team.ana, channel_id="C0002")
    assert owed.due == (other, team.key_result_id)
    assert [one.label for one in owed.choices] == ["ADS-1.1", "CHK-1.1"]
    form = await team.open(*owed.due)
    assert [item.label for item in form.items] == ["ADS-1.1", "CHK-1.1"]


async def test_without_an_active_cycle_nothing_is_owed(team: CheckInWorld) -> None:
    async with writing(team.sessions) as session:
        row = await session.get_one(TeamCycleRow, team.seeded.team_cycle_id)
        row.state = CycleState.CLOSED
    assert await owed_by(team, team.ana) == Owed((), ())


async def test_who_is_in_no_team_is_told_what_to_do(team: CheckInWorld) -> None:
    with pytest.raises(NotFoundError, match="You are in no team yet"):
        await owed_by(team, team.cem)
    with pytest.raises(NotAllowedError, match="Only members of this team can check in"):
        await owed_by(team, team.cem, channel_id="C0001")
