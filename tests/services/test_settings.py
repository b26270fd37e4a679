"""Leads change everything about a team; what would break something is refused whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import PauseRow, RoundRow, TeamRow
from bot.okr.cadence import Pause
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.person import Role
from bot.okr.profile import Channel
from bot.okr.team import Team
from bot.okr.team_settings import TeamSettings
from bot.services.cycles import find_active_cycle
from bot.services.rounds import plan_due_rounds
from bot.services.settings import FoundSettings, Home, load_settings, save_settings
from tests.seeding import SeededTeam, seed_key_result, seed_objective
from tests.services.set_up_world import (
    CHANNEL,
    NOW,
    PRIVATE,
    SHARED,
    SetUpWorld,
    checkout,
    make_world,
    meanwhile,
)

ELSEWHERE = replace(CHANNEL, channel_id="C0777")


async def load(world: SetUpWorld, team: Team, actor: Actor | None = None) -> FoundSettings:
    async with reading(world.sessions) as session:
        return await load_settings(session, actor=actor or world.ana, act=Act.READ, team_id=team.id)


async def change(
    world: SetUpWorld,
    team: Team,
    settings: TeamSettings,
    *,
    by: str = "Ana",
    members: Sequence[str] = ("Ana", "Ben"),
    leads: Sequence[str] = ("Ana",),
    home: Home | None = None,
    versions: tuple[int, int] | None = None,
    now: datetime = NOW,
) -> TeamSettings:
    found = await load(world, team)
    async with writing(world.sessions) as session:
        return await save_settings(
            session,
            actor=world.actor(by),
            team_id=team.id,
            versions=versions or found.versions,
            settings=settings,
            members=[world.people[name] for name in members],
            leads=[world.people[name] for name in leads],
            home=home,
            now=now,
        )


async def test_everything_can_be_changed(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    found = await load(world, team)
    assert found.can_edit
    assert not (await load(world, team, world.actor("Ben"))).can_edit
    pauses = (Pause(date(2026, 12, 21), date(2027, 1, 3), "Holidays"),)
    schedule = replace(found.settings.schedule, weekday=3, at=time(15, 30), pauses=pauses)
    wanted = TeamSettings("Shop", "SHP", schedule, False, False, False)
    await change(world, team, wanted, members=("Cem Aydin", "Gus"), leads=("Ana", "Ben"))
    after = await load(world, team)
    assert after.settings == wanted
    roles = {member.person.name: member.role for member in after.members}
    assert roles == {
        "Ana": Role.LEAD,
        "Ben": Role.LEAD,
        "Cem Aydin": Role.MEMBER,
        "Gus": Role.MEMBER,
    }
    assert after.versions > found.versions


async def test_an_empty_key_stays_and_a_taken_one_is_refused(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    await world.set_up(checkout(key="PAY"), channel=ELSEWHERE)
    saved = await change(world, team, replace(checkout(), key=""))
    assert saved.key == "CHK"
    with pytest.raises(FormError) as caught:
        await change(world, team, checkout(key="pay"))
    assert list(caught.value.fields) == ["key"]


async def test_a_change_of_pauses_alone_is_seen_by_who_comes_later(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    found = await load(world, team)
    day = Pause(date(2026, 11, 10), date(2026, 11, 10), "")
    paused = replace(found.settings, schedule=replace(found.settings.schedule, pauses=(day,)))
    await change(world, team, paused)
    with pytest.raises(ConflictError, match="Somebody changed"):
        await change(world, team, found.settings, versions=found.versions)
    await change(world, team, found.settings)
    async with reading(sessions) as session:
        assert await session.scalar(select(PauseRow.id)) is None


async def test_rounds_not_yet_prompted_follow(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    async with writing(sessions) as session:
        await plan_due_rounds(session, now=NOW)
    settings = (await load(world, team)).settings
    later = replace(settings, schedule=replace(settings.schedule, weekday=3))
    await change(world, team, later)
    async with reading(sessions) as session:
        meetings = set(await session.scalars(select(RoundRow.meeting_on)))
    assert {day.weekday() for day in meetings} == {3}


@pytest.mark.parametrize("key", ["SHP", "NEW"], ids=["same key", "same channel"])
async def test_who_comes_a_moment_later_is_refused_with_a_sentence(
    sessions: Sessions, key: str
) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    other = TeamRow(
        workspace_id=world.workspace_id,
        key="SHP",
        name="First",
        channel_id=ELSEWHERE.channel_id,
        created_at=NOW,
    )
    home = None if key == "SHP" else Home(ELSEWHERE, ("UAna",))
    late = await meanwhile(world, other, change(world, team, checkout(key=key), home=home))
    assert isinstance(late, FormError | ConflictError)
    async with reading(sessions) as session:
        row = await session.get_one(TeamRow, team.id)
    assert (row.key, row.channel_id) == ("CHK", "C0001")


async def test_who_was_taken_out_is_gone(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    await change(world, team, checkout(), members=())
    assert [m.person.name for m in (await load(world, team)).members] == ["Ana"]


@pytest.mark.parametrize(
    ("leads", "members", "field"),
    [((), ("Ana",), "leads"), (("Gus",), ("Ana",), "leads"), (("Ana",), ("Bo",), "members")],
)
async def test_people_who_cannot_be(
    sessions: Sessions, leads: tuple[str, ...], members: tuple[str, ...], field: str
) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    with pytest.raises(FormError) as caught:
        await change(world, team, checkout(), members=members, leads=leads)
    assert list(caught.value.fields) == [field]


async def test_who_owns_something_stays(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    async with writing(sessions) as session:
        cycle = await find_active_cycle(session, team_id=team.id)
        assert cycle is not None
        seeded = SeededTeam(world.workspace_id, team.id, cycle.id)
        objective_id = await seed_objective(session, seeded, now=NOW)
        await seed_key_result(
            session,
            seeded,
            objective_id=objective_id,
            now=NOW,
            owner_id=world.people["Ben"].id,
        )
    with pytest.raises(FormError) as caught:
        await change(world, team, checkout(), members=("Ana",))
    assert caught.value.fields["members"].startswith("Ben owns 1.1 Completion.")


async def test_members_and_strangers_change_nothing(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    with pytest.raises(NotAllowedError, match="Only leads"):
        await change(world, team, checkout(), by="Ben")
    private = await world.set_up(channel=PRIVATE, present=("UAna",), members=())
    with pytest.raises(NotFoundError):
        await change(world, private, checkout(), by="Ben")


async def test_a_team_moves_to_another_channel(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up(replace(checkout(), is_external_allowed=True), channel=SHARED)
    await change(world, team, checkout(), home=Home(ELSEWHERE, ("UAna", "UBen")))
    async with reading(sessions) as session:
        row = await session.get_one(TeamRow, team.id)
    assert (row.channel_id, row.is_externally_shared, row.is_external_allowed) == (
        "C0777",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("channel", "present", "error"),
    [
        (replace(ELSEWHERE, is_bot_member=False), ("UAna",), FormError),
        (replace(ELSEWHERE, is_archived=True), ("UAna",), FormError),
        (ELSEWHERE, ("UBen",), NotAllowedError),
        (CHANNEL, ("UAna",), ConflictError),
    ],
    ids=["without the bot", "archived", "without the lead", "with a team"],
)
async def test_a_team_does_not_move_there(
    sessions: Sessions, channel: Channel, present: tuple[str, ...], error: type[Exception]
) -> None:
    world = await make_world(sessions)
    await world.set_up()
    team = await world.set_up(checkout(key="PAY"), channel=SHARED)
    with pytest.raises(error):
        await change(world, team, checkout(key="PAY"), home=Home(channel, present))
