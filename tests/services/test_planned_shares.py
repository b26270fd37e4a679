"""Technical debt as a share: read as typed, kept for a cycle, and shown beside what is in play."""

import pytest
from sqlalchemy import update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import TeamCycleRow
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Act
from bot.okr.planned_shares import PlannedShares, check_shares, read_share
from bot.okr.work_item import Place
from bot.services.planned_shares import load_planned_shares, plan_shares
from bot.views.planned_shares import parse_shares, saved_words, shares_modal
from bot.views.shares_words import now_words
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_cycle
from tests.seeding import seed_work_item
from tests.services.okr_world import NOW, OkrWorld, okr_world


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


@pytest.mark.parametrize(
    ("text", "share"),
    [("", None), (" ", None), ("30", 30), ("30 %", 30), ("0", 0), ("100%", 100)],
)
def test_shares_are_read_as_typed(text: str, share: int | None) -> None:
    assert read_share(text, field="health") == share


@pytest.mark.parametrize("text", ["101", "-1", "a third", "30.5", "٣٠", "9" * 20])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(FormError, match="whole number"):
        read_share(text, field="health")


def test_together_they_leave_something() -> None:
    check_shares(60, 40)
    check_shares(None, 100)
    with pytest.raises(FormError, match="more than 100"):
        check_shares(60, 41)


async def test_a_lead_plans_shares_for_a_cycle(world: OkrWorld) -> None:
    team = world.checkout
    ids = {"team_id": team.team_id, "team_cycle_id": team.team_cycle_id}
    async with writing(world.sessions) as session:
        await seed_work_item(session, team, now=NOW, place=Place.ENGINEERING_HEALTH)
        await seed_work_item(session, team, now=NOW)
        await plan_shares(session, actor=world.ana, **ids, health=30, upkeep=None)
        with pytest.raises(NotAllowedError):
            await plan_shares(session, actor=world.cem, **ids, health=1, upkeep=None)
        with pytest.raises(NotFoundError):
            await load_planned_shares(
                session, actor=world.ana, team_id=team.team_id, team_cycle_id=999, act=Act.READ
            )
    async with reading(world.sessions) as session:
        _, cycle, shares = await load_planned_shares(
            session, actor=world.ana, **ids, act=Act.EDIT_OKRS
        )
    assert saved_words(cycle, shares) == (
        f"Saved for {cycle.name}. Engineering health: planned 30 %, now 1 of 2."
    )
    async with writing(world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state="closed"))
    async with writing(world.sessions) as session:
        with pytest.raises(NotFoundError, match="is over"):
            await plan_shares(session, actor=world.ana, **ids, health=1, upkeep=None)


def test_many_are_shares_and_the_other_way_is_offered() -> None:
    shares = PlannedShares(30, 10, {Place.KEY_RESULT: 20, Place.UPKEEP: 5})
    assert now_words(shares) == (
        "Engineering health: planned 30 %, now 0 %. Upkeep: planned 10 %, now 20 %."
    )
    view = shares_modal(a_cycle(), shares)
    assert check_view(view, "modal") == []
    assert "objective with a metric" in render_blocks(view["blocks"])
    assert parse_shares(state_values(view["blocks"], {})) == (30, 10)
    assert now_words(PlannedShares(30, None, {})) == "Engineering health: planned 30 %."
    empty = PlannedShares(None, None, {})
    assert check_view(shares_modal(a_cycle(), empty), "modal") == []
    assert saved_words(a_cycle(), empty) == "Saved for Q4 2026."
