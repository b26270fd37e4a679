"""The company of the demo: played once, then looked at as its people see it."""

from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox import Channel, Person, Slack
from sandbox.demo.beginning import begin
from sandbox.demo.company.days import END, when
from sandbox.demo.demo import Demo, running
from sandbox.demo.keeping import load
from sandbox.walkthrough.teller import bare
from tests.sandbox.page.browser import Browser

TUESDAY = when("10 Nov 08:00")
HEALTH_WORDS = (
    "On track 🟢",
    "At risk 🟡",
    "Off track 🔴",
    "Holding 🟢",
    "Outside the limit 🟡",
    "Past the floor 🔴",
    "Achieved ✅",
    "No check-in yet ⚪",
    "11 days old, was on track ⚪",
    "7/10, yet behind",
)


@pytest.mark.timeout(180)
async def test_the_company_and_a_week_of_the_demo(tmp_path: Path) -> None:
    """One test, since the story takes its time to play."""
    folder = tmp_path / "demo"
    kept = await begin(folder, str)
    async with running(folder, kept, port=0) as demo:
        slack = demo.slack
        assert demo.clock.now == END
        assert all(not one.modals for one in slack.people), "a tidy start"
        assert [one.name for one in slack.people if one.sees] == ["Grace"]
        they_are_nine_in_four_zones(slack)
        every_channel_has_its_history(slack)
        await every_health_is_there(slack)
        await work_is_in_every_place(slack)
        await nobody_outside_sees_the_private_team(slack)
        await ana_has_something_to_do(slack)
        await a_team_started_fresh(slack)
        await grace_follows_checkout(slack)
    async with running(folder, load(folder) or kept, port=0) as demo, ClientSession() as http:
        slack = demo.slack
        every_channel_has_its_history(slack)
        await a_visitor_gets_the_prompt(Browser(http, slack.world.base_url), demo)
        await the_next_prompt_is_that_of_week_six(slack)
        slack.assert_clean()
        assert slack.log.pings == []
        assert [person.notices for person in slack.people] == [[]] * 9
    again = load(folder)
    assert again is not None
    assert (again.now, again.tour, again.is_tour_closed) == (TUESDAY, {"prompt"}, True)


async def a_visitor_gets_the_prompt(browser: Browser, demo: Demo) -> None:
    await browser.load()
    assert browser.shows("clock").startswith("Monday 9 November, 09:41 in Berlin")
    assert "# checkout" in browser.shows()
    assert browser.shows("tour").startswith("A week in five steps Check in Press")
    told = await browser.act("wind", to="next")
    assert told == "Tuesday 10 November, 08:00: okrbot posted in #checkout."
    assert "What would move these this week?" in browser.shows()
    await browser.act("tour", step="close")
    assert browser.shows("tour") == ""
    ben = someone(demo.slack, "Ben")
    await browser.look_as(ben, "home")
    assert browser.shows("clock").startswith("Tuesday 10 November, 02:00 in New York")
    assert "What you owe" in browser.shows()


def they_are_nine_in_four_zones(slack: Slack) -> None:
    assert [person.name for person in slack.people][:3] == ["Ana", "Ben", "Chidi"]
    assert len(slack.people) == 9
    assert len({person.state.tz for person in slack.people}) == 4


def every_channel_has_its_history(slack: Slack) -> None:
    for name in ("checkout", "catalogue", "security"):
        welcome, *prompts = channel(slack, name).bot_messages
        assert "added me" in welcome.shown
        weeks = [bare(prompt.shown).splitlines()[0].rpartition("week ")[2] for prompt in prompts]
        first = 2 if name == "security" else 1
        assert weeks == [f"{week} of 13" for week in range(first, first + 5)]
        assert all("Planned " in prompt.shown for prompt in prompts), "all of them are frozen"
        assert all(prompt.state.edited_ts for prompt in prompts)
    assert channel(slack, "general").bot_messages == []
    said = [one.text for one in channel(slack, "checkout").messages if not one.is_by_bot]
    assert any("breaks on Safari 17" in text for text in said), "there is something to track"


