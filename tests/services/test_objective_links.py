"""Objectives of several teams serve each other: links are shown hop by hop, to who may see them."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.db.models import ChannelMemberRow, ObjectiveRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState
from bot.okr.errors import FormError
from bot.okr.objective_links import LinkedObjective, ObjectiveLinks
from bot.okr.okr_input import ObjectiveInput
from bot.okr.permissions import Actor
from bot.services.objective_history import load_objective_history
from bot.services.objective_links import MOST_HOPS, load_links
from bot.services.objectives import add_objective, change_objective
from bot.services.okrs import load_objectives
from bot.services.team_pages import get_team_page
from tests.seeding import SeededTeam, seed_key_result, seed_team
from tests.services.cycle_world import CycleWorld
from tests.services.okr_world import NOW, OkrWorld, okr_world


@dataclass(frozen=True, slots=True)
class Chain:
    """Checkout 1 serves Payments 1, which serves Company 1."""

    okrs: OkrWorld
    company: SeededTeam
    top: int
    middle: int
    below: int

    async def links(
        self, team: SeededTeam, actor: Actor | None = None
    ) -> tuple[ObjectiveLinks, ...]:
        async with reading(self.okrs.sessions) as session:
            objectives = await load_objectives(session, team_cycle_id=team.team_cycle_id)
            return await load_links(session, actor=actor or self.okrs.ana, objectives=objectives)

    async def hide(self, team: SeededTeam) -> None:
        """Make a team private, with nobody but Dee in its channel."""
        async with writing(self.okrs.sessions) as session:
            (await session.get_one(TeamRow, team.team_id)).is_private = True


async def objective(
    okrs: OkrWorld, team: SeededTeam, actor: Actor, title: str, parent_id: int | None = None
) -> int:
    async with writing(okrs.sessions) as session:
        added = await add_objective(
            session,
            actor=actor,
            team_id=team.team_id,
            team_cycle_id=team.team_cycle_id,
            entered=ObjectiveInput(title, parent_id=parent_id),
            now=NOW,
        )
    return added.id


@pytest.fixture
async def chain(sessions: Sessions) -> Chain:
    okrs = await okr_world(sessions)
    async with writing(sessions) as session:
        company = await seed_team(
            session,
            workspace_id=okrs.dee.workspace_id,
            now=NOW,
            lead_id=okrs.dee.person_id,
            key="CO",
            name="Company",
            channel_id="C0003",
        )
    top = await objective(okrs, company, okrs.dee, "Grow")
    middle = await objective(okrs, okrs.payments, okrs.dee, "Money flows", top)
    below = await objective(okrs, okrs.checkout, okrs.ana, "Buyers finish", middle)
    async with writing(sessions) as session:
        key_result_id = await seed_key_result(session, okrs.checkout, objective_id=below, now=NOW)
    await CycleWorld(okrs).check_in(key_result_id, 66)
    return Chain(okrs, company, top, middle, below)


async def test_a_chain_is_followed_up_and_down_with_progress_that_is_only_shown(
    chain: Chain,
) -> None:
    top = LinkedObjective(chain.top, "CO-1", "Grow", None)
    middle = LinkedObjective(chain.middle, "PAY-1", "Money flows", None)
    below = LinkedObjective(chain.below, "CHK-1", "Buyers finish", Fraction(5, 11))
    assert await chain.links(chain.okrs.checkout) == (ObjectiveLinks(1, (middle, top), ()),)
    assert await chain.links(chain.okrs.payments) == (ObjectiveLinks(1, (top,), (below,)),)
    assert await chain.links(chain.company) == (ObjectiveLinks(1, (), (middle,)),)
    async with reading(chain.okrs.sessions) as session:
        page = await get_team_page(
            session, actor=chain.okrs.cem, team_id=chain.okrs.checkout.team_id, now=NOW
        )
    assert page.links == await chain.links(chain.okrs.checkout)


async def test_a_hidden_team_ends_the_chain_for_who_may_not_see_it(chain: Chain) -> None:
    await chain.hide(chain.okrs.payments)
    assert await chain.links(chain.okrs.checkout) == ()
    assert await chain.links(chain.company) == ()
    [seen] = await chain.links(chain.okrs.checkout, chain.okrs.dee)
    assert [one.label for one in seen.serves] == ["PAY-1", "CO-1"]
    async with writing(chain.okrs.sessions) as session:
        session.add(
            ChannelMemberRow(
                workspace_id=chain.okrs.ana.workspace_id,
                team_id=chain.okrs.payments.team_id,
                person_id=chain.okrs.ana.person_id,
            )
        )
    assert len(await chain.links(chain.okrs.checkout)) == 1


async def test_the_history_names_no_parent_that_the_reader_may_not_see(chain: Chain) -> None:
    entered = ObjectiveInput("Buyers finish")
    async with writing(chain.okrs.sessions) as session:
        await change_objective(
            session,
            actor=chain.okrs.ana,
            objective_id=chain.below,
            version=1,
            entered=entered,
            now=NOW,
        )
    await chain.hide(chain.okrs.payments)

    async def old_parents(actor: Actor) -> list[str | None]:
        async with reading(chain.okrs.sessions) as session:
            history = await load_objective_history(
                session, actor=actor, objective_id=chain.below, channel_id=None
            )
        changes = [one for each in history.log for one in each.changes]
        return [one.old for one in changes if one.field == "parent"]

    assert await old_parents(chain.okrs.dee) == ["Money flows"]
    assert await old_parents(chain.okrs.ana) == ["an objective you cannot see"]


async def test_a_parent_of_a_cycle_that_is_over_is_named_with_it(chain: Chain) -> None:
    async with writing(chain.okrs.sessions) as session:
        row = await session.get_one(TeamCycleRow, chain.okrs.payments.team_cycle_id)
        row.state = CycleState.CLOSED
    [links] = await chain.links(chain.okrs.checkout)
    assert [one.label for one in links.serves] == ["PAY-CYCLEPAY-1", "CO-1"]
    assert await chain.links(chain.company) == ()


async def test_a_long_chain_is_cut(chain: Chain) -> None:
    parent_id = chain.below
    for number in range(4):
        team, actor = (
            (chain.okrs.checkout, chain.okrs.ana) if number % 2 else (chain.company, chain.okrs.dee)
        )
        parent_id = await objective(chain.okrs, team, actor, f"Aim {number}", parent_id)
    links = await chain.links(chain.okrs.checkout)
    assert [len(one.serves) for one in links] == [2, 4, MOST_HOPS]


async def test_a_circle_from_old_data_ends(chain: Chain) -> None:
    async with writing(chain.okrs.sessions) as session:
        (await session.get_one(ObjectiveRow, chain.top)).parent_id = chain.middle
    [links] = await chain.links(chain.okrs.checkout)
    assert len(links.serves) == MOST_HOPS


async def test_a_circle_of_three_teams_is_refused(chain: Chain) -> None:
    with pytest.raises(FormError) as refusal:
        await serve(chain, chain.okrs.dee, chain.top, "Grow", chain.below)
    assert "go in a circle" in refusal.value.fields["parent"]


async def serve(chain: Chain, actor: Actor, objective_id: int, title: str, parent: int) -> None:
    async with writing(chain.okrs.sessions) as session:
        await change_objective(
            session,
            actor=actor,
            objective_id=objective_id,
            version=1,
            entered=ObjectiveInput(title, parent_id=parent),
            now=NOW,
        )


async def test_two_links_at_once_make_no_circle(chain: Chain) -> None:
    okrs = chain.okrs
    mine = await objective(okrs, okrs.checkout, okrs.ana, "Mine")
    theirs = await objective(okrs, okrs.payments, okrs.dee, "Theirs")
    answers = await asyncio.gather(
        serve(chain, okrs.ana, mine, "Mine", theirs),
        serve(chain, okrs.dee, theirs, "Theirs", mine),
        return_exceptions=True,
    )
    [refusal] = [one for one in answers if one is not None]
    assert isinstance(refusal, FormError)
    assert "go in a circle" in refusal.fields["parent"]
