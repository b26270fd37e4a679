"""Planning from a key result: derived work, in play from now on, in this week's plan."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MembershipRow, PlanRow, RoundRow, WorkItemRow
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.objective import live_key_results
from bot.okr.permissions import Actor
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.okr.planning import PlanEntry, PlanForm, Planned
from bot.okr.work_item import Place, PlacedHow, WorkState
from bot.services.drafts import open_draft
from bot.services.plans import FORM, get_plan, open_plan, plan_work
from tests.services.work_world import NOW, SENTENCE, WorkWorld, build_work_world

ENTRY = PlanEntry("Guest checkout", SENTENCE, owner_id=None, must_happen=False)


@pytest.fixture
async def world(sessions: Sessions) -> WorkWorld:
    return await build_work_world(sessions)


async def open_form(
    world: WorkWorld, key_result_id: int | None = None, *, by: Actor | None = None
) -> PlanForm:
    async with writing(world.sessions) as session:
        return await open_plan(
            session,
            actor=by or world.ana,
            team_id=world.checkout.team_id,
            key_result_id=key_result_id,
            now=NOW,
        )


async def save(
    world: WorkWorld,
    form: PlanForm,
    entry: PlanEntry = ENTRY,
    *,
    key_result_id: int | None = None,
) -> Planned:
    async with writing(world.sessions) as session:
        return await plan_work(
            session,
            actor=world.ana,
            token=form.token,
            key_result_id=key_result_id or world.completion,
            entry=entry,
            now=NOW,
        )


async def plan(world: WorkWorld, entry: PlanEntry = ENTRY) -> Planned:
    return await save(world, await open_form(world), entry)


async def plans(world: WorkWorld) -> list[tuple[str, bool]]:
    async with reading(world.sessions) as session:
        rows = await session.execute(
            select(WorkItemRow.title, PlanRow.must_happen)
            .join(PlanRow, PlanRow.work_item_id == WorkItemRow.id)
            .order_by(PlanRow.id)
        )
        return [(title, must) for title, must in rows]


def labels_of(form: PlanForm) -> list[str]:
    return [one.label for objective in form.objectives for one in live_key_results(objective)]


async def test_the_key_result_is_chosen_first(world: WorkWorld) -> None:
    form = await open_form(world)
    assert labels_of(form) == ["1.1", "1.2"]
    assert form.chosen is None
    async with writing(world.sessions) as session:
        form = await get_plan(
            session,
            actor=world.ana,
            token=form.token,
            key_result_id=world.completion,
            now=NOW,
        )
    assert form.chosen is not None
    assert form.chosen.key_result.id == world.completion


async def test_planned_work_is_in_play_aimed_and_in_the_plan(world: WorkWorld) -> None:
    await world.post_prompt()
    before = await world.wanted_version()
    planned = await plan(world, replace(ENTRY, owner_id=world.ben.person_id, must_happen=True))
    assert (planned.key_result.label, planned.title) == ("1.1", "Guest checkout")
    async with reading(world.sessions) as session:
        [row] = await session.scalars(select(WorkItemRow))
        [round_row] = await session.scalars(select(RoundRow))
    assert (row.place, row.key_result_id, row.started_at) == (
        Place.KEY_RESULT,
        world.completion,
        NOW,
    )
    assert (row.owner_id, row.hypothesis, row.created_by_id) == (
        world.ben.person_id,
        SENTENCE,
        world.ana.person_id,
    )
    assert planned.meeting_at == round_row.meeting_at > NOW
    assert await plans(world) == [("Guest checkout", True)]
    [record] = await world.records(row.id)
    assert (record.id, record.how) == (planned.placement_id, PlacedHow.PLANNED)
    assert await world.wanted_version() > before


async def test_undone_plans_are_dropped_and_leave_the_week(world: WorkWorld) -> None:
    planned = await plan(world, replace(ENTRY, must_happen=True))
    undone = await world.undo(planned.placement_id)
    row = await world.item(undone.work_item.id)
    assert (row.state, row.place, row.started_at, row.ended_at) == (
        WorkState.DROPPED,
        None,
        None,
        NOW,
    )
    assert await plans(world) == []


async def test_the_same_form_saves_once(world: WorkWorld) -> None:
    form = await open_form(world)
    await save(world, form)
    with pytest.raises(ConflictError, match="Nothing was saved twice"):
        await save(world, form)
    assert len(await plans(world)) == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(ENTRY, title=" "), "title"),
        (replace(ENTRY, title="x" * 201), "title"),
        (replace(ENTRY, hypothesis=""), "hypothesis"),
        (replace(ENTRY, hypothesis="x" * 501), "hypothesis"),
        (replace(ENTRY, owner_id=999_999), "owner"),
    ],
)
async def test_a_field_that_is_wrong_saves_nothing(
    world: WorkWorld, entry: PlanEntry, field: str
) -> None:
    form = await open_form(world)
    with pytest.raises(FormError) as refused:
        await save(world, form, entry)
    assert set(refused.value.fields) == {field}
    await save(world, form)
    assert await plans(world) == [("Guest checkout", False)]


async def test_a_guest_cannot_be_given_work_unless_a_lead_let_them_in(world: WorkWorld) -> None:
    for_gus = replace(ENTRY, owner_id=world.gus.person_id)
    with pytest.raises(FormError, match="not an app or a guest"):
        await plan(world, for_gus)
    async with writing(world.sessions) as session:
        session.add(
            MembershipRow(
                workspace_id=world.gus.workspace_id,
                team_id=world.checkout.team_id,
                person_id=world.gus.person_id,
                joined_at=NOW,
            )
        )
    await plan(world, for_gus)


async def test_who_does_the_work_becomes_a_member(world: WorkWorld) -> None:
    await plan(world, replace(ENTRY, owner_id=world.cem.person_id))
    form = await open_form(world, by=world.cem)
    assert form.team.name == "Checkout"


async def test_a_link_alone_is_title_and_link(world: WorkWorld) -> None:
    planned = await plan(world, replace(ENTRY, title="https://github.com/acme/shop/issues/212"))
    async with reading(world.sessions) as session:
        [row] = await session.scalars(select(WorkItemRow))
    assert planned.title == row.title == "github.com/acme/shop/issues/212"
    assert row.link == "https://github.com/acme/shop/issues/212"


async def test_three_must_happen_in_a_week_and_the_fourth_hears_which(world: WorkWorld) -> None:
    for title in ("A", "B", "C"):
        await plan(world, replace(ENTRY, title=title, must_happen=True))
    assert (await open_form(world)).must_happen == ("A", "B", "C")
    with pytest.raises(FormError, match="“A”, “B” and “C”") as refused:
        await plan(world, replace(ENTRY, title="D", must_happen=True))
    assert set(refused.value.fields) == {"must_happen"}
    await plan(world, replace(ENTRY, title="D"))


async def test_what_was_dropped_frees_its_place(world: WorkWorld) -> None:
    for title in ("A", "B", "C"):
        await plan(world, replace(ENTRY, title=title, must_happen=True))
    async with reading(world.sessions) as session:
        first = (await session.scalars(select(WorkItemRow.id).order_by(WorkItemRow.id))).first()
    assert first is not None
    await world.place(first, PlacementEntry(Answer.DROP))
    await plan(world, replace(ENTRY, title="D", must_happen=True))


async def test_two_at_once_cannot_make_four(world: WorkWorld) -> None:
    for title in ("A", "B"):
        await plan(world, replace(ENTRY, title=title, must_happen=True))
    forms = [await open_form(world), await open_form(world)]
    entries = [replace(ENTRY, title=title, must_happen=True) for title in ("C", "D")]
    done = await asyncio.gather(
        *(save(world, form, entry) for form, entry in zip(forms, entries, strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["FormError", "Planned"]
    assert sum(must for _, must in await plans(world)) == 3


async def test_what_is_closed_foreign_or_gone_is_refused(world: WorkWorld) -> None:
    await world.close(world.errors)
    form = await open_form(world)
    assert labels_of(form) == ["1.1"]
    for key_result_id in (world.errors, world.payouts, 999_999):
        with pytest.raises(NotFoundError, match="closed or gone"):
            await save(world, form, key_result_id=key_result_id)
        with pytest.raises(NotFoundError, match="closed or gone"):
            await open_form(world, key_result_id)
    await world.close(world.completion)
    with pytest.raises(NotFoundError, match="no key results yet"):
        await open_form(world)


async def test_outsiders_guests_and_strange_forms_are_refused(world: WorkWorld) -> None:
    with pytest.raises(NotAllowedError, match="plan work"):
        await open_form(world, by=world.cem)
    with pytest.raises(NotFoundError):
        await open_form(world, by=world.gus)
    form = await open_form(world, by=world.ben)
    with pytest.raises(NotFoundError, match="too old"):
        await save(world, form)
    async with writing(world.sessions) as session:
        token = await open_draft(session, actor=world.ana, form=FORM, data={}, now=NOW)
    with pytest.raises(NotFoundError):
        await save(world, replace(form, token=str(token)))
