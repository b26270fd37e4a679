"""A form of many key results is turned page by page, kept as a draft, and saved once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.db.engine import Sessions, writing
from bot.okr.check_in_form import CheckInForm, Entry, SavedCheckIns
from bot.okr.errors import NotFoundError, OkrError
from bot.okr.key_result import LifeState
from bot.services.check_ins import begin_anew, open_correction, turn_back
from tests.services.check_in_world import NOW, CheckInWorld, build_check_in_world


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def test_pages_are_kept_and_saved_once_at_the_end(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    form = await team.open(*ids)
    assert (form.page_count, len(form.items)) == (2, 6)
    second = await team.submit(form, Entry("66"), Entry("67"))
    assert isinstance(second, CheckInForm)
    assert (second.page, len(second.items)) == (1, 2)
    assert await team.rows() == []
    async with writing(team.sessions) as session:
        back = await turn_back(
            session,
            actor=team.ana,
            token=second.token,
            page=second.page,
            entries={ids[6]: Entry("not a number")},
            now=NOW,
        )
    assert [item.entry.value for item in back.items[:3]] == ["66", "67", ""]
    again = await team.submit(back, Entry("66"), Entry("69"))
    assert isinstance(again, CheckInForm)
    assert again.items[0].entry.value == "not a number"
    saved = await team.submit(again, Entry("70"))
    assert isinstance(saved, SavedCheckIns)
    assert [one.check_in.value for one in saved.saved] == [Decimal(66), Decimal(69), Decimal(70)]
    assert saved.left == 5


async def test_what_was_typed_and_not_saved_is_there_again_within_a_day(
    team: CheckInWorld,
) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    await team.submit(await team.open(*ids), Entry("66", confidence=7))
    await team.open(ids[3])
    soon, late = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
    assert not (await team.open(*ids, by=team.ben)).goes_on
    again = await team.open(*ids[:2], now=soon)
    assert again.goes_on
    assert [item.entry for item in again.items] == [Entry("66", confidence=7), Entry()]
    assert not (await team.open(ids[1], now=soon)).goes_on
    async with writing(team.sessions) as session:
        anew = await begin_anew(session, actor=team.ana, token=again.token, now=soon)
    assert (anew.is_anew, anew.goes_on) == (True, False)
    assert [item.entry for item in anew.items] == [Entry(), Entry()]
    assert not (await team.open(*ids, now=soon)).goes_on
    await team.submit(await team.open(*ids, now=soon), Entry("68"), now=soon)
    assert (await team.open(*ids, now=late)).goes_on
    saved = await team.submit(await team.open(ids[0], now=late), Entry("69"), now=late)
    assert isinstance(saved, SavedCheckIns)
    assert not (await team.open(*ids, now=late)).goes_on
    async with writing(team.sessions) as session:
        await open_correction(session, actor=team.ana, token=saved.token, now=late)
    assert not (await team.open(*ids, now=late)).goes_on


async def test_going_on_after_a_day_begins_with_nothing(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    await team.submit(await team.open(*ids), Entry("66"))
    assert not (await team.open(*ids, now=NOW + timedelta(days=1))).goes_on


async def test_who_goes_on_is_told_what_was_saved_since(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    await team.submit(await team.open(*ids), Entry("66"))
    await team.save(Entry("67"), by=team.ben)
    asked = await team.submit(await team.open(ids[0]), Entry("66"))
    assert isinstance(asked, CheckInForm)
    assert [one.check_in.author for one in asked.conflicts] == ["Ben"]


async def test_nothing_is_begun_anew_about_what_was_closed(team: CheckInWorld) -> None:
    form = await team.open()
    await team.change_key_result(team.key_result_id, state=LifeState.CLOSED)
    async with writing(team.sessions) as session:
        with pytest.raises(NotFoundError, match="takes no check-ins"):
            await begin_anew(session, actor=team.ana, token=form.token, now=NOW)


async def test_an_earlier_page_that_lacks_something_meanwhile_is_shown(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    second = await team.submit(await team.open(*ids), Entry(confidence=6))
    assert isinstance(second, CheckInForm)
    await team.save(Entry(confidence=8), by=team.ben)
    asked = await team.submit(second, Entry("70"))
    assert isinstance(asked, CheckInForm)
    [conflict] = asked.conflicts
    told = {f"note:{team.key_result_id}": "Confidence fell from 8 to 6. Say what changed."}
    assert (asked.page, conflict.fields) == (0, told)
    second = await team.submit(asked, Entry(confidence=6, note="Legal review"))
    assert isinstance(second, CheckInForm)
    assert second.page == 1
    await team.save(Entry(confidence=9), by=team.ben)
    asked = await team.submit(second, Entry("70"))
    assert isinstance(asked, CheckInForm)
    assert (asked.page, asked.conflicts[0].fields) == (1, {})
    assert isinstance(await team.submit(asked, Entry("70")), SavedCheckIns)


async def test_what_went_wrong_on_an_earlier_page_is_named(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 9)]]
    second = await team.submit(await team.open(*ids), Entry(confidence=6))
    assert isinstance(second, CheckInForm)
    await team.save(Entry(confidence=8), by=team.ben)
    asked = await team.submit(second, Entry("70"))
    assert isinstance(asked, CheckInForm)
    second = replace(second, asked=asked.asked)
    with pytest.raises(OkrError, match=r"Go back to 1\.1 Completion: Confidence fell from 8 to 6"):
        await team.submit(second, Entry("70"))


async def test_a_page_of_a_closed_key_result_can_still_be_turned(team: CheckInWorld) -> None:
    ids = [team.key_result_id, *[await team.add_key_result(number) for number in range(2, 8)]]
    form = await team.open(*ids)
    await team.change_key_result(ids[-1], state=LifeState.CANCELLED)
    second = await team.submit(form, Entry("66"))
    assert isinstance(second, CheckInForm)
    assert second.items[0].closed == "dropped"
    assert isinstance(await team.submit(second), SavedCheckIns)


async def test_many_milestones_take_a_page_of_their_own(team: CheckInWorld) -> None:
    first, _ = await team.add_milestones(2, 60)
    second, _ = await team.add_milestones(3, 60)
    form = await team.open(first, second)
    assert form.page_count == 2
