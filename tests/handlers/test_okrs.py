"""`/okr new` and `/okr edit`: leads add, change, move and close OKRs."""

import asyncio
from decimal import Decimal

from bot.db.engine import reading, writing
from bot.db.models import KeyResultRow
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.services.okrs import load_check_ins, load_objectives
from sandbox import render
from tests.seeding import SeededTeam, seed_key_result, seed_objective
from tests.world import World

NASTY = "<!channel> & *_~ مرحبا 🙈"


async def objectives(world: World, team: SeededTeam) -> tuple[Objective, ...]:
    async with reading(world.sessions) as session:
        return await load_objectives(session, team_cycle_id=team.team_cycle_id)


async def test_an_objective_and_then_its_key_results(world: World) -> None:
    team = await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "new", channel=world.checkout)
    await ana.press("Add", within="An objective")
    ana.fill("Objective", "Merchants go live without us")
    ana.fill("Why it matters", "They wait for days")
    ana.fill("How firm is it?", "Stretch")
    ana.fill("Owner", world.ben)
    await ana.press("Save")
    assert "Saved *2 Merchants go live without us*." in render(ana.modal)
    await ana.press("Add a key result")
    ana.fill("Key result", "Days to first order")
    await ana.choose("Kind", "Goes down")
    ana.fill("Starts at", "9")
    ana.fill("Aim", "12")
    ana.fill("Now at", "1.234")
    ana.fill("Unit", "days")
    await ana.press("Save")
    assert set(ana.errors) == {"Aim", "Now at"}
    ana.fill("Aim", "5")
    ana.fill("Now at", "8,5")
    ana.fill("How likely by 3 Jan?", "7 · likely")
    await ana.press("Save")
    assert "Saved *2.1 Days to first order*." in render(ana.modal)
    assert "9 → 5 days · Ben" in render(ana.modal)
    await ana.press("Add another")
    assert "2 · Merchants go live without us" in render(ana.modal)
    [_, added] = await objectives(world, team)
    [key_result] = added.key_results
    async with reading(world.sessions) as session:
        histories = await load_check_ins(session, key_result_ids=[key_result.id])
    assert [(one.value, one.confidence) for one in histories[key_result.id]] == [
        (Decimal("8.5"), 7)
    ]
    assert len(ana.modals) == 1
    world.slack.assert_clean()


async def test_a_key_result_is_chosen_for_an_objective(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "new", channel=world.checkout)
    await world.ana.choose("Choose an objective", "1 Buyers finish what they start")
    assert "1 · Buyers finish what they start" in render(world.ana.modal)
    world.slack.assert_clean()


async def test_rows_come_and_go_in_place_and_entries_stay(world: World) -> None:
    team = await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "edit 1.1", channel=world.checkout)
    ana.fill("Key result", "Move to the new provider")
    await ana.choose("Kind", "Steps to finish")
    ana.fill("Step 1", "Contract signed")
    ana.fill("Step 2", "Traffic moved")
    await ana.choose("Due date", "2027-03-01", at=0)
    await ana.press("Add a step")
    ana.fill("Step 3", "Old one switched off")
    await ana.press("Remove", at=1)
    assert "Traffic moved" not in render(ana.modal)
    assert "Step 2 (optional) [Old one switched off]" in render(ana.modal)
    await ana.press("Save")
    assert list(ana.errors) == ["Step 1"]
    await ana.choose("Due date", "2026-12-01", at=0)
    await ana.choose("Weight", "Weight 3", at=0)
    await ana.press("Save")
    assert "Saved *1.1 Move to the new provider*." in render(ana.modal)
    assert "2 steps · Ana" in render(ana.modal)
    [objective] = await objectives(world, team)
    steps = objective.key_results[0].milestones
    assert [(one.title, one.weight) for one in steps] == [
        ("Contract signed", 3),
        ("Old one switched off", 1),
    ]
    world.slack.assert_clean()


