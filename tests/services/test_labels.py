"""A key result is found by the name that people type, by those who may see it."""

from typing import Any

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import ChannelMemberRow, ObjectiveRow, TeamRow
from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.label import parse_label
from bot.okr.permissions import Act, Actor
from bot.services.labels import find_key_result_id, find_objective_id
from tests.services.check_in_world import CheckInWorld, build_check_in_world


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def found(
    team: CheckInWorld,
    text: str,
    *,
    by: Actor | None = None,
    act: Act = Act.READ,
    channel_id: str | None = None,
) -> int:
    async with reading(team.sessions) as session:
        return await find_key_result_id(
            session, actor=by or team.ana, act=act, text=text, channel_id=channel_id
        )


async def test_a_number_means_the_team_of_the_channel(team: CheckInWorld) -> None:
    assert await found(team, "1.1", channel_id="C0001") == team.key_result_id
    for channel_id in (None, "C0009"):
        with pytest.raises(NotFoundError, match="Which team"):
            await found(team, "1.1", channel_id=channel_id)


@pytest.mark.parametrize("text", ["CHK-1.1", "chk-1.1", " CHK-1.1 ", "CHK-CYCLECHK-1.1"])
async def test_with_the_key_it_is_found_anywhere(team: CheckInWorld, text: str) -> None:
    assert await found(team, text) == team.key_result_id


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("CHK-1.9", "There is no key result 1.9"),
        ("CHK-2027Q1-1.1", "There is no key result 1.1"),
        ("ADS-1.1", "There is no team ADS that you can see"),
        ("build time", "I don't know a key result"),
        ("CHK-1", "I don't know a key result"),
    ],
)
async def test_what_is_not_there_is_said(team: CheckInWorld, text: str, sentence: str) -> None:
    with pytest.raises(NotFoundError, match=sentence):
        await found(team, text)


async def test_an_objective_is_found_by_its_number(team: CheckInWorld) -> None:
    async with reading(team.sessions) as session:
        asked: dict[str, Any] = {"actor": team.ana, "act": Act.READ, "channel_id": None}
        first = await find_objective_id(session, label=parse_label("CHK-1"), **asked)
        assert (await session.get_one(ObjectiveRow, first)).number == 1
        with pytest.raises(NotFoundError, match="There is no objective 9"):
            await find_objective_id(session, label=parse_label("CHK-9"), **asked)


async def test_a_private_team_is_not_there_for_others(team: CheckInWorld) -> None:
    assert await found(team, "CHK-1.1", by=team.cem) == team.key_result_id
    with pytest.raises(NotAllowedError):
        await found(team, "CHK-1.1", by=team.cem, act=Act.CHECK_IN)
    async with writing(team.sessions) as session:
        (await session.get_one(TeamRow, team.seeded.team_id)).is_private = True
    with pytest.raises(NotFoundError, match="There is no team CHK that you can see"):
        await found(team, "CHK-1.1", by=team.cem)
    async with writing(team.sessions) as session:
        session.add(
            ChannelMemberRow(
                workspace_id=team.seeded.workspace_id,
                team_id=team.seeded.team_id,
                person_id=team.cem.person_id,
            )
        )
    assert await found(team, "CHK-1.1", by=team.cem) == team.key_result_id
