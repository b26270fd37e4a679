"""The week after: the bot is off when the prompt is due, and it comes once all the same."""

from sandbox.walkthrough.first_week import FirstWeek, november


async def play(stage: FirstWeek) -> None:
    """End this meeting, and let the prompt of the next come late but once."""
    await stage.at(10, "11:05", "The meeting is over")
    first = stage.prompt
    head = "\n".join([*first.shown.splitlines()[:2], "…"])
    stage.show("The prompt stays as it is", head)
    stage.reads(head, "Checkout · week 6", "Planned Tue 10 Nov")
    edits = len(first.edits)

    await stage.at(16, "18:00", "The machine is switched off for the night")
    stage.act("An operator stops the bot")
    await stage.house.stop()

    stage.clock.move_to(november(17, "08:25"))
    stage.scene("It is on again, 25 minutes after the prompt was due")
    stage.act("An operator starts the bot")
    await stage.house.start()
    await stage.house.tick()
    second = stage.prompt
    stage.holds("the prompt of this week is there", second != first)
    stage.show_message(
        "Everybody in #checkout sees", second, "week 7 of 13", "Planning today 10:00"
    )
    for _ in range(3):
        await stage.house.tick()
    stage.holds("it was posted once", stage.prompt_posts == 2, stage.prompt_posts)
    stage.holds("last week's is not touched any more", len(first.edits) == edits)
