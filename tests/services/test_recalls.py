"""Recall: asked once a month, corrected by who answered, and told as one number from three up."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import HomeRow, RecallAnswerRow, RecallRow, RoundRow, ScheduleRow
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.recall import RecallAnswer, RecallRate
from bot.okr.round import RoundState
from bot.services.housekeeping import forget_old
from bot.services.opened_homes import open_home
from bot.services.recalls import (
    answer_recall,
    close_months,
    find_recalls,
    find_told,
    get_recall,
    tell_recalls,
)
from bot.services.recaps import load_recap
from bot.services.team_pages import find_own_pages
from tests.services.okr_world import NOW, OkrWorld, okr_world
from tests.services.week_world import past_of

NEXT_MONTH = NOW.replace(month=12, day=1)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    """Checkout asks, and has two objectives."""
    world = await okr_world(sessions)
    await world.objective("Buyers")
    await world.objective("Merchants")
    await switch(world, is_on=True)
    return world


async def switch(world: OkrWorld, *, is_on: bool) -> None:
    async with writing(world.sessions) as session:
        await session.execute(update(ScheduleRow).values(is_recall_on=is_on))


async def asked(world: OkrWorld, actor: Actor, *, now: datetime = NOW) -> list[RecallAnswer | None]:
    async with reading(world.sessions) as session:
        pages = await find_own_pages(session, actor=actor, now=now)
        found = await find_recalls(session, actor=actor, pages=pages, now=now)
    return [one.answer for one in found]


async def answer(world: OkrWorld, actor: Actor, named: int | None, *, now: datetime = NOW) -> None:
    async with writing(world.sessions) as session:
        await answer_recall(
            session, actor=actor, team_id=world.checkout.team_id, named=named, now=now
        )


async def kept(world: OkrWorld) -> list[RecallAnswerRow]:
    async with reading(world.sessions) as session:
        return list(await session.scalars(select(RecallAnswerRow)))


async def told(world: OkrWorld) -> list[RecallRate]:
    async with reading(world.sessions) as session:
        rows = await session.scalars(select(RecallRow).order_by(RecallRow.month_on))
        return [RecallRate(row.month_on, row.answers, row.named, row.asked) for row in rows]


async def test_members_are_asked_once_a_month_where_the_team_wants_it(world: OkrWorld) -> None:
    assert await asked(world, world.cem) == [None]
    await answer(world, world.cem, 1)
    assert await asked(world, world.cem) == [RecallAnswer(1, 2)]
    assert await asked(world, world.ana) == [None]
    assert await asked(world, world.cem, now=NEXT_MONTH) == [None]
    assert await asked(world, world.dee) == [], "Payments has no objectives"
    await switch(world, is_on=False)
    assert await asked(world, world.cem) == []


async def test_an_answer_is_corrected_and_a_skip_taken_back(world: OkrWorld) -> None:
    for named in (2, None, 1):
        await answer(world, world.cem, named)
    [row] = await kept(world)
    assert (row.named, row.asked, row.month_on) == (1, 2, NOVEMBER)


async def test_an_answer_brings_ones_own_home_up_to_date(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        for actor in (world.ana, world.cem):
            await open_home(
                session,
                workspace_id=actor.workspace_id,
                person_id=actor.person_id,
                real_now=NOW,
            )
    await answer(world, world.cem, 1)
    async with reading(world.sessions) as session:
        rows = await session.execute(select(HomeRow.person_id, HomeRow.wanted_version))
        versions = dict(list(rows))
    assert versions == {world.ana.person_id: 1, world.cem.person_id: 2}


async def test_only_members_answer_and_only_what_is_asked(world: OkrWorld) -> None:
    for actor, family in ((world.dee, NotAllowedError), (world.gus, NotFoundError)):
        with pytest.raises(family):
            await answer(world, actor, 1)
    with pytest.raises(FormError, match="changed since"):
        await answer(world, world.cem, 3)
    await switch(world, is_on=False)
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError, match="gone"):
            await get_recall(session, actor=world.cem, team_id=world.checkout.team_id, now=NOW)
    assert await kept(world) == []


async def test_a_month_of_three_answers_becomes_one_number_and_no_answer_stays(
    world: OkrWorld,
) -> None:
    for actor, named in ((world.ana, 2), (world.bo, 1), (world.cem, 0)):
        await answer(world, actor, named)
    async with writing(world.sessions) as session:
        await forget_old(session, now=NOW + timedelta(days=1))
    assert await told(world) == [], "the month is not over"
    for _ in range(2):
        async with writing(world.sessions) as session:
            await forget_old(session, now=NEXT_MONTH)
    assert await told(world) == [RecallRate(NOVEMBER, 3, 3, 6)]
    assert await kept(world) == []


async def test_of_fewer_than_three_answers_nothing_stays(world: OkrWorld) -> None:
    for actor, named in ((world.ana, 2), (world.bo, 1), (world.cem, None)):
        await answer(world, actor, named)
    async with writing(world.sessions) as session:
        await close_months(session, now=NEXT_MONTH)
    assert await told(world) == []
    assert await kept(world) == []


async def test_one_recap_tells_the_month_that_is_over(world: OkrWorld) -> None:
    for actor in (world.ana, world.bo, world.cem):
        await answer(world, actor, 1)
    async with past_of(world.sessions, world.checkout, now=NEXT_MONTH) as past:
        first = await past.round(8, days=0, state=RoundState.PROMPTED)
        second = await past.round(9, days=7, state=RoundState.PROMPTED)
    for round_id in (first, second):
        async with writing(world.sessions) as session:
            row = await session.get_one(RoundRow, round_id)
            await tell_recalls(
                session, team_id=row.team_id, round_id=round_id, now=row.meeting_ends_at
            )
    async with reading(world.sessions) as session:
        rate = await find_told(session, round_id=first)
        assert rate == RecallRate(NOVEMBER, 3, 3, 6)
        assert await find_told(session, round_id=second) is None
        recap = await load_recap(session, round_id=first)
    assert recap.recall == rate
    assert not recap.is_empty
    assert recap.is_empty_outside, "it is for the team alone"
