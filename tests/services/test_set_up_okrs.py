"""Pasted OKRs are kept as a draft, understood, and saved once with their first check-ins."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CheckInRow, MessageKind, OutboxRow, OutboxState, PersonRow, RevisionRow
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Objective
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.team import Team
from bot.okr.understood import OkrAnswer
from bot.services.ask_for_okrs import ANSWER_WITHIN, ask_for_okrs
from bot.services.cycles import find_active_cycle
from bot.services.members import find_members
from bot.services.okrs import load_objectives
from bot.services.set_up_okrs import (
    OkrDraft,
    find_answers,
    keep_typed,
    open_okr_draft,
    save_objectives,
    save_okrs,
    understand_okrs,
)
from tests.services.set_up_world import NOW, PRIVATE, SetUpWorld, make_world

TEXT = """Buyers finish what they start (Ben)
- Completion from 61 to 72 %, now 66 (Ana)
- Payment errors at most 0.5 % (Zed)
- Reduce page load to 1.5 s, now 2.9 s
- People love it
Merchants go live (Zed)
"""


async def begin(world: SetUpWorld, team: Team, actor: Actor, text: str = TEXT) -> OkrDraft:
    async with writing(world.sessions) as session:
        draft = await open_okr_draft(session, actor=actor, team_id=team.id, now=NOW)
        return await keep_typed(session, actor=actor, token=str(draft.token), text=text, now=NOW)


async def save(
    world: SetUpWorld, draft: OkrDraft, actor: Actor, answers: dict[str, OkrAnswer] | None = None
) -> OkrDraft:
    async with writing(world.sessions) as session:
        return await save_okrs(
            session,
            actor=actor,
            token=str(draft.token),
            answers=answers or {},
            people={person.slack_user_id: person for person in world.people.values()},
            now=NOW,
        )


async def saved(world: SetUpWorld, team: Team) -> tuple[Objective, ...]:
    async with reading(world.sessions) as session:
        cycle = await find_active_cycle(session, team_id=team.id)
        assert cycle is not None
        return await load_objectives(session, team_cycle_id=cycle.id)


async def count(world: SetUpWorld, row: type[CheckInRow | RevisionRow | OutboxRow]) -> int:
    async with reading(world.sessions) as session:
        return await session.scalar(select(func.count(row.id))) or 0


async def test_what_is_understood_is_said_before_anything_is_saved(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    async with writing(sessions) as session:
        understood = await understand_okrs(session, draft=draft, now=NOW)
    first, second = understood.objectives
    assert (draft.is_set_up, first.owner, second.unknown_owner) == (True, "Ben", "Zed")
    assert [k.label for k in first.key_results] == ["1.1", "1.2", "1.3", "1.4"]
    assert [k.owner for k in first.key_results] == ["Ana", None, None, None]
    assert first.key_results[1].unknown_owner == "Zed"
    assert understood.hints == (
        "Objective 1 has 4 key results. Most teams of this size do best with up to 3.",
    )
    assert await saved(world, team) == ()


async def test_what_is_chosen_page_by_page_is_kept_together(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    token = str(draft.token)
    first, second = OkrAnswer(confidence=7), OkrAnswer(confidence=2)
    async with writing(sessions) as session:
        for answers in ({"0.0": first, "0.1": first}, {"0.1": second}):
            await keep_typed(session, actor=world.ana, token=token, answers=answers, now=NOW)
        found = await find_answers(session, actor=world.ana, token=token, now=NOW)
    assert found == {"0.0": first, "0.1": second}


async def test_who_was_chosen_for_a_line_that_is_gone_does_not_join(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    await save(world, draft, world.ana, {"7.7": OkrAnswer(owner_slack_user_id="UCem")})
    async with reading(sessions) as session:
        names = {one.person.name for one in await find_members(session, team_id=team.id)}
    assert "Cem Aydin" not in names


async def test_saving_writes_everything_once(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    answers = {
        "0.0": OkrAnswer(confidence=7),
        "0.1": OkrAnswer(confidence=9, owner_slack_user_id="UCem"),
        "0.3": OkrAnswer(owner_slack_user_id="UNOBODY"),
    }
    for _ in range(2):
        done = await save(world, draft, world.ana, answers)
        assert done.is_set_up
    first, second = await saved(world, team)
    assert (first.owner, second.title, second.key_results) == ("Ben", "Merchants go live", ())
    completion, errors, page_load, love = first.key_results
    assert (completion.start, completion.target) == (Decimal(61), Decimal(72))
    assert completion.owner == "Ana"
    assert (errors.kind, errors.owner) == (KeyResultKind.KEEP_AT_MOST, "Cem Aydin")
    assert (page_load.kind, page_load.start) == (KeyResultKind.DECREASE, Decimal("2.9"))
    assert (love.target, love.owner, love.activated_at) == (None, None, NOW)
    async with reading(sessions) as session:
        rows = await session.execute(
            select(CheckInRow.value, CheckInRow.confidence).order_by(CheckInRow.id)
        )
        members = await find_members(session, team_id=team.id)
    assert [tuple(row) for row in rows] == [
        (Decimal(66), 7),
        (None, 9),
        (Decimal("2.9"), None),
    ]
    assert "Cem Aydin" in [member.person.name for member in members]
    assert await count(world, RevisionRow) == 6


async def test_numbers_go_on_and_none_is_given_twice(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    for title in ("Faster", "Calmer"):
        draft = await begin(world, team, world.ana, f"{title}\n- Build from 19 to 10 min")
        await save(world, draft, world.ana)
    objectives = await saved(world, team)
    assert [(o.number, o.position, o.key_results[0].label) for o in objectives] == [
        (1, 1, "1.1"),
        (2, 2, "2.1"),
    ]
    assert not draft.is_set_up


async def test_what_was_typed_and_chosen_is_kept(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    async with writing(sessions) as session:
        typed = await keep_typed(
            session,
            actor=world.ana,
            token=str(draft.token),
            lines=("Faster", "Build from 19 to 10 min"),
            answers={"0.0": OkrAnswer(confidence=3)},
            now=NOW,
        )
        understood = await understand_okrs(session, draft=typed, now=NOW)
    assert (typed.text, typed.is_typed) == (TEXT, True)
    assert understood.objectives[0].key_results[0].target == 10
    assert understood.answers == {"0.0": OkrAnswer(confidence=3)}


async def test_a_draft_belongs_to_one_person_and_ends_with_saving(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    with pytest.raises(NotFoundError):
        await save(world, draft, world.actor("Ben"))
    with pytest.raises(NotFoundError):
        await save(world, replace(draft, token=draft.team.id), world.ana)  # type: ignore[arg-type]
    await save(world, draft, world.ana)
    with pytest.raises(NotFoundError, match="saved already"):
        async with writing(sessions) as session:
            await keep_typed(session, actor=world.ana, token=str(draft.token), text="x", now=NOW)


async def test_who_has_left_is_not_taken_for_an_owner(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    async with writing(sessions) as session:
        ben = await session.get_one(PersonRow, world.people["Ben"].id)
        ben.standing = Standing.GONE
    async with writing(sessions) as session:
        understood = await understand_okrs(session, draft=draft, now=NOW)
    assert understood.objectives[0].unknown_owner == "Ben"
    await save(world, draft, world.ana)
    assert [objective.owner for objective in await saved(world, team)] == [None, None]


async def test_a_low_first_confidence_asks_for_no_words(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    await save(world, draft, world.ana, {"0.3": OkrAnswer(confidence=1)})
    async with reading(sessions) as session:
        first = await session.scalar(select(CheckInRow).where(CheckInRow.confidence == 1))
    assert first is not None
    assert (first.value, first.note, first.author_id) == (None, "", world.ana.person_id)


async def test_an_app_owns_nothing_and_then_nothing_is_saved(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana)
    with pytest.raises(FormError) as caught:
        await save(world, draft, world.ana, {"0.1": OkrAnswer(owner_slack_user_id="UBo")})
    assert list(caught.value.fields) == ["owner:0.1"]
    assert await saved(world, team) == ()
    await save(world, draft, world.ana)
    assert len(await saved(world, team)) == 2


async def test_objectives_without_numbers(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    draft = await begin(world, team, world.ana, "")
    for _ in range(2):
        async with writing(sessions) as session:
            await save_objectives(
                session, actor=world.ana, token=str(draft.token), text="- Faster\n\nCalmer", now=NOW
            )
    assert [o.title for o in await saved(world, team)] == ["Faster", "Calmer"]


async def test_no_way_takes_the_same_objective_twice(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    drafts = [await begin(world, team, world.ana, "") for _ in range(2)]
    for draft, text in zip(drafts, ("Faster\nCalmer\nfaster", "calmer"), strict=True):
        refused: FormError | None = None
        try:
            async with writing(sessions) as session:
                await save_objectives(
                    session, actor=world.ana, token=str(draft.token), text=text, now=NOW
                )
        except FormError as error:
            refused = error
    assert refused is not None
    assert refused.fields["objectives"].startswith('The team has "calmer" already, as objective 2.')
    assert [o.title for o in await saved(world, team)] == ["faster", "Calmer"]


async def test_members_add_no_okrs_unless_a_lead_asked_them(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    ben = world.actor("Ben")
    with pytest.raises(NotAllowedError):
        await begin(world, team, ben)
    with pytest.raises(NotAllowedError):
        await ask(world, team, ben, "Cem Aydin")
    assert [await ask(world, team, world.ana, "Ben") for _ in range(2)] == [True, False]
    async with reading(sessions) as session:
        row = await session.scalar(
            select(OutboxRow).where(OutboxRow.kind == MessageKind.ASK_FOR_OKRS)
        )
    assert row is not None
    assert (row.person_id, row.details) == (ben.person_id, {"asked_by_id": world.ana.person_id})
    draft = await begin(world, team, ben)
    assert not draft.is_set_up
    await save(world, draft, ben)
    assert len(await saved(world, team)) == 2
    async with writing(sessions) as session:
        with pytest.raises(NotAllowedError):
            await open_okr_draft(session, actor=ben, team_id=team.id, now=NOW + ANSWER_WITHIN)


async def test_who_was_asked_answers_once_and_is_thanked(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    ben = world.actor("Ben")
    await ask(world, team, world.ana, "Ben")
    async with writing(sessions) as session:
        row = (await session.scalars(select(OutboxRow))).one()
        row.state = OutboxState.SENDING
    early, late = await begin(world, team, ben), await begin(world, team, ben, "Calmer")
    for draft in (early, early, late):
        await save(world, draft, ben)
    async with reading(sessions) as session:
        row = (await session.scalars(select(OutboxRow))).one()
    assert row.details == {
        "asked_by_id": world.ana.person_id,
        "saved": [3, 4],
        "is_stale": True,
    }
    with pytest.raises(ConflictError, match="You saved OKRs for this team already"):
        await begin(world, team, ben)


async def test_others_who_were_asked_are_told_who_has_answered(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    await ask(world, team, world.ana, "Ben")
    await save(world, await begin(world, team, world.ana), world.ana)
    async with reading(sessions) as session:
        row = (await session.scalars(select(OutboxRow))).one()
    told = {"asked_by_id": world.ana.person_id, "saved_by": [world.ana.person_id, 2, 4]}
    assert row.details == told
    await save(world, await begin(world, team, world.actor("Ben"), "Calmer"), world.actor("Ben"))
    async with reading(sessions) as session:
        row = (await session.scalars(select(OutboxRow))).one()
    assert row.details == told | {"saved": [1, 0]}


async def test_who_could_not_see_the_team_is_not_asked(sessions: Sessions) -> None:
    world = await make_world(sessions)
    private = await world.set_up(channel=PRIVATE, present=("UAna",))
    with pytest.raises(FormError) as caught:
        await ask(world, private, world.ana, "Ben")
    assert "not in this private channel" in caught.value.fields["person"]
    team = await world.set_up()
    with pytest.raises(FormError) as caught:
        await ask(world, team, world.ana, "Gus")
    assert "cannot see this team" in caught.value.fields["person"]
    assert await count(world, OutboxRow) == 0


async def ask(world: SetUpWorld, team: Team, actor: Actor, name: str) -> bool:
    async with writing(world.sessions) as session:
        return await ask_for_okrs(
            session, actor=actor, team_id=team.id, person=world.people[name], now=NOW
        )
