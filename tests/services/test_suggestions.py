"""A member suggests a number for an objective that has none; it becomes a key result once."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import KeyResultRow, ObjectiveRow
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import KeyResult, KeyResultKind, LifeState
from bot.okr.permissions import Actor
from bot.services.okrs import load_check_ins
from bot.services.suggestions import open_suggestion, save_suggestion
from tests.seeding import seed_objective
from tests.services.work_world import NOW, WorkWorld, build_work_world


@pytest.fixture
async def world(sessions: Sessions) -> WorkWorld:
    return await build_work_world(sessions)


@pytest.fixture
async def objective_id(world: WorkWorld) -> int:
    """An objective of Checkout without key results."""
    async with writing(world.sessions) as session:
        return await seed_objective(
            session, world.checkout, now=NOW, number=4, title="New markets trust us"
        )


async def open_form(world: WorkWorld, objective_id: int, actor: Actor | None = None) -> str:
    async with writing(world.sessions) as session:
        form = await open_suggestion(
            session, actor=actor or world.ben, objective_id=objective_id, now=NOW
        )
    return form.token


async def save(world: WorkWorld, token: str, text: str, actor: Actor | None = None) -> KeyResult:
    async with writing(world.sessions) as session:
        return await save_suggestion(
            session, actor=actor or world.ben, token=token, text=text, now=NOW
        )


async def test_an_answer_with_numbers_becomes_a_key_result(
    world: WorkWorld, objective_id: int
) -> None:
    await world.post_prompt()
    token = await open_form(world, objective_id)
    saved = await save(world, token, "Trust score from 61 to 72 %, now 66")
    assert (saved.label, saved.title) == ("4.1", "Trust score")
    assert saved.kind is KeyResultKind.INCREASE
    assert (saved.start, saved.target, saved.unit) == (Decimal(61), Decimal(72), "%")
    async with reading(world.sessions) as session:
        known = await load_check_ins(session, key_result_ids=[saved.id])
    assert [one.value for one in known[saved.id]] == [Decimal(66)]
    assert await world.wanted_version() == 2


async def test_an_answer_without_numbers_is_kept_as_a_title(
    world: WorkWorld, objective_id: int
) -> None:
    saved = await save(world, await open_form(world, objective_id), "People recommend us")
    assert (saved.title, saved.target) == ("People recommend us", None)
    again = await save(world, await open_form(world, objective_id), "Fewer refunds")
    assert again.label == "4.2"


async def test_an_objective_with_a_number_takes_no_more(
    world: WorkWorld, objective_id: int
) -> None:
    early = await open_form(world, objective_id)
    late = await open_form(world, objective_id, world.ana)
    await save(world, early, "Trust score from 61 to 72 %")
    with pytest.raises(ConflictError, match="has a number by now"):
        await save(world, late, "Refunds from 9 to 4 %", world.ana)
    with pytest.raises(ConflictError, match="has a number by now"):
        await open_form(world, objective_id)


async def test_the_same_suggestion_is_not_added_twice(world: WorkWorld, objective_id: int) -> None:
    await save(world, await open_form(world, objective_id), "People recommend us")
    token = await open_form(world, objective_id, world.ana)
    with pytest.raises(FormError) as refused:
        await save(world, token, "people  RECOMMEND us", world.ana)
    [(field, sentence)] = refused.value.fields.items()
    assert field == "suggestion"
    assert sentence.startswith('The team has "People recommend us" already, as key result 4.1.')
    assert (await save(world, token, "Fewer refunds", world.ana)).label == "4.2"


async def test_the_same_form_is_saved_once(world: WorkWorld, objective_id: int) -> None:
    token = await open_form(world, objective_id)
    await save(world, token, "People recommend us")
    with pytest.raises(ConflictError, match="saved already"):
        await save(world, token, "People recommend us")
    async with reading(world.sessions) as session:
        rows = await session.scalars(
            select(KeyResultRow).where(KeyResultRow.objective_id == objective_id)
        )
        assert len(rows.all()) == 1


@pytest.mark.parametrize("text", ["", "  ", "!!", "x" * 201])
async def test_an_answer_that_says_nothing_is_refused(
    world: WorkWorld, objective_id: int, text: str
) -> None:
    token = await open_form(world, objective_id)
    with pytest.raises(FormError) as refused:
        await save(world, token, text)
    assert list(refused.value.fields) == ["suggestion"]
    assert (await save(world, token, "People recommend us")).label == "4.1"


async def test_a_wrong_pair_of_numbers_is_asked_back(world: WorkWorld, objective_id: int) -> None:
    token = await open_form(world, objective_id)
    saved = await save(world, token, "Trust from 61 to 61 %")
    assert saved.target is None or saved.start != saved.target


async def test_only_members_suggest(world: WorkWorld, objective_id: int) -> None:
    with pytest.raises(NotAllowedError):
        await open_form(world, objective_id, world.cem)
    with pytest.raises(NotFoundError):
        await open_form(world, objective_id, world.gus)
    with pytest.raises(NotFoundError):
        await open_form(world, 10**9)


async def test_a_form_of_somebody_else_is_none(world: WorkWorld, objective_id: int) -> None:
    token = await open_form(world, objective_id)
    with pytest.raises(NotFoundError):
        await save(world, token, "Mine now", world.ana)
    with pytest.raises(NotFoundError):
        await save(world, "garbage", "Mine now")


async def test_a_closed_objective_takes_nothing(world: WorkWorld, objective_id: int) -> None:
    token = await open_form(world, objective_id)
    async with writing(world.sessions) as session:
        (await session.get_one(ObjectiveRow, objective_id)).state = LifeState.CLOSED
    with pytest.raises(NotFoundError):
        await save(world, token, "People recommend us")
