"""The forms of objectives and key results: opened, changed in place, saved once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.db.engine import Sessions, writing
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import KeyResultKind, LifeState, PhasedTarget
from bot.okr.key_result_entry import KeyResultEntry
from bot.okr.objective import Commitment
from bot.okr.okr_form import KeyResultForm, ObjectiveForm, SavedOkr
from bot.okr.okr_input import KeyResultInput, MilestoneInput, ObjectiveInput
from bot.okr.permissions import Actor
from bot.services.key_result_forms import (
    change_key_result_form,
    open_key_result,
    open_new_key_result,
    read_key_result_form,
    submit_key_result,
)
from bot.services.objective_forms import open_new_objective, open_objective, submit_objective
from bot.services.objectives import add_objective
from bot.services.okr_lists import load_okr_list
from bot.services.okr_lives import set_objective_state
from tests.services.okr_world import NOW, OkrWorld, entered, okr_world


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def new_objective(world: OkrWorld, actor: Actor | None = None) -> ObjectiveForm:
    async with writing(world.sessions) as session:
        return await open_new_objective(
            session, actor=actor or world.ana, team_id=world.checkout.team_id, now=NOW
        )


async def save_objective(
    world: OkrWorld, token: str, given: ObjectiveInput, actor: Actor | None = None
) -> SavedOkr:
    async with writing(world.sessions) as session:
        return await submit_objective(
            session, actor=actor or world.ana, token=token, entered=given, now=NOW
        )


async def new_key_result(world: OkrWorld, objective_id: int) -> KeyResultForm:
    async with writing(world.sessions) as session:
        return await open_new_key_result(
            session, actor=world.ana, objective_id=objective_id, now=NOW
        )


async def edit(world: OkrWorld, key_result_id: int, actor: Actor | None = None) -> KeyResultForm:
    async with writing(world.sessions) as session:
        return await open_key_result(
            session, actor=actor or world.ana, key_result_id=key_result_id, now=NOW
        )


async def save(
    world: OkrWorld, token: str, given: KeyResultInput, actor: Actor | None = None
) -> SavedOkr:
    async with writing(world.sessions) as session:
        return await submit_key_result(
            session, actor=actor or world.ana, token=token, entered=given, now=NOW
        )


async def test_a_new_objective_is_saved_once(world: OkrWorld) -> None:
    form = await new_objective(world)
    assert (form.objective, form.owner, form.parents) == (None, "UANA", ())
    first = await save_objective(world, form.token, ObjectiveInput("One"))
    again = await save_objective(world, form.token, ObjectiveInput("Two"))
    assert first.objective == again.objective
    assert [one.title for one in again.okrs.objectives] == ["One"]
    assert again.hints == ()


async def test_a_fourth_objective_gets_a_hint(world: OkrWorld) -> None:
    for title in "ABC":
        await world.objective(title)
    form = await new_objective(world)
    saved = await save_objective(world, form.token, ObjectiveInput("D"))
    assert saved.hints == ("There are 4 objectives. Most teams of this size do best with up to 3.",)


async def test_an_objective_opens_as_it_stands(world: OkrWorld) -> None:
    async with writing(world.sessions) as session:
        parent = await add_objective(
            session,
            actor=world.dee,
            team_id=world.payments.team_id,
            team_cycle_id=world.payments.team_cycle_id,
            entered=ObjectiveInput("Payments never fail"),
            now=NOW,
        )
    objective = await world.objective(
        parent_id=parent.id, why="They leave", commitment=Commitment.ASPIRATIONAL
    )
    async with writing(world.sessions) as session:
        form = await open_objective(session, actor=world.ana, objective_id=objective.id, now=NOW)
    assert (form.title, form.why, form.owner) == ("Buyers finish", "They leave", "")
    assert (form.commitment, form.parent_id) == (Commitment.ASPIRATIONAL, parent.id)
    assert [one.words for one in form.parents] == ["PAY-1 Payments never fail"]
    async with writing(world.sessions) as session:
        await set_objective_state(
            session, actor=world.dee, objective_id=parent.id, now=NOW, to=LifeState.CLOSED
        )
        form = await open_objective(session, actor=world.ana, objective_id=objective.id, now=NOW)
    assert [one.words for one in form.parents] == ["An objective you cannot see"]
    kept = ObjectiveInput("New title", parent_id=parent.id)
    saved = await save_objective(world, form.token, kept)
    assert (saved.objective.title, saved.objective.parent_id) == ("New title", parent.id)


async def test_a_form_is_the_own_one_of_a_lead(world: OkrWorld) -> None:
    form = await new_objective(world)
    for token, actor in ((form.token, world.bo), ("no token", world.ana)):
        with pytest.raises(NotFoundError, match="too old"):
            await save_objective(world, token, ObjectiveInput("Mine"), actor)
    with pytest.raises(NotAllowedError, match="Ask Ana or Bo"):
        await new_objective(world, world.cem)


async def test_a_form_is_changed_in_place_and_keeps_what_was_typed(world: OkrWorld) -> None:
    objective = await world.objective(owner_id=world.cem.person_id)
    form = await new_key_result(world, objective.id)
    assert (form.key_result, form.entry.owner) == (None, "UCEM")

    async def change(entry: KeyResultEntry) -> KeyResultForm:
        async with writing(world.sessions) as session:
            return await change_key_result_form(
                session, actor=world.ana, token=form.token, change=lambda _: entry, now=NOW
            )

    typed = replace(form.entry, start="61", kind=KeyResultKind.MILESTONES)
    changed = await change(typed)
    assert changed.entry.start == "61"
    assert [row.key for row in changed.entry.steps] == [1, 2]
    again = await change(changed.entry.with_target().without("1"))
    assert [row.key for row in again.entry.steps] == [2]
    assert [row.key for row in again.entry.targets] == [3]
    assert again.token == form.token


async def test_a_new_key_result_is_saved_once_with_hints(world: OkrWorld) -> None:
    objective = await world.objective(commitment=Commitment.ASPIRATIONAL)
    for _ in range(3):
        await world.key_result(objective.id)
    form = await new_key_result(world, objective.id)
    given = entered(now=Decimal(66), confidence=10)
    first = await save(world, form.token, given)
    again = await save(world, form.token, entered(title="Other"))
    assert first.key_result == again.key_result
    assert first.hints == (
        "10/10 from the first: is this a stretch? Perhaps aim higher.",
        "Objective 1 has 4 key results. Most teams of this size do best with up to 3.",
    )
    assert len(again.okrs.objectives[0].key_results) == 4
    assert again.okrs.member_count == 3


async def test_what_is_typed_is_read_with_the_persons_locale(world: OkrWorld) -> None:
    objective = await world.objective()
    form = await new_key_result(world, objective.id)

    async def read(entry: KeyResultEntry) -> KeyResultInput:
        async with writing(world.sessions) as session:
            typed, given = await read_key_result_form(
                session,
                actor=world.ana,
                token=form.token,
                change=lambda _: entry,
                locale="de-DE",
                now=NOW,
            )
        assert typed == entry
        return given

    typed = KeyResultEntry(title="Completion", start="61", target="72,5", unit="%")
    assert await read(typed) == entered(target=Decimal("72.5"))
    with pytest.raises(FormError) as refusal:
        await read(replace(typed, target="a lot"))
    assert "1,5" in refusal.value.fields["target"]


async def test_a_key_result_opens_as_it_stands_and_is_changed(world: OkrWorld) -> None:
    objective = await world.objective()
    known = await world.key_result(
        objective.id,
        owner_id=world.cem.person_id,
        delegate_id=world.bo.person_id,
        phased_targets=(PhasedTarget(NOW.date() + timedelta(days=7), Decimal(65)),),
    )
    form = await edit(world, known.id)
    assert form.key_result == known
    assert (form.entry.owner, form.entry.delegate) == ("UCEM", "UBO")
    saved = await save(world, form.token, entered(title="New", owner_id=world.cem.person_id))
    assert saved.key_result is not None
    assert (saved.key_result.title, saved.key_result.owner) == ("New", "Cem")
    assert saved.hints == ()


async def test_a_change_in_between_keeps_the_form_open(world: OkrWorld) -> None:
    objective = await world.objective()
    known = await world.key_result(
        objective.id, kind=KeyResultKind.MILESTONES, milestones=(MilestoneInput("Contract"),)
    )
    mine, theirs = await edit(world, known.id), await edit(world, known.id, world.bo)
    await save(world, theirs.token, entered(title="Theirs"), world.bo)
    for _ in range(2):
        with pytest.raises(ConflictError, match=r"^Bo changed the title"):
            await save(world, mine.token, entered(title="Mine"))
    async with writing(world.sessions) as session:
        listed = await load_okr_list(
            session, actor=world.ana, team_id=world.checkout.team_id, now=NOW
        )
    assert [one.title for one in listed.objectives[0].key_results] == ["Theirs"]


async def test_a_new_form_still_shows_after_it_was_saved(world: OkrWorld) -> None:
    objective = await world.objective()
    form = await new_key_result(world, objective.id)
    saved = await save(world, form.token, entered())
    async with writing(world.sessions) as session:
        shown = await change_key_result_form(
            session, actor=world.ana, token=form.token, change=lambda one: one, now=NOW
        )
    assert shown.key_result == saved.key_result


async def test_what_is_closed_does_not_open(world: OkrWorld) -> None:
    objective = await world.objective()
    known = await world.key_result(objective.id)
    async with writing(world.sessions) as session:
        await set_objective_state(
            session, actor=world.ana, objective_id=objective.id, now=NOW, to=LifeState.CLOSED
        )
    with pytest.raises(NotFoundError, match="1 Buyers finish is closed"):
        await edit(world, known.id)
    with pytest.raises(NotFoundError, match="1 Buyers finish is closed"):
        await new_key_result(world, objective.id)
