"""A meeting from its prompt to its recap: gone through on a card, parked, corrected, followed."""

from sandbox import render
from tests.journeys.stories import LIKELY, NOTE, PERCENT, first_prompt, set_up_team
from tests.world import World


async def test_a_meeting_is_walked_through_and_recapped_in_the_thread(world: World) -> None:
    ana, ben, channel = world.ana, world.ben, world.checkout
    await set_up_team(world, lead=ana, channel=channel)
    prompt = await first_prompt(world, channel)
    eve = world.slack.add_person("Eve", zone="Europe/Berlin", locale="en-GB")
    elsewhere = world.slack.add_channel("leadership", members=[eve], bot=True)
    page = await eve.command("/okr", "#checkout", channel=elsewhere)
    answer = await eve.press("Follow", on=page)
    assert "You follow Checkout." in render(answer)
    again = await eve.command("/okr", "#checkout", channel=elsewhere)
    assert "[Stop following]" in render(again)
    assert "[Follow]" not in render(again)

    world.move(hours=2)
    await ben.press("Start meeting", on=prompt)
    await world.tick()
    card = prompt.thread[-1]
    assert "1 of 1\n*1 · Buyers finish what they start*" in render(card)
    await ben.press("Park it", on=card)
    ben.fill("What is it about? It is read out at the end.", "Dark mode")
    await ben.press("Save")
    await ana.press("Decision", on=card)
    ana.fill("What did you decide?", "Try a CDN")
    await ana.press("Save")
    await ana.command("/okr", "checkin 1.1", channel=channel)
    ana.fill(PERCENT, "68")
    ana.fill(LIKELY, 7)
    ana.fill(NOTE, "Guest checkout is live")
    await ana.press("Save")
    await ana.press("Done")
    await ben.press("Next", on=card)
    await world.tick()
    assert "*Parked*\nDark mode (Ben)" in render(card)

    world.move(hours=1)
    await world.tick()
    await world.tick()
    recap = prompt.thread[-1]
    shown = render(recap)
    assert "*Week 6 · Checkout*" in shown
    assert "*Moved*  1.1 Completion: 66 → 68 %" in shown
    assert "*Decided*  Try a CDN (Ana)" in shown
    await ben.press("Correct something", on=recap)
    ben.fill("Decided · Ana", "Try two CDNs")
    await ben.press("Save")
    await world.tick()
    assert "*Decided*  Try two CDNs (Ana)" in render(recap)
    assert eve.dm is not None
    [followed] = eve.dm.bot_messages
    assert "*Moved*" in render(followed)
    assert "Dark mode" not in render(followed)
    assert len(channel.bot_messages) == 1, "everything else is in the thread"
    world.slack.assert_clean()


async def test_two_teams_of_a_week_come_in_one_direct_message(world: World) -> None:
    ana, ben, eve = world.ana, world.ben, world.slack.add_person("Eve", zone="Europe/Berlin")
    search = world.slack.add_channel("search", members=[ana, ben], bot=True)
    elsewhere = world.slack.add_channel("leadership", members=[eve], bot=True)
    for channel, lead in ((world.checkout, ana), (search, ben)):
        await set_up_team(world, lead=lead, channel=channel)
        page = await eve.command("/okr", f"#{channel.name}", channel=elsewhere)
        await eve.press("Follow", on=page)
    await ben.command("/okr", "settings", channel=search)
    ben.fill("At", "15:00")
    await ben.press("Save")

    await first_prompt(world, world.checkout)
    for value, (lead, channel) in (("68", (ana, world.checkout)), ("69", (ben, search))):
        await lead.command("/okr", "checkin 1.1", channel=channel)
        lead.fill(PERCENT, value)
        lead.fill(LIKELY, 7)
        lead.fill(NOTE, "Guest checkout is live")
        await lead.press("Save")
        await lead.press("Done")
    world.move(hours=3)
    await world.tick()
    await world.tick()
    assert eve.dm is not None
    [told] = eve.dm.bot_messages
    assert "Search" not in render(told)
    for _ in range(3):
        world.move(hours=2)
        await world.tick()
    await world.tick()
    [told] = eve.dm.bot_messages
    shown = render(told)
    assert shown.index("Week 6 · Checkout*") < shown.index("66 → 68 %")
    assert shown.index("Week 6 · Search*") < shown.index("66 → 69 %")
    world.slack.assert_clean()


async def test_a_recap_follows_corrections_until_the_next_prompt(world: World) -> None:
    ana, ben, channel = world.ana, world.ben, world.checkout
    eve = world.slack.add_person("Eve", zone="Europe/Berlin", locale="en-GB")
    elsewhere = world.slack.add_channel("leadership", members=[eve], bot=True)
    await set_up_team(world, lead=ana, channel=channel)
    page = await eve.command("/okr", "#checkout", channel=elsewhere)
    await eve.press("Follow", on=page)
    prompt = await first_prompt(world, channel)
    world.move(hours=2)
    await ben.press("Start meeting", on=prompt)
    await world.tick()
    await ben.press("Decision", on=prompt.thread[-1])
    ben.fill("What did you decide?", "Try a CDN")
    await ben.press("Save")
    await ana.command("/okr", "checkin 1.1", channel=channel)
    ana.fill(PERCENT, "68")
    ana.fill(LIKELY, 7)
    await ana.press("Save")
    world.move(hours=1)
    for _ in range(2):
        await world.tick()
    recap = prompt.thread[-1]
    assert "66 → 68 %" in render(recap)

    await ana.press("Edit")
    ana.fill(PERCENT, "67")
    await ana.press("Save")
    await ben.press("Correct something", on=recap)
    ben.fill("Decided · Ben", "")
    await ben.press("Save")
    for _ in range(2):
        await world.tick()
    assert eve.dm is not None
    [told] = eve.dm.bot_messages
    for shown in (render(recap), render(told)):
        assert "66 → 67 %" in shown
        assert "CDN" not in shown

    before = render(recap)
    await ben.press("Correct something", on=recap)
    assert "Nothing was noted." in render(ben.modal)
    await ben.close_modal()
    await ana.press("Edit")
    ana.fill(PERCENT, "61")
    world.move(days=7)
    world.now = world.now.replace(hour=7, minute=0)
    for _ in range(2):
        await world.tick()
    assert channel.bot_messages[-1].ts != prompt.ts
    await ana.press("Save")
    await ben.press("Correct something", on=recap)
    assert "this recap stays as it was said" in render(ben.last)
    for _ in range(2):
        await world.tick()
    assert render(recap) == before
    assert "66 → 67 %" in render(told)
    world.slack.assert_clean()


async def test_a_channel_follows_once_the_bot_is_in_it(world: World) -> None:
    ana, channel = world.ana, world.checkout
    await set_up_team(world, lead=ana, channel=channel)
    elsewhere = world.slack.add_channel("leadership", members=[ana])
    await ana.command("/okr", "settings", channel=channel)
    await ana.press("Followers")
    ana.fill("Channels", [elsewhere])
    await ana.press("Save")
    assert "I am not in #leadership yet." in str(ana.errors)
    await world.slack.invite_bot(elsewhere, by=ana)
    await ana.press("Save")
    assert "Saved. 1 follow this team." in render(ana.modal)
    world.slack.assert_clean()
