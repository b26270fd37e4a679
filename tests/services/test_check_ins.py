"""Check-ins are added once, by members, to what is open, and never over somebody's head."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import CheckInRow, CycleRow, RoundRow, TeamCycleRow
from bot.okr.check_in_form import CheckInForm, Entry, SavedCheckIns
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError, OkrError
from bot.okr.history import events_of
from bot.okr.key_result import KeyResultKind, LifeState
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.round import RoundState
from bot.services.check_ins import open_correction, open_correction_of
from bot.services.okrs import load_check_ins
from tests.services.check_in_world import NOW, CheckInWorld, build_check_in_world

LATER = NOW + timedelta(minutes=2)


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def test_a_check_in_is_added_with_all_that_was_said(team: CheckInWorld) -> None:
    saved = await team.save(Entry("66 %", confidence=7, note="Guest checkout", is_stuck=True))
    [row] = await team.rows()
    assert (row.value, row.confidence, row.note, row.is_stuck) == (
        Decimal(66),
        7,
        "Guest checkout",
        True,
    )
    assert (row.author_id, row.previous_id, row.round_id) == (team.ana.person_id, None, None)
    assert str(row.draft_id) == saved.token
    [one] = saved.saved
    assert (one.check_in.value, one.before, one.label) == (Decimal(66), None, "1.1")


async def test_any_member_may_check_in_and_the_record_says_who(team: CheckInWorld) -> None:
    await team.save(Entry("66"))
    saved = await team.save(Entry("68", confidence=8), by=team.ben, now=LATER)
    first, second = await team.rows()
    assert (second.author_id, second.previous_id) == (team.ben.person_id, first.id)
    assert saved.saved[0].before is not None
    assert saved.saved[0].before.value == Decimal(66)


async def test_outsiders_guests_and_other_workspaces_are_refused(team: CheckInWorld) -> None:
    guest = Actor(team.cem.person_id, team.cem.workspace_id, Standing.GUEST)
    foreign = Actor(team.ana.person_id, team.ana.workspace_id + 1, Standing.MEMBER)
    with pytest.raises(NotAllowedError, match="Only members"):
        await team.open(by=team.cem)
    for actor in (guest, foreign):
        with pytest.raises(NotFoundError):
            await team.open(by=actor)
    with pytest.raises(NotFoundError):
        await team.open(999_999)


async def test_the_form_of_one_person_is_of_no_use_to_another(team: CheckInWorld) -> None:
    form = await team.open()
    with pytest.raises(NotFoundError, match="too old"):
        await team.submit(form, Entry("66"), by=team.ben)
    assert await team.rows() == []


@pytest.mark.parametrize(("state", "word"), [("CLOSED", "finished"), ("CANCELLED", "dropped")])
async def test_what_is_closed_takes_no_check_in(team: CheckInWorld, state: str, word: str) -> None:
    form = await team.open()
    await team.change_key_result(team.key_result_id, state=LifeState[state])
    with pytest.raises(NotFoundError, match=f"was {word} meanwhile.*takes no check-ins any more"):
        await team.submit(form, Entry("66"))
    with pytest.raises(NotFoundError, match=f"1.1 Completion was {word}"):
        await team.open()
    assert await team.rows() == []


async def test_a_closed_cycle_takes_no_check_in(team: CheckInWorld) -> None:
    async with writing(team.sessions) as session:
        row = await session.get_one(TeamCycleRow, team.seeded.team_cycle_id)
        row.state = CycleState.CLOSED
    with pytest.raises(NotFoundError, match="was closed"):
        await team.open()


async def test_what_is_wrong_is_said_under_its_field(team: CheckInWorld) -> None:
    await team.save(Entry("66", confidence=7))
    form = await team.open()
    value, note = f"value:{team.key_result_id}", f"note:{team.key_result_id}"
    for typed in ("1.234", "many", "1.2345678", "9" * 13, "12 min"):
        with pytest.raises(FormError) as refusal:
            await team.submit(form, Entry(typed, confidence=5))
        assert set(refusal.value.fields) == {value, note}
    with pytest.raises(FormError, match="Confidence fell from 7 to 5"):
        await team.submit(form, Entry("67", confidence=5))
    with pytest.raises(FormError, match="stuck on"):
        await team.submit(form, Entry(is_stuck=True))
    with pytest.raises(FormError, match="from 1 to 10"):
        await team.submit(form, Entry(confidence=99))
    assert len(await team.rows()) == 1


@pytest.mark.parametrize(
    ("typed", "value"), [("1,5", "1.5"), ("12 %", "12"), ("-3", "-3"), ("1 200", "1200")]
)
async def test_values_are_read_as_people_type_them(
    team: CheckInWorld, typed: str, value: str
) -> None:
    await team.save(Entry(typed))
    assert [row.value for row in await team.rows()] == [Decimal(value)]


async def test_a_form_with_nothing_in_it_is_not_saved(team: CheckInWorld) -> None:
    with pytest.raises(FormError, match="Nothing to save yet"):
        await team.submit(await team.open(), Entry())
    other = await team.add_key_result(2)
    with pytest.raises(OkrError, match="Nothing to save yet"):
        await team.submit(await team.open(team.key_result_id, other), Entry(), Entry())


async def test_a_key_result_left_empty_stays_as_it_was(team: CheckInWorld) -> None:
    other = await team.add_key_result(2)
    form = await team.open(team.key_result_id, other)
    saved = await team.submit(form, Entry(), Entry("5"))
    assert isinstance(saved, SavedCheckIns)
    assert (len(saved.saved), saved.left) == (1, 1)
    assert await team.rows() == []
    assert len(await team.rows(other)) == 1


async def test_the_same_form_twice_records_once_and_says_the_same(team: CheckInWorld) -> None:
    form = await team.open()
    first = await team.submit(form, Entry("66", confidence=7))
    assert await team.submit(form, Entry("67", confidence=8), now=LATER) == first
    assert len(await team.rows()) == 1


async def test_a_double_click_records_once(team: CheckInWorld) -> None:
    form = await team.open()
    first, second = await asyncio.gather(
        team.submit(form, Entry("66", confidence=7)), team.submit(form, Entry("66", confidence=7))
    )
    assert first == second
    assert len(await team.rows()) == 1


async def test_who_was_slower_is_shown_what_the_faster_saved(team: CheckInWorld) -> None:
    form = await team.open()
    await team.save(Entry("68", confidence=6, note="Saved cards are live"), by=team.ben)
    asked = await team.submit(form, Entry("66", confidence=7), now=LATER)
    assert isinstance(asked, CheckInForm)
    [conflict] = asked.conflicts
    assert (conflict.check_in.author, conflict.is_own) == ("Ben", False)
    assert asked.items[0].entry == Entry("66", confidence=7)
    assert len(await team.rows()) == 1
    saved = await team.submit(asked, Entry("66", confidence=7), now=LATER)
    assert isinstance(saved, SavedCheckIns)
    first, second = await team.rows()
    assert second.previous_id == first.id


async def test_the_second_of_two_clicks_answers_no_question(team: CheckInWorld) -> None:
    form = await team.open()
    await team.save(Entry("68", confidence=6), by=team.ben)
    clicks = [await team.submit(form, Entry("66", confidence=7), now=LATER) for _ in range(2)]
    first, second = clicks
    assert isinstance(first, CheckInForm)
    assert first == second
    assert len(await team.rows()) == 1
    assert isinstance(await team.submit(second, Entry("66", confidence=7)), SavedCheckIns)


async def test_what_the_newer_check_in_makes_necessary_is_asked_at_once(
    team: CheckInWorld,
) -> None:
    form = await team.open()
    await team.save(Entry("68", confidence=8), by=team.ben)
    asked = await team.submit(form, Entry("66", confidence=7), now=LATER)
    assert isinstance(asked, CheckInForm)
    told = {f"note:{team.key_result_id}": "Confidence fell from 8 to 7. Say what changed."}
    assert asked.conflicts[0].fields == told
    with pytest.raises(FormError, match="Confidence fell from 8 to 7"):
        await team.submit(asked, Entry("66", confidence=7), now=LATER)
    saved = await team.submit(asked, Entry("66", confidence=7, note="A sale ended"), now=LATER)
    assert isinstance(saved, SavedCheckIns)


async def test_ones_own_other_form_is_a_conflict_too(team: CheckInWorld) -> None:
    form = await team.open()
    await team.save(Entry("68"))
    asked = await team.submit(form, Entry("66"))
    assert isinstance(asked, CheckInForm)
    assert asked.conflicts[0].is_own


async def test_two_people_at_the_same_moment_do_not_slip_past_each_other(
    team: CheckInWorld,
) -> None:
    forms = [await team.open(), await team.open(by=team.ben)]
    results = await asyncio.gather(
        team.submit(forms[0], Entry("66")), team.submit(forms[1], Entry("68"), by=team.ben)
    )
    assert sorted(type(result).__name__ for result in results) == ["CheckInForm", "SavedCheckIns"]
    assert len(await team.rows()) == 1


async def test_a_correction_is_a_new_record(team: CheckInWorld) -> None:
    saved = await team.save(Entry("66", confidence=7, note="Guest checkout"))
    async with writing(team.sessions) as session:
        form = await open_correction(session, actor=team.ana, token=saved.token, now=LATER)
    before = Entry("66", confidence=7, note="Guest checkout")
    assert (form.is_correction, form.items[0].entry) == (True, before)
    with pytest.raises(OkrError, match="Nothing has changed"):
        await team.submit(form, before, now=LATER)
    corrected = Entry("65", confidence=7, note="Guest checkout")
    assert isinstance(await team.submit(form, corrected, now=LATER), SavedCheckIns)
    first, second = await team.rows()
    assert (first.value, second.value, second.previous_id) == (Decimal(66), Decimal(65), first.id)
    assert (first.corrects_id, second.corrects_id) == (None, first.id)
    async with reading(team.sessions) as session:
        known = await load_check_ins(session, key_result_ids=[team.key_result_id])
    assert [one.is_corrected for one in events_of(known[team.key_result_id], [])] == [False, True]


async def test_ones_last_check_in_can_be_corrected_days_later(team: CheckInWorld) -> None:
    days_later = NOW + timedelta(days=4)

    async def correct(check_in_id: int, by: Actor = team.ana) -> CheckInForm:
        async with writing(team.sessions) as session:
            return await open_correction_of(
                session, actor=by, check_in_id=check_in_id, now=days_later
            )

    await team.save(Entry("66", confidence=7))
    [first] = await team.rows()
    form = await correct(first.id)
    assert (form.is_correction, form.items[0].entry.value) == (True, "66")
    await team.submit(form, Entry("65", confidence=7), now=days_later)
    _, second = await team.rows()
    assert second.corrects_id == first.id
    with pytest.raises(ConflictError, match="Somebody has checked in since"):
        await correct(first.id)
    for check_in_id, by in ((second.id, team.ben), (999, team.ana)):
        with pytest.raises(NotFoundError):
            await correct(check_in_id, by)


async def test_what_was_saved_last_counts_though_the_clock_was_set_back(
    team: CheckInWorld,
) -> None:
    await team.save(Entry("67", confidence=7))
    set_back = NOW - timedelta(minutes=2)
    saved = await team.submit(
        await team.open(now=set_back), Entry("68", confidence=8), now=set_back
    )
    assert isinstance(saved, SavedCheckIns)
    [one] = saved.saved
    assert one.before is not None
    assert (one.before.value, one.confidence_change) == (Decimal(67), 1)
    first, second = await team.rows()
    assert second.previous_id == first.id
    async with reading(team.sessions) as session:
        known = await load_check_ins(session, key_result_ids=[team.key_result_id])
    assert [one.value for one in known[team.key_result_id]] == [67, 68]


async def test_there_is_nothing_to_correct_in_a_form_that_was_not_saved(
    team: CheckInWorld,
) -> None:
    form = await team.open()
    async with writing(team.sessions) as session:
        with pytest.raises(NotFoundError):
            await open_correction(session, actor=team.ana, token=form.token, now=NOW)
        with pytest.raises(NotFoundError, match="too old"):
            await open_correction(session, actor=team.ana, token="garbage", now=NOW)


async def test_milestones_keep_the_ticks_and_the_weight_as_they_stood(team: CheckInWorld) -> None:
    key_result_id, steps = await team.add_milestones(2, 3)
    form = await team.open(key_result_id)
    await team.submit(form, Entry(ticks=frozenset(steps[1:])))
    [row] = await team.rows(key_result_id)
    assert (row.value, row.ticks) == (Decimal(5), steps[1:])
    again = await team.open(key_result_id)
    assert again.items[0].entry.ticks == frozenset(steps[1:])
    with pytest.raises(FormError, match="milestones have changed"):
        await team.submit(again, Entry(ticks=frozenset({*steps, 999_999})))


async def test_what_has_no_number_yet_takes_a_confidence(team: CheckInWorld) -> None:
    bare = await team.add_key_result(2, start=None, target=None)
    steps = await team.add_key_result(3, kind=KeyResultKind.MILESTONES, start=None, target=None)
    form = await team.open(bare, steps)
    await team.submit(form, Entry(confidence=5), Entry(confidence=6))
    for key_result_id in (bare, steps):
        [row] = await team.rows(key_result_id)
        assert row.value is None


async def test_a_check_in_belongs_to_the_round_that_is_next(team: CheckInWorld) -> None:
    async with writing(team.sessions) as session:
        rounds = [
            RoundRow(
                workspace_id=team.seeded.workspace_id,
                team_id=team.seeded.team_id,
                number=number,
                meeting_on=(NOW + timedelta(days=days)).date(),
                meeting_at=NOW + timedelta(days=days),
                meeting_ends_at=NOW + timedelta(days=days, hours=1),
                prompt_due_at=NOW + timedelta(days=days, hours=-2),
                state=state,
            )
            for number, days, state in (
                (1, -6, RoundState.HELD),
                (2, 1, RoundState.SKIPPED),
                (3, 8, RoundState.PLANNED),
            )
        ]
        session.add_all(rounds)
        await session.flush()
    await team.save(Entry("66"))
    [row] = await team.rows()
    assert row.round_id == rounds[2].id


async def test_nothing_is_written_when_anything_is_refused(team: CheckInWorld) -> None:
    other = await team.add_key_result(2)
    form = await team.open(team.key_result_id, other)
    with pytest.raises(FormError):
        await team.submit(form, Entry("66"), Entry("not a number"))
    async with reading(team.sessions) as session:
        assert await session.scalar(select(func.count()).select_from(CheckInRow)) == 0
        assert await session.scalar(select(func.count()).select_from(CycleRow)) == 1
