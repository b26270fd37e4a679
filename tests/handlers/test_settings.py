"""`/okr settings`: leads change them, members read them, and what is wrong is said in place."""

from datetime import date

from sqlalchemy import select

from bot.db.engine import reading
from bot.db.models import PauseRow, ScheduleRow, TeamRow
from bot.handlers.people import UNKNOWN
from sandbox import render
from tests.handlers.modals import modal_of, shown
from tests.handlers.trouble import failing
from tests.world import World


async def open_settings(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "settings", channel=world.checkout)


async def test_a_lead_changes_name_day_and_posts(world: World) -> None:
    await open_settings(world)
    ana = world.ana
    ana.fill("Team name", "Shop")
    ana.fill("You plan on", "Thursday")
    ana.fill("What I do by myself", [])
    await ana.press("Save")
    assert "Saved. You plan on Thursday at 10:00" in shown(ana)
    assert "No prompt is planned." in shown(ana)
    async with reading(world.sessions) as session:
        schedule = await session.scalar(select(ScheduleRow))
        name = await session.scalar(select(TeamRow.name))
    assert schedule is not None
    assert (name, schedule.weekday, schedule.is_prompt_on) == ("Shop", 3, False)
    world.slack.assert_clean()


async def test_pauses_come_and_go(world: World) -> None:
    await open_settings(world)
    ana = world.ana
    await ana.press("More")
    await ana.press("Add a pause")
    ana.fill("pause_reason:0", "Retreat & <!here>")
    await ana.press("Save")
    assert ana.errors == {"First day without meetings": "Choose the first day."}
    ana.fill("pause_from:0", date(2026, 11, 12))
    ana.fill("pause_until:0", date(2026, 11, 10))
    await ana.press("Save")
    assert list(ana.errors) == ["Last day"]
    ana.fill("pause_from:0", date(2026, 11, 10))
    await ana.press("Add a pause")
    await ana.press("Save")
    assert "Next prompt: Tue 17 Nov 08:00." in shown(ana)
    await ana.close_modal()
    await ana.command("/okr", "settings", channel=world.checkout)
    await ana.press("More")
    assert "10 Nov: Retreat &amp; &lt;!here&gt;" in str(modal_of(ana).blocks)
    await ana.press("Remove")
    assert "Retreat" not in shown(ana)
    await ana.press("Save")
    assert "Next prompt: tomorrow 08:00." in shown(ana)
    async with reading(world.sessions) as session:
        assert await session.scalar(select(PauseRow.id)) is None
    world.slack.assert_clean()


async def test_a_pause_that_goes_after_its_line_brings_no_second_message(world: World) -> None:
    await open_settings(world)
    ana = world.ana
    await ana.press("More")
    await ana.press("Add a pause")
    ana.fill("pause_from:0", date(2026, 11, 10))
    await ana.press("Save")
    await ana.close_modal()
    world.move(days=1)
    await world.tick()
    [line] = world.checkout.bot_messages
    assert "No meeting on Tue 10 Nov" in render(line)
    await ana.command("/okr", "settings", channel=world.checkout)
    await ana.press("More")
    await ana.press("Remove")
    await ana.press("Save")
    assert "This week's prompt was called off in the channel already." in shown(ana)
    assert "*Post now* posts it: type `/okr prompt`." in shown(ana)
    assert "Next prompt: Tue 17 Nov 08:00." in shown(ana)
    await ana.close_modal()
    await world.tick()
    assert len(world.checkout.bot_messages) == 1
    answer = await ana.command("/okr", "prompt", channel=world.checkout)
    assert "was told that there is no meeting, so this does not come by itself" in render(answer)
    await ana.press("Post now", on=answer)
    await world.tick()
    assert len(world.checkout.bot_messages) == 2
    world.slack.assert_clean()