async def every_health_is_there(slack: Slack) -> None:
    shown = "\n".join(
        [
            await read(slack, "Ana", "checkout"),
            await read(slack, "Grace", "catalogue"),
            await read(slack, "Hana", "security"),
        ]
    )
    assert [word for word in HEALTH_WORDS if word not in shown] == []
    assert shown.count("week 6 of 13") == 3
    for phrase in ("Ben is stuck", "not measured yet, by 20 Nov", "2 of 4 steps", "not done yet"):
        assert phrase in shown


async def work_is_in_every_place(slack: Slack) -> None:
    shown = await read(slack, "Ana", "checkout", "work")
    counts = "9 key results, 1 engineering health, 1 upkeep, 1 anyway, 3 no place yet"
    assert f"15 in play: {counts}" in shown
    assert "Old coupon page" not in shown, "it was dropped"
    assert "Loyalty points" not in shown, "it was shelved"
    assert "Canary deploys" not in shown, "it is done"


async def a_team_started_fresh(slack: Slack) -> None:
    shown = await read(slack, "Grace", "catalogue", "cycle")
    assert "13 shelved, 1 came back" in shown
    assert "5 came from it, 1 rethought, 1 already running" in shown
    shown = await read(slack, "Ana", "checkout", "cycle")
    assert "Engineering health: planned 30 %, now 1 of 15. Upkeep: planned 10 %" in shown


async def grace_follows_checkout(slack: Slack) -> None:
    dm = someone(slack, "Grace").dm
    assert dm is not None
    shown = bare("\n".join(one.shown for one in dm.bot_messages))
    assert "1.1 Completion" in shown
    assert "Try a CDN for the product pictures" in shown
    assert "in play" not in shown


async def nobody_outside_sees_the_private_team(slack: Slack) -> None:
    assert "Security" not in await read(slack, "Ana", "checkout", "all")
    assert "Passkeys" not in await read(slack, "Ana", "checkout", "#security")
    assert "Security" in await read(slack, "Dee", "checkout", "all")
    assert "Passkeys" in await read(slack, "Dee", "checkout", "#security")


async def ana_has_something_to_do(slack: Slack) -> None:
    home = await someone(slack, "Ana").open_home()
    assert home is not None
    shown = bare(home.shown)
    assert "CHK-1.1 Completion  66 %, aim 72 %" in shown
    assert "CHK-2.2 Days to first order" in shown, "she stands in for Farid"
    assert "Yours, no place yet\nSales ask: launch banner" in shown


async def the_next_prompt_is_that_of_week_six(slack: Slack) -> None:
    prompt = channel(slack, "checkout").last
    assert prompt is not None
    shown = bare(prompt.shown)
    assert shown.startswith(
        "# Checkout · week 6 of 13\n"
        "Planning today 10:00 · 6 of 8 updated\n"
        "Talk about first\n"
        "3.2 Rollbacks: Ben is stuck\n"
        "1.2 Page load: no work for 3 weeks\n"
        "2.2 Days to first order: 12 days old\n"
    )
    assert "3 things have no place yet\nAdmin dark mode · Log cleanup · Sales ask" in shown
    ana = someone(slack, "Ana")
    await ana.press("Place them", on=prompt)
    assert "5 weeks old, before these objectives" in ana.front.shown
    await ana.close_modal()


def someone(slack: Slack, name: str) -> Person:
    return next(one for one in slack.people if one.name == name)


def channel(slack: Slack, name: str) -> Channel:
    return next(one for one in slack.channels if one.name == name)


async def read(slack: Slack, name: str, where: str, text: str = "") -> str:
    """Type the command and return what comes of it."""
    person = someone(slack, name)
    answer = await person.command("/okr", text, channel=channel(slack, where))
    if not person.modals:
        assert answer is not None
        return bare(answer.shown)
    shown = person.front.shown
    await person.close_modal()
    return bare(shown)
