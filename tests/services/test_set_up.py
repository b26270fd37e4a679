"""A team is set up whole or not at all, and a channel has one at most."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.db.base import Base
from bot.db.engine import Sessions, reading
from bot.db.models import (
    ChannelMemberRow,
    CycleRow,
    MembershipRow,
    PersonRow,
    ScheduleRow,
    TeamCycleRow,
    TeamRow,
)
from bot.okr.errors import ConflictError, FormError, NotAllowedError
from bot.okr.permissions import Actor
from bot.okr.person import Role, Standing
from bot.okr.profile import Channel
from bot.okr.team_settings import TeamSettings
from bot.services.members import find_members
from bot.services.set_up import TeamHere, find_team_here
from bot.services.set_up_okrs import open_okr_draft, save_objectives
from tests.services.set_up_world import (
    CHANNEL,
    NOW,
    SHARED,
    SetUpWorld,
    checkout,
    make_world,
    meanwhile,
)


async def test_everything_about_a_new_team_is_there(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up(members=("Ben", "Gus"))
    assert (team.name, team.key, team.zone) == ("Checkout", "CHK", "Europe/Berlin")
    async with reading(sessions) as session:
        members = await find_members(session, team_id=team.id)
        cycle = await session.scalar(select(CycleRow.name))
        present = await session.scalar(select(func.count(ChannelMemberRow.id)))
        schedule = await session.scalar(select(ScheduleRow))
        stranger = await session.scalar(
            select(PersonRow.standing).where(PersonRow.slack_user_id == "UNEW")
        )
    assert [(m.person.name, m.role) for m in members] == [
        ("Ana", Role.LEAD),
        ("Ben", Role.MEMBER),
        ("Gus", Role.MEMBER),
    ]
    assert (cycle, present, stranger) == ("Q4 2026", 4, Standing.STRANGER)
    assert schedule is not None
    assert (schedule.weekday, schedule.zone) == (1, "Europe/Berlin")


async def test_a_second_team_in_a_channel_is_refused(sessions: Sessions) -> None:
    world = await make_world(sessions)
    await world.set_up()
    with pytest.raises(ConflictError, match="already has a team, Checkout"):
        await world.set_up(by="Ben")


async def test_two_people_at_once_make_one_team(sessions: Sessions) -> None:
    world = await make_world(sessions)
    outcomes = await asyncio.gather(world.set_up(), world.set_up(by="Ben"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["ConflictError", "Team"]
    async with reading(sessions) as session:
        counts = [
            await session.scalar(select(func.count()).select_from(row))
            for row in (TeamRow, ScheduleRow, TeamCycleRow)
        ]
        leads = await session.scalar(
            select(func.count(MembershipRow.id)).where(MembershipRow.role == Role.LEAD)
        )
    assert (counts, leads) == ([1, 1, 1], 1)


async def test_who_comes_a_moment_later_is_refused_with_a_sentence(
    sessions: Sessions, database: str
) -> None:
    world = await make_world(sessions)
    error = await set_up_while(world, a_team(world, key="AAA", channel_id="C0001"), checkout())
    assert isinstance(error, ConflictError)
    assert "already has a team" in error.sentence
    same_key = a_team(world, key="BBB", channel_id="C0007")
    late = await set_up_while(
        world, same_key, checkout(key="BBB"), replace(CHANNEL, channel_id="C0008")
    )
    assert type(late) is {"sqlite": FormError, "postgresql": ConflictError}[database]


async def test_a_quarter_begun_in_the_same_moment_is_said_or_shared(
    sessions: Sessions, database: str
) -> None:
    world = await make_world(sessions)
    quarter = CycleRow(
        workspace_id=world.workspace_id,
        name="Q4 2026",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
    )
    late = await set_up_while(world, quarter, checkout())
    assert isinstance(late, {"sqlite": type(None), "postgresql": ConflictError}[database])


async def set_up_while(
    world: SetUpWorld, row: Base, settings: TeamSettings, channel: Channel = CHANNEL
) -> BaseException | None:
    """Set up a team while another transaction holds a row back, and say how it was refused."""
    return await meanwhile(world, row, world.set_up(settings, channel=channel))


def a_team(world: SetUpWorld, *, key: str, channel_id: str) -> TeamRow:
    return TeamRow(
        workspace_id=world.workspace_id,
        key=key,
        name="First",
        channel_id=channel_id,
        created_at=NOW,
    )


async def test_keys_are_made_apart_or_refused(sessions: Sessions) -> None:
    world = await make_world(sessions)
    await world.set_up()
    second = await world.set_up(channel=replace(CHANNEL, channel_id="C0003"))
    third = await world.set_up(
        checkout("مدفوعات <!channel> *_~"), channel=replace(CHANNEL, channel_id="C0004")
    )
    assert (second.key, third.key) == ("CHK2", "CHN")
    with pytest.raises(FormError) as caught:
        await world.set_up(checkout(key="chk"), channel=replace(CHANNEL, channel_id="C0005"))
    assert list(caught.value.fields) == ["key"]


@pytest.mark.parametrize(
    ("by", "present"), [("Gus", ("UGus",)), ("Ana", ("UBen",))], ids=["guest", "not inside"]
)
async def test_who_may_not_set_up(sessions: Sessions, by: str, present: tuple[str, ...]) -> None:
    world = await make_world(sessions)
    with pytest.raises(NotAllowedError):
        await world.set_up(by=by, present=present)


async def test_apps_and_people_who_left_are_no_members(sessions: Sessions) -> None:
    world = await make_world(sessions)
    with pytest.raises(FormError) as caught:
        await world.set_up(members=("Ana", "Bo", "Zoe"))
    assert caught.value.fields["members"].startswith("Bo is an app and Zoe is no longer")


async def test_a_shared_channel_needs_a_word(sessions: Sessions) -> None:
    world = await make_world(sessions)
    settings = replace(checkout(), is_external_allowed=True)
    shared = await world.set_up(settings, channel=SHARED)
    own = await world.set_up(settings)
    assert (shared.is_externally_shared, shared.is_external_allowed) == (True, True)
    assert (own.is_externally_shared, own.is_external_allowed) == (False, False)


async def test_who_comes_second_is_told_what_is_there(sessions: Sessions) -> None:
    world = await make_world(sessions)
    async with reading(sessions) as session:
        assert not await find_team_here(session, actor=world.ana, channel_id=CHANNEL.channel_id)
    team = await world.set_up()
    found = [await _team_here(sessions, world.actor(who)) for who in ("Ana", "Ben")]
    assert [(one.needs_okrs, one.can_edit) for one in found] == [(True, True), (False, False)]
    async with sessions() as session:
        draft = await open_okr_draft(session, actor=world.ana, team_id=team.id, now=NOW)
        await save_objectives(
            session, actor=world.ana, token=str(draft.token), text="Faster", now=NOW
        )
        await session.commit()
    assert not (await _team_here(sessions, world.ana)).needs_okrs


async def _team_here(sessions: Sessions, actor: Actor) -> TeamHere:
    async with reading(sessions) as session:
        here = await find_team_here(session, actor=actor, channel_id=CHANNEL.channel_id)
    assert here is not None
    return here
