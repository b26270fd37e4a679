"""Checking in: from the command, the shortcut and the buttons, to what is shown afterwards."""

import asyncio
from decimal import Decimal

from sqlalchemy import select

from bot.db.engine import reading, writing
from bot.db.models import CheckInRow, KeyResultRow, PersonRow
from bot.okr.key_result import LifeState
from bot.views.check_in import OPEN, OPEN_DUE
from sandbox import Person, render
from tests.seeding import SeededTeam, seed_key_result
from tests.world import World

NASTY = "<!channel> & *_~ مرحبا 🙈 "


async def rows(world: World) -> list[CheckInRow]:
    async with reading(world.sessions) as session:
        return list(await session.scalars(select(CheckInRow).order_by(CheckInRow.id)))


async def add_key_results(world: World, seeded: SeededTeam, *numbers: int) -> None:
    """Add key results of Ana's to the first objective."""
    async with writing(world.sessions) as session:
        first = await session.scalar(select(KeyResultRow))
        assert first is not None
        for number in numbers:
            await seed_key_result(
                session,
                seeded,
                objective_id=first.objective_id,
                now=world.now,
                number=number,
                title=f"Result {number}",
                owner_id=first.owner_id,
            )


async def fill(person: Person, value: str, confidence: str, *, within: str | None = None) -> None:
    person.fill("Value now (%)", value, within=within)
    person.fill("How likely by 3 Jan?", confidence, within=within)


