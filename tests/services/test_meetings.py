"""Meetings on a card, what is kept of them, and who gets the recap."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    CheckInRow,
    MeetingNoteRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PostedMessageRow,
    RoundRow,
    ScheduleRow,
    TeamRow,
)
from bot.okr.check_in import CheckInSource
from bot.okr.errors import ConflictError, FormError, NotAllowedError, NotFoundError
from bot.okr.meeting import NoteKind
from bot.okr.recap import Recap
from bot.okr.round import RoundState
from bot.okr.work_item import WorkState
from bot.services.followed_recaps import owe_followers
from bot.services.followers import (
    MOST,
    follow,
    is_following,
    load_followers,
    save_followers,
    unfollow,
)
from bot.services.meetings import (
    add_note,
    correct_notes,
    load_card,
    open_notes,
    start_meeting,
    turn_card,
)
from bot.services.recap_edits import touch_last_recap
from bot.services.recaps import load_last_recap, load_recap, owe_recap
from tests.seeding import seed_work_item
from tests.services.okr_world import NOW, OkrWorld, okr_world
from tests.services.week_world import past_of

ENDS_AT = NOW + timedelta(hours=1)


@pytest.fixture
async def world(sessions: Sessions) -> OkrWorld:
    return await okr_world(sessions)


async def prompted(world: OkrWorld, *, state: OutboxState = OutboxState.SENT) -> int:
    """A meeting of Checkout that begins now, its prompt posted."""
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        round_id = await past.round(7, days=0, state=RoundState.PROMPTED)
        row = await past.session.get_one(RoundRow, round_id)
        row.prompted_at = NOW - timedelta(hours=2)
        past.session.add(
            OutboxRow(
                workspace_id=row.workspace_id,
                key=f"prompt:{row.team_id}:7",
                kind=MessageKind.PROMPT,
                team_id=row.team_id,
                round_id=round_id,
                state=state,
                channel_id="C0001",
                ts="1.1",
                next_try_at=NOW,
                created_at=NOW,
            )
        )
    return round_id


async def started(world: OkrWorld) -> tuple[int, int]:
    """Start the meeting; return the round's id and the meeting's."""
    round_id = await prompted(world)
    async with writing(world.sessions) as session:
        await start_meeting(session, actor=world.cem, team_id=world.checkout.team_id, now=NOW)
        card = await load_card(session, round_id=round_id, now=NOW)
    return round_id, card.id


async def note(world: OkrWorld, meeting_id: int, text: str, kind: NoteKind) -> None:
    async with writing(world.sessions) as session:
        await add_note(
            session,
            actor=world.cem,
            meeting_id=meeting_id,
            objective_id=None,
            kind=kind,
            text=text,
            now=NOW,
        )


async def recap_of(world: OkrWorld, round_id: int) -> Recap:
    async with reading(world.sessions) as session:
        return await load_recap(session, round_id=round_id)


async def owed(world: OkrWorld, *kinds: MessageKind) -> list[OutboxRow]:
    async with reading(world.sessions) as session:
        rows = await session.scalars(
            select(OutboxRow).where(OutboxRow.kind.in_(kinds)).order_by(OutboxRow.id)
        )
        return list(rows)


async def test_a_card_is_started_once_by_members(world: OkrWorld) -> None:
    team_id = world.checkout.team_id
    async with writing(world.sessions) as session:
        with pytest.raises(ConflictError, match="no prompt"):
            await start_meeting(session, actor=world.cem, team_id=team_id, now=NOW)
    round_id = await prompted(world)
    async with writing(world.sessions) as session:
        with pytest.raises(NotAllowedError, match="run the meeting"):
            await start_meeting(session, actor=world.dee, team_id=team_id, now=NOW)
        started_now = [
            await start_meeting(session, actor=actor, team_id=team_id, now=NOW)
            for actor in (world.cem, world.ana)
        ]
    assert started_now == [True, False]
    [card] = await owed(world, MessageKind.MEETING)
    assert card.round_id == round_id
    assert card.depends_on_id is not None


async def test_a_prompt_on_its_way_has_no_thread_yet(world: OkrWorld) -> None:
    await prompted(world, state=OutboxState.SENDING)
    async with writing(world.sessions) as session:
        with pytest.raises(ConflictError, match="on its way"):
            await start_meeting(session, actor=world.cem, team_id=world.checkout.team_id, now=NOW)


async def test_a_double_click_turns_one_page(world: OkrWorld) -> None:
    await world.objective("First")
    await world.objective("Second")
    round_id, meeting_id = await started(world)
    async with writing(world.sessions) as session:
        for actor in (world.cem, world.ana):
            await turn_card(session, actor=actor, meeting_id=meeting_id, step=0, by=1)
        card = await load_card(session, round_id=round_id, now=NOW)
        assert card.objective is not None
        assert (card.step, card.objective.objective.title) == (1, "Second")
        await turn_card(session, actor=world.cem, meeting_id=meeting_id, step=1, by=1)
        assert (await load_card(session, round_id=round_id, now=NOW)).objective is None
        await turn_card(session, actor=world.cem, meeting_id=meeting_id, step=2, by=-1)
        assert (await load_card(session, round_id=round_id, now=NOW)).step == 1
        for actor, family in ((world.dee, NotAllowedError), (world.gus, NotFoundError)):
            with pytest.raises(family):
                await turn_card(session, actor=actor, meeting_id=meeting_id, step=1, by=1)
        with pytest.raises(NotFoundError):
            await turn_card(session, actor=world.cem, meeting_id=999, step=0, by=1)
        with pytest.raises(NotFoundError):
            await load_card(session, round_id=999, now=NOW)


async def test_notes_are_kept_once_with_the_objective_they_are_about(world: OkrWorld) -> None:
    own = await world.objective("Buyers")
    round_id, meeting_id = await started(world)
    async with writing(world.sessions) as session:
        for text in ("Try a CDN", " Try\na CDN "):
            await add_note(
                session,
                actor=world.cem,
                meeting_id=meeting_id,
                objective_id=own.id,
                kind=NoteKind.DECISION,
                text=text,
                now=NOW,
            )
        with pytest.raises(FormError, match="one sentence"):
            await add_note(
                session,
                actor=world.cem,
                meeting_id=meeting_id,
                objective_id=999,
                kind=NoteKind.DECISION,
                text="",
                now=NOW,
            )
    await note(world, meeting_id, "Try a CDN", NoteKind.PARKED)
    async with reading(world.sessions) as session:
        card = await load_card(session, round_id=round_id, now=NOW)
    assert [(one.text, one.objective, one.by) for one in card.of_kind(NoteKind.DECISION)] == [
        ("Try a CDN", "1 Buyers", "Cem")
    ]
    assert len(card.notes) == 2


async def test_notes_are_corrected_and_taken_out_and_the_recap_follows(world: OkrWorld) -> None:
    await world.objective()
    round_id, meeting_id = await started(world)
    await note(world, meeting_id, "Try a CDN", NoteKind.DECISION)
    await note(world, meeting_id, "Dark mode", NoteKind.PARKED)
    async with writing(world.sessions) as session:
        prompt = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).first()
        assert prompt is not None
        session.add(
            PostedMessageRow(
                workspace_id=prompt.workspace_id,
                outbox_id=prompt.id,
                kind=MessageKind.RECAP,
                team_id=prompt.team_id,
                round_id=round_id,
                channel_id="C0001",
                ts="2.2",
            )
        )
        decision, parked = await open_notes(session, actor=world.bo, round_id=round_id)
        texts = {decision.id: "Try two CDNs", parked.id: " ", 999: "Nothing"}
        await correct_notes(session, actor=world.bo, round_id=round_id, texts=texts, now=NOW)
        with pytest.raises(FormError):
            await correct_notes(
                session,
                actor=world.bo,
                round_id=round_id,
                texts={decision.id: "x" * 301},
                now=NOW,
            )
        for wrong_id, family in ((round_id, NotAllowedError), (999, NotFoundError)):
            with pytest.raises(family):
                await open_notes(session, actor=world.dee, round_id=wrong_id)
    recap = await recap_of(world, round_id)
    assert [one.text for one in recap.notes] == ["Try two CDNs"]
    async with reading(world.sessions) as session:
        removed = await session.get_one(MeetingNoteRow, parked.id)
        recap_row = await session.scalar(
            select(PostedMessageRow).where(PostedMessageRow.kind == MessageKind.RECAP)
        )
    assert (removed.removed_by_id, removed.text) == (world.bo.person_id, "Dark mode")
    assert recap_row is not None
    assert recap_row.wanted_version == 2


async def test_the_recap_is_owed_once_in_the_thread_of_the_prompt(world: OkrWorld) -> None:
    round_id = await prompted(world)
    async with writing(world.sessions) as session:
        row = await session.get_one(RoundRow, round_id)
        for _ in range(2):
            assert await owe_recap(session, row, ENDS_AT)
        assert row.state is RoundState.RECAPPED
    [recap] = await owed(world, MessageKind.RECAP)
    *_, prompt = await owed(world, MessageKind.PROMPT)
    assert recap.depends_on_id == prompt.id
    assert recap.not_after == ENDS_AT + timedelta(days=1)


@pytest.mark.parametrize("why", ["switched off", "a day late", "no prompt"])
async def test_no_recap_is_owed(world: OkrWorld, why: str) -> None:
    failed = why == "no prompt"
    round_id = await prompted(world, state=OutboxState.FAILED if failed else OutboxState.SENT)
    async with writing(world.sessions) as session:
        if why == "switched off":
            await session.execute(update(ScheduleRow).values(is_recap_on=False))
        row = await session.get_one(RoundRow, round_id)
        assert not await owe_recap(session, row, ENDS_AT + timedelta(days=why == "a day late"))
        assert row.state is RoundState.PROMPTED
    assert await owed(world, MessageKind.RECAP, MessageKind.FOLLOWED_RECAP) == []


async def test_a_recap_tells_what_happened_since_the_meeting_before(world: OkrWorld) -> None:
    objective = await world.objective()
    moved = await world.key_result(objective.id)
    idle = await world.key_result(objective.id, title="Errors")
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(6, days=-7)
        await past.check_in(moved.id, value="64", days=8)
        for days in (6, 4, 2):
            await past.check_in(moved.id, value="66", days=days)
        await past.check_in(idle.id, value="3", days=20)
        for days in (10, 9, 3):
            await past.check_in(idle.id, value="3", days=days)
        done = await seed_work_item(
            past.session, world.checkout, title="Canary", now=NOW, key_result_id=idle.id
        )
        await past.change_work(done, state=WorkState.DONE, ended_at=NOW - timedelta(days=15))
    round_id = await prompted(world)
    recap = await recap_of(world, round_id)
    [told] = recap.moved
    assert told.before is not None
    assert told.key_result.id == moved.id
    assert (told.before.value, told.now.value) == (Decimal(64), Decimal(66))
    assert [one.finished.title for one in recap.questions] == ["Canary"]
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError):
            await load_recap(session, round_id=999)


async def test_a_person_follows_a_team_that_they_may_see(world: OkrWorld) -> None:
    team_id = world.checkout.team_id
    async with writing(world.sessions) as session:
        for _ in range(2):
            await follow(session, actor=world.dee, team_id=team_id, now=NOW)
        assert await is_following(session, actor=world.dee, team_id=team_id)
        with pytest.raises(NotFoundError):
            await follow(session, actor=world.gus, team_id=team_id, now=NOW)
        await unfollow(session, actor=world.dee, team_id=team_id)
        assert not await is_following(session, actor=world.dee, team_id=team_id)


async def test_a_lead_chooses_who_follows(world: OkrWorld) -> None:
    team_id = world.checkout.team_id

    async def save(*people: int, channels: tuple[str, ...] = ()) -> None:
        async with writing(world.sessions) as session:
            await save_followers(
                session,
                actor=world.ana,
                team_id=team_id,
                person_ids=people,
                channel_ids=channels,
                now=NOW,
            )

    await save(world.dee.person_id, channels=("C0002",))
    await save(channels=("C0003",))
    async with reading(world.sessions) as session:
        found = await load_followers(session, actor=world.ana, team_id=team_id)
        with pytest.raises(NotAllowedError):
            await load_followers(session, actor=world.cem, team_id=team_id)
    assert (found.slack_user_ids, found.channel_ids) == ((), ("C0003",))
    for people, channels, sentence in (
        ((world.gus.person_id,), (), "cannot see this team"),
        ((999,), (), "somebody"),
        ((), ("C0001",), "in that channel already"),
        ((), tuple(f"C{number}" for number in range(MOST + 1)), "At most"),
    ):
        with pytest.raises(FormError, match=sentence):
            await save(*people, channels=channels)
    async with writing(world.sessions) as session:
        await session.execute(update(TeamRow).values(is_private=True))
    with pytest.raises(FormError, match="private"):
        await save(channels=("C0003",))


async def test_the_last_recap_is_read_on_demand(world: OkrWorld) -> None:
    team_id = world.checkout.team_id
    await world.objective()
    async with reading(world.sessions) as session:
        with pytest.raises(NotFoundError, match="no meeting yet"):
            await load_last_recap(session, actor=world.cem, team_id=team_id)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.round(6, days=-7)
        last = await past.round(7, days=-1)
    async with reading(world.sessions) as session:
        for actor, is_member in ((world.cem, True), (world.dee, False)):
            found = await load_last_recap(session, actor=actor, team_id=team_id)
            assert (found[0].round_id, found[1]) == (last, is_member)
        with pytest.raises(NotFoundError):
            await load_last_recap(session, actor=world.gus, team_id=team_id)


async def test_a_recap_is_corrected_until_the_next_prompt(world: OkrWorld) -> None:
    await world.objective()
    round_id, meeting_id = await started(world)
    await note(world, meeting_id, "Try a CDN", NoteKind.DECISION)
    async with writing(world.sessions) as session:
        row = await session.get_one(RoundRow, round_id)
        assert await owe_recap(session, row, ENDS_AT)
        await follow(session, actor=world.dee, team_id=world.checkout.team_id, now=NOW)
        await owe_followers(session, [row], now=ENDS_AT)
        for kind in (MessageKind.RECAP, MessageKind.FOLLOWED_RECAP):
            await session.execute(
                update(OutboxRow).where(OutboxRow.kind == kind).values(state=OutboxState.SENDING)
            )
        await follow(session, actor=world.cem, team_id=world.checkout.team_id, now=NOW)

    async def stale() -> list[bool]:
        rows = await owed(world, MessageKind.RECAP, MessageKind.FOLLOWED_RECAP)
        return [bool(row.details.get("is_stale")) for row in rows]

    async with writing(world.sessions) as session:
        [kept] = await open_notes(session, actor=world.bo, round_id=round_id)
        await correct_notes(
            session, actor=world.bo, round_id=round_id, texts={kept.id: "Two CDNs"}, now=ENDS_AT
        )
    assert await stale() == [True, True]
    async with writing(world.sessions) as session:
        for one in await session.scalars(select(OutboxRow).where(OutboxRow.kind != "prompt")):
            one.details = {k: v for k, v in one.details.items() if k != "is_stale"}
    async with writing(world.sessions) as session:
        await touch_last_recap(session, team_id=world.checkout.team_id)
    assert await stale() == [True, True]
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        row = await past.session.get_one(
            RoundRow, await past.round(8, days=7, state=RoundState.PROMPTED)
        )
        row.prompted_at = NOW + timedelta(days=7)
    later = NOW + timedelta(days=8)
    async with writing(world.sessions) as session:
        with pytest.raises(ConflictError, match="stays as it was said"):
            await open_notes(session, actor=world.bo, round_id=round_id)
        with pytest.raises(ConflictError, match="stays as it was said"):
            await correct_notes(
                session, actor=world.bo, round_id=round_id, texts={kept.id: "No"}, now=later
            )
        await add_note(
            session,
            actor=world.cem,
            meeting_id=meeting_id,
            objective_id=None,
            kind=NoteKind.DECISION,
            text="Too late",
            now=later,
        )
    assert [one.text for one in (await recap_of(world, round_id)).notes] == ["Two CDNs"]


async def test_a_corrected_check_in_is_corrected_in_the_last_recap(world: OkrWorld) -> None:
    key_result = await world.key_result((await world.objective()).id)
    async with past_of(world.sessions, world.checkout, now=NOW) as past:
        await past.check_in(key_result.id, value="64", days=8)
        await past.check_in(key_result.id, value="66", confidence=3, days=1)
    round_id = await prompted(world)
    async with writing(world.sessions) as session:
        wrong = (await session.scalars(select(CheckInRow).order_by(CheckInRow.id.desc()))).first()
        assert wrong is not None
        wrong.is_stuck, wrong.author_id = True, world.cem.person_id
        await touch_last_recap(session, team_id=world.checkout.team_id)
        session.add(
            CheckInRow(
                workspace_id=wrong.workspace_id,
                key_result_id=key_result.id,
                value=Decimal(67),
                confidence=7,
                source=CheckInSource.PERSON,
                at=ENDS_AT + timedelta(hours=1),
                corrects_id=wrong.id,
            )
        )
    recap = await recap_of(world, round_id)
    assert [one.now.value for one in recap.moved] == [Decimal(67)]
    assert recap.stuck == ()
