"""Adding work: what is kept, what is refused, and where it shows."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import TeamCycleRow, WorkItemRow
from bot.okr.cycle import CycleState
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.places import Answer
from bot.okr.placing import PlacementEntry
from bot.okr.work_form import AddedWork, WorkEntry, WorkForm
from bot.okr.work_item import Place, WorkSource
from bot.okr.work_list import TeamWork
from bot.services.members import make_member
from bot.services.team_choice import get_meant_team
from bot.services.teams import get_team
from bot.services.work_forms import WorkOrigin, get_work_form, open_work_form, save_work_form
from bot.services.work_items import load_team_work, read_id
from tests.services.work_world import NOW, OLD, WorkWorld, aimed_at, build_work_world

ENTRY = WorkEntry("Dark mode", None, owner_id=None, is_started=True)
TYPED = WorkOrigin("", None, WorkSource.TYPED, None, NOW)
MESSAGE = WorkOrigin("Sales ask", "https://x.org/p1", WorkSource.MESSAGE, "C1:1.2", OLD)
NOTHING = PlacementEntry()


@dataclass(frozen=True, slots=True)
class Desk:
    """Adds work as people do."""

    world: WorkWorld

    async def open(
        self,
        origin: WorkOrigin = TYPED,
        *,
        channel_id: str | None = "C0001",
        team_id: int | None = None,
        by: Actor | None = None,
    ) -> WorkForm:
        async with writing(self.world.sessions) as session:
            return await open_work_form(
                session,
                actor=by or self.world.ana,
                channel_id=channel_id,
                team_id=team_id,
                origin=origin,
                now=NOW,
            )

    async def choose(
        self, form: WorkForm, *, team_id: int | None = None, entry: PlacementEntry = NOTHING
    ) -> WorkForm:
        async with writing(self.world.sessions) as session:
            return await get_work_form(
                session,
                actor=self.world.ana,
                token=form.token,
                team_id=team_id,
                entry=entry,
                now=NOW,
            )

    async def save(
        self,
        form: WorkForm,
        entry: WorkEntry = ENTRY,
        placement: PlacementEntry = NOTHING,
        *,
        team_id: int | None = None,
    ) -> AddedWork:
        async with writing(self.world.sessions) as session:
            return await save_work_form(
                session,
                actor=self.world.ana,
                token=form.token,
                team_id=team_id,
                entry=entry,
                placement=placement,
                now=NOW,
            )

    async def work(self) -> TeamWork:
        async with reading(self.world.sessions) as session:
            team = await get_team(
                session,
                actor=self.world.ana,
                act=Act.READ,
                team_id=self.world.checkout.team_id,
            )
            return await load_team_work(session, team=team)

    async def join_payments(self) -> None:
        """Make Ana a member of the second team too."""
        async with writing(self.world.sessions) as session:
            await make_member(
                session,
                workspace_id=self.world.ana.workspace_id,
                team_id=self.world.payments.team_id,
                person_ids=[self.world.ana.person_id],
                now=NOW,
            )


@pytest.fixture
async def desk(sessions: Sessions) -> Desk:
    return Desk(await build_work_world(sessions))


async def test_work_without_a_place_is_added_and_asked_about(desk: Desk) -> None:
    added = await desk.save(await desk.open())
    row = await desk.world.item(added.work_item_id)
    assert (row.title, row.source, row.place, row.started_at) == (
        "Dark mode",
        WorkSource.TYPED,
        None,
        NOW,
    )
    assert (row.created_by_id, row.source_created_at) == (desk.world.ana.person_id, NOW)
    assert [item.id for item in (await desk.work()).unplaced] == [added.work_item_id]
    assert await desk.world.records(added.work_item_id) == []


async def test_an_idea_is_never_asked_about_unless_somebody_does_it(desk: Desk) -> None:
    idea = replace(ENTRY, is_started=False)
    first = await desk.save(await desk.open(), idea)
    second = await desk.save(await desk.open(), replace(idea, owner_id=desk.world.ben.person_id))
    work = await desk.work()
    assert [item.id for item in work.not_started] == [first.work_item_id]
    assert [item.id for item in work.unplaced] == [second.work_item_id]
    assert work.unplaced[0].owner == "Ben"


async def test_work_can_be_placed_as_it_is_added(desk: Desk) -> None:
    form = await desk.choose(await desk.open(), entry=aimed_at(desk.world.completion))
    assert form.question is not None
    assert form.question.doubted is None
    added = await desk.save(form, placement=aimed_at(desk.world.completion))
    assert added.place is Place.KEY_RESULT
    assert added.key_result is not None
    assert added.key_result.label == "1.1"
    upkeep = await desk.save(await desk.open(), placement=PlacementEntry(Answer.UPKEEP))
    assert upkeep.key_result is None
    work = await desk.work()
    places = [(group.place, len(group.work_items)) for group in work.groups]
    assert places == [(Place.KEY_RESULT, 1), (Place.UPKEEP, 1)]
    assert work.in_play_by_place == {Place.KEY_RESULT: 1, Place.UPKEEP: 1}


async def test_an_old_message_is_doubted_like_old_work(desk: Desk) -> None:
    form = await desk.choose(await desk.open(MESSAGE), entry=aimed_at(desk.world.completion))
    assert form.question is not None
    assert form.question.doubted is not None
    assert form.question.is_older_than_all
    with pytest.raises(FormError, match="Answer yes or no"):
        await desk.save(form, placement=aimed_at(desk.world.completion))


async def test_a_message_is_tracked_once_and_its_second_tracker_hears_so(desk: Desk) -> None:
    first, second = await desk.open(MESSAGE), await desk.open(MESSAGE)
    assert (first.title, first.link) == ("Sales ask", "https://x.org/p1")
    added = await desk.save(first, replace(ENTRY, link=first.link))
    row = await desk.world.item(added.work_item_id)
    assert (row.external_id, row.link, row.source_created_at) == ("C1:1.2", "https://x.org/p1", OLD)
    told = "Checkout tracks this message already: “Dark mode”, open."
    with pytest.raises(ConflictError, match=told):
        await desk.save(second)
    with pytest.raises(ConflictError, match=told):
        await desk.open(MESSAGE, by=desk.world.cem)
    with pytest.raises(ConflictError, match=r"^Another team tracks this message already\.$"):
        await desk.open(MESSAGE, by=desk.world.gus)


async def test_the_same_form_saves_once(desk: Desk) -> None:
    form = await desk.open()
    await desk.save(form)
    with pytest.raises(ConflictError, match="Nothing was saved twice"):
        await desk.save(form)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(ENTRY, title=""), "title"),
        (replace(ENTRY, link="ftp://x"), "link"),
        (replace(ENTRY, link="https://[x"), "link"),
        (replace(ENTRY, link=f"https://x.org/{'x' * 2000}"), "link"),
        (replace(ENTRY, is_started=None), "started"),
    ],
)
async def test_a_field_that_is_wrong_saves_nothing(
    desk: Desk, entry: WorkEntry, field: str
) -> None:
    with pytest.raises(FormError) as refused:
        await desk.save(await desk.open(), entry)
    assert set(refused.value.fields) == {field}
    assert (await desk.work()).work_items == ()


async def test_a_person_of_several_teams_chooses_where_no_team_lives(desk: Desk) -> None:
    await desk.join_payments()
    form = await desk.open(channel_id=None)
    assert (form.team, form.question) == (None, None)
    assert [team.name for team in form.teams] == ["Checkout", "Payments"]
    with pytest.raises(FormError, match="Choose a team"):
        await desk.save(form)
    assert (await desk.choose(form)).question is None
    chosen = await desk.choose(form, team_id=desk.world.payments.team_id)
    assert chosen.question is not None
    added = await desk.save(form, team_id=desk.world.payments.team_id)
    assert added.team.name == "Payments"


async def test_a_person_of_one_team_need_not_choose(desk: Desk) -> None:
    form = await desk.open(channel_id="C0009")
    assert form.team is not None
    assert (form.team.name, form.teams) == ("Checkout", ())
    with pytest.raises(NotFoundError, match="you are in none"):
        await desk.open(channel_id=None, by=desk.world.cem)


async def test_outsiders_and_guests_are_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowedError, match="add work"):
        await desk.open(by=desk.world.cem)
    with pytest.raises(NotFoundError):
        await desk.open(team_id=desk.world.checkout.team_id, by=desk.world.gus)
    with pytest.raises(NotFoundError):
        await desk.open(team_id=999_999)


async def test_the_team_that_is_meant(desk: Desk) -> None:
    async def meant(channel_id: str | None, by: Actor) -> str:
        async with reading(desk.world.sessions) as session:
            team = await get_meant_team(session, actor=by, act=Act.READ, channel_id=channel_id)
            return team.name

    assert await meant("C0002", desk.world.ana) == "Payments"
    assert await meant(None, desk.world.ana) == "Checkout"
    with pytest.raises(NotFoundError, match=r"you are in none.*theirs\.$"):
        await meant(None, desk.world.cem)
    with pytest.raises(NotFoundError, match=r"you are in none.*theirs\.$"):
        await meant("D0001", desk.world.cem)
    with pytest.raises(NotFoundError, match="Or set one up here"):
        await meant("C0009", desk.world.cem)
    await desk.join_payments()
    with pytest.raises(NotFoundError, match="Checkout and Payments"):
        await meant(None, desk.world.ana)


async def test_a_place_holds_while_its_key_result_and_its_cycle_do(desk: Desk) -> None:
    ids = [await desk.world.add(str(number)) for number in range(3)]
    await desk.world.place(ids[0], aimed_at(desk.world.errors))
    await desk.world.place(ids[1], PlacementEntry(Answer.ANYWAY, reason="x"))
    await desk.world.place(ids[2], PlacementEntry(Answer.UPKEEP))
    assert (await desk.work()).unplaced == ()
    await desk.world.close(desk.world.errors)
    assert [item.id for item in (await desk.work()).unplaced] == ids[:1]
    async with writing(desk.world.sessions) as session:
        await session.execute(update(TeamCycleRow).values(state=CycleState.CLOSED))
    work = await desk.work()
    assert (work.cycle, work.key_results) == (None, ())
    assert [item.id for item in work.unplaced] == ids[:2]


async def test_two_who_track_at_once_make_one(desk: Desk) -> None:
    forms = [await desk.open(MESSAGE), await desk.open(MESSAGE)]
    done = await asyncio.gather(*(desk.save(form) for form in forms), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["AddedWork", "ConflictError"]
    async with reading(desk.world.sessions) as session:
        assert len((await session.scalars(select(WorkItemRow))).all()) == 1


@pytest.mark.parametrize("text", ["", "x", "1.5", "-1", "²", "9" * 30])
def test_what_is_no_id_is_not_found(text: str) -> None:
    with pytest.raises(NotFoundError):
        read_id(text)


def test_an_id_is_read() -> None:
    assert read_id("17") == 17