async def test_a_kind_that_is_chosen_back_still_has_its_numbers(world: World) -> None:
    await world.seed_checkout()
    ana = world.ana
    await ana.command("/okr", "edit 1.1", channel=world.checkout)
    ana.fill("Aim", "75")
    await ana.choose("Kind", "Yes or no")
    assert "Which number would change?" in render(ana.modal)
    await ana.choose("Kind", "Goes up")
    assert "Aim (optional) [75]" in render(ana.modal)
    await ana.press("Add a date on the way")
    ana.fill("On the way 1", "70")
    await ana.choose("On which date?", "2026-12-01")
    await ana.press("More")
    ana.fill("Check in", "Every 2nd meeting")
    await ana.press("Save")
    await ana.choose("Edit", within="1.1")
    assert "On the way 1 (optional) [70]" in render(ana.modal)
    await ana.press("Back to the list")
    assert "Edit OKRs" in render(ana.modal)
    world.slack.assert_clean()


async def test_the_list_moves_closes_and_reopens(world: World) -> None:
    team = await world.seed_checkout()
    ana = world.ana
    async with writing(world.sessions) as session:
        second = await seed_objective(session, team, now=world.now, number=2, title="Second")
        await seed_key_result(session, team, objective_id=second, now=world.now, title="First")
        await seed_key_result(
            session, team, objective_id=second, now=world.now, number=2, title="Errors"
        )
    await ana.command("/okr", "edit", channel=world.checkout)
    await ana.choose("Move up", within="2 · Second")
    await ana.choose("Move down", within="2.1 First")
    found = live_objectives(await objectives(world, team))
    assert [one.number for one in found] == [2, 1]
    assert [one.label for one in live_key_results(found[0])] == ["2.2", "2.1"]
    await ana.choose("Finish it", within="2.2 Errors")
    assert "Finish *2.2 Errors*?" in render(ana.modal)
    await ana.press("Finish it")
    assert "Finished *2.2 Errors*." in render(ana.modal)
    await ana.press("Reopen", at=0)
    assert "Reopened *2.2 Errors*." in render(ana.modal)
    await ana.choose("Drop it", within="2 · Second")
    await ana.press("Back to the list")
    await ana.choose("Drop it", within="2 · Second")
    await ana.press("Drop it")
    assert "2 Second\n_dropped_  [Reopen]" in render(ana.modal)
    await ana.press("Reopen", at=0)
    assert len(live_objectives(await objectives(world, team))) == 2
    assert len(ana.modals) == 1
    world.slack.assert_clean()


async def test_an_objective_is_named_by_its_number(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "edit 1", channel=world.checkout)
    world.ana.fill("Objective", "Buyers stay")
    await world.ana.press("Save")
    assert "Saved *1 Buyers stay*." in render(world.ana.modal)
    for text, sentence in (
        ("edit 9", "There is no objective 9 in Cycle CHK."),
        ("edit 1.9", "There is no key result 1.9"),
        ("edit everything", "I don't know a key result"),
    ):
        await world.ana.close_modal() if world.ana.modal else None
        answer = await world.ana.command("/okr", text, channel=world.checkout)
        assert sentence in render(answer)
    world.slack.assert_clean()


async def test_who_is_no_lead_is_told_whom_to_ask(world: World) -> None:
    await world.seed_checkout()
    for text in ("new", "edit", "edit 1", "edit 1.1"):
        answer = await world.ben.command("/okr", text, channel=world.checkout)
        assert "Only leads can change OKRs. Ask Ana." in render(answer)
        assert world.ben.modal is None
    guest = world.slack.add_person("Gus", is_guest=True)
    world.checkout.members.append(guest.id)
    answer = await guest.command("/okr", "edit", channel=world.checkout)
    assert "OKRs here are for full members" in render(answer)
    world.slack.assert_clean()


