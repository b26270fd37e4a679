"""A team as large as they come: every list is read to its last entry, and every form saved."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import func, select

from bot.db.engine import reading, writing
from bot.db.models import CheckInRow, KeyResultRow, TeamRow
from bot.okr.text import shorten
from sandbox import ShownMessage
from tests.journeys.stories import HOW, WHERE, first_prompt
from tests.large_team import LARGE, SMALL, long_title, seed_large_team
from tests.world import World

LAST = shorten(f"8.8 {long_title('Result 8.8')}", 75)
PASTED = "\n".join(
    line
    for aim in range(1, 9)
    for line in (f"Aim {aim}", *(f"- Rate {aim}.{one} from {one} to 90 %" for one in range(1, 9)))
)
WORK = "\n".join(f"Task {number}" for number in range(1, 16))


async def lead_a_large_team(world: World) -> None:
    """Let Ana lead a large team in checkout."""
    workspace = await world.bot.workspace()
    async with writing(world.sessions) as session:
        await seed_large_team(
            session,
            workspace_id=workspace.id,
            lead_id=await world.introduce(session, workspace.id, world.ana),
            now=world.now,
            size=replace(LARGE, unplaced=16, check_ins=12),
            channel_id=world.checkout.id,
        )


async def lead_eleven_more(world: World) -> None:
    """Let Ana lead eleven small teams, of which she owes nothing."""
    workspace, ana_id = await world.bot.workspace(), await world.person_id(world.ana)
    async with writing(world.sessions) as session:
        for number in range(11):
            await seed_large_team(
                session,
                workspace_id=workspace.id,
                lead_id=ana_id,
                now=world.now,
                size=replace(SMALL, due=0, objectives=1, key_results=1, unplaced=0),
                key=f"T{number}",
                name=f"Team {number}",
                channel_id=f"C{number}",
            )


async def test_everybody_reaches_the_last_entry(world: World) -> None:
    await lead_a_large_team(world)
    await read_the_prompt(world)
    await lead_eleven_more(world)
    await read_what_needs_a_word(world)
    await read_what_somebody_owns(world)
    await open_every_team_from_home(world)
    await check_in_for_forty(world)
    await go_to_the_last_work(world)
    await place_the_last(world)
    await plan_from_the_last(world)
    await read_an_old_check_in(world)
    await edit_the_last(world)
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_sixty_four_pasted_key_results_are_checked_and_saved(world: World) -> None:
    shop = world.slack.add_channel("shop", members=[world.ana, world.ben], bot=True)
    await world.ana.command("/okr", "setup", channel=shop)
    await world.ana.press("Next")
    world.ana.fill("Paste your OKRs", PASTED)
    await world.ana.press("Next")
    assert world.ana.front.title == "Understood · 1 of 2"
    await world.ana.press("Next")
    world.ana.fill("8.8 Rate 8.8: 8 → 90 %", "7 · likely")
    await world.ana.press("Save")
    world.ana.fill("What are you in the middle of?", WORK)
    await world.ana.press("Next")
    assert "*8 · Aim 8*\n7 without a check-in yet · 1 " in world.ana.front.shown
    await world.ana.press("Post now")
    async with reading(world.sessions) as session:
        assert await session.scalar(select(func.count(KeyResultRow.id))) == 64
    world.slack.assert_clean()


async def read_the_prompt(world: World) -> None:
    """The message is short, and what it folds is a click away."""
    prompt = await first_prompt(world, world.checkout)
    lines = prompt.shown.splitlines()
    assert lines[2] == "*Talk about first*"
    assert lines[6].startswith("───"), "three lines, and then the objectives"
    assert len(lines) < 80
    await world.ana.press("See all OKRs", on=prompt)
    assert "*1.8 Result 1.8" in world.ana.front.shown
    await world.ana.choose("all_okrs.choose", shorten(f"8 {long_title('Objective 8')}", 75))
    assert "*8.8 Result 8.8" in world.ana.front.shown
    await world.ana.press("Close")


async def read_what_needs_a_word(world: World) -> None:
    message = await world.ana.command("/okr", "risk", channel=world.checkout)
    assert message is not None
    first = message.shown
    last = await turn_to_the_end(world, message)
    assert first.startswith("*Talk about first*")
    assert last.splitlines()[0] == "*Less urgent*"


async def read_what_somebody_owns(world: World) -> None:
    message = await world.ana.command("/okr", f"@{world.ana.name.lower()}", channel=world.checkout)
    assert message is not None
    assert "*CHK-1.1 " in message.shown
    assert "*T9-1.1 " in await turn_to_the_end(world, message)


async def open_every_team_from_home(world: World) -> None:
    await world.ana.open_home()
    assert world.ana.home is not None
    assert "and 30 more: *Check in all* asks for them too" in world.ana.home.shown
    assert world.ana.home.shown.count("[Open]") == 12


async def check_in_for_forty(world: World) -> None:
    """Only the last of forty has something to say."""
    await world.ana.press("Check in all", on="home")
    for page in range(1, 7):
        assert world.ana.front.title == f"Check in · {page} of 7"
        await world.ana.submit()
    world.ana.fill("How likely by 3 Jan?", "7 · likely", at=3)
    await world.ana.submit()
    assert "1 saved, 39 left as they were." in world.ana.front.shown
    assert "*5.8 Result 5.8" in world.ana.front.shown
    await world.ana.press("Done")
    async with reading(world.sessions) as session:
        told = await session.scalar(
            select(CheckInRow.confidence).order_by(CheckInRow.id.desc()).limit(1)
        )
    assert told == 7


async def go_to_the_last_work(world: World) -> None:
    await world.ana.command("/okr", "work", channel=world.checkout)
    assert "300 in play" in world.ana.front.shown
    await world.ana.choose("work.go_to", "No place yet")
    await pressed_while(world, "Next", lambda: "[Next]" in world.ana.front.shown)
    assert "Work 16 so that" in world.ana.front.shown
    await world.ana.press("Close")


async def place_the_last(world: World) -> None:
    await world.ana.command("/okr", "place", channel=world.checkout)
    await pressed_while(world, "Skip", lambda: "16 of 16" not in world.ana.front.title)
    assert "*Work 16 so that" in world.ana.front.shown
    await world.ana.choose(WHERE, "Moves a key result")
    await world.ana.choose("Which?", LAST)
    world.ana.fill(HOW, "Fewer people leave.")
    world.ana.fill("Starting from objective 8, would you have thought of this?", "Yes")
    await world.ana.press("Save")
    assert "1 linked, 15 skipped." in world.ana.front.shown
    await world.ana.press("Close")


async def plan_from_the_last(world: World) -> None:
    await world.ana.command("/okr", "plan", channel=world.checkout)
    await world.ana.choose("Choose a key result", LAST)
    world.ana.fill("The work", long_title("Plan", 190))
    world.ana.fill(HOW, "Fewer people leave.")
    await world.ana.press("Plan it")
    assert "Planned for 8.8." in world.ana.front.shown
    await world.ana.press("Close")


async def read_an_old_check_in(world: World) -> None:
    message = await world.ana.command("/okr", "history", channel=world.checkout)
    await world.ana.choose("history.choose", LAST, on=message)
    await pressed_while(world, "Older", lambda: "[Older]" in world.ana.front.shown)
    assert "Note 11 so that" in world.ana.front.shown
    await world.ana.press("Close")


async def edit_the_last(world: World) -> None:
    await world.ana.command("/okr", "edit", channel=world.checkout)
    await world.ana.choose("Edit", within="8.8 Result 8.8")
    assert world.ana.front.title == "Key result 8.8"
    await world.ana.press("Cancel")
    await world.ana.command("/okr", "settings", channel=world.checkout)
    await world.ana.press("Save")
    assert "Saved." in world.ana.front.shown
    async with reading(world.sessions) as session:
        assert await session.scalar(select(func.count(TeamRow.id))) == 12


async def turn_to_the_end(world: World, message: ShownMessage) -> str:
    """Turn the pages of a private answer, and return what the last one says."""
    await pressed_while(world, "Next", lambda: "[Next]" in message.shown, on=message)
    return message.shown


async def pressed_while(
    world: World,
    name: str,
    goes_on: Callable[[], bool],
    *,
    on: ShownMessage | None = None,
) -> None:

    for _ in range(60):
        if not goes_on():
            return
        await world.ana.press(name, on=on)
    raise AssertionError(f"{name} leads nowhere")