async def test_public_holidays_are_refused_under_their_field_and_kept(world: World) -> None:
    await open_settings(world)
    ana = world.ana
    await ana.press("More")
    ana.fill("Public holidays", "Germny")
    await ana.press("Save")
    assert list(ana.errors) == ["Public holidays"]
    assert "such as DE" in ana.errors["Public holidays"]
    ana.fill("Public holidays", "Germany, Bayern")
    await ana.press("Save")
    assert "every week, but not on public holidays (DE-BY)." in shown(ana)
    async with reading(world.sessions) as session:
        assert await session.scalar(select(ScheduleRow.holiday_calendar)) == "DE-BY"
    await ana.close_modal()
    await ana.command("/okr", "settings", channel=world.checkout)
    await ana.press("More")
    assert "DE-BY" in shown(ana)
    ana.fill("Public holidays", "")
    await ana.press("Save")
    async with reading(world.sessions) as session:
        assert await session.scalar(select(ScheduleRow.holiday_calendar)) is None
    world.slack.assert_clean()


async def test_members_read_them_and_see_whom_to_ask(world: World) -> None:
    await open_settings(world)
    await world.ben.command("/okr", "settings", channel=world.checkout)
    assert "Leads can change this. Ask Ana." in shown(world.ben)
    assert modal_of(world.ben).submit == ""


async def test_elsewhere_one_chooses_the_team(world: World) -> None:
    await world.seed_checkout()
    lounge = world.slack.add_channel("lounge", members=[world.ana])
    answer = await world.ana.command("/okr", "settings", channel=lounge)
    await world.ana.choose("settings.open", "Checkout", on=answer)
    assert "[Checkout]" in shown(world.ana)
    dee = world.slack.add_person("Dee")
    lounge.members.append(dee.id)
    nothing = await dee.command("/okr", "settings", channel=lounge)
    assert "`/okr setup` makes one." in render(nothing)


async def test_somebody_was_faster(world: World) -> None:
    await open_settings(world)
    await world.ana.close_modal()
    await world.ana.command("/okr", "settings", channel=world.checkout)
    async with world.sessions() as session:
        row = await session.scalar(select(TeamRow))
        assert row is not None
        row.name = "Faster"
        await session.commit()
    await world.ana.press("Save")
    assert "Somebody changed these settings a moment ago." in shown(world.ana)


async def test_a_team_keeps_a_lead_and_moves_its_home(world: World) -> None:
    await open_settings(world)
    ana = world.ana
    guest = world.slack.add_person("Gus", is_guest=True)
    ana.fill("Leads", [ana, guest])
    await ana.press("Save")
    assert ana.errors == {"Leads": "Gus is a guest. A lead is a full member."}
    ana.fill("Leads", [ana, world.slack.add_person("Nobody")])
    with failing(world, "user_not_found", "users.info"):
        await ana.press("Save")
    assert ana.errors == {"Leads": UNKNOWN}
    ana.fill("Leads", [ana])
    await ana.press("More")
    nobody = world.slack.add_channel("nobody", members=[ana])
    ana.fill("Home channel", nobody)
    await ana.press("Save")
    assert list(ana.errors) == ["Home channel"]
    secret = world.slack.add_channel("secret", members=[ana], private=True)
    ana.fill("Home channel", secret)
    with world.slack.expecting("channel_not_found"):
        await ana.press("Save")
    assert list(ana.errors) == ["Home channel"]
    world.slack.add_channel("new-home", members=[ana, world.ben], bot=True)
    ana.fill("Home channel", world.slack.channels[-1])
    await ana.press("Save")
    assert "Saved." in shown(ana)
    async with reading(world.sessions) as session:
        assert await session.scalar(select(TeamRow.channel_id)) == world.slack.channels[-1].id
    world.slack.assert_clean()


async def test_a_prompt_that_was_posted_already_is_not_promised_again(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "prompt", channel=world.checkout)
    await world.ana.press("Post now")
    await world.ana.command("/okr", "settings", channel=world.checkout)
    await world.ana.press("Save")
    assert "Next prompt: Tue 17 Nov 08:00." in shown(world.ana)
