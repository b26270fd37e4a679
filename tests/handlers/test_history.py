"""Reading a key result's history: by name, from a list, and page by page."""

from sqlalchemy import select

from bot.db.engine import reading, writing
from bot.db.models import CheckInRow, KeyResultRow, TeamRow
from bot.okr.check_in import CheckInSource
from bot.okr.key_result import LifeState
from bot.okr.okr_change import WHY_MISSING
from bot.services.okr_locks import lock_okrs
from sandbox import render
from tests.world import World


async def add_check_ins(world: World, count: int) -> None:
    async with writing(world.sessions) as session:
        key_result = await session.scalar(select(KeyResultRow))
        assert key_result is not None
        for number in range(count):
            world.move(hours=1)
            session.add(
                CheckInRow(
                    workspace_id=key_result.workspace_id,
                    key_result_id=key_result.id,
                    confidence=5,
                    note=f"Note {number}",
                    author_id=key_result.owner_id,
                    source=CheckInSource.PERSON,
                    at=world.now,
                )
            )


async def test_it_is_paged_and_leads_to_a_check_in(world: World) -> None:
    await world.seed_checkout()
    await add_check_ins(world, 12)
    await world.ana.command("/okr", "history 1.1", channel=world.checkout)
    assert "> Note 11" in render(world.ana.modal)
    assert "*1.1 Completion*" in render(world.ana.modal)
    assert "> Note 1\n" not in render(world.ana.modal)
    await world.ana.press("Older")
    assert "> Note 1\n" in render(world.ana.modal)
    await world.ana.press("Newer")
    assert "Page 1 of 2" in render(world.ana.modal)
    await world.ana.press("Check in 1.1 Completion")
    world.ana.fill("Value now (%)", "66")
    await world.ana.press("Save")
    assert "Saved." in render(world.ana.modal)
    await world.ana.close_modal(whole_stack=True)
    await world.ana.command("/okr", "history 1.1", channel=world.checkout)
    await world.ana.press("Correct my last")
    world.ana.fill("Value now (%)", "65")
    await world.ana.press("Save")
    assert "65 %" in render(world.ana.modal)
    await world.ben.command("/okr", "history 1.1", channel=world.checkout)
    assert "correction" in render(world.ben.modal)
    assert "[Correct my last]" not in render(world.ben.modal)
    world.slack.assert_clean()


async def test_without_a_name_one_chooses(world: World) -> None:
    await world.seed_checkout()
    answer = await world.ana.command("/okr", "history", channel=world.checkout)
    assert answer is not None
    await world.ana.choose("Choose a key result", "1.1 Completion", on=answer)
    assert "Nothing has happened yet." in render(world.ana.modal)
    world.slack.assert_clean()


async def test_full_members_read_public_teams_and_others_do_not(world: World) -> None:
    seeded = await world.seed_checkout()
    other = world.slack.add_channel("random", bot=True)
    cem = world.slack.add_person("Cem")
    guest = world.slack.add_person("Guest", is_guest=True)
    other.state.members += [cem.id, guest.id]
    await cem.command("/okr", "history CHK-1.1", channel=other)
    assert "*CHK-1.1 Completion*" in render(cem.modal)
    assert "[Check in]" not in render(cem.modal)
    await cem.close_modal()
    refused = await guest.command("/okr", "history CHK-1.1", channel=other)
    assert refused is not None
    assert "OKRs here are for full members" in refused.shown
    async with writing(world.sessions) as session:
        (await session.get_one(TeamRow, seeded.team_id)).is_private = True
    hidden = await cem.command("/okr", "history CHK-1.1", channel=other)
    assert hidden is not None
    assert "There is no team CHK that you can see." in hidden.shown
    none = await cem.command("/okr", "history", channel=other)
    assert none is not None
    assert "You are in no team yet." in none.shown
    world.slack.assert_clean()


async def test_every_page_calls_it_as_the_channel_does_where_it_was_asked_for(
    world: World,
) -> None:
    await world.seed_checkout()
    await add_check_ins(world, 11)
    other = world.slack.add_channel("random", bot=True)
    cem = world.slack.add_person("Cem")
    for channel, label in ((world.checkout, "1.1"), (other, "CHK-1.1")):
        await world.slack.join(channel, cem)
        await cem.command("/okr", "history CHK-1.1", channel=channel)
        await cem.press("Older")
        assert f"*{label} Completion*" in render(cem.modal)
        await cem.close_modal()
    world.slack.assert_clean()


async def test_a_key_result_that_is_gone_is_said(world: World) -> None:
    await world.seed_checkout()
    await add_check_ins(world, 11)
    await world.ana.command("/okr", "history 1.1", channel=world.checkout)
    async with writing(world.sessions) as session:
        for row in [*await session.scalars(select(CheckInRow))]:
            await session.delete(row)
        await session.flush()
        for key_result in [*await session.scalars(select(KeyResultRow))]:
            await session.delete(key_result)
    await world.ana.press("Older")
    assert "I cannot find that any more." in render(world.ana.modal)
    async with reading(world.sessions) as session:
        assert list(await session.scalars(select(CheckInRow))) == []
    world.slack.assert_clean()


async def test_an_objective_tells_what_was_changed_and_why(world: World) -> None:
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        await lock_okrs(session, team_id=seeded.team_id, at=world.now)
    ana = world.ana
    await ana.command("/okr", "edit 1.1", channel=world.checkout)
    ana.fill("Aim", "75")
    await ana.press("Save")
    assert ana.errors == {"Why the change?": WHY_MISSING}
    ana.fill("Why the change?", "Legal review & more")
    await ana.press("Save")
    assert "Saved *1.1 Completion*." in render(ana.modal)
    await ana.press("Done")
    await ana.command("/okr", "history 1", channel=world.checkout)
    shown = render(ana.modal)
    assert "*1.1 Completion* · aim 75 % · at first 72 %" in shown
    assert "Aim: 72 → 75 %\n> Legal review &amp; more" in shown
    await ana.press("Close")
    await ana.command("/okr", "edit", channel=world.checkout)
    await ana.choose("Drop it", at=1)
    ana.fill("Why?", "Not this quarter")
    await ana.press("Drop it")
    await ana.press("Reopen", within="Dropped *1.1 Completion*.")
    assert "Reopened *1.1 Completion*." in render(ana.modal)
    world.slack.assert_clean()


async def test_somebody_elses_end_is_reopened_with_a_reason(world: World) -> None:
    seeded = await world.seed_checkout()
    async with writing(world.sessions) as session:
        await lock_okrs(session, team_id=seeded.team_id, at=world.now)
        row = (await session.scalars(select(KeyResultRow))).one()
        row.state = LifeState.CANCELLED
    ana = world.ana
    await ana.command("/okr", "edit", channel=world.checkout)
    await ana.press("Reopen: 1.1 Completion")
    assert "It counts again, with every check-in it had." in render(ana.modal)
    ana.fill("Why?", "We can after all")
    await ana.press("Reopen it")
    assert "Reopened *1.1 Completion*." in render(ana.modal)
    world.slack.assert_clean()
