"""`/okr` where a team is at home and elsewhere, people, channels, risks, and all teams."""

from bot.db.engine import writing
from bot.db.models import TeamRow
from bot.okr.work_item import Place
from sandbox import render
from tests.seeding import SeededTeam, seed_key_result, seed_objective, seed_work_item
from tests.world import World


async def add_work(
    world: World, seeded: SeededTeam, title: str, place: Place | None = None
) -> None:
    async with writing(world.sessions) as session:
        await seed_work_item(session, seeded, now=world.now, title=title, place=place)


async def make_private(world: World, seeded: SeededTeam) -> None:
    async with writing(world.sessions) as session:
        (await session.get_one(TeamRow, seeded.team_id)).is_private = True


async def test_a_lead_sees_the_team_with_every_button(world: World) -> None:
    seeded = await world.seed_checkout()
    await add_work(world, seeded, "Admin dark mode")
    answer = await world.ana.command("/okr", channel=world.checkout)
    text = render(answer)
    assert "Checkout · week 6 of 13" in text
    assert "*1.1 Completion*" in text or "1.1 Completion: aim 72 %" in text
    assert "1 thing has no place yet" in text
    assert "[Edit OKRs]" in text
    assert answer is not None
    assert answer.is_ephemeral
    assert world.checkout.bot_messages == []
    world.slack.assert_clean()


async def test_somebody_outside_the_team_reads_the_okrs_only(world: World) -> None:
    seeded = await world.seed_checkout()
    await add_work(world, seeded, "Admin dark mode")
    cem = world.slack.add_person("Cem")
    lobby = world.slack.add_channel("lobby", members=[cem])
    text = render(await cem.command("/okr", "#checkout", channel=lobby))
    assert "1.1 Completion" in text
    assert "no place" not in text
    assert "Check in" not in text
    world.slack.assert_clean()


async def test_a_channel_without_a_team_offers_to_set_one_up(world: World) -> None:
    text = render(await world.ana.command("/okr", channel=world.checkout))
    assert "No team is at home in this channel yet." in text
    assert "[Set up, 5 min]" in text
    world.slack.assert_clean()


async def test_elsewhere_ones_teams_are_opened_by_a_button(world: World) -> None:
    await world.seed_checkout()
    random = world.slack.add_channel("random", members=[world.ana])
    answer = await world.ana.command("/okr", channel=random)
    assert "*Checkout* · week 6 of 13" in render(answer)
    opened = await world.ana.press("Open", on=answer)
    assert "1.1 Completion" in render(opened)
    world.slack.assert_clean()


async def test_a_persons_key_results_are_shown_by_mention(world: World) -> None:
    await world.seed_checkout()
    text = render(await world.ben.command("/okr", "@ana", channel=world.checkout))
    assert "*CHK-1.1 Completion*" in text
    none = await world.ana.command("/okr", "@ben", channel=world.checkout)
    assert "Ben owns no key results that you can see." in render(none)
    world.slack.assert_clean()


async def test_names_that_slack_did_not_resolve_are_explained(world: World) -> None:
    await world.seed_checkout()
    person = await world.ana.command("/okr", "@nobody", channel=world.checkout)
    assert "Pick the name from the list" in render(person)
    channel = await world.ana.command("/okr", "#nowhere", channel=world.checkout)
    assert "has no team, or you cannot see it" in render(channel)
    world.slack.assert_clean()


async def test_a_private_team_does_not_exist_for_others(world: World) -> None:
    seeded = await world.seed_checkout()
    await make_private(world, seeded)
    cem = world.slack.add_person("Cem")
    lobby = world.slack.add_channel("lobby", members=[cem])
    hidden = render(await cem.command("/okr", "#checkout", channel=lobby))
    none = render(await cem.command("/okr", "#lobby", channel=lobby))
    assert hidden == none
    person = render(await cem.command("/okr", "@ana", channel=lobby))
    assert "owns no key results that you can see" in person
    assert "no team that you can see" in render(await cem.command("/okr", "all", channel=lobby))
    world.slack.assert_clean()


async def test_a_guest_sees_nothing(world: World) -> None:
    await world.seed_checkout()
    guest = world.slack.add_person("Gus", is_guest=True)
    await world.slack.join(world.checkout, guest)
    text = render(await guest.command("/okr", channel=world.checkout))
    assert "1.1" not in text
    assert "Set up" not in text
    world.slack.assert_clean()


async def test_risk_has_what_needs_a_word_first(world: World) -> None:
    seeded = await world.seed_checkout()
    await add_work(world, seeded, "Patch day", Place.UPKEEP)
    text = render(await world.ana.command("/okr", "risk", channel=world.checkout))
    assert "\n1.1 Completion: no work for 5 weeks" in text
    cem = world.slack.add_person("Cem")
    lobby = world.slack.add_channel("lobby", members=[cem])
    nothing = render(await cem.command("/okr", "risk", channel=lobby))
    assert "Nothing needs a word first" in nothing
    world.slack.assert_clean()


async def test_all_teams_are_listed(world: World) -> None:
    await world.seed_checkout()
    answer = await world.ben.command("/okr", "all", channel=world.checkout)
    assert "*Checkout* · week 6 of 13" in render(answer)
    world.slack.assert_clean()


async def test_nasty_names_stay_text(world: World) -> None:
    seeded = await world.seed_checkout()
    title = ("<!channel> & *_~ @here שלום 👩‍👩‍👧 " * 10)[:200]
    async with writing(world.sessions) as session:
        objective_id = await seed_objective(session, seeded, now=world.now, number=2, title=title)
        await seed_key_result(
            session, seeded, objective_id=objective_id, now=world.now, title=title, unit="<!here>"
        )
        (await session.get_one(TeamRow, seeded.team_id)).name = title[:80]
    await add_work(world, seeded, title)
    for text in ("", "all", "risk", "@ana"):
        assert await world.ana.command("/okr", text, channel=world.checkout) is not None
    assert world.slack.log.pings == []
    world.slack.assert_clean()
