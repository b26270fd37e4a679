"""The rest of a quarter, week by week, to its close and the beginning of the next one."""

from collections.abc import Iterator

from sandbox import ShownMessage, render
from tests.journeys.stories import (
    LIKELY,
    NOTE,
    PERCENT,
    first_prompt,
    prompts_posted,
    set_up_team,
)
from tests.world import World

VALUES = (66, 67, 67, 68, 66, 66, 70)
"""What Ana says of 1.1 in each meeting, from week 6 to week 12; the set-up said 66."""


def expected_moves() -> Iterator[str | None]:
    """Say what each recap tells of 1.1, by looking at the values alone; None for no recap."""
    for before, now in zip((66, *VALUES), VALUES, strict=False):
        yield None if before == now else f"1.1 Completion: {before} → {now} %"


def recap_of(prompt: ShownMessage) -> str | None:
    """Return the recap in a prompt's thread; None when there is none."""
    found = [render(one) for one in prompt.thread if "[Correct something]" in render(one)]
    assert len(found) < 2
    return found[0] if found else None


async def live_through(world: World, value: int) -> ShownMessage:
    """Meet, check in and come back a week later; return the prompt of the meeting."""
    ana, channel = world.ana, world.checkout
    prompt = channel.bot_messages[-1]
    world.move(hours=2, minutes=30)
    await ana.command("/okr", "checkin 1.1", channel=channel)
    ana.fill(PERCENT, str(value))
    ana.fill(LIKELY, 7)
    ana.fill(NOTE, "As it is.")
    await ana.press("Save")
    await ana.press("Done")
    world.move(hours=1)
    await world.tick()
    await world.tick()
    world.move(days=6, hours=20, minutes=30)
    await world.tick()
    return prompt


async def test_each_week_starts_from_the_okrs_and_the_quarter_ends_with_scores(
    world: World,
) -> None:
    ana, channel = world.ana, world.checkout
    await set_up_team(world, lead=ana, channel=channel, work="Gift notes")
    await first_prompt(world, channel)
    for week, (value, move) in enumerate(zip(VALUES, expected_moves(), strict=True), start=6):
        prompt = await live_through(world, value)
        assert f"· week {week} of 13" in render(prompt)
        recap = recap_of(prompt)
        assert (recap is None) == (move is None), week
        assert move is None or (recap and move in recap)
        assert prompts_posted(world, channel) == week - 4, "one a week, and nothing else on top"
    assert "no work for 7 weeks" in render(channel.bot_messages[-1])
    assert ana.dm is not None
    [asked] = ana.dm.bot_messages
    assert "Q4 2026 ends on 31 Dec. Plan the next one?" in render(asked)

    await ana.press("Plan Q1 2027", on=asked)
    await ana.press("Start planning")
    await ana.press("Start fresh")
    await ana.press("Set 1 aside")
    await ana.close_modal(whole_stack=True)
    await world.tick()
    assert "*Planning Q1 2027*" in render(channel.bot_messages[-1].thread[-1])
    await ana.command("/okr", "cycle", channel=channel)
    await ana.press("Open the plan")
    await ana.press("Copy from Q4 2026")
    ana.fill("Copy", ["The objective", "1.1 Completion"])
    await ana.press("Copy")
    assert "1 objective, 1 key result so far." in render(ana.modal)
    assert "Q4 2026 is still running until 31 Dec. Close it first." in render(ana.modal)
    await ana.close_modal(whole_stack=True)

    for _ in range(3):
        world.move(days=7)
        await world.tick()
    endings = [one for one in channel.bot_messages if "Q4 2026 ended." in render(one)]
    assert len(endings) == 2, "then silence"
    await ana.press("Open the plan", on=endings[-1])
    await ana.press("Begin Q1 2027")
    await ana.command("/okr", "cycle", channel=channel)
    assert "*Q1 2027* · week" in render(ana.modal)
    await ana.press("Close it: Q4 2026")
    ana.fill("What did we learn?", "Start with the hardest step.")
    await ana.press("Close it")
    await world.tick()
    said = "\n".join(render(one) for each in channel.bot_messages for one in (each, *each.thread))
    assert "Start with the hardest step." in said
    world.slack.assert_clean()
