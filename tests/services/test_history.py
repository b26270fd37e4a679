"""The history merges check-ins and changes, and is read by those who may see the team."""

from datetime import datetime, timedelta

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import RevisionAct, RevisionRow, TeamCycleRow, TeamRow
from bot.okr.check_in_form import Choice, Entry
from bot.okr.cycle import CycleState
from bot.okr.errors import NotFoundError
from bot.okr.history import KeyResultHistory
from bot.okr.key_result import LifeState
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.services.history import find_history_choices, load_history
from tests.seeding import seed_team
from tests.services.check_in_world import NOW, CheckInWorld, build_check_in_world


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def history_of(
    team: CheckInWorld, *, by: Actor | None = None, page: int = 0, channel_id: str | None = None
) -> KeyResultHistory:
    async with reading(team.sessions) as session:
        return await load_history(
            session,
            actor=by or team.ana,
            key_result_id=team.key_result_id,
            channel_id=channel_id,
            page=page,
            now=NOW + timedelta(days=20),
        )


async def choices_for(
    team: CheckInWorld, actor: Actor, *, channel_id: str | None = None
) -> tuple[Choice, ...]:
    async with reading(team.sessions) as session:
        return await find_history_choices(session, actor=actor, channel_id=channel_id)


async def revise(team: CheckInWorld, at: datetime, **fields: tuple[str | None, str | None]) -> None:
    async with writing(team.sessions) as session:
        for field, (old, new) in fields.items():
            session.add(
                RevisionRow(
                    workspace_id=team.seeded.workspace_id,
                    objective_id=team.objective_id,
                    key_result_id=team.key_result_id,
                    act=RevisionAct.CHANGED,
                    field=field,
                    old=old,
                    new=new,
                    person_id=team.ben.person_id,
                    at=at,
                    why="Legal review",
                )
            )


async def test_check_ins_and_changes_stand_in_order_of_time(team: CheckInWorld) -> None:
    await team.save(Entry("62", confidence=5))
    await revise(
        team, NOW + timedelta(days=1), target=("72", "75"), unit=("%", None), position=("1", "2")
    )
    await team.save(Entry("66", confidence=7), by=team.ben, now=NOW + timedelta(days=8))
    history = await history_of(team)
    newest, changed, oldest = history.events
    assert newest.check_in is not None
    assert (newest.check_in.author, newest.confidence_change) == ("Ben", 2)
    assert [(one.field, one.old, one.new, one.by, one.why) for one in changed.changes] == [
        ("target", "72", "75", "Ben", "Legal review"),
        ("unit", "%", None, "Ben", "Legal review"),
    ]
    assert oldest.check_in is not None
    assert oldest.confidence_change is None
    assert history.pace is not None
    assert history.may_check_in


async def test_a_long_history_is_paged(team: CheckInWorld) -> None:
    for day in range(12):
        await team.save(Entry(str(day)), now=NOW + timedelta(days=day))
    pages = [await history_of(team, page=page) for page in (0, 1, 99)]
    assert [(len(page.events), page.page, page.page_count) for page in pages] == [
        (10, 0, 2),
        (2, 1, 2),
        (2, 1, 2),
    ]


async def test_who_reads_but_is_no_member_gets_no_button(team: CheckInWorld) -> None:
    assert not (await history_of(team, by=team.cem)).may_check_in


async def test_a_cancelled_key_result_keeps_its_history(team: CheckInWorld) -> None:
    await team.save(Entry("62", confidence=5))
    await team.change_key_result(team.key_result_id, state=LifeState.CANCELLED)
    history = await history_of(team)
    assert len(history.events) == 1
    assert not history.may_check_in
    assert [one.key_result_id for one in await choices_for(team, team.ana)] == [team.key_result_id]


async def test_strangers_guests_and_those_outside_a_private_channel_read_nothing(
    team: CheckInWorld,
) -> None:
    for standing in (Standing.GUEST, Standing.STRANGER):
        with pytest.raises(NotFoundError):
            await history_of(team, by=Actor(team.cem.person_id, team.cem.workspace_id, standing))
    async with writing(team.sessions) as session:
        (await session.get_one(TeamRow, team.seeded.team_id)).is_private = True
    with pytest.raises(NotFoundError):
        await history_of(team, by=team.cem)
    with pytest.raises(NotFoundError):
        await choices_for(team, team.cem, channel_id="C0001")


async def test_the_list_is_of_the_channel_or_of_ones_teams(team: CheckInWorld) -> None:
    [here] = await choices_for(team, team.cem, channel_id="C0001")
    [mine] = await choices_for(team, team.ana)
    assert (here.label, mine.label) == ("1.1", "1.1")
    await add_other_team(team)
    assert [one.label for one in await choices_for(team, team.ana)] == ["CHK-1.1"]
    with pytest.raises(NotFoundError, match="in no team"):
        await choices_for(team, team.cem)


async def add_other_team(team: CheckInWorld) -> None:
    """Make Ana a member of a second team."""
    async with writing(team.sessions) as session:
        await seed_team(
            session,
            workspace_id=team.seeded.workspace_id,
            now=NOW,
            lead_id=team.ana.person_id,
            key="ADS",
            channel_id="C0002",
        )


async def test_the_key_stands_in_front_where_several_teams_are_known(team: CheckInWorld) -> None:
    assert (await history_of(team)).label == "1.1"
    assert (await history_of(team, by=team.cem)).label == "CHK-1.1"
    assert (await history_of(team, by=team.cem, channel_id="C0001")).label == "1.1"
    await add_other_team(team)
    assert (await history_of(team)).label == "CHK-1.1"


async def test_without_a_cycle_there_is_nothing_to_choose(team: CheckInWorld) -> None:
    async with writing(team.sessions) as session:
        row = await session.get_one(TeamCycleRow, team.seeded.team_cycle_id)
        row.state = CycleState.CLOSED
    assert await choices_for(team, team.ana) == ()