async def test_the_story_of_a_check_in(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    await fill(world.ana, "1.234", "3 · unlikely")
    await world.ana.press("Save")
    assert world.ana.errors == {
        "Value now (%)": "That can mean two numbers. Write 1.2340 for the small one or 1234 for"
        " the one in the thousands.",
        "What changed, or what's in the way?": "Confidence is low. Say what is in the way.",
    }
    world.ana.fill("Value now (%)", "64")
    world.ana.fill("What changed, or what's in the way?", "Staging is down")
    await world.ana.press("Save")
    assert "64 % · 3/10" in render(world.ana.modal)
    assert "1 % a week reaches 72." in render(world.ana.modal)
    await world.ana.press("Edit")
    assert "Staging is down" in render(world.ana.modal)
    world.ana.fill("How likely by 3 Jan?", "5 · coin toss")
    await world.ana.press("Save")
    assert "5/10 (+2)" in render(world.ana.modal)
    await world.ana.press("Done")
    assert world.ana.modal is None
    assert [(row.value, row.confidence) for row in await rows(world)] == [
        (Decimal(64), 3),
        (Decimal(64), 5),
    ]
    world.slack.assert_clean()


async def test_when_nothing_is_due_any_key_result_can_be_chosen(world: World) -> None:
    await world.seed_checkout()
    answer = await world.ben.command("/okr", "checkin", channel=world.checkout)
    assert answer is not None
    assert "Nothing is due from you now." in answer.shown
    await world.ben.choose("Choose a key result", "1.1 Completion", on=answer)
    await fill(world.ben, "66", "7 · likely")
    await world.ben.press("Save")
    [row] = await rows(world)
    async with reading(world.sessions) as session:
        assert (await session.get_one(PersonRow, row.author_id)).slack_user_id == world.ben.id
    world.slack.assert_clean()


async def test_the_shortcut_works_where_there_is_no_channel(world: World) -> None:
    await world.seed_checkout()
    await world.ana.shortcut("Check in")
    assert "1.1 Completion" in render(world.ana.modal)
    await world.ana.close_modal()
    await world.ben.shortcut("Check in")
    assert "Nothing is due from you now." in render(world.ben.modal)
    await world.ben.choose("Choose a key result", "1.1 Completion")
    await fill(world.ben, "66", "7 · likely")
    await world.ben.press("Save")
    assert "Saved." in render(world.ben.modal)
    assert len(await rows(world)) == 1
    world.slack.assert_clean()


async def test_one_key_result_is_named_in_its_channel_or_anywhere(world: World) -> None:
    await world.seed_checkout()
    other = world.slack.add_channel("random", members=[world.ana], bot=True)
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    await world.ana.close_modal()
    await world.ana.command("/okr", "checkin chk-1.1", channel=other)
    assert "1.1 Completion" in render(world.ana.modal)
    await world.ana.close_modal()
    for text, sentence in (
        ("checkin 1.1", "Which team?"),
        ("checkin CHK-9.9", "There is no key result 9.9"),
        ("checkin build time", "I don't know a key result"),
    ):
        answer = await world.ana.command("/okr", text, channel=other)
        assert answer is not None
        assert sentence in answer.shown
    world.slack.assert_clean()


async def test_pages_are_turned_both_ways_and_saved_once(world: World) -> None:
    seeded = await world.seed_checkout()
    await add_key_results(world, seeded, *range(2, 9))
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    await fill(world.ana, "66", "7 · likely", within="1.1")
    await world.ana.press("Next")
    assert "Check in · 2 of 2" in render(world.ana.modal)
    world.ana.fill("Value now (%)", "not yet a number", within="1.8")
    await world.ana.press("Back")
    assert "[66]" in render(world.ana.modal)
    assert "[7 · likely ▾]" in render(world.ana.modal)
    await world.ana.press("Next")
    assert "[not yet a number]" in render(world.ana.modal)
    world.ana.fill("Value now (%)", "70", within="1.8")
    assert await rows(world) == []
    await world.ana.press("Save")
    assert "2 saved, 6 left as they were." in render(world.ana.modal)
    assert [row.value for row in await rows(world)] == [Decimal(66), Decimal(70)]
    world.slack.assert_clean()


async def test_what_was_typed_before_cancel_is_there_again_until_begun_anew(world: World) -> None:
    seeded = await world.seed_checkout()
    await add_key_results(world, seeded, *range(2, 9))
    ana = world.ana
    await ana.command("/okr", "checkin", channel=world.checkout)
    await fill(ana, "66", "7 · likely", within="1.1")
    await ana.press("Next")
    await ana.close_modal()
    await ana.command("/okr", "checkin", channel=world.checkout)
    assert "You typed this before and did not save it." in render(ana.modal)
    assert "[66]" in render(ana.modal)
    ana.fill("Value now (%)", "67", within="1.1")
    await ana.press("Begin anew")
    for gone in ("You typed this before", "[66]", "[67]"):
        assert gone not in render(ana.modal)
    await fill(ana, "68", "7 · likely", within="1.1")
    await ana.press("Next")
    await ana.press("Save")
    assert [row.value for row in await rows(world)] == [Decimal(68)]
    world.slack.assert_clean()


async def test_who_was_slower_keeps_what_they_typed_and_is_asked_again(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    await fill(world.ana, "66", "7 · likely")
    await world.ben.command("/okr", "checkin 1.1", channel=world.checkout)
    await fill(world.ben, "68", "6")
    world.ben.fill("What changed, or what's in the way?", NASTY)
    await world.ben.press("Save")
    world.move(minutes=2)
    await world.ana.press("Save")
    text = render(world.ana.modal)
    assert "Ben checked in 2 minutes ago: 68 %, 6/10." in text
    assert "Save yours as well?" in text
    assert "[66]" in text
    assert len(await rows(world)) == 1
    await world.ana.press("Save")
    assert "68 → 66 % · 7/10 (+1)" in render(world.ana.modal)
    first, second = await rows(world)
    assert second.previous_id == first.id
    world.slack.assert_clean()


async def test_who_was_slower_is_asked_for_the_missing_words_in_the_same_answer(
    world: World,
) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    await fill(world.ana, "66", "7 · likely")
    await world.ben.command("/okr", "checkin 1.1", channel=world.checkout)
    await fill(world.ben, "68", "8")
    await world.ben.press("Save")
    await world.ana.press("Save")
    told = render(world.ana.modal)
    assert "Save yours as well? Confidence fell from 8 to 7. Say what changed." in told
    assert told.count("Say what changed.") == 2
    world.ana.fill("What changed, or what's in the way?", "The sale ended.")
    await world.ana.press("Save")
    assert "68 → 66 % · 7/10 (−1)" in render(world.ana.modal)
    world.slack.assert_clean()


async def test_what_was_cancelled_meanwhile_does_not_hold_up_the_form(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    await fill(world.ana, "66", "7 · likely")
    await world.ben.command("/okr", "checkin 1.1", channel=world.checkout)
    await fill(world.ben, "68", "6")
    await world.ben.press("Save")
    async with writing(world.sessions) as session:
        for key_result in await session.scalars(select(KeyResultRow)):
            key_result.state = LifeState.CANCELLED
    await world.ana.press("Save")
    assert "It takes no check-ins any more." in render(world.ana.modal)
    await world.ana.press("Save")
    assert "Nothing to save yet." in render(world.ana.modal), "no field shows it, so the top does"
    assert len(await rows(world)) == 1
    world.slack.assert_clean()


async def test_a_double_click_saves_once(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    await fill(world.ana, "66", "7 · likely")
    await asyncio.gather(world.ana.submit(), world.ana.submit())
    assert "66 % · 7/10" in render(world.ana.modal)
    assert len(await rows(world)) == 1
    world.slack.assert_clean()


async def test_the_longest_and_nastiest_note_is_kept_whole(world: World) -> None:
    await world.seed_checkout()
    async with writing(world.sessions) as session:
        row = await session.scalar(select(KeyResultRow))
        assert row is not None
        row.title = (NASTY * 10)[:200]
    note = (NASTY * 200)[:3000].strip()
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    world.ana.fill("What changed, or what's in the way?", note)
    await world.ana.press("Save")
    await world.ana.press("Edit")
    world.ana.fill("Stuck?", True)
    await world.ana.press("Save")
    await world.ana.command("/okr", "history 1.1", channel=world.checkout)
    assert {row.note for row in await rows(world)} == {note}
    world.slack.assert_clean()


async def test_a_button_of_an_old_message_says_what_became_of_its_key_result(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "checkin", channel=world.checkout)
    async with writing(world.sessions) as session:
        row = await session.scalar(select(KeyResultRow))
        assert row is not None
        row.state = LifeState.CLOSED
    await fill(world.ana, "66", "7 · likely")
    await world.ana.press("Save")
    assert "1.1 Completion was finished meanwhile, so nothing was saved." in render(world.ana.modal)
    await world.ana.close_modal()
    answer = await world.ana.command("/okr", "checkin 1.1", channel=world.checkout)
    assert answer is not None
    assert "1.1 Completion was finished, so it takes no check-ins any more." in answer.shown
    assert await rows(world) == []
    world.slack.assert_clean()


async def test_guests_and_those_in_no_team_are_told_whom_to_ask(world: World) -> None:
    await world.seed_checkout()
    cem = world.slack.add_person("Cem")
    guest = world.slack.add_person("Guest", is_guest=True)
    world.checkout.state.members += [cem.id, guest.id]
    for person, sentence in (
        (cem, "Only members of this team can check in."),
        (guest, "OKRs here are for full members"),
    ):
        answer = await person.command("/okr", "checkin", channel=world.checkout)
        assert answer is not None
        assert sentence in answer.shown
        assert person.modal is None
    world.slack.assert_clean()


async def test_buttons_in_messages_open_what_they_say(world: World) -> None:
    await world.seed_checkout()
    async with reading(world.sessions) as session:
        key_result_id = await session.scalar(select(KeyResultRow.id))
    elements = [
        {
            "type": "button",
            "action_id": action_id,
            "value": value,
            "text": {"type": "plain_text", "text": text},
        }
        for text, action_id, value in (
            ("Check in", OPEN, str(key_result_id)),
            ("Gone", f"{OPEN}", "999999"),
            ("Check in all", OPEN_DUE, "all"),
        )
    ]
    for element in elements:
        await world.bot.slack.post_message(
            world.checkout.id,
            text="Buttons",
            blocks=[{"type": "actions", "elements": [element]}],
            key=str(element["text"]),
            client_message_id="7c9e6679-7425-40de-944b-e07fc1f90ae7",
        )
    one, gone, everything = world.checkout.bot_messages
    for message, name in ((one, "Check in"), (everything, "Check in all")):
        await world.ana.press(name, on=message)
        assert "1.1 Completion" in render(world.ana.modal)
        await world.ana.close_modal()
    answer = await world.ana.press("Gone", on=gone)
    assert answer is not None
    assert "I cannot find that any more." in answer.shown
    world.slack.assert_clean()