async def test_where_there_is_no_objective_only_one_can_be_added(world: World) -> None:
    team = await world.seed_checkout()
    await world.ana.command("/okr", "edit", channel=world.checkout)
    await world.ana.choose("Finish it", within="1 · Buyers")
    await world.ana.press("Finish it")
    await world.ana.press("Add")
    assert render(world.ana.modal).startswith("New objective")
    assert live_objectives(await objectives(world, team)) == ()


async def test_the_same_form_submitted_twice_adds_once(world: World) -> None:
    team = await world.seed_checkout()
    await world.ana.command("/okr", "new", channel=world.checkout)
    await world.ana.press("Add", within="An objective")
    world.ana.fill("Objective", "Once")
    view = world.ana.modal
    assert view is not None
    client = world.ana.client
    await asyncio.gather(*(world.slack.interactions.submit(client, view.state) for _ in range(2)))
    await world.slack.settle()
    assert [one.title for one in await objectives(world, team)][1:] == ["Once"]


async def test_what_another_lead_changed_is_named_and_what_was_typed_stays(world: World) -> None:
    team = await world.seed_checkout()
    await world.ana.command("/okr", "edit 1.1", channel=world.checkout)
    world.ana.fill("Key result", "Mine")
    [objective] = await objectives(world, team)
    async with writing(world.sessions) as session:
        row = await session.get_one(KeyResultRow, objective.key_results[0].id)
        row.title = "Theirs"
    await world.ana.press("Save")
    shown = render(world.ana.modal)
    assert "while you had this open. Nothing was saved." in shown
    assert "Key result [Mine]" in shown
    [objective] = await objectives(world, team)
    assert objective.key_results[0].title == "Theirs"


async def test_nobody_is_pinged_and_eight_by_eight_fits(world: World) -> None:
    team = await world.seed_checkout()
    async with writing(world.sessions) as session:
        for number in range(2, 9):
            objective_id = await seed_objective(
                session, team, now=world.now, number=number, title=NASTY * 8
            )
            for own in range(1, 9):
                await seed_key_result(
                    session,
                    team,
                    objective_id=objective_id,
                    now=world.now,
                    number=own,
                    title=NASTY * 8,
                    unit=NASTY[:20],
                )
    await world.ana.command("/okr", "edit", channel=world.checkout)
    await world.ana.choose("Edit", within="8.8")
    world.ana.fill("Key result", NASTY)
    await world.ana.press("Save")
    await world.ana.choose("Edit", within="8 ·")
    world.ana.fill("Why it matters", "x" * 3000)
    await world.ana.press("Save")
    assert "There are 8 objectives." in render(world.ana.modal)
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_whatever_ends_or_is_left_the_list_stays_on_its_page(world: World) -> None:
    team = await world.seed_checkout()
    async with writing(world.sessions) as session:
        for number in range(2, 90):
            await seed_objective(session, team, now=world.now, number=number, title="One of many")
    ana = world.ana
    await ana.command("/okr", "edit", channel=world.checkout)
    await ana.press("More")
    await ana.choose("Finish it", within="89 · One of many")
    await ana.press("Back to the list")
    await ana.choose("Finish it", within="89 · One of many")
    await ana.press("Finish it")
    assert "Finished *89 One of many*." in render(ana.modal)
    await ana.press("Reopen", at=0)
    await ana.choose("Edit", within="88 · One of many")
    await ana.press("Back to the list")
    await ana.choose("Edit", within="88 · One of many")
    await ana.press("Save")
    assert "Saved *88 One of many*." in render(ana.modal)
    assert "89 · One of many" in render(ana.modal)
    world.slack.assert_clean()


async def test_a_bot_cannot_own(world: World) -> None:
    await world.seed_checkout()
    robo = world.slack.add_person("Robo", is_bot=True)
    await world.ana.command("/okr", "edit 1.1", channel=world.checkout)
    world.ana.fill("Owner", robo)
    await world.ana.press("Save")
    assert world.ana.errors == {"Owner": "A bot cannot own this. Choose a person."}
